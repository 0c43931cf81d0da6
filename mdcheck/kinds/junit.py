"""`junit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.junit import CaseOutcome, read_junit
from mdcheck.evidence.formats.junit_counts import Counts, counts_of, reconciled
from mdcheck.evidence.names import matches_name
from mdcheck.kinds.freshness import ReportOptions, reports
from mdcheck.kinds.protocol import Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.evidence.formats.junit import Case, JUnitReport, Suite
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class JUnit(ReportOptions, frozen=True, kw_only=True):
    """The tests in the JUnit XML reports passed; at least one of them ran.

    ````markdown
    - [ ] Integration tests pass
      ```check
      junit: reports/**/*.xml
      min_tests: 50
      max_skipped: 5
      max_age: 24h
      ```
    ````

    With `cases` a claim is tied to the tests that prove it: the item passes only if they ran and passed.

    ````markdown
    - [ ] A failed write leaves the old file whole
      ```check
      junit: reports/junit.xml
      cases: [test_a_failed_write_leaves_the_file, tests.cli.test_update.*]
      newer_than: [src, tests]
      ```
    ````

    A name fits with or without its class (`tests.cli.test_update.test_whole`), and without parameters it fits all of
    them. A test of these that was skipped fails the item, unless `max_skipped` allows it.

    The dialects of pytest, Surefire, Failsafe (its summary too), Gradle, Ant, jest, vitest, mocha, Karma, gotestsum,
    PHPUnit, RSpec, NUnit, xUnit, googletest, Catch2, CTest, cargo-nextest and Robot Framework are known. The counts of
    each suite are compared with its test cases: a failure that no test case shows still counts, tests that are counted
    but not shown make the check errored, and what was skipped never counts as passed. A test that passed only in
    another try is named in the message. A report in which no test ran never passes.
    """

    name: ClassVar[str] = "junit"
    main: ClassVar[str] = "paths"
    paths: Paths
    cases: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1)], ...],
        msgspec.Meta(description="names of test cases, * for any text: only these count, and each must be found"),
    ] = ()
    min_tests: Annotated[int, msgspec.Meta(ge=1, description="tests that ran: skipped ones don't count")] = 1
    max_failures: Annotated[int, msgspec.Meta(ge=0, description="tests that failed or ended in an error")] = 0
    max_skipped: Annotated[
        Annotated[int, msgspec.Meta(ge=0)] | None,
        msgspec.Meta(description="tests that were skipped; with cases none may be"),
    ] = None

    def __post_init__(self) -> None:
        check_globs(self.paths)
        self.check_freshness_options()

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        evidence = _Evidence()
        for path in reports(workspace, self.paths, "report", "run the tests so that they write one"):
            report = read_junit(read(workspace, path), where=path)
            self.require_fresh(workspace, path, report.written)
            evidence.add(path, report)
        return self._judge_cases(evidence) if self.cases else self._judge(evidence.counts(), evidence)

    def _judge_cases(self, evidence: _Evidence) -> Finding:
        chosen: dict[int, Case] = {}
        for pattern in self.cases:
            found = {id(case): case for case in evidence.cases() if _fits(pattern, case)}
            if not found:
                return failed(f"no test case is named {pattern} in {listed(evidence.paths)}")
            chosen |= found
        finding = self._judge(counts_of(chosen.values()), evidence, chosen.values())
        everything = evidence.counts()
        doubtful = everything.hidden_skips + everything.missing + everything.unshown_failures
        if finding.outcome is passed().outcome and doubtful:
            raise UndeterminedError(f"{evidence.doubt(everything)}, so nobody can tell what became of {self.cases[0]}")
        return finding

    def _judge(self, found: Counts, evidence: _Evidence, chosen: Iterable[Case] = ()) -> Finding:
        if found.all_failed > self.max_failures:
            allowed = f", more than {self.max_failures}" if self.max_failures else ""
            names = evidence.failures(chosen)
            which = f": {listed(names)}" if names else ""
            return failed(f"{found.all_failed} of {count(found.tests, 'test')} failed{allowed}{which}")
        if found.ran and found.missing:
            raise UndeterminedError(f"{evidence.doubt(found)}: the run was cut short, or the report is incomplete")
        if found.ran < self.min_tests:
            return failed(f"{count(found.ran, 'test')} ran, fewer than {self.min_tests}")
        max_skipped = 0 if self.cases and self.max_skipped is None else self.max_skipped
        if max_skipped is not None and found.all_not_run > max_skipped:
            return failed(f"{count(found.all_not_run, 'test')} skipped, more than {max_skipped}")
        notes = f", {found.all_failed} failed" if found.all_failed else ""
        notes += f", {found.all_not_run} skipped" if found.all_not_run else ""
        notes += f", {found.flaky} only in another try" if found.flaky else ""
        notes += evidence.repeated()
        return passed(f"{count(found.ran - found.all_failed, 'test')} passed{notes}")


class _Evidence:
    """What the reports show together."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self._roots: list[Suite] = []
        self._summaries: list[Suite] = []
        self._incomplete: list[tuple[str, int, int]] = []
        """Reports that count more tests than they show: the path, how many they count, and how many they show."""
        self._known: set[int] = set()
        self._repeated = 0
        self._unshown: list[tuple[str, int]] = []
        self._counts = Counts()
        self._summed = Counts()

    def add(self, path: str, report: JUnitReport) -> None:
        self.paths.append(path)
        if report.is_summary:
            self._summaries.append(report.root)
            summary = report.root.counts
            bad = summary["errors"] + summary["failures"]
            tests, skipped = max(summary["tests"], bad), min(summary["skipped"], summary["tests"])
            self._summed += Counts(cases=tests, failed=bad, not_run=skipped)
            return
        counts = reconciled(report.root, self._unshown)
        if counts.missing or counts.hidden_skips:
            self._incomplete.append((path, counts.tests, counts.cases))
        self._roots.append(report.root)
        self._counts += counts
        here: set[int] = set()
        for suite in _suites(report.root):
            self._take_out_repeated(suite, here)
        self._known |= here

    def _take_out_repeated(self, suite: Suite, here: set[int]) -> None:
        """Programs collect the reports of others into one more: the same suite in two files ran once."""
        if not any(case.time for case in suite.cases) or any(case.failed for case in suite.cases):
            return
        fingerprint = hash(tuple((case.class_name, case.name, case.time, case.outcome) for case in suite.cases))
        here.add(fingerprint)
        if fingerprint in self._known:
            self._repeated += len(suite.cases)
            self._counts -= counts_of(suite.cases)

    def counts(self) -> Counts:
        """The counts of all tests. A summary of other reports that are read as well does not count twice."""
        if not self._roots:
            return self._summed
        beyond = max(0, self._summed.all_failed - self._counts.all_failed) if self._summaries else 0
        return self._counts._replace(unshown_failures=self._counts.unshown_failures + beyond)

    def cases(self) -> Iterator[Case]:
        return (case for root in self._roots for suite in _suites(root) for case in suite.cases)

    def failures(self, chosen: Iterable[Case]) -> list[str]:
        """The names of failed tests; and for failures without one, the suites that count them."""
        names = [case.shown for case in chosen or self.cases() if case.outcome is CaseOutcome.FAILED]
        if not chosen:
            names += [
                f"{number} that {f'the suite {name}' if name else 'a suite'} counts and no test case shows"
                for name, number in self._unshown
            ]
        return names

    def doubt(self, found: Counts) -> str:
        """Why the test cases are not all that there is to know."""
        if self._incomplete:
            path, claimed, shown = self._incomplete[0]
            if found.missing:
                return f"{path} counts {count(claimed, 'test')} and shows {shown}"
            return f"{path} counts more skipped tests than it shows"
        verb = "belongs" if found.unshown_failures == 1 else "belong"
        return f"{count(found.unshown_failures, 'failure')} in {listed(self.paths)} {verb} to no test case"

    def repeated(self) -> str:
        return f" ({self._repeated} that stand in two reports are counted once)" if self._repeated else ""


def _suites(root: Suite) -> Iterator[Suite]:
    yield root
    for child in root.suites:
        yield from _suites(child)


def _fits(pattern: str, case: Case) -> bool:
    """A test with parameters may be named without them, and with or without its class."""
    bare = case.name.partition("[")[0].partition("(")[0].rstrip()
    names = dict.fromkeys((case.name, bare or case.name))
    return any(matches_name(pattern, name) for short in names for name in (short, f"{case.class_name}.{short}"))
