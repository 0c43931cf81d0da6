"""The shape of a document: its sections and items with their figures, its blocks, and hints beside its lines."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.dates import day_of
from mdcheck.document.completion import Completion, completions, of_figures
from mdcheck.document.figures import expected, is_current
from mdcheck.document.model import RecordKind
from mdcheck.document.slug import plain_text
from mdcheck.kinds.signoff import Signoff
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signoff import until_of
from mdcheck.results.people.waiver import read_waiver
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mdcheck.app.editor.document import Document
    from mdcheck.document.model import Checklist, Item, Section
    from mdcheck.results.people.signature import Signature


class Entry(NamedTuple):
    """A section or an item in the outline."""

    name: str
    detail: str
    """The figure of a section; what an item is."""
    line: int
    """From 1."""
    last: int
    item: bool
    below: tuple[Entry, ...]


class Hint(NamedTuple):
    """What stands beside a line, in the editor only."""

    line: int
    text: str
    explanation: str


def outline(checklist: Checklist) -> tuple[Entry, ...]:
    """The entries at the top of the document, the others below them."""
    done = completions(checklist.root)
    children: dict[int, list[Item]] = {}
    for item in checklist.items:
        children.setdefault(item.parent, []).append(item)
    return _inside(checklist.root, len(checklist.source.starts), done, children)


def _inside(
    section: Section, last: int, done: dict[int, Completion], children: dict[int, list[Item]]
) -> tuple[Entry, ...]:
    """The items and sections that stand directly in a section whose last line is given."""
    starts = [*(child.line for child in section.sections), last + 1]
    tops = [item for item in section.items if not item.parent]
    items = _items(tops, starts[0] - 1, children)
    sections = (
        Entry(
            name=plain_text(child.title) or "(no title)",
            detail=_figure(done[child.line]),
            line=child.line,
            last=end - 1,
            item=False,
            below=_inside(child, end - 1, done, children),
        )
        for child, end in zip(section.sections, starts[1:], strict=True)
    )
    return (*items, *sections)


def _items(items: Sequence[Item], last: int, children: dict[int, list[Item]]) -> tuple[Entry, ...]:
    ends = [*(item.line for item in items[1:]), last + 1][: len(items)]
    return tuple(
        Entry(
            name=plain_text(item.text) or "(no text)",
            detail=_state(item),
            line=item.line,
            last=end - 1,
            item=True,
            below=_items(children.get(item.line, []), end - 1, children),
        )
        for item, end in zip(items, ends, strict=True)
    )


def _figure(completion: Completion) -> str:
    if completion.percent is None:
        return ""
    return f"{completion.ticked}/{completion.countable}, {completion.percent}%"


def _state(item: Item) -> str:
    if not item.applicable:
        return "not applicable"
    state = "ticked" if item.ticked else "open"
    return f"{state}, {count(len(item.checks), 'check')}" if item.checks else state


def folds(checklist: Checklist) -> Iterator[tuple[int, int]]:
    """The first and the last line of each check block and record."""
    return ((fence.line, fence.last) for fence in checklist.blocks if fence.last > fence.line)


def hints(document: Document) -> Iterator[Hint]:
    """Figures that are not written, or not as the boxes have them, and how long waivers hold."""
    if document.opened.conflicted:
        return
    yield from _figures(document)
    today = day_of(document.session.judged_at)
    for item in document.opened.checklist.items:
        yield from _time_left(document, item, today)


def _figures(document: Document) -> Iterator[Hint]:
    checklist, kept = document.opened.checklist, document.opened.settings.figures
    text = checklist.source.text
    shown: set[int] = set()
    for figure, completion in of_figures(checklist):
        if figure.notation not in kept or figure.contradicted:
            continue
        shown.add(figure.line)
        if not all(is_current(text[slice(*span)], expected(quantity, completion)) for span, quantity in figure.slots):
            yield Hint(figure.line, f"now {_figure(completion)}", "`mdcheck update` writes it")
    done = completions(checklist.root)
    for section in checklist.root.all_sections():
        if section.level and section.line not in shown and (words := _figure(done[section.line])):
            yield Hint(section.line, words, "ticked of all that count, in this section and below it")


def _time_left(document: Document, item: Item, today: date) -> Iterator[Hint]:
    """Beside each waiver and each signature that ends, the first of several in one fence."""
    ends: dict[int, date] = {}
    for record in item.records:
        if record.kind is RecordKind.WAIVED:
            with suppress(RecordError):
                ends.setdefault(record.line, read_waiver(record).until)
    for signature, until in signatures(document, item):
        if until is not None:
            ends.setdefault(signature.line, until)
    for line, until in ends.items():
        yield Hint(line, time_left(until, today), f"the last day is {until.isoformat()}, in UTC")


def signatures(document: Document, item: Item) -> Iterator[tuple[Signature, date | None]]:
    """The signatures below an item, each with the last day on which it is valid."""
    checks = (document.opened.checks.get(key) for key in item.check_ids)
    for check in checks:
        if check is not None and check.signatures and isinstance(check.kind, Signoff):
            yield from ((one, until_of(one, check.kind.asked)) for one in check.signatures)


def time_left(until: date, today: date) -> str:
    """How long something holds whose last day is `until`: `61 days left`."""
    days = (until - today).days
    if days < 0:
        return f"ended {count(-days, 'day')} ago"
    return f"{count(days, 'day')} left" if days else "ends today"
