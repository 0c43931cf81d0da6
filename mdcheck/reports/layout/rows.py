"""The rows of the text report: one check, one item, one problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mdcheck.document.model import Severity
from mdcheck.reports.layout.lines import Styled, TextStyle, columns, folded, hanging, measure, shown, words
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.printed import printed_lines
from mdcheck.results.outcome import Look
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.model import Item
    from mdcheck.reports.layout.detail import Detail
    from mdcheck.reports.layout.lines import Line
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.outcome import CheckResult, Outcome

NARROW = 60
"""Columns below which details move to the left."""
OUTPUT_ROWS = 10
_WORD = 7
"""The columns of an outcome's word: of `errored` and `blocked`, the longest that a person has to act on."""


def sign(outcome: Outcome) -> tuple[str, TextStyle]:
    """The sign for an outcome beside its word, and the style of both."""
    match outcome.meaning.look:
        case Look.GOOD:
            return "✓", TextStyle.PASSED
        case Look.WARNING:
            return "!", TextStyle.WARNED
        case Look.FAILURE:
            return "✗", TextStyle.FAILED
        case Look.ERROR:
            return "?", TextStyle.ERRORED
        case Look.PENDING:
            return "○", TextStyle.PENDING
        case Look.SKIPPED | Look.BLOCKED:
            return "–", TextStyle.SKIPPED
        case never:
            assert_never(never)


def check_rows(
    item: Item, check: CheckResult, marks: Sequence[Styled], *, detail: Detail, indent: int, width: int
) -> Iterator[Line]:
    """A check in its section: outcome, item with its marks, message."""
    text = [*words(statement(item)), *marks]
    right = _took(check) or (Styled(f"line {check.line}", TextStyle.MUTED),)
    lead = _badge(check.outcome)
    message = words(shown(check.message), TextStyle.MUTED)
    start = indent + columns(lead.text)
    beside = [*text, Styled(f" {message[0].text}", TextStyle.MUTED), *message[1:]] if message else text
    fits = measure(beside) + len(beside) - 1 <= width - start - measure(right) - 2
    yield from hanging((lead,), beside if fits else text, right, indent=indent, width=width)
    below = start if width >= NARROW else indent + 2
    if not fits:
        yield from hanging((), message, indent=below, width=width)
    if detail.verbose:
        yield _id_line(item, below)


def item_rows(item: Item, *, detail: Detail, indent: int, width: int) -> Iterator[Line]:
    """An item and its box, with its line number, and whether a check or a person ticks it."""
    right = (Styled(f"{'check, ' if item.checks else ''}line {item.line}", TextStyle.MUTED),)
    yield from hanging((_box(item),), words(statement(item)), right, indent=indent, width=width)
    if detail.verbose:
        yield _id_line(item, indent + 2)


def _box(item: Item) -> Styled:
    if not item.applicable:
        return Styled("– ", TextStyle.SKIPPED)
    return Styled("✓ ", TextStyle.PASSED) if item.ticked else Styled("○ ", TextStyle.MUTED)


def problem_rows(problem: Problem, *, detail: Detail, width: int) -> Iterator[Line]:
    """What there is to fix: the item, what is the matter, where, and how."""
    check, lead = problem.check, _badge(problem.check.outcome)
    text = words(problem.title)
    if problem.severity is Severity.BLOCKER:
        text.append(Styled("BLOCKER", TextStyle.BLOCKER))
    if problem.regression:
        text += words("· was ticked", TextStyle.VALUE)
    yield from hanging((lead,), text, _took(check), width=width)
    indent = columns(lead.text) if width >= NARROW else 2
    if message := shown(check.message):
        yield from hanging((), words(message, sign(check.outcome)[1]), indent=indent, width=width)
    yield _place_line(problem, indent)
    yield _id_line(problem.item, indent)
    if fix := shown(check.fix):
        yield from hanging((Styled("fix: ", TextStyle.FIX),), words(fix), indent=indent, width=width)
    if url := shown(check.url):
        yield (Styled(" " * indent), Styled("see: ", TextStyle.MUTED), Styled(url, TextStyle.LINK))
    for more in check.more:
        yield from hanging(
            (Styled(f"{more.label}: ", TextStyle.MUTED),), words(shown(more.text)), indent=indent, width=width
        )
    if check.outcome.meaning.bad or detail.verbose:
        yield from _output(check, detail=detail, indent=indent, width=width)


def _place_line(problem: Problem, indent: int) -> Line:
    """Never broken, so that a terminal can open it."""
    return (
        Styled(" " * indent),
        Styled("at:  ", TextStyle.MUTED),
        Styled(problem.place, TextStyle.PLACE),
        Styled(f" ({shown(problem.check.kind)})", TextStyle.MUTED),
    )


def _id_line(item: Item, indent: int) -> Line:
    """Never broken, so that it can be copied."""
    return (Styled(" " * indent), Styled("id:  ", TextStyle.MUTED), Styled(shown(item.id), TextStyle.ID))


def _output(check: CheckResult, *, detail: Detail, indent: int, width: int) -> Iterator[Line]:
    """The last lines that a process printed, whole, but for one that is the message; all of them if asked."""
    lines = printed_lines(check.output)
    if lines and shown(check.message).removesuffix(lines[-1].strip()) in ("", f"exit status {_status(check)}: "):
        lines.pop()
    if not lines:
        return
    bar = "│ "
    room = max(width - indent - len(bar), 10)
    folds = [folded(line, room) for line in lines]
    kept = len(folds) if detail.verbose else _fitting(folds)
    rows = [row for fold in folds[len(folds) - kept :] for row in fold]
    if kept < len(folds):
        rows.insert(0, f"… {count(len(folds) - kept, 'more line')} above: -v shows all")
    for row in rows:
        yield (Styled(" " * indent), Styled(bar, TextStyle.MUTED), Styled(row, TextStyle.OUTPUT))


def _status(check: CheckResult) -> str:
    """The number behind the words with which a script's message begins."""
    return check.message.removeprefix("exit status ").partition(":")[0]


def _fitting(folds: list[list[str]]) -> int:
    """How many of the last lines fit; at least one, however long, since lines are shown whole."""
    used = kept = 0
    for fold in reversed(folds):
        used += len(fold)
        if kept and used > OUTPUT_ROWS:
            break
        kept += 1
    return kept


def _badge(outcome: Outcome) -> Styled:
    glyph, style = sign(outcome)
    return Styled(f"{glyph} {outcome.short:<{_WORD}}  ", style)


def _took(check: CheckResult) -> Line:
    return () if check.duration is None else (Styled(duration(check.duration), TextStyle.MUTED),)


def duration(seconds: float) -> str:
    """A duration for people: `<1 ms`, `340 ms`, `8.3 s`, `12 min 5 s`."""
    if seconds < 0.001:  # noqa: PLR2004 - a millisecond
        return "<1 ms"
    if seconds < 0.9995:  # noqa: PLR2004 - what would round to 1000 ms
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:  # noqa: PLR2004 - what would round to 60.0 s
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
