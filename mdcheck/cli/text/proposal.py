"""A signature that a person is asked for, as they read it on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import Styled, TextStyle, folded, hanging, shown, words
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.sign import Proposal
    from mdcheck.app.sign_changes import FileLines, Since
    from mdcheck.reports.layout.lines import Line

_LABEL = 10
_FEW = 10
"""Changed files that are named; `d` shows all."""


def proposal_lines(proposal: Proposal, width: int) -> Iterator[Line]:
    """The item, in whose name it is signed, for how long, what it covers, and what has changed since."""
    item = proposal.item
    place = Styled(f"{shown(proposal.file.shown)}:{item.line}  ", TextStyle.PLACE)
    yield ()
    yield from hanging((place,), words(shown(plain_text(item.text)), TextStyle.TITLE), width=width)
    yield from _row("for", f"{', '.join(proposal.roles)} ({proposal.kind.policy.words})", width)
    if proposal.until is not None:
        yield from _row("until", f"{proposal.until.isoformat()}, the last day", width)
    if proposal.files:
        patterns = proposal.kind.block.common.inputs
        named = f" ({listed(patterns)})" if patterns else ""
        yield from _row("covers", f"the words, and {count(len(proposal.files), 'file')}{named}", width)
    for label, key in (("evidence", "evidence"), ("reading", "reading"), ("note", "note")):
        if proposal.values[key]:
            yield from _row(label, proposal.values[key], width)
    if proposal.since is not None:
        yield from _since(proposal.since, width)


def _since(since: Since, width: int) -> Iterator[Line]:
    who = f"{since.last.by.name} {'said no' if since.last.declined else 'signed'} on {since.last.date.isoformat()}"
    if not since.commit:
        yield from _row("since", f"{who}; what has changed is not known: that is in no commit", width)
        return
    number = len(since.files)
    files = [f"{count(number, 'covered file')} changed"] if number else []
    told = "; ".join((*since.changes, *files)) or "nothing that it covered has changed"
    yield from _row("since", f"{who}: {told}", width)
    for line in since.words[:_FEW]:
        yield from _row("", line, width)
    if len(since.words) > _FEW:
        yield from _row("", f"… and {count(len(since.words) - _FEW, 'more line')}: d shows all", width)
    for file in since.files[:_FEW]:
        yield from _row("", f"{file.path}  {_lines(file)}", width)
    if number > _FEW:
        yield from _row("", f"… and {number - _FEW} more", width)


def _lines(file: FileLines) -> str:
    return "binary" if file.added < 0 else f"+{file.added} −{file.removed}"


def _row(label: str, text: str, width: int) -> Iterator[Line]:
    lead = Styled(f"{label:<{_LABEL}}", TextStyle.MUTED)
    yield from hanging((lead,), words(shown(text)), indent=2, width=width)


def diff_lines(proposal: Proposal, width: int) -> Iterator[Line]:
    """What has changed of the words and the covered files, in full."""
    since = proposal.since
    if since is None or not since.commit:
        yield (Styled("there is no earlier version that was signed", TextStyle.MUTED),)
        return
    styles = {"+": TextStyle.PASSED, "-": TextStyle.FAILED}
    for line in (*since.words, *since.diff.splitlines()):
        yield from _folded(line, styles.get(line[:1], TextStyle.PLAIN), width)
    if not since.words and not since.diff:
        yield (Styled("nothing that it covered has changed", TextStyle.MUTED),)


def _folded(line: str, style: TextStyle, width: int) -> Iterator[Line]:
    for row in folded(shown(line), width):
        yield (Styled(row, style),)
