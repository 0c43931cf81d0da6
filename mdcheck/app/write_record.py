"""Writing a record of a person into a checklist: what `sign` and `waive` have in common."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load
from mdcheck.errors import UsageError
from mdcheck.repository.git import read
from mdcheck.results.people.person import Person, read_person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mdcheck.document.model import Record, RecordKind
    from mdcheck.document.source import Source

_FENCE = re.compile(r"`{3,}|~{3,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def person(root: Path, by: str = "") -> Person:
    """Who writes the record: as the person says (`--by`), or as git would commit. Raises UsageError."""
    fix = "write --by 'Ada Lovelace <ada@example.org>'" if by else "set user.name and user.email with `git config`"
    words = by
    if not words:
        answer = read(root, "var", "GIT_AUTHOR_IDENT")
        if not answer.ok:
            raise UsageError("git does not know your name and address", fix=fix)
        words = answer.line.rsplit(" ", 2)[0]
    try:
        return read_person(words)
    except ValueError as error:
        raise UsageError(f"{'--by' if by else 'your name in git'}: {error}", fix=fix) from error


def one_line(text: str, option: str) -> str:
    """What an option says, on one line. Raises UsageError."""
    found = " ".join(text.split())
    if _CONTROL.search(found):
        raise UsageError(f"{option}: a control character can't be written into the record", fix="leave it out")
    return found


def rows(values: Mapping[str, str]) -> list[str]:
    """The lines of a record; those without a value are left out."""
    return [f"{key}: {scalar(value)}" for key, value in values.items() if value]


def scalar(text: str) -> str:
    """The text as a YAML scalar; without quotes where it can be read in one way only."""
    try:
        plain = load(f"key: {text}\n", texts=True).value == {"key": text}
    except StrictYAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)


def prefix_of(source: Source, line: int) -> str:
    """What stands in front of the fence that opens on the line, from 1: blanks, and the marks of quotes."""
    opening = source.line(line - 1)
    found = _FENCE.search(opening)
    assert found is not None
    return opening[: found.start()]


def newline_of(source: Source) -> str:
    return "\r\n" if "\r\n" in source.text else "\n"


def fenced(kind: RecordKind, lines: Sequence[str], source: Source, prefix: str) -> str:
    """A fence around the lines, each behind the prefix; without a line end."""
    ticks = "`" * max(3, *(len(run) + 1 for text in lines for run in re.findall(r"`+", text)), 3)
    return newline_of(source).join(prefix + row for row in (f"{ticks}{kind.value}", *lines, ticks))


def alone(record: Record, records: Sequence[Record]) -> bool:
    """Whether no other record stands in its fence."""
    return sum(other.span == record.span for other in records) == 1
