"""What git starts: the merge driver and the text conversion. They start fast, run no check, and never lose a side."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, NamedTuple

from mdcheck import output_file
from mdcheck.document.source import Source
from mdcheck.errors import GitError
from mdcheck.files import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.merging.conflicts import ConflictStyle


class Versions(NamedTuple):
    """The files that git hands to a merge driver; the result is to stand in `ours`."""

    base: Path
    ours: Path
    theirs: Path


def drive(versions: Versions, size: int, name: str, session: Session) -> int:
    """The three-way merge, written to `ours`: the number of conflicts in it. `name` is the checklist's own path.

    Whatever happens, Ctrl-C included, `ours` ends with both sides in it before the exception goes on.
    """
    kept = read(versions.ours)
    try:
        return _merge(versions, size, name, session)
    except BaseException:
        with _signals_ignored():
            _as_git_would(versions, kept, size, session.cwd)
        raise


def _merge(versions: Versions, size: int, name: str, session: Session) -> int:
    from mdcheck.app.merge import notations_of  # late: an import that fails is a failure like any other
    from mdcheck.document.merging.conflicts import Marks
    from mdcheck.document.merging.merge import merge

    base, ours, theirs = (Source.from_bytes(read(path), path=name) for path in versions)
    merged = merge(base, ours, theirs, notations_of(session.cwd, session))
    marks = Marks(size=size, style=_style(session.cwd)) if merged.conflicts else Marks()
    output_file.write(versions.ours, merged.source(marks).to_bytes())
    return merged.conflicts


def _style(root: Path) -> ConflictStyle:
    """As git is configured."""
    from mdcheck.document.merging.conflicts import ConflictStyle
    from mdcheck.execution.process.run import ask  # late: only conflicts pay for it
    from mdcheck.repository.git import asking
    from mdcheck.repository.stages import conflict_style

    try:
        return ConflictStyle(conflict_style(asking(ask), root))
    except (GitError, OSError, ValueError):
        return ConflictStyle.MERGE


def bare_bytes(path: Path, session: Session) -> bytes:
    """The checklist without its derived numbers; unchanged where it can't be read."""
    data = read(path)
    with contextlib.suppress(Exception):
        from mdcheck.app.merge import notations_of  # late: an import that fails is no reason for no diff
        from mdcheck.document.merging.normalized import bare
        from mdcheck.document.parse import parse

        source = Source.from_bytes(data, path=path.as_posix())
        text = bare(parse(source), notations_of(session.cwd, session))
        return Source.from_text(text, bom=source.bom).to_bytes()
    return data


def _as_git_would(versions: Versions, kept: bytes, size: int, root: Path) -> None:
    """Both sides in `ours`, by git's own merge of text, or one below the other where git can't do it either."""
    output_file.write(versions.ours, kept)
    done = None
    with contextlib.suppress(Exception):
        from mdcheck.execution.process.run import ask  # late: only the failing path pays for it
        from mdcheck.repository.git import asking
        from mdcheck.repository.stages import merge_file

        base, ours, theirs = versions
        done = merge_file(asking(ask), root, ours=ours, base=base, theirs=theirs, size=size)
    if done is None:
        output_file.write(versions.ours, _one_below_the_other(kept, read(versions.theirs), size))


def _one_below_the_other(ours: bytes, theirs: bytes, size: int) -> bytes:
    def ended(data: bytes) -> bytes:
        return data if not data or data.endswith(b"\n") else data + b"\n"

    marks = (b"<" * size + b" ours\n", b"=" * size + b"\n", b">" * size + b" theirs\n")
    return marks[0] + ended(ours) + marks[1] + ended(theirs) + marks[2]


@contextlib.contextmanager
def _signals_ignored() -> Iterator[None]:
    """Ignore a second Ctrl-C while both sides are written, so that none is lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
