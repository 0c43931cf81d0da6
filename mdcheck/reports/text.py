"""The report for people: sections with their figures, then what there is to fix, then the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.counts import (
    changes_in_words,
    counted_outcomes,
    flip_word,
    lines_in_words,
    not_run_by_reason,
    open_in_words,
    open_items,
    signed_in_words,
    tally,
    to_tick,
    waived_checks,
)
from mdcheck.reports.layout.detail import Detail
from mdcheck.reports.layout.lines import Styled, TextStyle, as_text, cut, hanging, measure, shown, spread, words
from mdcheck.reports.layout.names import check_names, section_title, statement
from mdcheck.reports.layout.outline import groups, held_results
from mdcheck.reports.layout.people import due_soon
from mdcheck.reports.layout.problems import to_fix
from mdcheck.reports.layout.rows import NARROW, check_rows, item_rows, problem_rows, sign
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.outcome import TICK_IT, Outcome
from mdcheck.wording import count, days_left

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.document.completion import Completion
    from mdcheck.reports.layout.lines import Line
    from mdcheck.reports.layout.outline import Group
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport, Report

WIDTH = 100
"""The default and the largest width: longer lines are hard to read."""
LEAST_WIDTH = 40
_LABEL = 13
_BAR = 10
_FEW_CHECKS = 10
_FEW = 2
"""Checks that were blocked or refused for one reason are listed up to this number, then counted."""
_NORMAL = Detail()


def render(report: Report, detail: Detail = _NORMAL, *, width: int = WIDTH) -> str:
    """The report as plain text, without escape codes; what is not empty ends in a line feed."""
    return as_text(layout(report, width, detail))


def layout(report: Report, width: int, detail: Detail = _NORMAL) -> tuple[Line, ...]:
    """The report in lines of at most `width` columns; places, ids and addresses, never broken, may be longer."""
    width = min(max(width, LEAST_WIDTH), WIDTH)
    if detail.quiet:
        return tuple(_to_fix(report.files, detail, width))
    if not report.files:
        return ((Styled("No checklist.", TextStyle.MUTED),),)
    lines: list[Line] = []
    for file in report.files:
        lines += [*([()] if lines else []), *_sections(file, detail, width)]
    fixes = list(_to_fix(report.files, detail, width))
    if fixes:
        number = sum(len(to_fix(file)) for file in report.files)
        lines += [(), (Styled(f"To fix ({number})", TextStyle.SECTION),), *fixes]
    if any(map(due_soon, report.files)):
        lines += [(), (Styled("Due soon", TextStyle.SECTION),), *_due_soon(report.files, width)]
    lines += [(), (Styled("─" * width, TextStyle.MUTED),), *_summaries(report, detail, width)]
    return tuple(lines)


def _sections(file: FileReport, detail: Detail, width: int) -> Iterator[Line]:
    right: Line = () if file.ran else _figure(file.completion)
    yield spread((Styled(cut(shown(file.path), width - measure(right) - 2), TextStyle.TITLE),), right, width)
    yield (Styled("─" * width, TextStyle.MUTED),)
    if not file.items:
        yield (Styled("  No items: write one as “- [ ] text”.", TextStyle.MUTED),)
    outline = groups(file)
    for index, results in _listed(outline, file).items():
        group = outline[index]
        held = held_results(outline, index)
        yield from _heading(group, held, file, width)
        indent = _indent(group, width) + 2
        if not file.ran:
            for result in results:
                if detail.verbose or result.item.to_do:
                    yield from item_rows(result.item, detail=detail, indent=indent, width=width)
        elif detail.every or _short_part(file):
            yield from _every(results, file, detail, indent, width)


def _short_part(file: FileReport) -> bool:
    """Whether so little of the checklist was asked for that each check is shown."""
    return bool(file.left_out) and tally(file.items).total() <= _FEW_CHECKS


def _listed(outline: Sequence[Group], file: FileReport) -> dict[int, Sequence[ItemResult]]:
    """The sections to list: all that hold items; after a run, of the inner ones only those that hold checks.

    Each comes with its results and those of the sections below it that are not listed. Sections without a check that
    was asked for are not listed where only a part of the checklist ran.
    """
    listed: dict[int, Sequence[ItemResult]] = {}
    around: list[int] = []
    for index, group in enumerate(outline):
        while around and outline[around[-1]].depth >= group.depth:
            around.pop()
        held = held_results(outline, index)
        checks = [check for result in held for check in result.checks if not check.left_out]
        if checks or (held and not (file.ran and around) and not file.left_out):
            listed[index] = []
            around.append(index)
        if around:
            listed[around[-1]] = [*listed[around[-1]], *group.results]
    return listed


def _heading(group: Group, held: Sequence[ItemResult], file: FileReport, width: int) -> Iterator[Line]:
    """The section's title, how its checks ended, and its figure."""
    counts = _section_counts(held, file) if file.ran else []
    if not group.completion and not counts:
        return
    right = _figure(group.completion, bar=width >= NARROW) if group.completion else ()
    style = TextStyle.SUBSECTION if group.depth else TextStyle.SECTION
    title = words(section_title(group.title) if group.completion else "(no section)", style)
    indent = _indent(group, width)
    beside = [*title, Styled(f" {counts[0].text}", counts[0].style), *counts[1:]] if counts else title
    fits = measure(beside) + len(beside) - 1 <= width - indent - measure(right) - 2
    yield from hanging((), beside if fits else title, right, indent=indent, width=width)
    if not fits:
        yield from hanging((), counts, indent=indent + 2, width=width)


def _section_counts(held: Sequence[ItemResult], file: FileReport) -> list[Styled]:
    """`5 passed, 1 failed, 2 manual items open`."""
    parts = [
        Styled(f"{number} {outcome.label}", TextStyle.MUTED if outcome is Outcome.PASSED else sign(outcome)[1])
        for outcome, number in counted_outcomes(tally(held), zeros=False)
    ]
    manual = sum(result.item.manual and result.item.to_do for result in held)
    if manual and not file.left_out:
        parts.append(Styled(f"{count(manual, 'manual item')} open", TextStyle.MUTED))
    return _enumerated(parts)


def _indent(group: Group, width: int) -> int:
    return min(2 * group.depth, width // 10)


def _every(results: Sequence[ItemResult], file: FileReport, detail: Detail, indent: int, width: int) -> Iterator[Line]:
    """Each check that was asked for, and each open manual item."""
    flips = {flip.item.line: flip_word(file, ticked=flip.item.ticked) for flip in file.flips}
    for result in results:
        item = result.item
        flip = flips.get(item.line, "")
        if item.manual and item.to_do and not file.left_out:
            yield from item_rows(item, detail=detail, indent=indent, width=width)
        for check, name in zip(result.checks, check_names(result), strict=True):
            if not check.left_out:
                marks = words(f"({name})", TextStyle.MUTED) if name else []
                marks += words(f"· {flip}", TextStyle.VALUE) if flip else []
                yield from check_rows(item, check, marks, detail=detail, indent=indent, width=width)


def _to_fix(files: Sequence[FileReport], detail: Detail, width: int) -> Iterator[Line]:
    """All that there is to fix; a message that many checks share, such as “not trusted”, is shown once."""
    for file in files:
        found = to_fix(file) if file.ran else ()
        many = {} if detail.every else _many_alike(found)
        for problem in found:
            if _shared(problem) not in many:
                yield from problem_rows(problem, detail=detail, width=width)
        for (outcome, message), alike in many.items():
            glyph, style = sign(outcome)
            lines = lines_in_words([problem.line for problem in alike], "--all lists them")
            what = f"{count(len(alike), 'check')} {outcome.label}: {shown(message)}"
            yield from hanging((Styled(f"{glyph} ", style),), words(what), width=width)
            yield from hanging((), words(f"{shown(file.path)}, {lines}", TextStyle.MUTED), indent=2, width=width)


def _due_soon(files: Sequence[FileReport], width: int) -> Iterator[Line]:
    """The signatures and waivers that end soon."""
    for file in files:
        for row in due_soon(file):
            right = (Styled(f"line {row.line}", TextStyle.MUTED),)
            lead = Styled(f"{days_left(row.days_left or 0)}  ", TextStyle.WARNED)
            yield from hanging((lead,), words(row.statement), right, width=width)
            yield from hanging((), words(f"{row.who}: {row.told}", TextStyle.MUTED), indent=2, width=width)


def _shared(problem: Problem) -> tuple[Outcome, str]:
    return problem.check.outcome, problem.check.message


def _many_alike(found: Sequence[Problem]) -> Mapping[tuple[Outcome, str], Sequence[Problem]]:
    """The checks that were blocked or refused for one and the same reason, where they are more than a few."""
    alike: dict[tuple[Outcome, str], list[Problem]] = {}
    for problem in found:
        if problem.check.refused or problem.check.outcome is Outcome.BLOCKED:
            alike.setdefault(_shared(problem), []).append(problem)
    return {key: same for key, same in alike.items() if len(same) > _FEW}


def _summaries(report: Report, detail: Detail, width: int) -> Iterator[Line]:
    several = len(report.files) > 1
    for file in report.files:
        if several:
            yield (Styled(shown(file.path), TextStyle.TITLE),)
        yield from _summary(file, detail, width)
        if several:
            yield ()
    if several and any(file.ran for file in report.files):
        results = [result for file in report.files for result in file.items]
        yield from _entry(f"{len(report.files)} files", _counts(tally(results)), width)
    yield from _entry("Stamp", words(report.stamp), width)


def _summary(file: FileReport, detail: Detail, width: int) -> Iterator[Line]:
    """The figures that decide, an entry to a line."""
    if file.ran:
        yield from _entry("Verdict", _verdict(file), width)
        yield from _entry("Check score", [Styled(file.score_in_words, TextStyle.VALUE)], width)
    yield from _entry("Completion", _completion(file.completion), width)
    if file.ran:
        folded = () if detail.every or _short_part(file) else _folded(file)
        yield from _entry("Checks", [*_counts(tally(file.items)), *folded], width)
    for reason, checks in not_run_by_reason(file).items():
        lines = lines_in_words([check.line for check in checks], "--all lists them")
        told = words(f"{count(len(checks), 'check')}: {shown(reason)}") + words(f"({lines})", TextStyle.MUTED)
        yield from _entry("Not run", told if file.ran else [], width)
    if signed := signed_in_words(file):
        yield from _entry("Signed", words(signed), width)
    for item, check in waived_checks(file):
        told = words(f"{statement(item)}: {shown(check.message)}") + words(f"(line {check.line})", TextStyle.MUTED)
        yield from _entry("Waived", told, width)
    if not file.left_out:
        yield from _entry("Open", _open(file), width)
    if waiting := to_tick(file):
        lines = lines_in_words([item.line for item in waiting], "--all lists them")
        told = words(f"{count(len(waiting), 'item')}: {TICK_IT}") + words(f"({lines})", TextStyle.MUTED)
        yield from _entry("To tick", told, width)
    yield from _entry("Boxes" if file.flips else "Figures", words(changes_in_words(file)), width)
    lines_of_notes = [line for note in file.notes for line in note.split("\n") if line.strip()]
    for index, line in enumerate(lines_of_notes):
        yield from _entry("" if index else "File", words(shown(line)), width)


def _verdict(file: FileReport) -> list[Styled]:
    if file.left_out:
        return words(f"none: {shown(file.verdict_reason)}", TextStyle.MUTED)
    return [
        Styled(file.verdict.value, look(file.verdict).style),
        *words(f"· {shown(file.verdict_reason)}", TextStyle.MUTED),
    ]


def _folded(file: FileReport) -> list[Styled]:
    """How to see what is folded."""
    quiet = sum(number for outcome, number in tally(file.items).items() if outcome is Outcome.PASSED)
    return words("(--all lists each)", TextStyle.MUTED) if quiet else []


def _entry(label: str, value: Sequence[Styled], width: int) -> Iterator[Line]:
    if value:
        yield from hanging((Styled(f"{label:<{_LABEL}}", TextStyle.MUTED),), value, width=width)


def _completion(completion: Completion) -> list[Styled]:
    if completion.percent is None:
        return words("nothing to count", TextStyle.MUTED)
    return [
        Styled(f"{completion.percent}%", TextStyle.VALUE),
        Styled(f"({completion.ticked} of {completion.countable} ticked)", TextStyle.MUTED),
    ]


def _figure(completion: Completion, *, bar: bool = False) -> Line:
    """`━━━━━━━───   7/10   70%`; nothing where nothing counts."""
    if completion.percent is None:
        return ()
    ratio = f"{completion.ticked}/{completion.countable}"
    numbers = Styled(f" {ratio:>6}  {completion.percent:>3}%")
    if not bar:
        return (numbers,)
    full = _BAR * completion.ticked // completion.countable
    done = TextStyle.PASSED if completion.percent == 100 else TextStyle.PLAIN  # noqa: PLR2004 - all of it
    return (Styled("━" * full, done), Styled("─" * (_BAR - full), TextStyle.MUTED), numbers)


def _counts(counts: Mapping[Outcome, int]) -> list[Styled]:
    """`8 passed, 6 warned, 0 failed`, and the other outcomes that there are, each in its colour."""
    return _enumerated(
        [
            Styled(f"{number} {outcome.label}", sign(outcome)[1] if number else TextStyle.MUTED)
            for outcome, number in counted_outcomes(counts)
        ]
    )


def _enumerated(parts: Sequence[Styled]) -> list[Styled]:
    """The parts with a comma between them."""
    return [Styled(f"{text},", style) for text, style in parts[:-1]] + list(parts[-1:])


def _open(file: FileReport) -> list[Styled]:
    told = open_in_words(file)
    if not told or not file.ran:
        return words(told)
    lines = lines_in_words([item.line for item in open_items(file)], "`mdcheck status` lists them")
    return [*words(told), *words(f"({lines})", TextStyle.MUTED)]
