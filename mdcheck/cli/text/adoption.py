"""What could be done with a hand-written checklist, as lines for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mdcheck.reports.layout.lines import Styled, TextStyle, shown
from mdcheck.results.outcome import Box, Look, Outcome
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.adopt.adopt import Candidate
    from mdcheck.app.adopt.boxes import NearBox
    from mdcheck.app.adopt.figures import Number
    from mdcheck.app.adopt.proposal import NeedsAddress
    from mdcheck.app.adopt.trial import Tried
    from mdcheck.reports.layout.lines import Line

_STYLES = {Look.GOOD: TextStyle.PASSED, Look.WARNING: TextStyle.WARNED, Look.FAILURE: TextStyle.FAILED}
_NARROWEST = 20


def page(candidate: Candidate, columns: int) -> Iterator[Line]:
    """The whole page: numbers, boxes and checks."""
    path = shown(candidate.path)
    for number in candidate.numbers:
        yield from _number(path, number, kept=number.notation in candidate.kept)
    for box in candidate.boxes:
        yield from _box(path, box)
    for tried in candidate.checks:
        yield from check_lines(candidate.path, tried, columns)
    for need in candidate.need_address:
        yield from _need(path, need)
    yield from _wrapped(f"{path}: {_summary(candidate)}", columns, TextStyle.PLAIN, indent="")


def _number(path: str, number: Number, *, kept: bool) -> Iterator[Line]:
    state = "kept" if kept else "not kept"
    if number.contradicted:
        state = "left alone, since another number stands on its line"
    says = f"the boxes say {number.boxes} ({number.ticked} of {number.countable} ticked)"
    yield (Styled(f"{path}:{number.line}: ", TextStyle.PLACE), Styled(shown(number.text)))
    yield (Styled(f"  {number.notation.value}: {shown(number.written) or 'nothing'}; {says}; {state}"),)


def _box(path: str, box: NearBox) -> Iterator[Line]:
    yield (Styled(f"{path}:{box.line}: ", TextStyle.PLACE), Styled(shown(box.before)))
    yield (Styled("  no box yet: ", TextStyle.MUTED), Styled(shown(box.after)))


def check_lines(path: str, tried: Tried, columns: int) -> Iterator[Line]:
    """One proposed check: its place, the item's words, the block, what it says now and what it does not show."""
    item, proposal = tried.proposal.item, tried.proposal
    yield (
        Styled(f"{shown(path)}:{item.line}: ", TextStyle.PLACE),
        Styled(f"[{'x' if item.ticked else ' '}] {shown(item.text)}", TextStyle.TITLE),
    )
    for line in proposal.block:
        yield (Styled("  │ ", TextStyle.MUTED), Styled(shown(line)))
    yield from _wrapped(_says(tried), columns, _style(tried))
    yield from _wrapped(f"does not show {shown(proposal.not_shown)}", columns, TextStyle.MUTED)


def _says(tried: Tried) -> str:
    """What it says now."""
    result = tried.result
    if tried.executable:
        return "runs code: it was not tried, and runs only once you trust it"
    if result is None or result.outcome is Outcome.NOT_RUN:
        return "not tried: the time for trying is used up"
    words = {Outcome.PASSED: "passes now", Outcome.FAILED: "fails now", Outcome.ERRORED: "can't be told now"}
    said = words.get(result.outcome, f"is {result.outcome.label} now")
    if tried.proposal.item.ticked and result.outcome.meaning.box is Box.UNTICK:
        said += ", so `mdcheck update` would untick it"
    return f"{said}: {shown(result.message)}" if result.message else said


def _style(tried: Tried) -> TextStyle:
    return (
        TextStyle.WARNED if tried.result is None else _STYLES.get(tried.result.outcome.meaning.look, TextStyle.ERRORED)
    )


def _need(path: str, need: NeedsAddress) -> Iterator[Line]:
    box = "x" if need.item.ticked else " "
    yield (
        Styled(f"{path}:{need.item.line}: ", TextStyle.PLACE),
        Styled(f"[{box}] {shown(need.item.text)}", TextStyle.TITLE),
    )
    yield (Styled("  needs the address of the service: --address URL", TextStyle.MUTED),)


def _summary(candidate: Candidate) -> str:
    """How many items have no check, and what is proposed for them."""
    checks, needs = len(candidate.checks), len(candidate.need_address)
    passing = sum(one.result is not None and one.result.outcome is Outcome.PASSED for one in candidate.checks)
    executable = sum(one.executable for one in candidate.checks)
    parts = [f"{count(checks, 'check')} proposed"] if checks else ["no check is proposed"]
    parts += [f"{passing} of them {'passes' if passing == 1 else 'pass'} now"] if passing else []
    parts += [f"{executable} {'runs' if executable == 1 else 'run'} code"] if executable else []
    parts += [f"{needs} more with an address"] if needs else []
    left = candidate.manual - checks - needs
    parts += [f"{left} left to people"] if left else []
    return f"{count(candidate.manual, 'item')} without a check: {', '.join(parts)}"


def _wrapped(text: str, columns: int, style: TextStyle, indent: str = "  ") -> Iterator[Line]:
    width = max(columns, _NARROWEST)
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines or [""]:
        yield (Styled(line, style),)
