"""Executable blocks as they are shown before a person approves them: every character is visible.

Elsewhere what does not show is left out; here it is written as `<U+202E>`, since it is part of what would run.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, assert_never

from mdcheck.app.trust import State
from mdcheck.reports.layout.lines import Styled, TextStyle, shown
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.visible import visible_segments
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.trust import ExecutableBlock
    from mdcheck.execution.trust.approvals import ApprovedFile
    from mdcheck.execution.trust.named_files import NamedFile
    from mdcheck.reports.layout.lines import Line

MAX_FILE_DIFF = 200
"""Lines of a file that a block names, or of its diff, above which it is not shown."""
_GUTTER = Styled("  │ ", TextStyle.MUTED)


def block_lines(block: ExecutableBlock) -> Iterator[Line]:
    """The block's place and whether it is approved; unless it is, also all that is new in it."""
    yield (
        Styled(f"{shown(block.path)}:{block.line}", TextStyle.PLACE),
        Styled("  "),
        Styled(statement(block.item), TextStyle.TITLE),
        Styled(f"  {shown(block.kind)}", TextStyle.MUTED),
    )
    match block.state:
        case State.TRUSTED:
            yield (Styled(f"  trusted since {shown(block.approved_on)}{_pinned(block)}", TextStyle.PASSED),)
        case State.NEW:
            yield (Styled("  new", TextStyle.WARNED),)
            yield from _diff("", block.text)
            yield from _files(block, {})
        case State.CHANGED:
            assert block.approval is not None
            what = "files of the repository have changed" if block.moved_on else "changed"
            yield (Styled(f"  {what} since it was approved on {shown(block.approved_on)}", TextStyle.WARNED),)
            yield from _diff(block.approval.text, block.text)
            yield from _files(block, block.approval.files)
        case never:
            assert_never(never)
    if block.runs:
        yield (Styled(f"  runs what the repository holds: {shown(listed(block.runs, 5))}", TextStyle.WARNED),)


def _pinned(block: ExecutableBlock) -> str:
    return ", for the files as they are" if block.approval is not None and block.approval.tree else ""


def _files(block: ExecutableBlock, approved: dict[str, ApprovedFile]) -> Iterator[Line]:
    """The files that are approved along with the block."""
    for file in block.files:
        yield from _file(file, approved.get(file.path), fresh=block.state is State.NEW)
    now = {file.path for file in block.files}
    for path in approved:
        if path not in now:
            yield (Styled(f"  it no longer finds the file {shown(path)}", TextStyle.MUTED),)


def _file(file: NamedFile, before: ApprovedFile | None, *, fresh: bool) -> Iterator[Line]:
    name = shown(file.path)
    if before is not None and before.digest == file.digest:
        yield (Styled(f"  it names the file {name}, which is unchanged", TextStyle.MUTED),)
        return
    said = f"the file {name} has changed" if before else f"it names the file {name}{'' if fresh else ', which is new'}"
    old = before.text if before is not None else ""
    if old is None or file.text is None:
        yield (Styled(f"  {said}, and can't be shown here: read it too", TextStyle.WARNED),)
        return
    rows = list(_diff(old, file.text))
    if len(rows) > MAX_FILE_DIFF:
        yield (Styled(f"  {said}, in {len(rows)} lines: read it too", TextStyle.WARNED),)
        return
    yield (Styled(f"  {said}:", TextStyle.WARNED),)
    yield from rows


def _diff(before: str, after: str) -> Iterator[Line]:
    """A unified diff without its head; the text itself, marked as unchanged, where nothing differs."""
    old, new = _lines(before), _lines(after)
    if old == new:
        rows = [f" {line}" for line in new]
    else:
        rows = list(difflib.unified_diff(old, new, lineterm=""))[2:]
        rows = rows if old else rows[1:]
    for row in rows:
        style = {"+": TextStyle.PASSED, "-": TextStyle.FAILED, "@": TextStyle.MUTED}.get(row[0], TextStyle.PLAIN)
        yield (_GUTTER, Styled(row[0], style), *visible_segments(row[1:], style))


def _lines(text: str) -> list[str]:
    """Lines end at a line feed; a missing last one is noted, as git does."""
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, last, "\\ No newline at the end"] if last else lines
