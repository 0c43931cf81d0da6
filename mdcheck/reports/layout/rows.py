"""The lines of the text report about one check, one open item and one flip."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mdcheck.document.model import Severity
from mdcheck.reports.layout.lines import Segment, Style, columns, cut, flow, folded, measure, shown, spread, words
from mdcheck.reports.layout.problems import statement
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import TICK_IT, Look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Item
    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.outcome import CheckResult, Outcome
    from mdcheck.results.report import Flip

NARROW = 60
"""Columns below which details move to the left, and a passed check's message gives way to the item's text."""
OUTPUT_ROWS = 10
_NO_TEXT = "(no text)"
_WORD = 7
"""The columns of an outcome's word: of `errored` and `blocked`, the longest."""


def sign(outcome: Outcome) -> tuple[str, Style]:
    """The sign that stands for an outcome beside its word, and the meaning of both."""
    match outcome.meaning.look:
        case Look.GOOD:
            return "✓", Style.PASSED
        case Look.WARNING:
            return "!", Style.WARNED
        case Look.FAILURE:
            return "✗", Style.FAILED
        case Look.ERROR:
            return "?", Style.ERRORED
        case Look.PENDING:
            return "○", Style.PENDING
        case Look.SKIPPED | Look.BLOCKED:
            return "–", Style.SKIPPED
        case never:
            assert_never(never)


def check_rows(item: Item, check: CheckResult, *, path: str, kind: bool, indent: int, width: int) -> Iterator[Line]:
    """One line for a check that passed; its message, place and mend below one that did not.

    With `kind` the row names the check's kind, to tell an item's several checks apart.
    """
    match check.outcome.meaning.look:
        case Look.GOOD if not check.message.startswith(TICK_IT):
            yield _passed(item, check, kind=kind, indent=indent, width=width)
        case Look.GOOD | Look.SKIPPED | Look.BLOCKED:
            text, message = _name(item, check, kind=kind), shown(check.message)
            yield from _with_message(_badge(check.outcome), text, message, check.line, indent=indent, width=width)
        case Look.WARNING | Look.FAILURE | Look.ERROR | Look.PENDING:
            yield from _troubled(item, check, path=path, kind=kind, indent=indent, width=width)
        case never:
            assert_never(never)


def open_rows(item: Item, *, indent: int, width: int) -> Iterator[Line]:
    """An open item of `status`, with its line number, and whether a check or a person ticks it."""
    right = (Segment(f"{'check, ' if item.checks else ''}line {item.line}", Style.MUTED),)
    lead = (Segment("○ ", Style.MUTED),)
    yield from _titled(lead, words(statement(item)), right, indent=indent, width=width)


def flip_rows(flip: Flip, *, width: int) -> Iterator[Line]:
    """A box that changed, with the message of the check that changed it."""
    word, style = ("✓ ticked  ", Style.PASSED) if flip.ticked else ("✗ unticked", Style.FAILED)
    lead = Segment(f"{word}  ", style)
    text, message = words(shown(flip.text) or _NO_TEXT), shown(flip.message)
    yield from _with_message(lead, text, message, flip.line, indent=2, width=width)


def _passed(item: Item, check: CheckResult, *, kind: bool, indent: int, width: int) -> Line:
    lead = (Segment(" " * indent), _badge(check.outcome))
    right = _took(check)
    room = width - measure(lead) - measure(right) - 2
    text = statement(item) + (f" ({shown(check.kind)})" if kind else "")
    message = shown(check.message)
    share = 0
    if message and (width >= NARROW or columns(text) + 2 + columns(message) <= room):
        share = min(columns(message), max(room // 3, room - columns(text) - 2)) + 2
    left: Line = (*lead, Segment(cut(text, room - share)))
    if share:
        left += (Segment(f"  {cut(message, share - 2)}", Style.MUTED),)
    return spread(left, right, width)


def _with_message(
    lead: Segment, text: list[Segment], message: str, line: int, *, indent: int, width: int
) -> Iterator[Line]:
    """`text` with its message beside it if both fit on one line, else below; the line number at the end."""
    right = (Segment(f"line {line}", Style.MUTED),)
    start = indent + columns(lead.text)
    beside = _beside(text, words(message, Style.MUTED))
    fits = measure(beside) + len(beside) - 1 <= width - start - measure(right) - 2
    yield from _titled((lead,), beside if fits else text, right, indent=indent, width=width)
    if not fits:
        below = start if width >= NARROW else indent + 2
        yield from _below(message, Style.MUTED, indent=below, width=width)


def _beside(text: list[Segment], message: list[Segment]) -> list[Segment]:
    """The message behind the text, set off by a second blank."""
    return [*text, Segment(f" {message[0].text}", Style.MUTED), *message[1:]] if message else text


def _troubled(item: Item, check: CheckResult, *, path: str, kind: bool, indent: int, width: int) -> Iterator[Line]:
    text = _name(item, check, kind=kind)
    if check.severity is Severity.BLOCKER and check.outcome.meaning.blocker:
        text.append(Segment("BLOCKER", Style.BLOCKER))
    yield from _titled((_badge(check.outcome),), text, _took(check), indent=indent, width=width)
    indent += columns(_badge(check.outcome).text) if width >= NARROW else 2
    yield from _below(shown(check.message), sign(check.outcome)[1], indent=indent, width=width)
    yield _place(check, path, indent)
    if fix := shown(check.fix):
        yield from _titled((Segment("fix: ", Style.FIX),), words(fix), (), indent=indent, width=width)
    if url := shown(check.url):
        yield (Segment(" " * indent), Segment("see: ", Style.MUTED), Segment(url, Style.LINK))
    if check.outcome.meaning.bad:
        yield from _output(check, indent=indent, width=width)


def _name(item: Item, check: CheckResult, *, kind: bool) -> list[Segment]:
    return words(statement(item)) + (words(f"({shown(check.kind)})", Style.MUTED) if kind else [])


def _place(check: CheckResult, path: str, indent: int) -> Line:
    """Never broken, so that a terminal can open it."""
    return (
        Segment(" " * indent),
        Segment("at:  ", Style.MUTED),
        Segment(f"{shown(path)}:{check.line}", Style.PLACE),
        Segment(f" ({shown(check.kind)})", Style.MUTED),
    )


def _output(check: CheckResult, *, indent: int, width: int) -> Iterator[Line]:
    """The last lines that a process printed, unless the message has told them."""
    lines = [line.rstrip() for line in clean(check.output, multiline=True).strip("\n").split("\n")]
    text = [shown(line) for line in lines]
    if not any(text) or text == [shown(check.message)]:
        return
    bar = "│ "
    rows = [row for line in lines[-OUTPUT_ROWS:] for row in folded(_indented(line), max(width - indent - len(bar), 10))]
    if len(lines) > OUTPUT_ROWS or len(rows) > OUTPUT_ROWS:
        rows = ["…", *rows[-OUTPUT_ROWS:]]
    for row in rows:
        yield (Segment(" " * indent), Segment(bar, Style.MUTED), Segment(row, Style.OUTPUT))


def _indented(line: str) -> str:
    """A line of output as `shown`, with the blanks that it begins with."""
    return " " * (len(line) - len(line.lstrip(" "))) + shown(line)


def _titled(lead: Line, text: list[Segment], right: Line, *, indent: int, width: int) -> Iterator[Line]:
    """`text` behind `lead`, its further lines below its first, and `right` at the end of the first."""
    start = indent + measure(lead)
    room = max(width - start - (measure(right) + 2 if right else 0), 10)
    for index, line in enumerate(flow(text, room)):
        if index:
            yield (Segment(" " * start), *line)
        else:
            yield spread((Segment(" " * indent), *lead, *line), right, width)


def _below(text: str, style: Style, *, indent: int, width: int) -> Iterator[Line]:
    for line in flow(words(text, style), max(width - indent, 10)):
        yield (Segment(" " * indent), *line)


def _badge(outcome: Outcome) -> Segment:
    glyph, style = sign(outcome)
    return Segment(f"{glyph} {outcome.short:<{_WORD}}  ", style)


def _took(check: CheckResult) -> Line:
    return () if check.duration is None else (Segment(duration(check.duration), Style.MUTED),)


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
