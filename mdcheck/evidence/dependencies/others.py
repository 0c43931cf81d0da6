"""Go, Rust, Ruby, PHP, .NET, Elixir and Dart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.dependencies.model import Dependency, document, named, packages, text_of
from mdcheck.evidence.formats.structured import Format
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

_GO_LINE = re.compile(r"([^\s()]+\.[^\s()]+)\s+(v\S+)\s*(//.*)?")
_GO_TOOL = re.compile(r"([^\s()]+\.[^\s()]+)\s*(?://.*)?")
_GO_REPLACE = re.compile(r"(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?\s*(?://.*)?")
_GEM = re.compile(r"^\s*gem\s*\(?\s*[\"']([\w.-]+)[\"']((?:\s*,\s*[\"'][^\"']*[\"'])*)(.*)$")
_RUBY_COMMENT = re.compile(r"^=begin\b.*?^=end\b", re.DOTALL | re.MULTILINE)
_GEM_GROUP = re.compile(r"^\s*group\s*\(?\s*(:\w+(?:\s*,\s*:\w+)*).*\bdo\b")
_GEM_DEV = re.compile(r":?\b(development|test|ci|lint|doc)\b")
_GEM_BLOCK = re.compile(r"\bdo\b\s*(\|[^|]*\|)?\s*$|^\s*(if|unless|case)\b")
_GEMSPEC = re.compile(
    r"\.add_(runtime_|development_)?dependency\s*\(?\s*[\"']([\w.-]+)[\"']((?:\s*,\s*\[?\s*[\"'][^\"']*[\"'])*)"
)
_GEM_LOCKED = re.compile(r"^ {4}([\w.-]+) \(([^)]*)\)$")
_MIX = re.compile(r"\{\s*:(\w+)\s*,\s*(?:\"([^\"]*)\"\s*,?\s*)?([^{}]*)\}")
_MIX_LOCKED = re.compile(r"\"(\w+)\":\s*\{:(?:hex|git|path),\s*(?::\w+,\s*)?\"([^\"]*)\"")
_PLATFORM = re.compile(r"php|hhvm|(ext|lib)-.*|composer-(runtime|plugin)-api", re.IGNORECASE)
_DEV_ONLY = re.compile(r"only:\s*(?:\[([^\]]*)\]|(:\w+))")


def go_mod(data: bytes, path: str) -> Iterator[Dependency]:
    """What is required, directly or not, and the tools; with what replaces a module in its place."""
    lines = list(_go_lines(text_of(data, path)))
    replaced = [found for word, line in lines if word == "replace" and (found := _GO_REPLACE.fullmatch(line))]
    for word, line in lines:
        if word == "require" and (found := _GO_LINE.fullmatch(line)):
            other = next((one for one in replaced if one[1] == found[1] and one[2] in (None, found[2])), None)
            version = found[2] if other is None else other[4] or "" if other[3] == found[1] else ""
            yield Dependency(found[1], version, direct="indirect" not in (found[3] or ""))
            if other is not None and other[4] and other[3] != found[1]:
                yield Dependency(other[3], other[4], direct=False)
        elif word == "tool" and (found := _GO_TOOL.fullmatch(line)):
            yield Dependency(found[1], dev=True)


def _go_lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line's directive, given on the line or for a block, and what stands behind it."""
    block = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(")"):
            block = ""
        elif line.endswith("("):
            block = line.rstrip("( \t")
        elif block:
            yield block, line
        else:
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def cargo(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.TOML, path)
    targets = mapping(values.get("target")).values()
    for holder in (values, mapping(values.get("workspace")), *map(mapping, targets)):
        for key in ("dependencies", "dev-dependencies", "build-dependencies"):
            for name, entry in mapping(holder.get(key)).items():
                real = mapping(entry).get("package") or name
                yield from named({str(real): entry}, dev=key != "dependencies")


def cargo_lock(data: bytes, path: str) -> Iterator[Dependency]:
    yield from packages(document(data, Format.TOML, path).get("package"))


def gemfile(data: bytes, path: str) -> Iterator[Dependency]:
    """Gems, each with its group, given beside it or around it."""
    blocks: list[bool] = []
    for raw in _RUBY_COMMENT.sub("", text_of(data, path)).splitlines():
        line = re.sub(r"(^|\s)#.*", "", raw)
        if found := _GEM.match(line):
            versions = ", ".join(re.findall(r"[\"']([^\"']*)[\"']", found[2]))
            beside = re.search(r"group[s]?(:|\s*=>)(.*)", found[3])
            dev = any(blocks) or (beside is not None and _GEM_DEV.search(beside[2]) is not None)
            yield Dependency(found[1], versions, dev=dev)
        elif found := _GEM_GROUP.match(line):
            blocks.append(all(_GEM_DEV.search(name) for name in found[1].split(",")))
        elif _GEM_BLOCK.search(line):
            blocks.append(False)
        elif line.strip() == "end" and blocks:
            blocks.pop()


def gemspec(data: bytes, path: str) -> Iterator[Dependency]:
    for raw in _RUBY_COMMENT.sub("", text_of(data, path)).splitlines():
        if found := _GEMSPEC.search(re.sub(r"(^|\s)#.*", "", raw)):
            versions = ", ".join(re.findall(r"[\"']([^\"']*)[\"']", found[3]))
            yield Dependency(found[2], versions, dev=found[1] == "development_")


def gemfile_lock(data: bytes, path: str) -> Iterator[Dependency]:
    for line in text_of(data, path).splitlines():
        if found := _GEM_LOCKED.match(line):
            yield Dependency(found[1], re.sub(r"-(x86|arm|aarch|java|universal).*", "", found[2]), direct=False)


def composer(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.JSON, path)
    for key in ("require", "require-dev"):
        wanted = {name: value for name, value in mapping(values.get(key)).items() if not _PLATFORM.fullmatch(name)}
        yield from named(wanted, dev=key == "require-dev")


def composer_lock(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.JSON, path)
    yield from packages(values.get("packages"))
    yield from packages(values.get("packages-dev"), dev=True)


def dotnet(data: bytes, path: str) -> Iterator[Dependency]:
    """Project files, `Directory.Build.props` and `Directory.Packages.props`: wherever a package is named."""
    yield from _references(document(data, Format.XML, path), 0)


def _references(value: Any, depth: int) -> Iterator[Dependency]:
    for key, part in mapping(value).items():
        for entry in listing(part):
            element = mapping(entry)
            name = element.get("@Include") or element.get("@id")
            if key in ("PackageReference", "PackageVersion", "GlobalPackageReference", "package") and name:
                version = element.get("@Version") or element.get("Version") or element.get("@version") or ""
                yield Dependency(str(name), str(version), dev=key == "GlobalPackageReference")
            elif depth < 5:  # noqa: PLR2004 - no project file is deeper
                yield from _references(element, depth + 1)


def nuget_lock(data: bytes, path: str) -> Iterator[Dependency]:
    for framework in mapping(document(data, Format.JSON, path).get("dependencies")).values():
        for name, package in mapping(framework).items():
            if mapping(package).get("type") != "Project":
                yield Dependency(name, str(mapping(package).get("resolved") or ""), direct=False)


def mix(data: bytes, path: str) -> Iterator[Dependency]:
    """The tuples of the function `deps`."""
    text = re.sub(r"(^|[\s\[(,])#(?!\{)[^\n]*", r"\1", text_of(data, path), flags=re.MULTILINE)
    start = re.search(r"\bdefp?\s+deps\b", text)
    end = re.search(r"\n\s*end\b", text[start.end() :]) if start else None
    body = text[start.end() : start.end() + end.start() if end else None] if start else ""
    for found in _MIX.finditer(body):
        only = _DEV_ONLY.search(found[3])
        yield Dependency(found[1], found[2] or "", dev=only is not None and ":prod" not in (only[1] or only[2] or ""))


def mix_lock(data: bytes, path: str) -> Iterator[Dependency]:
    for found in _MIX_LOCKED.finditer(text_of(data, path)):
        yield Dependency(found[1], found[2], direct=False)


def pubspec(data: bytes, path: str) -> Iterator[Dependency]:
    values = document(data, Format.YAML, path)
    yield from named(values.get("dependencies"))
    yield from named(values.get("dev_dependencies"), dev=True)


def pubspec_lock(data: bytes, path: str) -> Iterator[Dependency]:
    for name, package in mapping(document(data, Format.YAML, path).get("packages")).items():
        kind = str(mapping(package).get("dependency") or "")
        yield Dependency(name, str(mapping(package).get("version") or ""), dev=kind == "direct dev", direct=False)
