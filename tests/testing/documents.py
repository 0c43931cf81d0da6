"""Reading documents in tests."""

from mdcheck.document.parse import parse
from mdcheck.document.source import Source


def read(text):
    return parse(Source.from_text(text, path="list.md"))


def items(text):
    """`1x 2 ` for a ticked item on line 1 and an open one on line 2."""
    return [f"{item.line}{'x' if item.ticked else ' '}" for item in read(text).items]


def codes(text):
    return [(found.line, found.column, found.code) for found in read(text).diagnostics]
