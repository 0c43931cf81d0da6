"""Which options there are at a place in the YAML of a check block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.checks.fields import option_fields
from mdcheck.checks.values import fields_of
from mdcheck.kinds.table import KINDS, kind_class

if TYPE_CHECKING:
    from msgspec.structs import FieldInfo

    from mdcheck.app.editor.blocks import Block
    from mdcheck.app.editor.yaml_place import YamlPlace


class Here(NamedTuple):
    """A mapping in a block: the kind that it belongs to, and what it may hold."""

    kind: str | None
    fields: tuple[FieldInfo, ...]
    common: bool
    """Whether it may hold the options of all checks too."""
    names_kind: bool
    """Whether it is the mapping that names the kind, by a key."""
    inert: bool
    """Whether only inert kinds may stand here."""

    def field(self, key: str) -> FieldInfo | None:
        """The option that a key is of: the main one for the kind's own key."""
        wanted = kind_class(key).main if self.names_kind and key == self.kind and key in KINDS else key
        return next((field for field in self.fields if field.encode_name == wanted), None)

    @property
    def further(self) -> tuple[FieldInfo, ...]:
        """The options beside the kind's own key."""
        main = kind_class(self.kind).main if self.names_kind and self.kind in KINDS else ""
        return tuple(field for field in self.fields if field.encode_name != main)


def options_at(block: Block, place: YamlPlace) -> Here:
    """The options of the mapping that the place is in; `when` holds a kind of its own."""
    if place.keys[:1] != ("when",):
        return _inside(block.kind, place.keys, inert=False)
    return options_of_when(place)


def options_of_when(place: YamlPlace) -> Here:
    """The options of the mapping of `when`, or of one in it."""
    keys = place.keys[1:]
    words = (*keys[:1], *place.entries, *((place.key,) if place.key is not None else ()))
    return _inside(next((word for word in words if word in KINDS), None), keys, inert=True)


def _inside(kind: str | None, keys: tuple[str, ...], *, inert: bool) -> Here:
    cls = kind_class(kind) if kind in KINDS else None
    fields = option_fields(cls) if cls is not None else ()
    names_kind = not keys
    if cls is not None and keys[:1] == (kind,):  # all options in a mapping below the kind, or the main one is a mapping
        main = next((field for field in fields if field.encode_name == cls.main), None)
        fields, keys = (fields_of(main.type) if main is not None else ()) or fields, keys[1:]
    for key in keys:
        field = next((field for field in fields if field.encode_name == key), None)
        fields = fields_of(field.type) if field is not None else ()
    return Here(kind, fields, common=names_kind and not inert, names_kind=names_kind, inert=inert)
