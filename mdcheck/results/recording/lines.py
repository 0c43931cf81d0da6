"""A recording as JSON Lines, and back. `decode(encode(recording))` is the recording."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from mdcheck.errors import RecordingError
from mdcheck.late import sha256
from mdcheck.results.recording.model import SCHEMA, End, Head, Line, RecordedFinding, RecordedItem, Recording

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 64 * 1024 * 1024
"""Of a file of recorded results."""
_FIX = "record the results again with `mdcheck run --results FILE`, and hand the file on as it is"


class _Kind(msgspec.Struct):
    """What every version of the format says in its first line."""

    type: str
    schema: int = 0


def encode(head: Head, items: Sequence[RecordedItem], findings: Sequence[RecordedFinding] = ()) -> bytes:
    """The recording in ASCII, whatever its texts hold, so that it can pass through any log and terminal."""
    lines: list[Line] = [head, *items, *findings]
    data = b"".join(map(_line, lines))
    return data + _line(End(lines=len(items) + len(findings), digest=sha256(data)))


def _line(line: Line) -> bytes:
    return json.dumps(msgspec.to_builtins(line), separators=(",", ":")).encode("ascii") + b"\n"


def decode(data: bytes, where: str) -> tuple[Recording, ...]:
    """The recordings of a file, of which there is at least one. Raises RecordingError with the line.

    Lines may end as Windows has it: git and transfers change that, and no text in a recording holds a raw line break.
    """
    if not data.strip():
        raise RecordingError("holds no recorded results: it is empty", where=where, fix=_FIX)
    found: list[Recording] = []
    block: list[bytes] = []
    parsed: list[Line] = []
    for number, raw in enumerate(data.replace(b"\r\n", b"\n").splitlines(keepends=True), 1):
        place = f"{where}:{number}"
        line = _read(raw, place, first=not parsed)
        block.append(raw)
        parsed.append(line)
        if isinstance(line, End):
            found.append(_recording(parsed, block, where, place))
            block, parsed = [], []
    if parsed:
        message = "the recorded results are cut off: their last line is missing"
        raise RecordingError(message, where=where, fix="copy the file again, whole; or record the results again")
    return tuple(found)


def _read(raw: bytes, place: str, *, first: bool) -> Line:
    """Raises RecordingError for what is no line of a recording, or not where it may stand."""
    if first:
        _refuse_others(raw, place)
    if not raw.endswith(b"\n"):
        message = "the recorded results are cut off in this line"
        raise RecordingError(message, where=place, fix="copy the file again, whole; or record the results again")
    try:
        line = msgspec.json.decode(raw, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordingError(f"is no line of recorded results: {error}", where=place, fix=_FIX) from error
    if isinstance(line, Head) is not first:
        message = "a recording begins with a line of type “head”" if first else "the recording above has no last line"
        raise RecordingError(message, where=place, fix=_FIX)
    return line


def _refuse_others(raw: bytes, place: str) -> None:
    """Raises RecordingError for a file of another kind, and for a format that this version does not read."""
    try:
        kind = msgspec.json.decode(raw, type=_Kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordingError("holds no recorded results", where=place, fix=_FIX) from error
    if kind.type == "head" and kind.schema > SCHEMA:
        message = f"was recorded by a newer mdcheck: its format is {kind.schema}, and this version reads {SCHEMA}"
        raise RecordingError(message, where=place, fix="use the same version of mdcheck for `run` and for this")
    if kind.type == "head" and kind.schema != SCHEMA:
        raise RecordingError(f"has the unknown format {kind.schema}", where=place, fix=_FIX)


def _recording(parsed: Sequence[Line], block: Sequence[bytes], where: str, place: str) -> Recording:
    head, *inner, end = parsed
    assert isinstance(head, Head)
    assert isinstance(end, End)
    if end.lines != len(inner):
        message = f"lines are missing or added: there are {len(inner)}, and the last line says {end.lines}"
        raise RecordingError(message, where=place, fix=_FIX)
    if end.digest != sha256(b"".join(block[:-1])):
        message = "the recording was edited: the digest in its last line is that of other lines"
        raise RecordingError(message, where=place, fix=_FIX)
    paths = [document.path for document in head.documents]
    for path in paths:
        if path.startswith("/") or not {"", ".."}.isdisjoint(path.split("/")) or "\0" in path:
            raise RecordingError("its head names no file of a repository", where=place, fix=_FIX)
    if len(set(paths)) < len(paths) or any(getattr(line, "document", "") not in paths for line in inner):
        raise RecordingError("its lines are about other documents than its head names", where=place, fix=_FIX)
    return Recording(
        head=head,
        items=tuple(line for line in inner if isinstance(line, RecordedItem)),
        findings=tuple(line for line in inner if isinstance(line, RecordedFinding)),
        digest=end.digest,
        where=where,
    )
