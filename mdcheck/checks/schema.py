"""The check language as a JSON Schema (draft 2020-12), for editors and for programs that write checklists.

It describes a check block without a language, read as YAML. It is made from the kinds' own types, so it knows what
their fields say; what their `__post_init__` refuses beyond that, only `mdcheck lint` knows.
"""

from __future__ import annotations

import inspect
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from mdcheck.checks.fields import option_fields
from mdcheck.document.blocks import common_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.kinds.protocol import Options

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMON: dict[str, dict[str, Any]] = {
    name: {"description": option.meaning, **option.schema} for name, option in common_options.COMMON.items()
}


def json_schema(kinds: Mapping[str, type[Options]], opaque: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """The schema of a block that names one of the kinds. Raises TypeError for an option whose type has no schema.

    `opaque` are kinds whose options nobody knows, and the summary of each.
    """
    types = [field.type for cls in kinds.values() for field in option_fields(cls)]
    schemas, definitions = msgspec.json.schema_components(types)
    given = iter(schemas)
    blocks = {
        name: _block(name, cls, {field.encode_name: _plain(next(given)) for field in option_fields(cls)})
        for name, cls in kinds.items()
    }
    shared = {name: _plain(schema) for name, schema in definitions.items()}
    return {
        "$schema": _DIALECT,
        "title": "A check block of mdcheck",
        "description": "What stands in a fenced block whose info string is the one word check, read as YAML",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in (*kinds, *opaque)],
        "$defs": blocks | {name: _opaque(name, summary) for name, summary in opaque.items()} | shared,
    }


def _block(name: str, cls: type[Options], options: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Both ways to write a kind: its other options beside its key, or all of them in a mapping below it."""
    fields = option_fields(cls)
    for field in fields:
        if isinstance(field.default, str | int | float):
            options[field.encode_name]["default"] = field.default
    required = [field.encode_name for field in fields if field.required]
    beside = {option: schema for option, schema in options.items() if option != cls.main}
    ways = [
        _object({name: options[cls.main], **beside, **COMMON}, [name, *(key for key in required if key != cls.main)])
    ]
    if options[cls.main].get("type") != "object":
        ways.append(_object({name: _object(options, required), **COMMON}, [name]))
    summary = inspect.cleandoc(cls.__doc__ or "").partition("\n")[0]
    return {"title": name, "description": summary, "anyOf": ways}


def _opaque(name: str, summary: str) -> dict[str, Any]:
    """A kind with any options: what is wrong with them is found when the check runs."""
    return {
        "title": name,
        "description": summary,
        "type": "object",
        "properties": {name: {}, **COMMON},
        "required": [name],
    }


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without null, since an option that is not given is left out; one value may stand for a list."""
    if "anyOf" in schema:
        schema = {**schema, "anyOf": [_plain(part) for part in schema["anyOf"] if part != {"type": "null"}]}
        if len(schema["anyOf"]) == 1:
            (only,) = schema.pop("anyOf")
            schema = {**only, **schema}
    if schema.get("type") == "array" and "items" in schema:
        about: dict[str, Any] = {key: schema[key] for key in ("description", "title") if key in schema}
        array = {key: value for key, value in schema.items() if key not in about}
        return {**about, "anyOf": [array, schema["items"]]}
    return schema
