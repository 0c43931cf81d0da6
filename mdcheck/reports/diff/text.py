"""`mdcheck diff` for people: regressions first, and the exact text of everything new that would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.diff.words import (
    HEADS,
    assessed,
    by,
    done,
    name,
    policy,
    renamed,
    score,
    signature,
    summary,
    verdict,
    waiver,
)
from mdcheck.reports.layout.lines import Styled, TextStyle, as_text, hanging, shown, words
from mdcheck.reports.layout.visible import change_rows
from mdcheck.results.people.changes import Change, Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mdcheck.document.model import Item
    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.difference import CodeChange, Difference
    from mdcheck.results.flip import Flip

WIDTH = 100
_LABEL = 12
_MARKS = {"added": ("+", TextStyle.PASSED), "removed": ("-", TextStyle.FAILED), "changed": ("~", TextStyle.WARNED)}


def render(differences: Sequence[Difference]) -> str:
    """The whole report as plain text."""
    return as_text(layout(differences, WIDTH))


def layout(differences: Sequence[Difference], width: int) -> Iterator[Line]:
    """The lines of the report, at most `width` columns each, but for places and code that can't be broken."""
    for index, difference in enumerate(differences):
        if index:
            yield ()
        yield from _head(difference, width)
        yield from _who(difference, width)
        yield from _flips("Regressions", [flip for flip in difference.flips if flip.regression], width)
        yield from _flips("Ticked", [flip for flip in difference.flips if not flip.regression], width)
        yield from _signatures(difference, width)
        yield from _waivers(difference, width)
        yield from _code(difference, width)
        yield from _files(difference, width)
        yield from _items(difference, width)


def _head(difference: Difference, width: int) -> Iterator[Line]:
    before, after = difference.before, difference.after
    path = after.path if after.path == before.path else f"{before.path} → {after.path}"
    yield (
        Styled(shown(path), TextStyle.TITLE),
        Styled(f"  {shown(before.revision)} → {shown(after.revision)}", TextStyle.MUTED),
    )
    yield from _entry("Changed", words(summary(difference)), width)
    yield from _entry("Completion", _to(done(before), done(after)), width)
    if assessed(difference):
        yield from _entry("Check score", _to(score(before), score(after)), width)
        yield from _entry("Verdict", _to(verdict(before), verdict(after)), width)


def _to(before: str, after: str) -> list[Styled]:
    if before == after:
        return [*words(before), Styled("(as before)", TextStyle.MUTED)]
    return [*words(before, TextStyle.MUTED), Styled("→", TextStyle.MUTED), *words(after, TextStyle.VALUE)]


def _entry(label: str, value: Iterable[Styled], width: int) -> Iterator[Line]:
    yield from hanging((Styled(f"{label:<{_LABEL}}", TextStyle.MUTED),), value, width=width)


def _section(text: str) -> Iterator[Line]:
    yield ()
    yield (Styled(text, TextStyle.SECTION),)


def _flips(head: str, flips: Sequence[Flip], width: int) -> Iterator[Line]:
    if not flips:
        return
    yield from _section(head)
    for flip in flips:
        lead = Styled("✗ ", TextStyle.FAILED) if flip.regression else Styled("✓ ", TextStyle.PASSED)
        yield from _row(lead, name(flip.item), flip.item.line, width)
        yield from _below(by(flip), TextStyle.MUTED, width)
        if flip.message:
            yield from _below(flip.message, TextStyle.FAILED if flip.regression else TextStyle.MUTED, width)


def _who(difference: Difference, width: int) -> Iterator[Line]:
    if difference.policy or difference.who_signs:
        yield from _section("Who may sign and waive")
    for one in difference.policy:
        yield from _row(Styled("! ", TextStyle.WARNED), policy(one), None, width)
    for change in difference.who_signs:
        yield from _whole_block(change, width)


def _signatures(difference: Difference, width: int) -> Iterator[Line]:
    for fate in Fate:
        found = [one for one in difference.signatures if one.fate is fate]
        if found:
            yield from _section(HEADS[fate])
        good = fate is Fate.SIGNED
        lead = Styled("✓ ", TextStyle.PASSED) if good else Styled("! ", TextStyle.WARNED)
        for one in found:
            yield from _row(lead, name(one.item), one.line, width)
            yield from _below(signature(one), TextStyle.MUTED, width)
            if one.reasons:
                yield from _below("; ".join(one.reasons), TextStyle.WARNED, width)
            if one.former is not None:
                yield from change_rows(name(one.former), name(one.item), indent=4, width=width)


def _waivers(difference: Difference, width: int) -> Iterator[Line]:
    if difference.waivers:
        yield from _section("Waivers")
    for one in difference.waivers:
        style = TextStyle.MUTED if one.change is Change.REMOVED else TextStyle.WARNED
        yield from _row(Styled("! ", style), f"{one.change}: {name(one.item)}", one.line, width)
        yield from _below(waiver(one), TextStyle.MUTED, width)


def _code(difference: Difference, width: int) -> Iterator[Line]:
    if difference.running:
        yield from _section("Checks that run code")
    for change in difference.running:
        yield from _whole_block(change, width)
    if difference.reading:
        yield from _section("Checks that only read")
    for change in difference.reading:
        yield from _block(change, width)


def _files(difference: Difference, width: int) -> Iterator[Line]:
    if difference.files:
        yield from _section("Files that checks run, and settings")
    for file in difference.files:
        mark, style = _MARKS[file.word]
        yield from _row(Styled(f"{mark} ", style), f"{file.word}: {file.path} ({file.reason})", None, width)
        if file.before is None and file.after is None:
            yield from _below("it can't be shown here: read it too", TextStyle.WARNED, width)
        else:
            yield from change_rows(file.before or "", file.after or "", indent=4, width=width)


def _block(change: CodeChange, width: int) -> Iterator[Line]:
    mark, style = _MARKS[change.block.word]
    text = f"{change.block.word}: {name(change.block.item)} ({change.kind})"
    yield from _row(Styled(f"{mark} ", style), text, change.block.line, width)


def _whole_block(change: CodeChange, width: int) -> Iterator[Line]:
    yield from _block(change, width)
    yield from change_rows(change.block.text_before, change.block.text_after, indent=4, width=width)


def _items(difference: Difference, width: int) -> Iterator[Line]:
    yield from _listed("Added", "added", difference.matching.added, width)
    yield from _listed("Removed", "removed", difference.matching.removed, width)
    if difference.renamed or difference.matching.sections:
        yield from _section("Renamed or moved")
    for line, before, after in renamed(difference):
        yield from _row(Styled("~ ", TextStyle.WARNED), f"{before} → {after}", line, width)
    if difference.set_aside:
        yield from _section("Set aside: counts no more")
    for item in difference.set_aside:
        yield from _row(Styled("– ", TextStyle.SKIPPED), item.text, item.line, width)
    yield from _listed("Taken up again", "changed", difference.taken_up, width)


def _listed(head: str, word: str, items: Sequence[Item], width: int) -> Iterator[Line]:
    if items:
        yield from _section(head)
    mark, style = _MARKS[word]
    for item in items:
        text = name(item) + ("" if item.applicable else " (does not apply)")
        yield from _row(Styled(f"{mark} ", style), text, item.line, width)


def _row(lead: Styled, text: str, line: int | None, width: int) -> Iterator[Line]:
    right = () if line is None else (Styled(f"line {line}", TextStyle.MUTED),)
    yield from hanging((lead,), words(shown(text)), right, indent=2, width=width)


def _below(text: str, style: TextStyle, width: int) -> Iterator[Line]:
    yield from hanging((), words(shown(text), style), indent=4, width=width)
