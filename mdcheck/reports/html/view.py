"""What the page of `html` shows, ready to be laid out: words and numbers, cleaned but not escaped."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, assert_never

import msgspec

from mdcheck.document.model import Severity
from mdcheck.document.slug import plain_text
from mdcheck.reports.counts import completion_in_words, number, tally
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.outline import groups
from mdcheck.reports.layout.printed import printed
from mdcheck.reports.layout.problems import statement
from mdcheck.reports.layout.rows import duration, sign
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import WORST_FIRST, Look, Outcome
from mdcheck.results.report import Flip
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.model import Item
    from mdcheck.reports.layout.outline import Group
    from mdcheck.results.outcome import CheckResult, ItemResult
    from mdcheck.results.report import FileReport

_OUTPUT_LINES = 60
_DEEPEST = 3
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_STRUCK = re.compile(r"(~{1,2})(.+?)\1")
_OPENED = (Look.FAILURE, Look.ERROR, Look.WARNING, Look.PENDING)
_BOXES = {"open": ("○", "open"), "ticked": ("✓", "ticked"), "not_applicable": ("–", "n/a")}


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A number of checks or items with the outcome that they share, and where its part of a bar begins."""

    outcome: str
    label: str
    count: int
    start: int = 0


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """One check, or one item that has none or of which none ran."""

    outcome: str
    """The value of an outcome; `open` or `ticked` for a box that no check has looked at."""
    sign: str
    label: str
    text: str
    kind: str
    line: int
    struck: str = ""
    """The statement in front of `text` that does not apply."""
    plain: bool = False
    """There is nothing to unfold."""
    opened: bool = False
    blocker: bool = False
    message: str = ""
    fix: str = ""
    url: str = ""
    link: str = ""
    """`url`, if a browser may follow it."""
    place: str = ""
    id: str = ""
    duration: str = ""
    output: tuple[str, ...] = ()


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """A section's heading and the rows of the items that stand directly in it."""

    title: str
    depth: int
    percent: int | None
    ratio: str
    rows: tuple[RowView, ...]


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """One checklist."""

    path: str
    ran: bool
    score: str | None
    percent: int | None
    verdict: str
    sign: str
    tone: str
    """The outcome whose colour the verdict has."""
    reason: str
    completion: str
    counts: tuple[Count, ...]
    total: int
    open: str
    changed: str
    notes: tuple[str, ...]
    flips: tuple[Flip, ...]
    groups: tuple[GroupView, ...]


def file_view(file: FileReport) -> FileView:
    counts = tally(file.items) if file.ran else Counter[Outcome]()
    tone, glyph = _tone(file.verdict) if file.ran else ("open", "")
    return FileView(
        path=shown(file.path),
        ran=file.ran,
        score=None if file.score is None else f"{file.score:g}",
        percent=file.completion.percent,
        verdict=file.verdict.value,
        sign=glyph,
        tone=tone,
        reason=shown(file.verdict_reason),
        completion=completion_in_words(file.completion),
        counts=tuple(_counts(counts)),
        total=counts.total(),
        open=_open(file),
        changed=_changed(file),
        notes=tuple(shown(note) for note in file.notes),
        flips=tuple(_flip(flip) for flip in sorted(file.flips, key=lambda flip: (not flip.regression, flip.line))),
        groups=tuple(_group(group, file) for group in groups(file) if group.results or _figure(group)),
    )


def filters(views: Sequence[FileView]) -> tuple[Count, ...]:
    """The outcomes that there are, those that want attention first."""
    rows = Counter(row.outcome for view in views for group in view.groups for row in group.rows)
    names = {**{outcome.value: outcome.short for outcome in WORST_FIRST}, "open": "open", "ticked": "ticked"}
    return tuple(
        Count(outcome=outcome, label=label, count=rows[outcome]) for outcome, label in names.items() if rows[outcome]
    )


def _group(group: Group, file: FileReport) -> GroupView:
    done = group.completion
    title = (shown(plain_text(clean(group.title))) or "(untitled)") if done else ""
    return GroupView(
        title=title,
        depth=min(group.depth, _DEEPEST),
        percent=done.percent if done else None,
        ratio=f"{done.ticked}/{done.countable}" if done else "",
        rows=tuple(row for result in group.results for row in _rows(result, file)),
    )


def _figure(group: Group) -> bool:
    return group.completion is not None and group.completion.percent is not None


def _rows(result: ItemResult, file: FileReport) -> Iterator[RowView]:
    if not result.checks or not file.ran:
        yield _box(result)
        return
    for check in result.checks:
        yield _check(result.item, check, file)


def _box(result: ItemResult) -> RowView:
    item = result.item
    outcome = ("ticked" if item.ticked else "open") if item.applicable else "not_applicable"
    glyph, label = _BOXES[outcome]
    kind = ", ".join(dict.fromkeys(shown(check.kind) for check in result.checks))
    struck = None if item.applicable else _STRUCK.match(clean(item.text))
    return RowView(
        outcome=outcome,
        sign=glyph,
        label=label,
        struck=shown(plain_text(struck[2])) if struck else "",
        text=shown(plain_text(struck.string[struck.end() :])) if struck else statement(item),
        kind=kind,
        line=item.line,
        plain=True,
    )


def _check(item: Item, check: CheckResult, file: FileReport) -> RowView:
    url = shown(check.url)
    return RowView(
        outcome=check.outcome.value,
        sign=sign(check.outcome)[0],
        label=check.outcome.short,
        text=statement(item),
        kind=shown(check.kind),
        line=check.line,
        opened=check.outcome.meaning.look in _OPENED,
        blocker=check.severity is Severity.BLOCKER and bool(check.outcome.meaning.blocker),
        message=shown(check.message),
        fix=shown(check.fix),
        url=url,
        link=url if _WEB.fullmatch(url) else "",
        place=f"{shown(file.path)}:{check.line}",
        id=shown(item.id),
        duration="" if check.duration is None else duration(check.duration),
        output=tuple(printed(check.output, last=_OUTPUT_LINES)),
    )


def _flip(flip: Flip) -> Flip:
    text = shown(plain_text(clean(flip.text))) or "(no text)"
    return Flip(id=shown(flip.id), text=text, line=flip.line, ticked=flip.ticked, message=shown(flip.message))


def _counts(counts: Counter[Outcome]) -> Iterator[Count]:
    start = 0
    for outcome in Outcome:
        if counts[outcome]:
            yield Count(outcome=outcome.value, label=outcome.label, count=counts[outcome], start=start)
            start += counts[outcome]


def _open(file: FileReport) -> str:
    still = [result.item for result in file.items if result.item.applicable and not result.item.ticked]
    manual = sum(item.manual for item in still)
    if file.ran:
        return number(manual, "manual item") if manual else ""
    return f"{number(len(still), 'item')} ({manual} manual, {len(still) - manual} with checks)" if still else ""


def _changed(file: FileReport) -> str:
    lost = sum(flip.regression for flip in file.flips)
    gained, figures = len(file.flips) - lost, file.figures_changed
    parts = [f"{lost} unticked"] * bool(lost) + [f"{gained} ticked"] * bool(gained)
    return ", ".join(parts + [number(figures, "figure")] * bool(figures))


def _tone(verdict: Verdict) -> tuple[str, str]:
    """The outcome that a verdict looks like, and a sign beside its word."""
    match verdict:
        case Verdict.READY:
            return "passed", "✓"
        case Verdict.ALMOST_READY:
            return "warned", "!"
        case Verdict.NOT_READY | Verdict.CRITICAL:
            return "failed", "✗"
        case Verdict.UNASSESSED:
            return "unassessed", "–"
        case never:
            assert_never(never)
