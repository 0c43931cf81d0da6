"""The published schemas, as the tests read them."""

from __future__ import annotations


def strict(schema):
    """The schema without room for what it does not name: readers leave it, the tests do not."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {name: strict(part) for name, part in schema.items()} | closed
