"""The one value that every report renders. It holds facts only: no clock, no file, no filter."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.results.outcome import Outcome
from mdcheck.results.score import score_in_words, strict_score

if TYPE_CHECKING:
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Section
    from mdcheck.results.flip import Flip
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.verdict import Verdict


class SectionReport(NamedTuple):
    """A section with its completion."""

    section: Section
    completion: Completion


class FileReport(NamedTuple):
    """One checklist after a run. `items` and `sections` are the checklist's as it stands now."""

    path: str
    completion: Completion
    score: float | None
    verdict: Verdict
    verdict_reason: str
    sections: tuple[SectionReport, ...]
    items: tuple[ItemResult, ...]
    flips: tuple[Flip, ...] = ()
    figures_changed: int = 0
    ran: bool = True
    """False for `status` and `--offline`: the report holds boxes and figures only."""
    written: bool = True
    """Whether the file on disk has the changes of `flips` and `figures_changed`; False for a dry run."""
    as_of: str = ""
    """The date by which checks judged ages, in words, where it is not that of the run."""
    policy: str = ""
    """Where it stands who may sign and waive, in words; empty for a checklist without records."""
    notes: tuple[str, ...] = ()
    """What was done with the file, one line each: written, committed, or left alone and why."""

    @property
    def strict(self) -> float | None:
        """The score as it is without waivers, which is never above the score; None where nothing is waived."""
        return strict_score([check for item in self.items for check in item.checks])

    @property
    def score_in_words(self) -> str:
        """`92.3`, or `92.3 (strict 85.7, 1 waived)`."""
        return score_in_words(self.score, [check for item in self.items for check in item.checks])

    @property
    def left_out(self) -> int:
        """How many checks the person did not ask for, as with `--only`."""
        return sum(check.left_out for item in self.items for check in item.checks)


class Report(NamedTuple):
    """Everything that one run of mdcheck found."""

    files: tuple[FileReport, ...]
    stamp: str = ""
    """Commit and time, where the person asked for them: without it the same results give the same bytes."""

    @property
    def summary(self) -> dict[Outcome, int]:
        """How many checks ended in each outcome; every outcome is a key."""
        found = Counter(check.outcome for file in self.files for item in file.items for check in item.checks)
        return {outcome: found[outcome] for outcome in Outcome}
