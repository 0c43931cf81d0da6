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
from mdcheck.document.blocks.common_options import MAX_RETRIES, MAX_TIMEOUT, MAX_WEIGHT
from mdcheck.document.model import Severity
from mdcheck.kinds.freshness import DURATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.kinds.protocol import Options

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SECONDS: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}
_DURATION: dict[str, Any] = {"type": "string", "pattern": DURATION}
_TEXT = {"type": "string", "pattern": r"\S"}
_WORDS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}

COMMON: dict[str, dict[str, Any]] = {
    "id": {"description": "pins the item's id", "type": "string", "pattern": r"^[^\s,]+$"},
    "severity": {"description": "of a failure", "enum": [severity.value for severity in Severity], "default": "error"},
    "timeout": {
        "description": "such as 90s or 10m",
        "anyOf": [_DURATION, _SECONDS | {"maximum": MAX_TIMEOUT}],
        "default": "60s",
    },
    "weight": {
        "description": "in the check score",
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": MAX_WEIGHT},
            {"type": "string", "pattern": r"^(0{0,3}[0-9]{1,6}(\.[0-9]{1,9})?|0{0,2}1000000(\.0{1,9})?)$"},
        ],
        "default": 1,
    },
    "tags": {"description": "for --only", **_WORDS},
    "fix": {"description": "what to do when it fails", **_TEXT},
    "url": {"description": "where to read more", **_TEXT},
    "needs": {"description": "ids of items that must pass first", **_WORDS},
    "retries": {
        "description": "further tries",
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": MAX_RETRIES},
            {"type": "string", "pattern": r"^(0{0,8}[0-9]|0{0,7}(1[0-9]|20))$"},
        ],
        "default": 0,
    },
    "inputs": {
        "description": "paths or globs of all that it looks at: while they stay the same, it passes",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}],
    },
    "cache": {
        "description": "how long a pass on the same inputs holds, such as 12h",
        "anyOf": [_DURATION, _SECONDS],
        "default": "24h",
    },
}
"""The options that every block takes, as `mdcheck.document.blocks.common_options` reads them."""


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
    """As a checklist has it: an option that is not given is left out, never null, and one value stands for a list."""
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
