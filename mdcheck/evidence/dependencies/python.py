"""Python: pyproject.toml, requirements, Pipfile, setup.cfg, and the locks of uv, Poetry, pdm and Pipenv."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.dependencies.model import Dependency, document, for_development, named, packages, text_of
from mdcheck.evidence.formats.structured import Format
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*\S+|\(?([^;#()]*)\)?)")
_EGG = re.compile(r"\s*(?:-e\s+|--editable[\s=])?(?:git|hg|svn|bzr)\+\S+[#&]egg=([A-Za-z0-9][\w.-]*)")
_INCLUDE = re.compile(r"\s*(?:-r|--requirement(?:=|(?=\s)))\s*([^\s#]+)")
_PYTHON = frozenset(("python",))
_LINE_END = re.compile(r"\\\r?\n")


def requirement(text: str, *, dev: bool = False) -> Iterator[Dependency]:
    """One requirement of PEP 508, if the text is one."""
    if found := _REQUIREMENT.match(text):
        yield Dependency(found[1], (found[2] or "").split("--hash")[0].strip(), dev=dev)


def pyproject(data: bytes, path: str) -> Iterator[Dependency]:
    """PEP 621, PEP 735, Poetry, uv, pdm, Hatch, and what the build needs."""
    values = document(data, Format.TOML, path)
    project, tool = mapping(values.get("project")), mapping(values.get("tool"))
    yield from _all(project.get("dependencies"))
    for group, listed in mapping(project.get("optional-dependencies")).items():
        yield from _all(listed, dev=for_development(group))
    for listed in mapping(values.get("dependency-groups")).values():
        yield from _all(listed, dev=True)
    yield from _all(mapping(values.get("build-system")).get("requires"), dev=True)
    yield from _poetry(mapping(tool.get("poetry")))
    yield from _all(mapping(tool.get("uv")).get("dev-dependencies"), dev=True)
    for listed in mapping(mapping(tool.get("pdm")).get("dev-dependencies")).values():
        yield from _all(listed, dev=True)
    for environment in mapping(mapping(tool.get("hatch")).get("envs")).values():
        for key in ("dependencies", "extra-dependencies"):
            yield from _all(mapping(environment).get(key), dev=True)


def _poetry(poetry: dict[str, Any]) -> Iterator[Dependency]:
    yield from named(poetry.get("dependencies"), leave_out=_PYTHON)
    yield from named(poetry.get("dev-dependencies"), dev=True)
    for name, group in mapping(poetry.get("group")).items():
        yield from named(mapping(group).get("dependencies"), dev=name != "main")


def _all(listed: Any, *, dev: bool = False) -> Iterator[Dependency]:
    for entry in listing(listed):
        if isinstance(entry, str):
            yield from requirement(entry, dev=dev)


def requirements(data: bytes, path: str) -> Iterator[Dependency]:
    """A requirements file; options and addresses are no packages by name, but `name @ address` is."""
    for line in _LINE_END.sub(" ", text_of(data, path)).splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if egg := _EGG.match(text):
            yield Dependency(egg[1], dev=for_development(path))
        elif text and not text.startswith(("-", ".", "/")) and "://" not in text.split("@")[0]:
            yield from requirement(text, dev=for_development(path))


def included(data: bytes, path: str) -> Iterator[str]:
    """The files that a requirements file includes, as it writes them."""
    for line in _LINE_END.sub(" ", text_of(data, path)).splitlines():
        if found := _INCLUDE.match(line):
            yield found[1]


def setup_cfg(data: bytes, path: str) -> Iterator[Dependency]:
    """The old place for metadata of setuptools."""
    values = document(data, Format.INI, path)
    yield from _lines(mapping(values.get("options")).get("install_requires"))
    for group, text in mapping(values.get("options.extras_require")).items():
        yield from _lines(text, dev=for_development(group))


def _lines(text: Any, *, dev: bool = False) -> Iterable[Dependency]:
    return _all(text.splitlines() if isinstance(text, str) else [], dev=dev)


def pipfile(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.TOML, path)
    yield from named(values.get("packages"))
    yield from named(values.get("dev-packages"), dev=True)


def pipfile_lock(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.JSON, path)
    for section in ("default", "develop"):
        for one in named(values.get(section), dev=section == "develop"):
            yield one._replace(version=one.version.removeprefix("=="), direct=False)


def toml_lock(data: bytes, path: str) -> Iterator[Dependency]:
    """`uv.lock`, `poetry.lock` and `pdm.lock` say `package`, `pylock.toml` says `packages`; so does `Cargo.lock`."""
    values = document(data, Format.TOML, path)
    yield from packages(values.get("package"))
    yield from packages(values.get("packages"))
