"""How many, in words: what several formats say in the same way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.results.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.document.completion import Completion
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport


def number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tally(results: Iterable[ItemResult]) -> Counter[Outcome]:
    """How many checks ended in each outcome."""
    return Counter(check.outcome for result in results for check in result.checks)


def outcomes_in_words(counts: Mapping[Outcome, int]) -> str:
    """`8 passed, 6 warned, 0 failed`, and the other outcomes that there are."""
    told = [outcome for outcome in Outcome if counts.get(outcome, 0) or outcome.meaning.always_counted]
    return ", ".join(f"{counts.get(outcome, 0)} {outcome.label}" for outcome in told)


def completion_in_words(completion: Completion) -> str:
    """`37% complete (6 of 16 ticked)`."""
    if completion.percent is None:
        return "nothing to count"
    return f"{completion.percent}% complete ({completion.ticked} of {completion.countable} ticked)"


def headline(file: FileReport) -> str:
    """`50 NOT READY, 37% complete (6 of 16 ticked)`; without a verdict where nothing ran."""
    done = completion_in_words(file.completion)
    if not file.ran:
        return done
    return f"{'' if file.score is None else f'{file.score:g} '}{file.verdict}, {done}"
