"""One model for all ecosystems."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ecosystem(StrEnum):
    """The ecosystem that a package belongs to: each has its own rules for equal names."""

    PYTHON = "Python"
    NODE = "Node"
    GO = "Go"
    RUST = "Rust"
    JVM = "JVM"
    RUBY = "Ruby"
    PHP = "PHP"
    DOTNET = ".NET"
    ELIXIR = "Elixir"
    DART = "Dart"


class Dependency(NamedTuple):
    """A package that a file names."""

    name: str
    """As it is written; `group:artifact` for the JVM."""
    version: str = ""
    """A version, or what versions are allowed; empty where the file has none."""
    dev: bool = False
    """Only for development, tests or building."""
    direct: bool = True
    """Whether the project itself asks for it; packages of a lock file may be there for another package."""


_SEPARATORS = re.compile(r"[-_.]+")
_GO_MAJOR = re.compile(r"/v[0-9]+$")
_DEV_WORD = re.compile(
    r"(^|[-_./])(dev|develop|development|tests?|testing|docs?|lint|linting|typing|ci|build|bench)([-_./]|$)",
    re.IGNORECASE,
)


def normalized(name: str, ecosystem: Ecosystem) -> str:
    """The one spelling of a package's name (PEP 503 for Python)."""
    if ecosystem is Ecosystem.PYTHON:
        return _SEPARATORS.sub("-", name).lower()
    return _GO_MAJOR.sub("", name.lower()) if ecosystem is Ecosystem.GO else name.lower()


def for_development(word: str) -> bool:
    """Whether the name of a group or a file means that it is for development: `dev`, `test-requirements.txt`."""
    return _DEV_WORD.search(word) is not None


def document(data: bytes, kind: Format, path: str) -> dict[str, Any]:
    """The file's one mapping; raises UndeterminedError for anything else."""
    values = load(data, kind, where=path)
    value = values[0] if values else None
    if not isinstance(value, dict):
        raise UndeterminedError(f"{path} holds no mapping")
    return value


def named(table: Any, *, dev: bool = False, leave_out: frozenset[str] = frozenset()) -> Iterator[Dependency]:
    """The packages of a mapping of names to versions, or to mappings with a `version`."""
    for name, value in mapping(table).items():
        if name.lower() in leave_out:
            continue
        version = mapping(value).get("version") if isinstance(value, dict) else value
        yield Dependency(name, version if isinstance(version, str) else "", dev=dev)


def packages(values: Any, *, dev: bool = False) -> Iterator[Dependency]:
    """The packages of a lock file that lists mappings of `name` and `version`."""
    for package in map(mapping, listing(values)):
        if isinstance(name := package.get("name"), str):
            yield Dependency(name, str(package.get("version") or ""), dev=dev, direct=False)


def text_of(data: bytes, path: str) -> str:
    """The text; raises UndeterminedError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UndeterminedError(f"{path} is not UTF-8") from error
