"""The counts that a JUnit report claims, compared with the test cases that it shows, suite by suite.

A failure is never missed, and a test that did not run never counts as passed. Some programs count what is in inner
suites and some do not; some count each try of a test, or what they leave out of the report. What remains when all this
is allowed for, no test case explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.formats.junit import CaseOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.evidence.formats.junit import Case, Suite


class Counts(NamedTuple):
    """Numbers of a suite and of all suites in it. The first five are of test cases that are shown."""

    cases: int = 0
    failed: int = 0
    not_run: int = 0
    flaky: int = 0
    errored: int = 0
    """Of those that failed; pytest counts a test whose tear-down ended in an error twice."""
    tries: int = 0
    """Failures of other tries of the same test, which some programs count as well."""
    marked_as_not_run: int = 0
    """Those that failed too included."""
    unshown_failures: int = 0
    """Failures that are counted, but belong to no test case."""
    unshown_skips: int = 0
    """Tests that are counted as skipped, and left out of the report."""
    hidden_skips: int = 0
    """Test cases that look passed, though as many more were skipped as the report counts."""
    missing: int = 0
    """Tests that are counted, and not shown with any result."""

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]
        return Counts(*(one + two for one, two in zip(self, other, strict=True)))

    def __sub__(self, other: Counts) -> Counts:
        return Counts(*(one - two for one, two in zip(self, other, strict=True)))

    @property
    def tests(self) -> int:
        """All that are known of."""
        return self.cases + self.unshown_failures + self.unshown_skips + self.missing

    @property
    def all_failed(self) -> int:
        return self.failed + self.unshown_failures

    @property
    def all_not_run(self) -> int:
        return self.not_run + self.hidden_skips + self.unshown_skips

    @property
    def ran(self) -> int:
        """Test cases that are known to have run, and failures."""
        return self.cases - self.not_run - self.hidden_skips + self.unshown_failures


def counts_of(cases: Iterable[Case]) -> Counts:
    """What the test cases show."""
    number = failed = not_run = flaky = errored = tries = marked = 0
    for case in cases:
        outcome = case.outcome
        number += 1
        failed += outcome is CaseOutcome.FAILED
        not_run += outcome is CaseOutcome.NOT_RUN
        flaky += outcome is CaseOutcome.FLAKY
        errored += case.errored
        tries += case.tries
        marked += case.not_run
    return Counts(number, failed, not_run, flaky, errored, tries, marked)


def reconciled(suite: Suite, unshown: list[tuple[str, int]]) -> Counts:
    """The counts of a suite and all that is in it.

    `unshown` gets the name of each suite that counts failures which no test case shows, and their number.
    """
    own = counts_of(suite.cases)
    inner = Counts()
    for child in suite.suites:
        inner += reconciled(child, unshown)
    counts = _reconciled(suite, own, inner)
    if more := counts.unshown_failures - inner.unshown_failures:
        unshown.append((suite.name, more))
    return counts


def _reconciled(suite: Suite, own: Counts, inner: Counts) -> Counts:
    both = own + inner
    claimed_tests = None if suite.counts_assertions else suite.counts.get("tests")
    counts_only_its_own = claimed_tests == own.cases != both.cases
    shown = own if counts_only_its_own else both
    failures = _unshown_failures(suite, shown)
    if suite.counts_assertions:
        return both._replace(unshown_failures=both.unshown_failures + (failures if not shown.failed else 0))
    missing = 0
    if claimed_tests is not None:
        missing = max(0, claimed_tests - shown.tests - shown.errored - shown.tries - failures)
    skips = max(0, _skips(suite.counts) - shown.marked_as_not_run - shown.unshown_skips - shown.hidden_skips)
    all_missing = both.missing + missing
    unshown_skips = min(skips, all_missing)
    hidden = min(skips - unshown_skips, shown.cases - shown.not_run - shown.failed - shown.hidden_skips)
    return both._replace(
        unshown_failures=both.unshown_failures + failures,
        unshown_skips=both.unshown_skips + unshown_skips,
        # Ant's launcher, which alone writes `aborted`, counts a skipped class as skipped and in no other way.
        hidden_skips=both.hidden_skips + (0 if "aborted" in suite.counts else max(0, hidden)),
        missing=all_missing - unshown_skips,
    )


def _unshown_failures(suite: Suite, shown: Counts) -> int:
    claimed = suite.counts.get("failures", 0) + suite.counts.get("errors", 0)
    return max(0, claimed - shown.all_failed - shown.tries)


def _skips(counts: dict[str, int]) -> int:
    skipped = max(counts.get(key, 0) for key in ("skipped", "skips", "skip", "ignored"))
    return skipped + counts.get("disabled", 0) + counts.get("aborted", 0)
