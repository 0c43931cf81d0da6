"""Files of values: JSON, YAML, TOML and INI, read without trust, and the way to a place in them."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, TypeAlias, assert_never

from mdcheck.evidence.content import UndeterminedError

Steps: TypeAlias = tuple[str, ...]

_SHOWN = 60
_MAX_DEPTH = 100


class Format(StrEnum):
    """The notations that `value` reads."""

    JSON = "json"
    YAML = "yaml"
    TOML = "toml"
    INI = "ini"


_FORMATS = {
    "json": Format.JSON,
    "webmanifest": Format.JSON,
    "yaml": Format.YAML,
    "yml": Format.YAML,
    "toml": Format.TOML,
    "ini": Format.INI,
    "cfg": Format.INI,
}


def format_of(path: str) -> Format | None:
    """What the file's name says of its notation."""
    return _FORMATS.get(path.rpartition(".")[2].lower())


def steps(place: str) -> Steps:
    """The keys and indices on the way to a place; raises ValueError for one that can't be read.

    A place that begins with `/` is a JSON pointer (RFC 6901), any other has its keys between dots.
    """
    if place.startswith("/"):
        if re.search(r"~(?![01])", place):
            raise ValueError(f"“{place}” is no JSON pointer: a tilde in a key is written ~0")
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in place[1:].split("/"))
    parts = tuple(place.split("."))
    if not all(parts):
        raise ValueError(f"“{place}” has an empty key: a key with dots needs a JSON pointer, /a.b/c")
    return parts


def at(value: Any, way: Steps) -> tuple[Any, ...]:
    """The value at the end of the way, alone in a tuple, or nothing."""
    for step in way:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and re.fullmatch(r"0|[1-9][0-9]{0,8}", step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return ()
    return (value,)


def same(value: Any, wanted: Any, *, loose: bool = False) -> bool:
    """Equality in which true is not 1; if `loose`, text equals what is spelled like it."""
    if loose and isinstance(value, str) and isinstance(wanted, bool | int | float):
        return value.lower() == spelled(wanted)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(map(same, value, wanted))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(same(value[key], wanted[key]) for key in value)
    return bool(value == wanted)


def spelled(value: Any) -> str:
    """A value as a message shows it; text in quotation marks, and all of it cut."""
    text = f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def load(data: bytes, kind: Format, *, where: str) -> Any:
    """The file's value, of dict, list, str, int, float, bool and None. Raises UndeterminedError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UndeterminedError(f"{where} is not UTF-8") from error
    try:
        return _parse(text, kind, where)
    except RecursionError as error:
        raise UndeterminedError(f"{where} is nested too deep") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise UndeterminedError(f"{where} is malformed {kind.value.upper()}: {reason}") from error


def _parse(text: str, kind: Format, where: str) -> Any:
    match kind:
        case Format.JSON:
            return json.loads(text, parse_constant=_no_constant)
        case Format.YAML:
            from mdcheck.evidence.formats.yaml import load_yaml  # late: PyYAML takes its time to load

            return load_yaml(text)
        case Format.TOML:
            return _toml(text)
        case Format.INI:
            return _ini(text, where)
        case never:
            assert_never(never)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _toml(text: str) -> Any:
    import tomllib  # late: only wanted for TOML

    return _without_dates(tomllib.loads(text))


def _without_dates(value: Any) -> Any:
    """A date is text in the other notations, so it is text here."""
    if isinstance(value, dict):
        return {key: _without_dates(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_dates(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _ini(text: str, where: str) -> dict[str, dict[str, str | None]]:
    import configparser  # late: only wanted for INI files

    parser = configparser.RawConfigParser(allow_no_value=True, default_section="")
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # the documented way to keep the case of keys
    try:
        parser.read_string(text, where)
    except configparser.Error as error:
        raise ValueError(error.message) from error
    return {section: dict(parser.items(section)) for section in parser.sections()}
