"""Reading documents in tests."""

from mdcheck.document.edits import apply
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source


def read(text):
    return parse(Source.from_text(text, path="list.md"))


def read_bytes(data):
    return parse(Source.from_bytes(data, path="list.md"))


def items(text):
    """`1x` for a ticked item on line 1, `2 ` for an open one on line 2."""
    return states(read(text))


def states(checklist):
    return [f"{item.line}{'x' if item.ticked else ' '}" for item in checklist.items]


def codes(text):
    return [(found.line, found.column, found.code) for found in read(text).diagnostics]


def updated(data, marks=None, *, notations=ALL_NOTATIONS, region=None):
    """The bytes that a document becomes; `marks` is one state for all items, or one for each id."""
    checklist = read_bytes(data)
    if isinstance(marks, bool):
        marks = {item.id: marks for item in checklist.items}
    source = checklist.source
    edits = rewrite(checklist, marks or {}, notations=notations, region=region)
    return Source.from_text(apply(source.text, edits), path=source.path, bom=source.bom).to_bytes()


def update(text, marks=None, **options):
    return updated(text.encode(), marks, **options).decode()
