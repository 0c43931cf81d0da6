"""Markdown for a job summary, a comment on a pull request, or a wiki, as GitHub and GitLab render it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, assert_never

from mdcheck.document.slug import plain_text
from mdcheck.reports.counts import headline, number, outcomes_in_words, tally
from mdcheck.reports.layout.lines import cut, shown
from mdcheck.reports.layout.outline import groups, subtree
from mdcheck.reports.layout.printed import printed
from mdcheck.reports.layout.problems import Gravity, by_importance, problems, statement
from mdcheck.reports.layout.rows import duration, sign
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.report import FileReport, Flip

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
    return _joined(parts) if limit is None else _limited(parts, limit)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _limited(parts: list[str], limit: int) -> str:
    text = _joined(parts)
    kept = len(parts)
    while len(text.encode()) > limit and kept:
        # Every part is whole by itself: no fence and no table is ever cut through.
        kept -= max(1, kept // 20)
        text = _joined([*parts[:kept], f"*Cut here: {number(len(parts) - kept, 'more part')} would not fit.*"])
    return text if len(text.encode()) <= limit else ""


def _file(file: FileReport) -> Iterator[str]:
    yield f"## {_mark(file)} {escaped(file.path)}: {headline(file)}"
    if file.ran:
        yield f"**{file.verdict}**: {escaped(file.verdict_reason)}. {outcomes_in_words(tally(file.items))}."
    if file.flips:
        flips = sorted(file.flips, key=lambda flip: (not flip.regression, flip.line))
        yield "### Flipped\n\n" + "\n".join(map(_flip, flips))
    found = by_importance(problems(Report(files=(file,))))
    if found:
        yield "### To mend"
        yield from map(_problem, found)
    yield from _sections(file)
    yield from _waiting(file)
    yield from _checks(file)
    if file.notes:
        yield "\n".join(f"- {escaped(note)}" for note in file.notes)


def _flip(flip: Flip) -> str:
    word = "☑ ticked" if flip.ticked else "☐ **unticked**"
    message = f": {escaped(flip.message)}" if shown(flip.message) else ""
    return f"- {word}, line {flip.line}: {escaped(plain_text(clean(flip.text))) or '(no text)'}{message}"


def _problem(problem: Problem) -> str:
    check = problem.check
    blocker = " **BLOCKER**" if problem.gravity is Gravity.BLOCKER else ""
    place = f"({code(f'{problem.path}:{problem.item.line}')}, {code(check.kind)})"
    lines = [
        f"- {sign(check.outcome)[0]} **{check.outcome.label}**{blocker} {escaped(statement(problem.item))} {place}",
        escaped(check.message),
        shown(check.fix) and f"**fix:** {escaped(check.fix)}",
        shown(check.url) and f"see: {_link(check.url)}",
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
    """Of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _sections(file: FileReport) -> Iterator[str]:
    """A row for each outermost section that holds items."""
    outline = groups(file)
    head = ["Section", "Ticked", *(outcome.label.capitalize() for outcome in _NAMED), "Other"]
    rows = []
    for index, group in enumerate(outline):
        results = [result for part in subtree(outline, index) for result in part.results]
        if group.depth or not results or group.completion is None:
            continue
        counts = tally(results)
        named = [counts[outcome] for outcome in _NAMED]
        done = group.completion
        figure = "" if done.percent is None else f"{done.ticked}/{done.countable} {done.percent}%"
        title = escaped(plain_text(clean(group.title))) or "(untitled)"
        rows.append([title, figure, *map(str, named), str(counts.total() - sum(named))])
    if rows:
        width = len(head) if file.ran else 2
        yield "\n".join(_row(row[:width]) for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows))


def _waiting(file: FileReport) -> Iterator[str]:
    """What a person has yet to tick; after a run, only what no check ticks."""
    still = [result.item for result in file.items if result.item.applicable and not result.item.ticked]
    if file.ran:
        still = [item for item in still if item.manual]
    if still:
        noun = "manual item" if file.ran else "item"
        listed = [f"- line {item.line}: {escaped(statement(item))}" for item in still]
        yield _folded(f"{number(len(still), noun)} open", "\n".join(listed))


def _checks(file: FileReport) -> Iterator[str]:
    rows = [
        [
            f"{sign(check.outcome)[0]} {check.outcome.label}",
            f"{escaped(statement(result.item))} (line {result.item.line})",
            code(check.kind, cell=True),
            escaped(check.message),
            "" if check.duration is None else duration(check.duration),
        ]
        for result in file.items
        for check in result.checks
    ]
    if rows and file.ran:
        head = [["Outcome", "Item", "Kind", "Message", "Time"], ["---", "---", "---", "---", "---:"]]
        yield _folded(f"All {number(len(rows), 'check')}", "\n".join(map(_row, [*head, *rows])))


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{html.escape(summary)}</summary>\n\n{body}\n\n</details>"


def _row(cells: Iterable[str]) -> str:
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


def _mark(file: FileReport) -> str:
    """Beside the word, which says the same."""
    match file.verdict:
        case Verdict.READY:
            return "✅"
        case Verdict.ALMOST_READY:
            return "⚠️"
        case Verdict.NOT_READY | Verdict.CRITICAL:
            return "❌"
        case Verdict.UNASSESSED:
            return "⬜"
        case never:
            assert_never(never)
