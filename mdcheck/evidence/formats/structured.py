"""Structured files, read without trust into values of dict, list, str, int, float, bool and None."""

from __future__ import annotations

import io
import json
import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, assert_never

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.json import unique
from mdcheck.evidence.formats.place import Flat
from mdcheck.evidence.formats.values import WrittenFloat

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_BYTES = 16 * 1024 * 1024
_CACHED_BYTES = 1024 * 1024


class Format(StrEnum):
    """The notations that are read."""

    JSON = "json"
    JSONC = "jsonc"
    """JSON with comments and trailing commas."""
    YAML = "yaml"
    TOML = "toml"
    INI = "ini"
    PROPERTIES = "properties"
    ENV = "env"
    XML = "xml"
    DOCKERFILE = "dockerfile"

    @property
    def loose(self) -> bool:
        """Whether the notation has no type but text."""
        return self in (Format.INI, Format.PROPERTIES, Format.ENV, Format.XML, Format.DOCKERFILE)


_SMALL = {Format.ENV: 256 * 1024, Format.DOCKERFILE: 1024 * 1024, Format.YAML: 8 * 1024 * 1024}
"""Bytes of the largest file, where reading takes a second or more for each megabyte."""
_JSONC_NAME = re.compile(
    r"[tj]sconfig.*\.json|devcontainer\.json|\.(eslintrc|jshintrc|swcrc|babelrc|oxlintrc)(\.json)?|(biome|turbo|nx)\.json"
    r"|.*\.(jsonc|code-workspace)"
)
_TOML_LOCK = re.compile(r"(cargo|uv|poetry|pdm)\.lock|pipfile|.*\.toml")
_ENV_NAME = re.compile(r"\.env(\..+|rc)?|.*\.env")
_DOCKERFILE_NAME = re.compile(r"(dockerfile|containerfile)([._-].*)?|.*\.(dockerfile|containerfile)")
_BY_NAME: tuple[tuple[re.Pattern[str], Format], ...] = (
    (_JSONC_NAME, Format.JSONC),
    (_TOML_LOCK, Format.TOML),
    (
        re.compile(r"(composer|pipfile|flake|deno)\.lock|.*\.(json|webmanifest|ipynb|tfstate|sarif|geojson|avsc)"),
        Format.JSON,
    ),
    (re.compile(r"(pubspec|podfile)\.lock|.*\.(ya?ml|cff)"), Format.YAML),
    (re.compile(r".*\.(ini|cfg)|\.(flake8|coveragerc|pylintrc)"), Format.INI),
    (_ENV_NAME, Format.ENV),
    (re.compile(r".*\.properties"), Format.PROPERTIES),
    (
        re.compile(r".*\.(xml|xsd|xsl|pom|nuspec|plist|resx|svg|xhtml|[cfv][sb]proj|vcxproj|props|targets|config)"),
        Format.XML,
    ),
    (_DOCKERFILE_NAME, Format.DOCKERFILE),
)


def format_of(path: str) -> Format | None:
    """The notation by the file's name."""
    name = path.rpartition("/")[2].lower()
    # `Dockerfile.yaml` is no Dockerfile, but `Dockerfile.env` and `Dockerfile.xml` are as unlikely as they look.
    return next((found for regex, found in _BY_NAME if regex.fullmatch(name)), None)


def load(data: bytes, kind: Format, *, where: str) -> Sequence[Any]:
    """The value of each document of the file; only YAML has several. Raises UndeterminedError."""
    limit = _SMALL.get(kind, _MAX_BYTES)
    if len(data) > limit:
        raise UndeterminedError(f"{where} is larger than {limit // 1024} KiB")
    return _cached(data, kind, where) if len(data) <= _CACHED_BYTES else _load(data, kind, where)


def _load(data: bytes, kind: Format, where: str) -> Sequence[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UndeterminedError(f"{where} is not UTF-8") from error
    try:
        return _documents(text, kind, where)
    except RecursionError as error:
        raise UndeterminedError(f"{where} is nested too deep") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        name = "JSON" if kind is Format.JSONC else kind.value.upper()
        raise UndeterminedError(f"{where} is malformed {name}: {reason}") from error


_cached = lru_cache(maxsize=64)(_load)
"""Parsed files are shared by all checks, which must not change them."""


def _documents(text: str, kind: Format, where: str) -> Sequence[Any]:
    value = _value(text, kind, where)
    return value if kind is Format.YAML else [value]


def _value(text: str, kind: Format, where: str) -> Any:
    match kind:
        case Format.JSON:
            return _json(text)
        case Format.JSONC:
            from mdcheck.evidence.formats.json_comments import without_comments

            return _json(without_comments(text))
        case Format.YAML:
            from mdcheck.evidence.formats.yaml import load_yaml  # late: each format loads its own

            return load_yaml(text)
        case Format.TOML:
            return _toml(text)
        case Format.INI:
            return _ini(text, where)
        case Format.PROPERTIES:
            from mdcheck.evidence.formats.properties import load_properties

            return load_properties(text)
        case Format.ENV:
            return _env(text)
        case Format.XML | Format.DOCKERFILE:
            from mdcheck.evidence.formats.dockerfile import load_dockerfile
            from mdcheck.evidence.formats.xml_tree import load_xml

            return load_xml(text) if kind is Format.XML else load_dockerfile(text)
        case never:
            assert_never(never)


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant, parse_float=WrittenFloat.of, object_pairs_hook=unique)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _toml(text: str) -> Any:
    import tomllib

    return _without_dates(tomllib.loads(text, parse_float=WrittenFloat.of))


def _without_dates(value: Any) -> Any:
    """A date is text in the other notations, so it is text here."""
    if isinstance(value, dict):
        return {key: _without_dates(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_dates(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _ini(text: str, where: str) -> dict[str, dict[str, str | bool]]:
    """Sections of keys and texts; a key without a value is true."""
    import configparser

    parser = configparser.RawConfigParser(allow_no_value=True, default_section="")
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # the documented way to keep the case of keys
    try:
        parser.read_string(text, where)
    except configparser.Error as error:
        raise ValueError(error.message) from error
    except AttributeError as error:  # configparser's own crash on such a line
        raise ValueError("an indented line stands below a key without a value") from error
    values: dict[str, dict[str, str | None]] = {section: dict(parser.items(section)) for section in parser.sections()}
    return {name: {key: value is None or value for key, value in section.items()} for name, section in values.items()}


def _env(text: str) -> Flat:
    """Keys and texts without interpolation; a name without a value has none."""
    from dotenv.parser import parse_stream

    values = Flat()
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            raise ValueError(f"line {binding.original.line} is no assignment")
        if binding.key is not None:
            values[binding.key] = binding.value
    return values
