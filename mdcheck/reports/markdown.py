"""Markdown for a job summary, a comment on a pull request, or a wiki, as GitHub and GitLab render it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from mdcheck.document.model import Severity
from mdcheck.reports.counts import (
    changes_in_words,
    flip_word,
    headline,
    open_in_words,
    open_items,
    outcomes_in_words,
    tally,
    to_tick,
    waived_checks,
)
from mdcheck.reports.layout.lines import cut, shown
from mdcheck.reports.layout.names import check_names, section_title, statement
from mdcheck.reports.layout.outline import groups, held_results
from mdcheck.reports.layout.people import Group, due_soon, people
from mdcheck.reports.layout.printed import printed
from mdcheck.reports.layout.problems import to_fix
from mdcheck.reports.layout.rows import duration, sign
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.flip import regressions_first
from mdcheck.results.outcome import TICK_IT, Outcome
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.reports.layout.people import Row
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.flip import Flip
    from mdcheck.results.report import FileReport, Report

_NAMED = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.ERRORED)
_OUTPUT_LINES = 20
_LONGEST = 1000
"""Characters of one line; a report is read by people."""
_WEB = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#|~!])")
# GitHub and GitLab read these wherever they stand, escaped or not: names of people and groups, numbers of issues,
# formulas. A character of no width behind the sign keeps them from it.
_REFERENCE = re.compile(r"([@#!$%&~])(?=[\w`])|(?<=\w)(@)|\$")


def render(report: Report, *, limit: int | None = None) -> str:
    """The whole report, or those of its parts that fit into `limit` bytes, the most important first; maybe none."""
    if not report.files:
        return "No checklist.\n"
    parts = [part for file in report.files for part in _file(file)]
    parts += [escaped(report.stamp)] if report.stamp else []
    return _joined(parts) if limit is None else _limited(parts, limit)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _limited(parts: list[str], limit: int) -> str:
    text = _joined(parts)
    kept = len(parts)
    while len(text.encode()) > limit and kept:
        # Every part is whole by itself: no fence and no table is ever cut through.
        kept -= max(1, kept // 20)
        text = _joined(
            [
                *parts[:kept],
                f"*Cut here: {count(len(parts) - kept, 'more part')} would not fit; the JSON report has all.*",
            ]
        )
    return text if len(text.encode()) <= limit else ""


def _file(file: FileReport) -> Iterator[str]:
    yield f"## {look(file.verdict).emoji} {escaped(file.path)}: {headline(file)}"
    if file.ran and file.left_out:
        yield f"No verdict: {escaped(file.verdict_reason)}. {outcomes_in_words(tally(file.items))}."
    elif file.ran:
        yield f"**{file.verdict}**: {escaped(file.verdict_reason)}. {outcomes_in_words(tally(file.items))}."
    found = to_fix(file) if file.ran else ()
    if found:
        yield f"### To fix ({len(found)})"
        yield from map(_problem, found)
    if due := due_soon(file):
        yield f"### Due soon ({len(due)})"
        yield _rows(due)
    if waived := waived_checks(file):
        yield f"### Waived ({len(waived)})"
        yield "\n".join(
            f"- {escaped(statement(item))} (line {check.line}): {escaped(check.message)}" for item, check in waived
        )
    if file.flips:
        summary = changes_in_words(file)
        yield _folded(
            summary[:1].upper() + summary[1:], "\n".join(_flip(file, flip) for flip in regressions_first(file.flips))
        )
    yield from _sections(file)
    yield from _waiting(file)
    yield from _checks(file)
    for group, rows in people(file).items():
        if group in (Group.DECLINED, Group.IDLE, Group.IN_FORCE):
            yield _folded(f"{group} ({len(rows)})", _rows(rows))
    if file.notes:
        yield "\n".join(f"- {escaped(note)}" for note in file.notes)


def _rows(rows: Iterable[Row]) -> str:
    return "\n".join(
        f"- {escaped(row.statement)} (line {row.line}): {escaped(row.who)}: {escaped(row.told)}" for row in rows
    )


def _flip(file: FileReport, flip: Flip) -> str:
    word = flip_word(file, ticked=flip.item.ticked)
    word = f"☑ {word}" if flip.item.ticked else f"☐ **{word}**"
    message = f": {escaped(flip.message)}" if shown(flip.message) else ""
    return f"- {word}, line {flip.item.line}: {escaped(statement(flip.item))}{message}"


def _problem(problem: Problem) -> str:
    check = problem.check
    marks = " **BLOCKER**" if problem.severity is Severity.BLOCKER else ""
    marks += " (was ticked)" if problem.regression else ""
    place = f"({code(problem.place)}, {code(check.kind)}, {code(problem.item.id)})"
    lines = [
        f"- {sign(check.outcome)[0]} **{check.outcome.label}**{marks} {escaped(problem.title)} {place}",
        escaped(check.message),
        shown(check.fix) and f"**fix:** {escaped(check.fix)}",
        shown(check.url) and f"see: {_link(check.url)}",
        *(f"{more.label}: {escaped(more.text)}" for more in check.more),
    ]
    return "\\\n  ".join(line for line in lines if line) + _output(check.output)


def _link(url: str) -> str:
    return f"<{shown(url)}>" if _WEB.fullmatch(shown(url)) else escaped(url)


def _output(output: str) -> str:
    """The end of what a process printed, folded, in a fence that nothing in it can close."""
    rows = [cut(row, _LONGEST) for row in printed(output, last=_OUTPUT_LINES)]
    if not rows:
        return ""
    fence = "`" * max(3, _longest_run("\n".join(rows)) + 1)
    block = ["<details><summary>output</summary>", "", f"{fence}text", *rows, fence, "", "</details>"]
    return "\n\n" + "\n".join(f"  {row}".rstrip() for row in block)


def _longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _sections(file: FileReport) -> Iterator[str]:
    """A row for each outermost section that holds items."""
    outline = groups(file)
    head = ["Section", "Ticked", *(outcome.label.capitalize() for outcome in _NAMED), "Other"]
    rows = []
    for index, group in enumerate(outline):
        results = held_results(outline, index)
        if group.depth or not results or group.completion is None:
            continue
        counts = tally(results)
        named = [counts[outcome] for outcome in _NAMED]
        done = group.completion
        figure = "" if done.percent is None else f"{done.ticked}/{done.countable} {done.percent}%"
        title = escaped(section_title(group.title))
        rows.append([title, figure, *map(str, named), str(counts.total() - sum(named))])
    if rows:
        width = len(head) if file.ran else 2
        yield "\n".join(table_row(row[:width]) for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows))


def _waiting(file: FileReport) -> Iterator[str]:
    """What a person has yet to tick; after a run, only what no check ticks."""
    if waiting := to_tick(file):
        listed = [f"- line {item.line}: {escaped(statement(item))}" for item in waiting]
        yield _folded(f"{count(len(waiting), 'item')} to tick: {TICK_IT}", "\n".join(listed))
    still = open_items(file)
    if still and not file.left_out:
        listed = [f"- line {item.line}: {escaped(statement(item))}" for item in still]
        yield _folded(f"{open_in_words(file)} open", "\n".join(listed))


def _checks(file: FileReport) -> Iterator[str]:
    rows = [
        [
            f"{sign(check.outcome)[0]} {check.outcome.label}",
            f"{escaped(statement(result.item))}{f' ({escaped(name)})' if name else ''} (line {check.line})",
            code(check.kind, cell=True),
            escaped(check.message),
            "" if check.duration is None else duration(check.duration),
        ]
        for result in file.items
        for check, name in zip(result.checks, check_names(result), strict=True)
        if not check.left_out
    ]
    if rows and file.ran:
        head = [["Outcome", "Item", "Kind", "Message", "Time"], ["---", "---", "---", "---", "---:"]]
        yield _folded(f"All {count(len(rows), 'check')}", "\n".join(map(table_row, [*head, *rows])))


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{html.escape(summary)}</summary>\n\n{body}\n\n</details>"


def table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """One line of text that shows as it is: no markup, no HTML, no mention, no reference, no formula."""
    text = _REFERENCE.sub(lambda match: f"{match[0]}\0", cut(shown(text), _LONGEST))
    text = html.escape(text, quote=False)
    return _PUNCTUATION.sub(r"\\\1", text).replace("\0", "&#8203;")


def code(text: str, *, cell: bool = False) -> str:
    """A code span; in a cell of a table a pipe would end it."""
    text = shown(text) or "?"
    if cell:
        text = text.replace("|", "¦")
    marks = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{pad}{text}{pad}{marks}"
