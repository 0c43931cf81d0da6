"""What an editor offers to change at a place: each change has the bytes that the command line would write."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.app.checklist import open_text
from mdcheck.app.waive import Waiving, is_only_pending, with_waiver
from mdcheck.app.write_record import scalar
from mdcheck.checks.signatures import signoffs
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.edits import Edit, apply
from mdcheck.document.parse import parse
from mdcheck.document.repair import repaired
from mdcheck.document.source import Source, Span
from mdcheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.editor.document import Document
    from mdcheck.document.model import CheckBlock, Item

_FENCE = re.compile(r"`{3,}|~{3,}")
_LATER = "…"
"""Stands for the reason while the waiver is written, which the person gives afterwards."""
WAIVE_FOR = ("7d", "30d", "90d")


class Change(StrEnum):
    """A change that is worked out when the person has chosen it."""

    FIX_ALL = "fix all"
    PIN = "pin"
    WAIVE = "waive"
    SIGN = "sign"
    PROPOSE = "propose"


class Action(NamedTuple):
    """One entry of the menu."""

    title: str
    change: Change | None = None
    """None where `edits` has the change already."""
    argument: str = ""
    edits: tuple[Edit, ...] = ()
    repairs: Diagnostic | None = None
    """The diagnostic that it puts right."""


def repairs(document: Document, span: Span) -> Iterator[Action]:
    """The repairs of `lint --fix` on the lines of the span, and all of them together."""
    if document.opened.conflicted:
        return
    fixable = [one for one in document.diagnostics if one.edits]
    first, last = document.source.locate(span.start).line, document.source.locate(span.end).line
    for one in fixable:
        if first <= one.line <= last:
            yield Action(one.fix[:1].upper() + one.fix[1:], edits=one.edits, repairs=one)
    if fixable:
        yield Action("Make all repairs of `mdcheck lint --fix`", Change.FIX_ALL)


def changes(document: Document, line: int) -> Iterator[Action]:
    """What can be done with the item on the line."""
    item = None if document.opened.conflicted else document.item_at(line)
    if item is None:
        return
    if not item.checks:
        if item.applicable and not document.opened.errors:
            yield Action("Propose a check", Change.PROPOSE)
        return
    if not document.opened.errors and signoffs(item, document.opened.checks):
        yield Action("Sign…", Change.SIGN)
    if all(block.common.id is None for block in item.checks):
        yield Action(f"Pin this id: {item.id}", Change.PIN)
    if not document.opened.errors and not is_only_pending(document.opened, item):
        yield from (Action(f"Waive for {days.removesuffix('d')} days…", Change.WAIVE, days) for days in WAIVE_FOR)


def work_out(document: Document, line: int, change: Change, argument: str) -> tuple[Edit, ...]:
    """The edits of a change. Raises MdcheckError where it can't be made."""
    if change is Change.FIX_ALL:
        after, _ = repaired(document.opened.checklist, document.opened.settings.figures)
        return difference(document.source, after.source)
    item = document.item_at(line)
    if item is None:
        raise UsageError("there is no item here", fix="ask again on the line of an item")
    match change:
        case Change.PIN:
            return _pin(document, item)
        case Change.WAIVE:
            return waive(document, item, Waiving(argument, ""))
        case Change.SIGN:
            return _sign(document, item)
        case Change.PROPOSE:
            return _propose(document, item)
        case never:
            assert_never(never)


def _pin(document: Document, item: Item) -> tuple[Edit, ...]:
    """The item's id as it is, written into its first check, so that it stays when the words change."""
    if not item.checks:
        raise UsageError("the item has no check that could hold its id", fix="put a check block below it")
    block = item.checks[0]
    for value in dict.fromkeys((scalar(item.id), f'"{item.id}"')):
        edit = _option(document.source, block, "id", value)
        after = parse(Source.from_text(apply(document.source.text, (edit,))))
        here = next((one for one in after.items if one.id == item.id), None)
        errors = sum(one.level is Level.ERROR for one in after.diagnostics)
        before = sum(one.level is Level.ERROR for one in document.opened.checklist.diagnostics)
        if here is not None and here.checks and here.checks[0].common.id == item.id and errors <= before:
            return (edit,)
    raise UsageError("the id can't be written into this block", fix=f"write “id: {item.id}” by hand")


def _option(source: Source, block: CheckBlock, name: str, value: str) -> Edit:
    """An option at the end of a check block: of its first line where it is a script."""
    opening = source.line(block.line - 1)
    if block.language is not None:
        end = source.starts[block.line - 1] + len(opening.rstrip())
        return Edit(Span(end, end), f" {name}={value}")
    closing = source.locate(block.span.end - 1).line - 1
    start, mark = source.starts[closing], _FENCE.search(opening)
    assert mark is not None
    return Edit(Span(start, start), f"{opening[: mark.start()]}{name}: {value}{source.newline(block.line - 1)}")


def waive(document: Document, item: Item, waiving: Waiving) -> tuple[Edit, ...]:
    """The record of a waiver. Without a reason, which the person is to type, nothing runs before there is one."""
    given = waiving._replace(reason=waiving.reason or _LATER)
    after, _ = with_waiver(document.opened, item, document.session, given)
    edits = difference(document.source, after.source)
    if waiving.reason:
        return edits
    return tuple(edit._replace(text=edit.text.replace(f"reason: {_LATER}", "reason: ", 1)) for edit in edits)


def _sign(document: Document, item: Item) -> tuple[Edit, ...]:
    """The signature of the person whom git knows. It counts as one that is committed once it is."""
    from mdcheck.app.sign import Signing, propose_in  # late: few checklists are signed
    from mdcheck.app.sign_write import signed

    place = f"{document.opened.path}:{item.line}"
    proposals = propose_in([document.opened], [place], document.session, Signing())
    after, _ = signed(proposals[0].file, proposals, document.session)
    return difference(document.source, after.source)


def _propose(document: Document, item: Item) -> tuple[Edit, ...]:
    """The check block that the item's words propose to `mdcheck adopt`."""
    from mdcheck.app.adopt.context import context_of  # late: looks at the whole repository
    from mdcheck.app.adopt.proposal import NeedsAddress
    from mdcheck.app.adopt.propose import propose_for
    from mdcheck.app.adopt.trial import insert

    found = propose_for(item, context_of(document.opened))
    if isinstance(found, NeedsAddress):
        fix = "`mdcheck adopt --address URL` proposes one"
        raise UsageError("a check of this needs the address of the service", fix=fix)
    if found is None:
        fix = "`mdcheck kinds` lists what can be checked; write a check block below the item"
        raise UsageError("the words of this item propose no check", fix=fix)
    after, unfit = insert(document.opened.checklist, [found])
    copy = open_text(document.opened.path, document.opened.data, after, document.session)
    if unfit or len(copy.errors) > len(document.opened.errors):
        raise UsageError("the block can't be put below this item", fix="write it by hand: " + "; ".join(found.block))
    return difference(document.source, after.source)


def difference(before: Source, after: Source) -> tuple[Edit, ...]:
    """One edit that makes the one text the other: of whole lines, from the first that differs to the last."""
    if before.text == after.text:
        return ()
    old, new = before.text.splitlines(keepends=True), after.text.splitlines(keepends=True)
    start = next(
        (index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first, last = sum(map(len, old[:start])), len(before.text) - sum(map(len, old[len(old) - end :]))
    return (Edit(Span(first, last), "".join(new[start : len(new) - end])),)
