"""What the page of `html` shows, ready to be laid out: words and numbers, sanitized but not escaped."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mdcheck.document.model import Severity
from mdcheck.document.slug import plain_text
from mdcheck.reports.counts import (
    changes_in_words,
    completion_in_words,
    flip_word,
    lines_in_words,
    not_run_by_reason,
    open_in_words,
    outcomes_in_words,
    signed_in_words,
    tally,
    to_tick,
)
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import check_names, section_title, statement
from mdcheck.reports.layout.outline import groups, held_results
from mdcheck.reports.layout.people import Group, people
from mdcheck.reports.layout.printed import printed
from mdcheck.reports.layout.problems import to_fix
from mdcheck.reports.layout.rows import duration, sign
from mdcheck.reports.layout.sanitize import clean
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.flip import regressions_first
from mdcheck.results.outcome import TICK_IT, WORST_FIRST, ItemResult, Outcome
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.model import Item
    from mdcheck.reports.layout.outline import Group as Section
    from mdcheck.reports.layout.people import Row
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.flip import Flip
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.report import FileReport

_OUTPUT_LINES = 60
_DEEPEST = 3
_FEW_ROWS = 60
"""What has more rows is folded."""
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_STRUCK = re.compile(r"(~{1,2})(.+?)\1")
_BOXES = {"open": ("○", "open"), "ticked": ("✓", "ticked"), "not_applicable": ("–", Outcome.NOT_APPLICABLE.short)}


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A number of checks or items with the outcome that they share, and where its part of a bar begins."""

    outcome: str
    label: str
    count: int
    start: int = 0


class DetailsView(msgspec.Struct, frozen=True, kw_only=True):
    """The further lines of a check."""

    message: str
    fix: str
    url: str
    link: str
    """`url`, if a browser may follow it."""
    more: tuple[tuple[str, str], ...]
    """Labels and texts of other options."""
    place: str
    id: str
    output: tuple[str, ...]


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
    problem: str = ""
    """The id of the element below “To fix” with the details."""
    blocker: bool = False
    flip: str = ""
    """`ticked`, `would untick`: the change of the box."""
    duration: str = ""
    details: DetailsView | None = None
    """None where there is nothing to unfold."""


class ProblemView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to fix."""

    anchor: str
    row: RowView


class FlipView(msgspec.Struct, frozen=True, kw_only=True):
    """A box that changed, or would."""

    ticked: bool
    word: str
    text: str
    message: str
    line: int


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """A section's heading and the rows of the items that stand directly in it."""

    anchor: str
    title: str
    depth: int
    percent: int | None
    ratio: str
    counts: str
    """How its checks and those of the sections below it ended."""
    troubled: bool
    opened: bool
    rows: tuple[RowView, ...]


class PeopleView(msgspec.Struct, frozen=True, kw_only=True):
    """Signatures, waivers, or sign-offs that wait, under one heading."""

    heading: str
    tone: str
    """The outcome whose colour they have."""
    sign: str
    opened: bool
    rows: tuple[Row, ...]


class FileView(msgspec.Struct, frozen=True, kw_only=True):
    """One checklist."""

    path: str
    ran: bool
    score: str | None
    strict: str
    """The score without waivers, in words; empty where nothing is waived."""
    percent: int | None
    verdict: str
    """Empty where there is none: a part of the checklist ran, or nothing."""
    sign: str
    tone: str
    """The outcome whose colour the verdict has."""
    reason: str
    completion: str
    counts: tuple[Count, ...]
    total: int
    open: str
    changed: str
    not_run: tuple[str, ...]
    to_tick: str
    notes: tuple[str, ...]
    signed: str
    """`5/6`: the sign-offs that have all their signatures."""
    problems: tuple[ProblemView, ...]
    people: tuple[PeopleView, ...]
    flips: tuple[FlipView, ...]
    groups: tuple[GroupView, ...]


def file_view(file: FileReport, number: int = 1) -> FileView:
    """One checklist, the `number`-th of the page."""
    counts = tally(file.items) if file.ran else Counter[Outcome]()
    verdict = look(file.verdict)
    problems = to_fix(file) if file.ran else ()
    return FileView(
        path=shown(file.path),
        ran=file.ran,
        score=None if file.score is None else f"{file.score:g}",
        strict="" if file.strict is None else file.score_in_words,
        percent=file.completion.percent,
        verdict=file.verdict.value if file.ran and not file.left_out else "",
        sign=verdict.sign if file.ran else "",
        tone=verdict.tone if file.ran else "open",
        reason=f"No verdict: {shown(file.verdict_reason)}" if file.left_out else shown(file.verdict_reason),
        completion=completion_in_words(file.completion),
        counts=tuple(_counts(counts)),
        total=counts.total(),
        open="" if file.left_out else open_in_words(file),
        changed=changes_in_words(file),
        not_run=tuple(_not_run(file)) if file.ran else (),
        to_tick=_to_tick(file),
        notes=tuple(shown(note) for note in file.notes),
        signed=signed_in_words(file),
        people=tuple(_people(file)),
        problems=tuple(_problem(problem, f"fix-{number}-{place}") for place, problem in enumerate(problems, 1)),
        flips=tuple(_flip(file, flip) for flip in regressions_first(file.flips)),
        groups=tuple(_groups(file, number, problems)),
    )


def filters(views: Sequence[FileView]) -> tuple[Count, ...]:
    """The outcomes that there are, those that want attention first."""
    rows = Counter(row.outcome for view in views for group in view.groups for row in group.rows)
    names = {**{outcome.value: outcome.label for outcome in WORST_FIRST}, "open": "open", "ticked": "ticked"}
    return tuple(
        Count(outcome=outcome, label=label, count=rows[outcome]) for outcome, label in names.items() if rows[outcome]
    )


def _groups(file: FileReport, number: int, problems: Sequence[Problem]) -> Iterator[GroupView]:
    outline = groups(file)
    anchors = {problem.line: f"fix-{number}-{place}" for place, problem in enumerate(problems, 1)}
    flips = {(flip.item.line, flip.item.id): flip_word(file, ticked=flip.item.ticked) for flip in file.flips}
    rows = [
        tuple(
            row
            for result in group.results
            for row in _rows(result, file, anchors, flips.get((result.item.line, result.item.id), ""))
        )
        for group in outline
    ]
    few = sum(map(len, rows)) <= _FEW_ROWS
    for index, group in enumerate(outline):
        if not rows[index] and (file.left_out or not _figure(group)):
            continue
        held = held_results(outline, index)
        yield _group(group, f"section-{number}-{index + 1}", held, rows[index], opened=few)


def _group(
    group: Section, anchor: str, held: Sequence[ItemResult], rows: tuple[RowView, ...], *, opened: bool
) -> GroupView:
    done = group.completion
    counts = tally(held)
    ran = {outcome: number for outcome, number in counts.items() if outcome is not Outcome.NOT_RUN}
    return GroupView(
        anchor=anchor,
        title=section_title(group.title) if done else "(no section)",
        depth=min(group.depth, _DEEPEST),
        percent=done.percent if done else None,
        ratio=f"{done.ticked}/{done.countable}" if done else "",
        counts=outcomes_in_words(counts, zeros=False) if ran else "",
        troubled=any(row.problem for row in rows),
        opened=opened,
        rows=rows,
    )


def _figure(group: Section) -> bool:
    return group.completion is not None and group.completion.percent is not None


def _rows(result: ItemResult, file: FileReport, anchors: dict[int, str], flip: str) -> Iterator[RowView]:
    if not file.ran or not result.checks:
        if not file.left_out:
            yield _box(result)
        return
    for check, name in zip(result.checks, check_names(result), strict=True):
        if not check.left_out:
            problem = anchors.get(check.line, "")
            blocker = bool(problem) and check.severity is Severity.BLOCKER
            row = _check(result.item, check, name, None if problem else _details(result.item, check, file.path))
            yield replace(row, flip=flip, problem=problem, blocker=blocker)


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
    )


def _check(item: Item, check: CheckResult, name: str, details: DetailsView | None) -> RowView:
    return RowView(
        outcome=check.outcome.value,
        sign=sign(check.outcome)[0],
        label=check.outcome.short,
        text=statement(item),
        kind=name or shown(check.kind),
        line=check.line,
        duration="" if check.duration is None else duration(check.duration),
        details=details,
    )


def _details(item: Item, check: CheckResult, path: str) -> DetailsView:
    url = shown(check.url)
    return DetailsView(
        message=shown(check.message),
        fix=shown(check.fix),
        url=url,
        link=url if _WEB.fullmatch(url) else "",
        more=tuple((more.label, shown(more.text)) for more in check.more),
        place=f"{shown(path)}:{check.line}",
        id=shown(item.id),
        output=tuple(printed(check.output, last=_OUTPUT_LINES)),
    )


def _problem(problem: Problem, anchor: str) -> ProblemView:
    flip, blocker = "was ticked" if problem.regression else "", problem.severity is Severity.BLOCKER
    details = _details(problem.item, problem.check, problem.path)
    row = replace(_check(problem.item, problem.check, problem.name, details), flip=flip, blocker=blocker)
    return ProblemView(anchor=anchor, row=row)


_PEOPLE = {
    Group.DECLINED: Outcome.FAILED,
    Group.PENDING: Outcome.PENDING,
    Group.ENDING: Outcome.WARNED,
    Group.WAIVED: Outcome.WAIVED,
    Group.IDLE: Outcome.WARNED,
    Group.IN_FORCE: Outcome.PASSED,
}
"""The outcomes whose signs and colours the groups have."""


def _people(file: FileReport) -> Iterator[PeopleView]:
    for group, rows in people(file).items() if file.ran else ():
        outcome = _PEOPLE[group]
        yield PeopleView(
            heading=group.value,
            tone=outcome.value,
            sign=sign(outcome)[0],
            opened=len(rows) <= _FEW_ROWS,
            rows=tuple(rows),
        )


def _flip(file: FileReport, flip: Flip) -> FlipView:
    return FlipView(
        ticked=flip.item.ticked,
        word=flip_word(file, ticked=flip.item.ticked),
        text=statement(flip.item),
        message=shown(flip.message),
        line=flip.item.line,
    )


def _not_run(file: FileReport) -> Iterator[str]:
    for reason, checks in not_run_by_reason(file).items():
        yield f"{count(len(checks), 'check')}: {shown(reason)}"


def _to_tick(file: FileReport) -> str:
    waiting = to_tick(file)
    lines = lines_in_words([item.line for item in waiting], "each says so below")
    return f"{count(len(waiting), 'item')}: {TICK_IT} ({lines})" if waiting else ""


def _counts(counts: Counter[Outcome]) -> Iterator[Count]:
    start = 0
    for outcome in Outcome:
        if counts[outcome]:
            yield Count(outcome=outcome.value, label=outcome.label, count=counts[outcome], start=start)
            start += counts[outcome]
