"""Node: package.json, and the locks of npm, pnpm, yarn and bun."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.dependencies.model import Dependency, document, named, text_of
from mdcheck.evidence.formats.structured import Format
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNPM_KEY = re.compile(r"/?((?:@[^/@]+/)?[^/@(]+)[@/]([^(_]+).*")
_YARN_HEAD = re.compile(
    r"^\"?(?:[^\"\s]+@npm:(?=(?:@[^/@\"\s]+/)?[A-Za-z][^@\"\s]*@))?((?:@[^/@\"\s]+/)?[^@\"\s]+)@[^\n]*:$"
)
_YARN_VERSION = re.compile(r"^\s+\"?version\"?:?\s+\"?([^\"\s]+)\"?")
_ALIAS = re.compile(r"npm:((?:@[^/@]+/)?[A-Za-z][^@]*)(?:@(.*))?")
_SPEC = re.compile(r"((?:@[^/@]+/)?[^@]+)@(.+)")


def package_json(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.JSON, path)
    for key in ("dependencies", "optionalDependencies", "peerDependencies"):
        yield from map(_real, named(values.get(key)))
    yield from map(_real, named(values.get("devDependencies"), dev=True))


def _real(dependency: Dependency) -> Dependency:
    """The package that an alias (`npm:real@^1`) stands for; any other as it is."""
    found = _ALIAS.fullmatch(dependency.version)
    return dependency._replace(name=found[1], version=found[2] or "") if found else dependency


def package_lock(data: bytes, path: str) -> Iterator[Dependency]:
    """All versions of `package-lock.json`; `npm-shrinkwrap.json` is the same."""
    values = document(data, Format.JSON, path)
    for place, package in mapping(values.get("packages")).items():
        if "node_modules/" in place:
            name = mapping(package).get("name") or place.rpartition("node_modules/")[2]
            yield Dependency(str(name), str(mapping(package).get("version") or ""), _is_dev(package), direct=False)
    if "packages" not in values:
        for name, package in mapping(values.get("dependencies")).items():
            version = str(mapping(package).get("version") or "")
            yield _real(Dependency(name, version, _is_dev(package), direct=False))


def _is_dev(package: object) -> bool:
    return mapping(package).get("dev") is True


def pnpm_lock(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.YAML, path)
    for key, package in mapping(values.get("packages")).items():
        if found := _PNPM_KEY.fullmatch(key):
            yield Dependency(found[1], found[2], _is_dev(package), direct=False)


def yarn_lock(data: bytes, path: str) -> Iterator[Dependency]:
    """Both forms: the classic one, and the YAML of later versions."""
    text = text_of(data, path)
    if text.strip() and "# yarn lockfile" not in text and "__metadata:" not in text:
        raise UndeterminedError(f"{path} is no lock file of yarn")
    name = ""
    for line in text.splitlines():
        if found := _YARN_HEAD.match(line):
            name = found[1]
        elif name and (found := _YARN_VERSION.match(line)):
            if name != "__metadata" and "0.0.0-use.local" not in found[1]:
                yield Dependency(name, found[1], direct=False)
            name = ""


def bun_lock(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.JSONC, path)
    for package in mapping(values.get("packages")).values():
        first = next(iter(listing(package)), "")
        if isinstance(first, str) and (found := _SPEC.fullmatch(first)):
            yield Dependency(found[1], found[2], direct=False)
