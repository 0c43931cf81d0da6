"""Msgspec's messages in the words of a checklist."""

from __future__ import annotations

import re

_AT = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_QUOTED = re.compile(r"`([^`]*)`")
_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}


def in_words(text: str, kind: str) -> tuple[str, list[str | int]]:
    """The message about the options of a kind, and the way to the value that it speaks of."""
    found = _AT.search(text)
    steps: list[str | int] = [key or int(index) for key, index in _STEP.findall(found[1])] if found else []
    message = _QUOTED.sub(_types, _AT.sub("", text))
    message = message.replace("Expected", "expected").replace("Object missing required field", f"{kind} needs")
    return message.replace("Object contains unknown field", "there is no option"), steps


def _types(quoted: re.Match[str]) -> str:
    """The type by msgspec's name, without the `| null` of an option that may be left out."""
    types = quoted[1].split(" | ")
    given = [name for name in types if name != "null"] or types
    return " or ".join(_WORDS.get(name, name) for name in given)
