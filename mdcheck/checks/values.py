"""What may stand as the value of an option, from its type: for completion in editors."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import msgspec

from mdcheck.checks.fields import option_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec.structs import FieldInfo


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words that the type allows, where it allows only some: `any`, `all`; `true`, `false`."""
    return tuple(dict.fromkeys(_words(annotation)))


def _words(annotation: Any) -> Iterator[str]:
    if annotation is bool:
        yield from ("true", "false")
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    else:
        for part in parts_of(annotation):
            yield from _words(part)


def fields_of(annotation: Any) -> tuple[FieldInfo, ...]:
    """The options of the mapping that the type allows; none where it allows no mapping, or one with any keys."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return option_fields(annotation)
    return next((found for part in parts_of(annotation) if (found := fields_of(part))), ())


def parts_of(annotation: Any) -> tuple[Any, ...]:
    """The types that a type is made of: those of a union, and those of a list's elements."""
    if get_origin(annotation) is Annotated:
        return get_args(annotation)[:1]
    return tuple(part for part in get_args(annotation) if part not in (type(None), ...))
