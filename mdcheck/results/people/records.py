"""Reading the lines of a record: which there must be, which there may be, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mdcheck.document.diagnostic import error_at
from mdcheck.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.model import Checklist, Record

_Value = TypeVar("_Value")
PERSON = "Ada Lovelace <ada@example.org>"
DAY = "2026-11-20"


class RecordError(ValueError):
    """What is wrong with a record, with the key of the line at fault; empty for the record as a whole."""

    def __init__(self, message: str, *, key: str = "", fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.fix = fix


def unasked(what: str, reason: str) -> RecordError:
    """The error of a record that nothing in its item asks for."""
    return RecordError(
        f"nothing asks for this {what}: {reason}", fix="move it below the item that it is for, or remove it"
    )


def record_error(checklist: Checklist, record: Record, error: RecordError) -> Diagnostic:
    """The diagnostic at the line at fault."""
    place = record.places.get((error.key,), record.span)
    return error_at(checklist.source, place.start, "record", error.message, error.fix)


def check_keys(record: Record, *, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """Raises RecordError for a line that is missing or empty, and for one that no such record has."""
    known = (*required, *optional)
    for key in record.values:
        if key not in known:
            message = f"a “{record.kind.value}” record has no line “{key}”{did_you_mean(key, known)}"
            raise RecordError(message, key=key, fix=f"it takes {', '.join(known)}")
    for key in required:
        if record.values.get(key) is None:
            message = f"the “{record.kind.value}” record has no line “{key}”"
            raise RecordError(message, key=key if key in record.values else "", fix=f"add “{key}: …”")
    for key, value in record.values.items():
        if value is None:  # read as a missing line, it could make the record count for more than was meant
            raise RecordError(f"{key}: nothing is written there", key=key, fix=f"write “{key}: …”, or remove the line")


def text(record: Record, key: str) -> str:
    """The text on a line; empty where the line is missing. Raises RecordError where it holds something else."""
    value = record.values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise RecordError(f"{key}: a text is expected", key=key, fix=f"write “{key}: text” on one line")
    return " ".join(value.split())


def read(record: Record, key: str, how: Callable[[str], _Value], example: str) -> _Value:
    """What a line means to `how`, which raises ValueError with what is wrong. Raises RecordError with a right value."""
    try:
        return how(text(record, key))
    except RecordError:
        raise
    except ValueError as error:
        raise RecordError(f"{key}: {error}", key=key, fix=f"write it as in “{key}: {example}”") from error
