"""The report for people: by section, then what flipped, then the figures that decide."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import Segment, Style, cut, flow, joined, measure, plain, shown, spread, words
from mdcheck.reports.layout.outline import groups, subtree
from mdcheck.reports.layout.rows import NARROW, check_rows, flip_rows, open_rows, sign
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import Outcome
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mdcheck.document.completion import Completion
    from mdcheck.reports.layout.lines import Line
    from mdcheck.reports.layout.outline import Group
    from mdcheck.results.outcome import CheckResult, ItemResult
    from mdcheck.results.report import FileReport, Report

WIDTH = 100
"""Columns where nothing says how many there are, and at most: longer lines are hard to follow."""
LEAST_WIDTH = 40
_LABEL = 13
_BAR = 10
_FEW = 2
"""Checks of one section that did not run for one reason are listed up to this number, then counted."""


def render(report: Report, *, width: int = WIDTH) -> str:
    """The report as plain text, without escape codes; it ends in a line feed."""
    return "".join(f"{plain(line)}\n" for line in layout(report, width))


def layout(report: Report, width: int, *, brief: bool = False) -> tuple[Line, ...]:
    """The report in lines of at most `width` columns; places and addresses, never broken, may be longer.

    A `brief` one has the summary of each file only.
    """
    width = min(max(width, LEAST_WIDTH), WIDTH)
    lines: list[Line] = []
    for file in report.files:
        lines += [(), *_file(file, width, brief=brief)] if lines else _file(file, width, brief=brief)
    if len(report.files) > 1 and any(file.ran for file in report.files):
        lines += [(), *_entry(f"{len(report.files)} files", _counts(report.summary), width)]
    return tuple(lines) or ((Segment("No checklist.", Style.MUTED),),)


def _file(file: FileReport, width: int, *, brief: bool) -> Iterator[Line]:
    yield from _title(file, width)
    if brief:
        yield from _entries(file, width)
        return
    if file.items:
        yield from _body(file, width)
    else:
        yield ()
        yield (Segment("  No items: write one as “- [ ] text”.", Style.MUTED),)
    if file.flips:
        yield from _flips(file, width)
    yield ()
    yield (Segment("─" * width, Style.MUTED),)
    yield from _entries(file, width)


def _title(file: FileReport, width: int) -> Iterator[Line]:
    right: Line = ()
    if file.ran:
        score = () if file.score is None else (Segment(f"{file.score:g}  "),)
        right = (*score, Segment(file.verdict.value, verdict_style(file.verdict)))
    elif file.completion.percent is not None:
        right = (Segment(f"{file.completion.ticked}/{file.completion.countable}  {file.completion.percent}%"),)
    left = cut(shown(file.path), width - measure(right) - 2)
    yield spread((Segment(left, Style.TITLE),), right, width)
    yield (Segment("─" * width, Style.MUTED),)


def _body(file: FileReport, width: int) -> Iterator[Line]:
    outline = groups(file)
    for index, results in _listed(outline, ran=file.ran).items():
        group = outline[index]
        if group.depth == 0:
            yield ()
        yield from _heading(group, width)
        indent = _indent(group, width) + 2
        if file.ran:
            yield from _checks(group.results, file.path, indent, width)
            yield from _manual(results, indent, width)
        else:
            for result in _open(group.results):
                yield from open_rows(result.item, indent=indent, width=width)


def _listed(outline: Sequence[Group], *, ran: bool) -> dict[int, list[ItemResult]]:
    """The sections to list: all that hold items; after a run, of the inner ones only those that hold checks.

    Each comes with its results and those of the sections below it that are not listed.
    """
    listed: dict[int, list[ItemResult]] = {}
    around: list[int] = []
    for index, group in enumerate(outline):
        while around and outline[around[-1]].depth >= group.depth:
            around.pop()
        held = [result for part in subtree(outline, index) for result in part.results]
        if any(result.checks for result in held) or (held and not (ran and around)):
            listed[index] = []
            around.append(index)
        if around:
            listed[around[-1]] += group.results
    return listed


def _heading(group: Group, width: int) -> Iterator[Line]:
    if not group.completion:
        return
    indent = _indent(group, width)
    right = _figure(group.completion, bar=width >= NARROW)
    style = Style.SUBSECTION if group.depth else Style.SECTION
    title = words(shown(plain_text(clean(group.title))) or "(untitled)", style)
    first, *rest = flow(title, width - indent - measure(right) - 2)
    yield spread((Segment(" " * indent), *first), right, width)
    for line in rest:
        yield (Segment(" " * indent), *line)


def _indent(group: Group, width: int) -> int:
    return min(2 * group.depth, width // 10)


def _checks(results: Sequence[ItemResult], path: str, indent: int, width: int) -> Iterator[Line]:
    many = _many_alike(results)
    for result in results:
        for check in result.checks:
            if (check.outcome, check.message) in many:
                continue
            kind = len(result.checks) > 1
            yield from check_rows(result.item, check, path=path, kind=kind, indent=indent, width=width)
    for (outcome, message), lines in many.items():
        glyph, style = sign(outcome)
        text = f"{len(lines)} checks {outcome.label} ({_lines(lines)})" + (f": {message}" if message else "")
        yield from _note(glyph, style, shown(text), indent, width)


def _many_alike(results: Sequence[ItemResult]) -> dict[tuple[Outcome, str], list[int]]:
    """The lines of checks that did not run for one and the same reason, where they are more than a few."""
    lines: dict[tuple[Outcome, str], list[int]] = {}
    for check in _all_checks(results):
        if check.outcome is Outcome.NOT_RUN:
            lines.setdefault((check.outcome, check.message), []).append(check.line)
    return {key: found for key, found in lines.items() if len(found) > _FEW}


def _manual(results: Sequence[ItemResult], indent: int, width: int) -> Iterator[Line]:
    """How many items wait for a person."""
    lines = [result.item.line for result in _open(results) if result.item.manual]
    if lines:
        text = f"{_number(len(lines), 'manual item')} open ({_lines(lines)})"
        yield from _note("·", Style.MUTED, text, indent, width)


def _note(glyph: str, style: Style, text: str, indent: int, width: int) -> Iterator[Line]:
    for index, line in enumerate(flow(words(text, Style.MUTED), width - indent - 2)):
        lead = Segment(" ") if index else Segment(glyph, style)
        yield joined((Segment(" " * indent), lead, Segment(" "), *line))


def _flips(file: FileReport, width: int) -> Iterator[Line]:
    yield ()
    yield (Segment("Flipped since the file was last written", Style.SECTION),)
    for flip in sorted(file.flips, key=lambda flip: (not flip.regression, flip.line)):
        yield from flip_rows(flip, width=width)


def _entries(file: FileReport, width: int) -> Iterator[Line]:
    """The summary, an entry to a line."""
    if file.ran:
        verdict = Segment(file.verdict.value, verdict_style(file.verdict))
        yield from _entry("Verdict", [verdict, *words(f"· {shown(file.verdict_reason)}", Style.MUTED)], width)
        score = "none" if file.score is None else f"{file.score:g}"
        yield from _entry("Check score", [Segment(score, Style.VALUE)], width)
    yield from _entry("Completion", _completion(file.completion), width)
    checks = Counter(check.outcome for check in _all_checks(file.items))
    if file.ran:
        yield from _entry("Checks", _counts(checks), width)
    yield from _entry("Open", _waiting(file.items, ran=file.ran), width)
    yield from _entry("Changed", _changes(file), width)
    lines = [line for note in file.notes for line in note.split("\n") if line.strip()]
    for index, line in enumerate(lines):
        yield from _entry("" if index else "File", words(shown(line)), width)


def _entry(label: str, value: Sequence[Segment], width: int) -> Iterator[Line]:
    for index, line in enumerate(flow(value, width - _LABEL)):
        lead = "" if index else label
        yield (Segment(f"{lead:<{_LABEL}}", Style.MUTED), *line)


def _completion(completion: Completion) -> list[Segment]:
    if completion.percent is None:
        return words("nothing to count", Style.MUTED)
    return [
        Segment(f"{completion.percent}%", Style.VALUE),
        Segment(f"({completion.ticked} of {completion.countable} ticked)", Style.MUTED),
    ]


def _figure(completion: Completion, *, bar: bool = False) -> Line:
    """`━━━━━━━───   7/10   70%`; nothing where nothing counts."""
    if completion.percent is None:
        return ()
    ratio = f"{completion.ticked}/{completion.countable}"
    numbers = Segment(f"{ratio:>7}  {completion.percent:>3}%")
    if not bar:
        return (numbers,)
    full = _BAR * completion.ticked // completion.countable
    done = Style.PASSED if completion.percent == 100 else Style.PLAIN  # noqa: PLR2004 - all of it
    return (Segment("━" * full, done), Segment("─" * (_BAR - full), Style.MUTED), numbers)


def _counts(counts: Mapping[Outcome, int]) -> list[Segment]:
    """`8 passed, 6 warned, 0 failed`, and the other outcomes that there are."""
    told = [outcome for outcome in Outcome if counts.get(outcome, 0) or outcome.meaning.always_counted]
    return _enumerated(
        Segment(f"{count} {outcome.label}", sign(outcome)[1] if count else Style.MUTED)
        for outcome in told
        for count in (counts.get(outcome, 0),)
    )


def _enumerated(parts: Iterable[Segment]) -> list[Segment]:
    *most, last = parts
    return [*(Segment(f"{text},", style) for text, style in most), last]


def _waiting(items: Sequence[ItemResult], *, ran: bool) -> list[Segment]:
    """What a person has yet to tick, and for `status` also what no check has ticked."""
    still = _open(items)
    manual = sum(result.item.manual for result in still)
    if ran:
        return words(_number(manual, "manual item")) if manual else []
    if not still:
        return []
    sorts = f"({manual} manual, {len(still) - manual} with checks)"
    return [*words(_number(len(still), "item")), *words(sorts, Style.MUTED)]


def _changes(file: FileReport) -> list[Segment]:
    lost = sum(flip.regression for flip in file.flips)
    parts = (
        (lost, Segment(f"{lost} unticked", Style.FAILED)),
        (len(file.flips) - lost, Segment(f"{len(file.flips) - lost} ticked", Style.PASSED)),
        (file.figures_changed, Segment(_number(file.figures_changed, "figure"))),
    )
    told = [part for count, part in parts if count]
    return _enumerated(told) if told else []


def _open(results: Sequence[ItemResult]) -> list[ItemResult]:
    return [result for result in results if result.item.applicable and not result.item.ticked]


def _all_checks(results: Sequence[ItemResult]) -> list[CheckResult]:
    return [check for result in results for check in result.checks]


def _lines(lines: Sequence[int]) -> str:
    shown_lines = ", ".join(str(line) for line in lines[:5]) + (", …" if len(lines) > 5 else "")  # noqa: PLR2004 - enough to begin with
    return f"line {shown_lines}" if len(lines) == 1 else f"lines {shown_lines}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def verdict_style(verdict: Verdict) -> Style:
    """The meaning that a verdict's word has on a terminal."""
    match verdict:
        case Verdict.READY:
            return Style.READY
        case Verdict.ALMOST_READY:
            return Style.ALMOST_READY
        case Verdict.NOT_READY | Verdict.CRITICAL:
            return Style.NOT_READY
        case Verdict.UNASSESSED:
            return Style.UNASSESSED
        case never:
            assert_never(never)
