"""Descriptions of the kinds: for `mdcheck kinds`, and for the documentation."""

from __future__ import annotations

import inspect
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from mdcheck.checks.fields import option_fields
from mdcheck.kinds.table import KINDS, kind_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.checks.plugins import Plugins
    from mdcheck.kinds.protocol import Options

_WORDS: dict[Any, str] = {Any: "any value", str: "text", int: "whole number", float: "number", bool: "true or false"}


class Option(NamedTuple):
    """One option of a kind."""

    name: str
    type: str
    default: str
    """As it would be written; empty where there is none."""
    description: str
    required: bool

    @property
    def text(self) -> str:
        """Type, default and description on one line."""
        default = f" (default {self.default})" if self.default else " (required)" if self.required else ""
        description = f": {self.description}" if self.description else ""
        return f"{self.type}{default}{description}"


class Description(NamedTuple):
    """One kind."""

    name: str
    summary: str
    """What passes."""
    executable: bool
    options: tuple[Option, ...]
    """The main one first."""
    details: str = ""
    """The rest of the kind's docstring, with examples; Markdown."""
    origin: str = ""
    """The package or the file that brings it; empty for mdcheck's own."""


def names() -> tuple[str, ...]:
    """Mdcheck's own kinds."""
    return tuple(KINDS)


def describe(name: str) -> Description:
    """The description from the kind's class; `name` is one of `names()`."""
    return _described(kind_class(name), name)


def plugin_names(plugins: Plugins) -> tuple[str, ...]:
    """The kinds that are not mdcheck's own; raises PluginError for a file of the repository that can't be read."""
    return tuple(name for name in plugins.names() if name not in KINDS)


def describe_plugin(name: str, plugins: Plugins) -> Description:
    """The description of a plugin's kind; raises PluginError. A file of the repository is read, but not run."""
    from mdcheck.checks.plugins import load, offers  # late: needed for plugins only

    if local := plugins.local().get(name):
        return Description(name=name, summary=local.summary, executable=True, options=(), origin=local.path)
    return _described(load(name), name)._replace(executable=True, origin=offers()[name][0].package)


def shape(name: str, plugins: Plugins) -> type[Options] | None:
    """The class of a plugin's kind, if a schema can be made of it; raises PluginError. Of a file nothing is run."""
    from mdcheck.checks.plugins import load
    from mdcheck.checks.schema import json_schema

    if name in plugins.local():
        return None
    cls = load(name)
    try:
        json_schema({name: cls})
    except TypeError:
        return None
    return cls


def _described(cls: type[Options], name: str) -> Description:
    fields = sorted(option_fields(cls), key=lambda field: field.encode_name != cls.main)
    summary, _, details = inspect.cleandoc(cls.__doc__ or "").partition("\n")
    return Description(
        name=name,
        summary=summary,
        details=details.strip(),
        executable=cls.executable,
        options=tuple(describe_option(field) for field in fields),
    )


def describe_option(field: msgspec.structs.FieldInfo) -> Option:
    """The description of one field."""
    type_, description = _type(field.type)
    return Option(field.encode_name, type_, _default(field), description, field.required)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default in (None, msgspec.NODEFAULT, msgspec.UNSET, ()):
        return ""
    if isinstance(field.default, tuple):
        return ", ".join(map(str, field.default))
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _type(annotation: Any) -> tuple[str, str]:
    """An annotation in words, and the description that goes with it."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        notes = (note.description for note in parts[1:] if isinstance(note, msgspec.Meta) and note.description)
        words, inner = _type(parts[0])
        return words, next(notes, inner)
    if origin in (Union, UnionType):
        found = [_type(part) for part in parts if part is not type(None)]
        return " or ".join(words for words, _ in found), next((text for _, text in found if text), "")
    if origin is tuple:
        return f"{_type(parts[0])[0]}, or a list of them", ""
    if origin is Literal:
        return _either(parts), ""
    if origin is dict:
        return "mapping", ""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return "mapping", ""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _either([member.value for member in annotation]), ""
    return _WORDS.get(annotation, getattr(annotation, "__name__", str(annotation))), ""


def _either(values: Sequence[object]) -> str:
    """`a, b or c`."""
    *others, last = map(str, values)
    return f"{', '.join(others)} or {last}" if others else last
