"""Texts with counts that all formats share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.results.outcome import Outcome
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Item
    from mdcheck.results.outcome import CheckResult, ItemResult
    from mdcheck.results.report import FileReport

_FIRST_LINES = 5


def tally(results: Iterable[ItemResult]) -> Counter[Outcome]:
    """How many checks ended in each outcome, without those that the person did not ask for."""
    return Counter(check.outcome for result in results for check in result.checks if not check.left_out)


def counted_outcomes(counts: Mapping[Outcome, int], *, zeros: bool = True) -> list[tuple[Outcome, int]]:
    """The outcomes that there are with their numbers, and with `zeros` also those that are always counted."""
    return [
        (outcome, counts.get(outcome, 0))
        for outcome in Outcome
        if counts.get(outcome, 0) or (zeros and outcome.meaning.always_counted)
    ]


def outcomes_in_words(counts: Mapping[Outcome, int], *, zeros: bool = True) -> str:
    """`8 passed, 6 warned, 0 failed`, and the other outcomes that there are."""
    return ", ".join(f"{number} {outcome.label}" for outcome, number in counted_outcomes(counts, zeros=zeros))


def completion_in_words(completion: Completion) -> str:
    """`37% complete (6 of 16 ticked)`."""
    if completion.percent is None:
        return "nothing to count"
    return f"{completion.percent}% complete ({completion.ticked} of {completion.countable} ticked)"


def headline(file: FileReport) -> str:
    """`50 NOT READY, 37% complete (6 of 16 ticked)`; without a verdict where nothing, or only a part, ran.

    With waivers `100 (strict 75, 1 waived) READY, …`.
    """
    done = completion_in_words(file.completion)
    if not file.ran:
        return done
    if file.left_out:
        return f"{outcomes_in_words(tally(file.items))}, {left_out_in_words(file)}, {done}"
    return f"{'' if file.score is None else f'{file.score_in_words} '}{file.verdict}, {done}"


def left_out_in_words(file: FileReport) -> str:
    """`99 other checks left out`."""
    return f"{count(file.left_out, 'other check')} left out"


def changes_in_words(file: FileReport) -> str:
    """`unticked 1 box, ticked 12 boxes, corrected 1 figure`; `would untick …` where nothing was written."""
    lost = sum(flip.regression for flip in file.flips)
    numbers = ((lost, "untick", "box", "boxes"), (len(file.flips) - lost, "tick", "box", "boxes"))
    done = [
        f"{verb if not file.written else f'{verb}ed'} {count(number, noun, plural)}"
        for number, verb, noun, plural in (*numbers, (file.figures_changed, "correct", "figure", "figures"))
        if number
    ]
    return f"{'' if file.written else 'would '}{', '.join(done)}" if done else ""


def flip_word(file: FileReport, *, ticked: bool) -> str:
    """`ticked`, `would untick`: the change of one box."""
    verb = "tick" if ticked else "untick"
    return f"{verb}ed" if file.written else f"would {verb}"


def open_items(file: FileReport) -> list[Item]:
    """The items that are yet to do; after a run, only those that no check ticks."""
    return [result.item for result in file.items if result.item.to_do and (result.item.manual or not file.ran)]


def open_in_words(file: FileReport) -> str:
    """`5 manual items`; for `status` `7 items (5 manual, 2 with checks)`."""
    still = open_items(file)
    if not still:
        return ""
    if file.ran:
        return count(len(still), "manual item")
    manual = sum(item.manual for item in still)
    return f"{count(len(still), 'item')} ({manual} manual, {len(still) - manual} with checks)"


def waived_checks(file: FileReport) -> list[tuple[Item, CheckResult]]:
    """The checks that did not pass and are waived, with their items."""
    return [(result.item, check) for result in file.items for check in result.checks if check.waiver is not None]


def signed_in_words(file: FileReport) -> str:
    """`5/6`: how many of the sign-offs that apply have all their signatures; empty where there are none."""
    asked = [
        check
        for result in file.items
        for check in result.checks
        if check.kind == "signoff" and not check.left_out and check.outcome is not Outcome.NOT_APPLICABLE
    ]
    return f"{sum(check.outcome is Outcome.PASSED for check in asked)}/{len(asked)}" if asked and file.ran else ""


def to_tick(file: FileReport) -> list[Item]:
    """The open items whose checks pass and which only a person may tick."""
    return [result.item for result in file.items if result.awaits_tick]


def not_run_by_reason(file: FileReport) -> dict[str, list[CheckResult]]:
    """The checks that did not run, by reason; neither those left out nor those refused."""
    found: dict[str, list[CheckResult]] = {}
    for result in file.items:
        for check in result.checks:
            if check.outcome is Outcome.NOT_RUN and not check.left_out and not check.refused:
                found.setdefault(check.message, []).append(check)
    return found


def lines_in_words(lines: Sequence[int], more: str) -> str:
    """`line 3`; `lines 3, 8 and 2 more: --all lists them`, where `more` is how to see all."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) <= _FIRST_LINES:
        return f"lines {', '.join(map(str, lines))}"
    first = ", ".join(map(str, lines[:_FIRST_LINES]))
    return f"lines {first} and {len(lines) - _FIRST_LINES} more: {more}"
