"""The commit message: the figures, what flipped and why, and what a person changed. Pure."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck.document.slug import plain_text
from mdcheck.reports.counts import signed_in_words
from mdcheck.results.outcome import mark
from mdcheck.results.verdict import Verdict
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.repository.changes import ByHand
    from mdcheck.results.report import FileReport

_LONGEST = 100
"""Characters of an item or of a check's message."""

# Without the joiners many emoji and scripts fall apart, and they can't reorder or hide text.
_JOINERS = "\u200c\u200d"


class CommitMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A commit message in its three parts; every line is safe as it stands."""

    subject: str
    body: tuple[str, ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()

    def render(self) -> str:
        """The message as git takes it, ended by a line feed."""
        trailers = tuple(f"{key}: {value}" for key, value in self.trailers)
        parts = ((self.subject,), self.body, trailers)
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


class _Change(NamedTuple):
    """A box that the commit changes; sorted, regressions come first, then in document order."""

    ticked: bool
    line: int
    text: str
    message: str


def commit_message(report: FileReport, by_hand: ByHand, subject_override: str | None = None) -> CommitMessage:
    """The message for the checklist of `report`, with the changes that a person made (`by_hand`).

    It describes the commit's own diff: a box that a person ticked and a check unticked again is not in it. A
    box that is as its check says is the check's, so a commit that failed reads the same when made later.
    """
    verified = sorted([*_flipped(report, by_hand), *_confirmed(report, by_hand)])
    return CommitMessage(
        subject=plain(subject_override or "", limit=None) or _subject(report),
        body=(*map(_flip_line, verified), *_hand_lines(report, by_hand)),
        trailers=tuple(_trailers(report)),
    )


def plain(text: str, limit: int | None = _LONGEST) -> str:
    """`text` on one line, without control characters and reordering marks, cut to `limit` characters."""
    shown = "".join(" " if char.isspace() else char for char in text if char.isspace() or _printable(char))
    line = " ".join(shown.split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _printable(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _subject(report: FileReport) -> str:
    facts = []
    if report.score is not None and report.verdict is not Verdict.UNASSESSED:
        facts.append(f"{report.score:g} {report.verdict}")
    if waived := _waived(report):
        facts.append(f"{waived} waived")
    if report.completion.percent is not None:
        facts.append(f"{report.completion.percent}% complete")
    return f"checklist: {', '.join(facts) or 'updated'}"


def _trailers(report: FileReport) -> Iterator[tuple[str, str]]:
    if report.score is not None and report.verdict is not Verdict.UNASSESSED:
        yield "Mdcheck-Score", f"{report.score:g}"
    if report.verdict is not Verdict.UNASSESSED:
        yield "Mdcheck-Verdict", report.verdict.value
    if report.completion.percent is not None:
        yield "Mdcheck-Completion", f"{report.completion.percent}%"
    if waived := _waived(report):
        yield "Mdcheck-Waived", str(waived)
    if signed := signed_in_words(report):
        yield "Mdcheck-Signed", signed


def _waived(report: FileReport) -> int:
    return sum(check.waiver is not None for result in report.items for check in result.checks)


def _flipped(report: FileReport, by_hand: ByHand) -> list[_Change]:
    """The boxes that mdcheck flipped, but for those that it only put back to what was committed."""
    touched = {item.id for item in (*by_hand.ticked, *by_hand.unticked)}
    flips = [flip for flip in report.flips if flip.item.id not in touched]
    return [_Change(flip.item.ticked, flip.item.line, flip.item.text, flip.message) for flip in flips]


def _confirmed(report: FileReport, by_hand: ByHand) -> list[_Change]:
    """The boxes that were changed before this run and that their checks confirm."""
    results = {result.item.id: result for result in report.items}
    changed = [results[item.id] for item in (*by_hand.ticked, *by_hand.unticked) if item.id in results]
    flipped = {flip.item.id for flip in report.flips}
    return [
        _Change(result.item.ticked, result.item.line, result.item.text, result.message)
        for result in changed
        if result.item.id not in flipped and mark(result) is result.item.ticked
    ]


def _flip_line(change: _Change) -> str:
    what = "ticked" if change.ticked else "unticked"
    message = plain(change.message)
    return f"- {what}: {plain(plain_text(change.text))}" + (f" — {message}" if message else "")


def _hand_lines(report: FileReport, by_hand: ByHand) -> Iterator[str]:
    if by_hand.created:
        yield f"new checklist: {count(len(report.items), 'item')}"
    spoken_for = {flip.item.id for flip in report.flips}
    spoken_for.update(result.item.id for result in report.items if mark(result) is result.item.ticked)
    for what, items in (("unticked", by_hand.unticked), ("ticked", by_hand.ticked)):
        yield from (f"by hand: {what} “{plain(item.text)}”" for item in items if item.id not in spoken_for)
    for signature in by_hand.signatures:
        said = signature.after or signature.before
        told = f"by {plain(said.get('by', '?'))} on {plain(said.get('date', '?'))}"
        yield f"by hand: {signature.fate} “{plain(plain_text(signature.item.text))}” {told}"
    for waiver in by_hand.waivers:
        said = waiver.after or waiver.before
        until, by, reason = (plain(said.get(key, "?")) for key in ("until", "by", "reason"))
        what = f"waiver {waiver.change} for “{plain(plain_text(waiver.item.text))}”"
        yield f"by hand: {what} until {until} by {by}: {reason}"
    if by_hand.added:
        yield f"by hand: {count(by_hand.added, 'item')} added"
    if by_hand.removed:
        yield f"by hand: {count(by_hand.removed, 'item')} removed"
    if by_hand.other_lines:
        yield f"by hand: {count(by_hand.other_lines, 'other line')}"
