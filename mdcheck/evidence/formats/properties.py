"""Java's `.properties`: keys and texts, with continued lines and escapes as `java.util.Properties` reads them."""

from __future__ import annotations

import re

from mdcheck.evidence.formats.place import Flat

_END_OF_KEY = re.compile(r"((?:\\.|[^\\=:\s])*+)\s*[=:]?\s*(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_BLANKS = " \t\f"


def load_properties(text: str) -> Flat:
    """The last value of each key; raises ValueError for a broken escape."""
    values = Flat()
    for line, number in _logical_lines(text):
        found = _END_OF_KEY.fullmatch(line)
        assert found is not None
        try:
            values[_unescaped(found[1])] = _unescaped(found[2])
        except ValueError as error:
            raise ValueError(f"{error} (line {number})") from error
    return values


def _logical_lines(text: str) -> list[tuple[str, int]]:
    """The lines with content, each with those that continue it, and its number."""
    lines: list[tuple[str, int]] = []
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        line = raw.lstrip(_BLANKS)
        if not parts:
            start = number
            if not line or line[0] in "#!":
                continue
        continues = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        parts.append(line[:-1] if continues else line)
        if not continues:
            lines.append(("".join(parts), start))
            parts = []
    return [*lines, ("".join(parts), start)] if any(parts) else lines


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found[1] == "u":
        raise ValueError(r"\u without four hexadecimal digits")
    return chr(int(found[1][1:], 16)) if len(found[1]) > 1 else _CONTROLS.get(found[1], found[1])
