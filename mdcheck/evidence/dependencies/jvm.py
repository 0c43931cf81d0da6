"""Maven and Gradle: names are `group:artifact`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.dependencies.model import Dependency, document, for_development, text_of
from mdcheck.evidence.formats.structured import Format
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROPERTY = re.compile(r"\$\{([^}]*)\}")
_NOISE = re.compile(r"(\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
_COORDINATES = re.compile(
    r"\b(\w*(?:implementation|api|only|compile|runtime|classpath|kapt|ksp|annotationprocessor)\w*)\b\s*\(?\s*"
    r"(?:(?:enforcedPlatform|platform|testFixtures)\s*\(\s*)?[\"']([\w.-]+:[\w.-]+)(?::([^\"'@:]*))?",
    re.IGNORECASE,
)
_MAP_FORM = re.compile(
    r"\b(\w+)\b\s*\(?\s*group\s*[:=]\s*[\"']([\w.-]+)[\"']\s*,\s*name\s*[:=]\s*[\"']([\w.-]+)[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"']([^\"']*)[\"'])?"
)
_LOCK_LINE = re.compile(r"([\w.-]+:[\w.-]+):([^=\s]+)=(.*)")
_TEST = re.compile(r"test", re.IGNORECASE)


def pom(data: bytes, path: str) -> Iterator[Dependency]:
    """The dependencies of the project and of its profiles. What is only managed is not declared."""
    project = mapping(document(data, Format.XML, path).get("project"))
    properties = {f"project.{key}": value for key, value in project.items() if isinstance(value, str)}
    properties |= {key: value for key, value in mapping(project.get("properties")).items() if isinstance(value, str)}
    profiles = listing(mapping(project.get("profiles")).get("profile"))
    for holder in (project, *map(mapping, profiles)):
        for entry in map(mapping, listing(mapping(holder.get("dependencies")).get("dependency"))):
            group, artifact = _filled(entry.get("groupId"), properties), _filled(entry.get("artifactId"), properties)
            version = _filled(entry.get("version"), properties) or _managed(project, artifact, properties)
            yield Dependency(f"{group}:{artifact}", version, dev=entry.get("scope") == "test")


def _managed(project: dict[str, Any], artifact: str, properties: dict[str, str]) -> str:
    managed = mapping(mapping(project.get("dependencyManagement")).get("dependencies")).get("dependency")
    fitting = (one for one in map(mapping, listing(managed)) if one.get("artifactId") == artifact)
    return next((_filled(one.get("version"), properties) for one in fitting), "")


def _filled(value: Any, properties: dict[str, str]) -> str:
    return _PROPERTY.sub(lambda found: properties.get(found[1], found[0]), value) if isinstance(value, str) else ""


def gradle(data: bytes, path: str) -> Iterator[Dependency]:
    """Groovy and Kotlin: coordinates that are written out. What a catalogue names, its own file declares."""
    text = _NOISE.sub(lambda found: found[1] or " ", text_of(data, path))
    for found in _COORDINATES.finditer(text):
        yield Dependency(found[2], _known(found[3]), dev=_TEST.search(found[1]) is not None)
    for found in _MAP_FORM.finditer(text):
        yield Dependency(f"{found[2]}:{found[3]}", _known(found[4]), dev=_TEST.search(found[1]) is not None)


def _known(version: str | None) -> str:
    """A version that is written out, and none that a variable holds."""
    return "" if version is None or "$" in version else version


def catalogue(data: bytes, path: str) -> Iterator[Dependency]:
    """`gradle/libs.versions.toml`."""
    values = document(data, Format.TOML, path)
    versions = mapping(values.get("versions"))
    for alias, entry in mapping(values.get("libraries")).items():
        module, version = _library(entry, versions)
        if module:
            yield Dependency(module, version, dev=for_development(alias))


def _library(entry: Any, versions: dict[str, Any]) -> tuple[str, str]:
    if isinstance(entry, str):
        group, _, rest = entry.partition(":")
        artifact, _, version = rest.partition(":")
        return f"{group}:{artifact}", version
    values = mapping(entry)
    module = values.get("module") or f"{values.get('group', '')}:{values.get('name', '')}"
    wanted: Any = values.get("version")
    if isinstance(wanted, dict):
        wanted = versions.get(str(wanted.get("ref"))) or wanted.get("strictly") or wanted.get("require")
    return str(module), wanted if isinstance(wanted, str) else ""


def gradle_lock(data: bytes, path: str) -> Iterator[Dependency]:
    for line in text_of(data, path).splitlines():
        if found := _LOCK_LINE.fullmatch(line.strip()):
            names = found[3].split(",")
            yield Dependency(found[1], found[2], dev=all(map(_TEST.search, names)), direct=False)
