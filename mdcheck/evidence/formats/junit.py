"""Reading JUnit XML reports of all programs.

There is no standard: elements go by their local names, attributes that are unknown are left alone, and a count that is
absent is unknown. How the counts of the suites and their test cases are compared stands in `junit_counts`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.numbers import whole_number
from mdcheck.evidence.formats.timestamps import Written, written
from mdcheck.evidence.formats.xml import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SUITES = ("testsuites", "testsuite")
_SUMMARY = "failsafe-summary"
_OTHERS = {
    "test-run": "NUnit's own report",
    "test-results": "NUnit's own report",
    "assemblies": "xUnit.net's own report",
    "assembly": "xUnit.net's own report",
    "TestRun": "a TRX report of Visual Studio",
    "testng-results": "TestNG's own report",
    "checkstyle": "a Checkstyle report",
    "robot": "Robot Framework's own report",
    "Site": "CTest's own report",
    "coverage": "a coverage report",
}
"""Reports of other formats by their root, since people take them for this one."""
_FAILURES = frozenset(("failure", "error", "internalError", "warning", "rerunFailure", "rerunError"))
_ERRORS = frozenset(("error", "internalError", "rerunError"))
_TRIES = frozenset(("flakyFailure", "flakyError", "rerunFailure", "rerunError"))
"""Surefire's elements for what failed before or after another try of the same test."""
_NOT_RUN = frozenset(("skipped", "aborted", "disabled", "ignored", "pending"))
_SAID_FAILED = frozenset((
    *("fail", "failed", "failure", "error", "errored", "broken", "hook_error", "undefined", "timeout", "timedout"),
    *("crashed", "canceled", "cancelled", "interrupted", "ambiguous", "unexpected"),
))  # fmt: skip
_SAID_NOT_RUN = frozenset((
    *("notrun", "disabled", "suppressed", "skipped", "skip", "ignored", "untested", "pending"),
    *("notexecuted", "aborted", "explicit", "todo", "xfail", "xfailed", "excluded", "blocked", "deselected"),
))  # fmt: skip
_SAID_UNDECIDED = frozenset(("inconclusive", "warning"))
"""NUnit's: neither passed nor failed, and counted among the errors of the suite."""
_SAID_PASSED = frozenset((
    *("", "run", "completed", "passed", "pass", "ok", "success", "successful", "succeeded", "executed", "ran"),
    *("finished", "done", "expected", "fixed"),
))  # fmt: skip
_COUNTS = ("tests", "failures", "errors", "skipped", "skips", "skip", "ignored", "disabled", "aborted")
_SUMMARY_COUNTS = ("completed", "errors", "failures", "skipped")
_SHOWN = 100


class CaseOutcome(Enum):
    """How a test case ended."""

    PASSED = auto()
    FLAKY = auto()
    """It passed, but not at the first try."""
    FAILED = auto()
    NOT_RUN = auto()


class Case(msgspec.Struct):
    """A test case, while it is read and afterwards."""

    name: str
    class_name: str = ""
    time: str = ""
    failed: bool = False
    errored: bool = False
    not_run: bool = False
    tries: int = 0
    """How often it failed in other tries than the one that decided."""

    @property
    def outcome(self) -> CaseOutcome:
        if self.failed:
            return CaseOutcome.FAILED
        if self.not_run:
            return CaseOutcome.NOT_RUN
        return CaseOutcome.FLAKY if self.tries else CaseOutcome.PASSED

    @property
    def shown(self) -> str:
        """Its name in a message."""
        return (self.name or self.class_name or "a test without a name")[:_SHOWN]


class Suite(msgspec.Struct):
    """A suite, or the root element, with its stated counts."""

    name: str
    counts: dict[str, int]
    """Only those that it gives."""
    cases: list[Case] = msgspec.field(default_factory=list)
    suites: list[Suite] = msgspec.field(default_factory=list)
    counts_assertions: bool = False
    """As Catch2 does: its counts have nothing to do with test cases."""


class JUnitReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report."""

    root: Suite
    written: Written | None = None
    is_summary: bool = False
    """It only counts what other reports show: Failsafe's summary."""


def read_junit(data: bytes, *, where: str) -> JUnitReport:
    """Reads one report; raises UndeterminedError for any other file."""
    reader = _Reader(where)
    walk(data, reader.visit, where=where, text=reader.text)
    return reader.report()


class _Reader:
    """Collects the suites and test cases of one report, element by element."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: list[Suite] = []
        """The suites around the element, by their depth."""
        self._root: Suite | None = None
        self._case: Case | None = None
        self._written: Written | None = None
        self._summary: dict[str, str] = {}

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        name = path[-1]
        if len(path) == 1:
            self._begin(name, attributes)
        elif name == "testsuite":
            suite = self._suite(attributes)
            del self._open[_suites_above(path) :]
            self._open[-1].suites.append(suite)
            self._open.append(suite)
        elif name == "testcase":
            del self._open[_suites_above(path) :]
            self._case = self._new_case(attributes)
            self._open[-1].cases.append(self._case)
        elif path[-2] == "testcase" and self._case is not None:
            _note(self._case, name)
        elif path[-2] in _SUITES and (name in _FAILURES or name in _NOT_RUN):
            # Failures outside of all test cases, such as in the set-up of a class.
            del self._open[_suites_above(path) :]
            suite = self._open[-1]
            anonymous = Case(f"{suite.name or 'a suite'}, outside of its tests")
            _note(anonymous, name)
            suite.cases.append(anonymous)

    def text(self, path: Sequence[str], piece: str) -> None:
        if path[0] == _SUMMARY and len(path) == 2:  # noqa: PLR2004 - a child of the root
            self._summary[path[1]] = (self._summary.get(path[1], "") + piece)[:_SHOWN]

    def report(self) -> JUnitReport:
        root = self._root or Suite("", {})
        if not self._summary and root.name != _SUMMARY:
            self._refuse_a_list(root)
            return JUnitReport(root=root, written=self._written)
        for key in _SUMMARY_COUNTS:
            root.counts[key] = whole_number(self._summary.get(key) or "0", self._where)
        root.counts["tests"] = root.counts.pop("completed")
        if self._summary.get("failureMessage", "").strip() and not root.counts["errors"] + root.counts["failures"]:
            root.counts["errors"] = 1
        return JUnitReport(root=root, is_summary=True)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _SUMMARY:
            if attributes.get("timeout", "").lower() == "true":
                raise UndeterminedError(f"{self._where} says that the tests were stopped because they took too long")
            self._root = Suite(_SUMMARY, {})
        elif name in _SUITES:
            self._root = self._suite(attributes)
        else:
            other = f", {_OTHERS[name]}" if name in _OTHERS else ""
            raise UndeterminedError(f"{self._where} is no JUnit report: its root is <{name[:_SHOWN]}>{other}")
        self._open = [self._root]

    def _suite(self, attributes: Mapping[str, str]) -> Suite:
        if (stamp := written(attributes.get("timestamp"))) is not None:
            self._written = stamp.joined(self._written)
        return Suite(
            attributes.get("name", "")[:_SHOWN],
            {key: whole_number(attributes[key], self._where) for key in _COUNTS if attributes.get(key, "").strip()},
            counts_assertions=attributes.get("hostname") == "tbd",  # Catch2 writes just that
        )

    def _new_case(self, attributes: Mapping[str, str]) -> Case:
        case = Case(attributes.get("name", ""), attributes.get("classname", ""), attributes.get("time", ""))
        for key in ("status", "result"):
            said = attributes.get(key, "").strip().lower().replace("-", "").replace(" ", "")
            if said in _SAID_FAILED:
                case.failed = True
            elif said in _SAID_NOT_RUN or said in _SAID_UNDECIDED:
                case.not_run = True
                case.tries += said in _SAID_UNDECIDED
            elif said == "flaky":
                case.tries += 1
            elif said not in _SAID_PASSED:
                unknown = f"the {key} “{attributes[key][:_SHOWN]}”, which mdcheck does not know"
                raise UndeterminedError(f"{self._where}: the test {case.shown} has {unknown}")
        return case

    def _refuse_a_list(self, root: Suite) -> None:
        """Raises UndeterminedError for googletest's list of tests: it has the elements of a report, and no results."""
        if root.name == "AllTests" and root.counts and "failures" not in root.counts:
            raise UndeterminedError(f"{self._where} is a list of tests, not what became of them: run the tests")


def _suites_above(path: Sequence[str]) -> int:
    return sum(name in _SUITES for name in path[:-1])


def _note(case: Case, element: str) -> None:
    """The outcome that a child element gives its test case."""
    case.failed |= element in _FAILURES
    case.errored |= element in _ERRORS
    case.not_run |= element in _NOT_RUN
    case.tries += element in _TRIES
