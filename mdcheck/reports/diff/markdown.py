"""`mdcheck diff` as Markdown, for a comment on a pull request or a job summary."""

from __future__ import annotations

import re
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
from mdcheck.reports.layout.visible import change
from mdcheck.reports.markdown import code, escaped, table_row
from mdcheck.results.people.changes import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.model import Item
    from mdcheck.results.difference import CodeChange, Difference, FileChange
    from mdcheck.results.flip import Flip
    from mdcheck.results.people.changes import SignatureChange, WaiverChange


def render(differences: Sequence[Difference]) -> str:
    """The whole report; every part is whole by itself."""
    return "\n\n".join(part for difference in differences for part in _parts(difference)) + "\n"


def _parts(difference: Difference) -> Iterator[str]:
    before, after = difference.before, difference.after
    path = code(after.path) if after.path == before.path else f"{code(before.path)} → {code(after.path)}"
    yield f"## {_mark(difference)} {path}: {escaped(summary(difference))}"
    yield _table(difference)
    if difference.policy or difference.who_signs:
        yield "### ⚠️ Who may sign and waive"
        yield from _list("", [escaped(policy(one)) for one in difference.policy])
        yield from map(_block, difference.who_signs)
    yield from _flips("Regressions", [flip for flip in difference.flips if flip.regression])
    yield from _flips("Ticked", [flip for flip in difference.flips if not flip.regression])
    for fate in Fate:
        found = [one for one in difference.signatures if one.fate is fate]
        if found:
            yield f"### {'✅' if fate is Fate.SIGNED else '⚠️'} {HEADS[fate]}"
            yield from map(_signature, found)
    yield from _list("⚠️ Waivers", [_waiver(one) for one in difference.waivers])
    if difference.running:
        yield "### ⚠️ Checks that run code"
        yield from map(_block, difference.running)
    if difference.files:
        yield "### ⚠️ Files that checks run, and settings"
        yield from map(_file, difference.files)
    yield from _list("Checks that only read", [_named(one) for one in difference.reading])
    yield from _list("Added", [_item(item) for item in difference.matching.added])
    yield from _list("Removed", [_item(item) for item in difference.matching.removed])
    yield from _list("Renamed or moved", [_renamed(*one) for one in renamed(difference)])
    yield from _list("Set aside: counts no more", [_place(item.text, item.line) for item in difference.set_aside])
    yield from _list("Taken up again", [_item(item) for item in difference.taken_up])


def _mark(difference: Difference) -> str:
    """Signs beside the words."""
    if difference.regressions:
        return "❌"
    lapsed = any(one.fate is not Fate.SIGNED for one in difference.signatures)
    people = difference.policy or difference.who_signs or difference.waivers or lapsed
    return "⚠️" if difference.files or people or difference.running else "✅"


def _table(difference: Difference) -> str:
    before, after = difference.before, difference.after
    rows = [("", escaped(before.revision), escaped(after.revision)), ("---", "---", "---")]
    rows.append(("Completion", done(before), done(after)))
    if assessed(difference):
        rows.append(("Check score", score(before), score(after)))
        rows.append(("Verdict", verdict(before), verdict(after)))
    return "\n".join(map(table_row, rows))


def _flips(head: str, flips: Sequence[Flip]) -> Iterator[str]:
    yield from _list(head, [_flip(flip) for flip in flips])


def _flip(flip: Flip) -> str:
    box = "☐ **unticked**" if flip.regression else "☑ ticked"
    message = f": {escaped(flip.message)}" if flip.message else ""
    return f"{box}, line {flip.item.line}: {escaped(name(flip.item))} ({escaped(by(flip))}){message}"


def _signature(one: SignatureChange) -> str:
    reasons = f": {'; '.join(one.reasons)}" if one.reasons else ""
    head = f"- line {one.line}: {escaped(name(one.item))}: {escaped(signature(one))}{escaped(reasons)}"
    return head if one.former is None else _diff(head, name(one.former), name(one.item))


def _waiver(one: WaiverChange) -> str:
    return f"**{one.change}**, line {one.line}: {escaped(name(one.item))}: {escaped(waiver(one))}"


def _block(one: CodeChange) -> str:
    head = f"**{one.block.word}**, line {one.block.line}: {escaped(name(one.block.item))} ({code(one.kind)})"
    return _diff(head, one.block.text_before, one.block.text_after)


def _file(file: FileChange) -> str:
    head = f"**{file.word}**: {code(file.path)} ({escaped(file.reason)})"
    if file.before is None and file.after is None:
        return f"{head}: it can't be shown here, read it too"
    return _diff(head, file.before or "", file.after or "")


def _diff(head: str, before: str, after: str) -> str:
    """The exact text as a diff, in a fence that nothing in it can close."""
    rows = [f"{sign}{line}" for sign, line in change(before, after)]
    fence = "`" * max(3, *(len(run) + 1 for row in rows for run in re.findall("`+", row)), 0)
    return "\n".join([head, "", f"{fence}diff", *rows, fence])


def _named(one: CodeChange) -> str:
    return f"line {one.block.line}: {escaped(name(one.block.item))} ({code(one.kind)}, {one.block.word})"


def _renamed(line: int | None, before: str, after: str) -> str:
    return f"{'' if line is None else f'line {line}: '}{escaped(before)} → {escaped(after)}"


def _item(item: Item) -> str:
    return _place(name(item), item.line) + ("" if item.applicable else " (does not apply)")


def _place(text: str, line: int) -> str:
    return f"line {line}: {escaped(text)}"


def _list(head: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield (f"### {head}\n\n" if head else "") + "\n".join(f"- {entry}" for entry in entries)
