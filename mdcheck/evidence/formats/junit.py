"""What a JUnit XML report says happened."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.numbers import whole_number
from mdcheck.evidence.formats.xml import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SUITES = ("testsuites", "testsuite")
_FAILURES = ("failure", "error")
_FAILED = ("failed", "failure", "fail", "error", "errored")
_NOT_RUN = ("notrun", "disabled", "skipped")
_MAX_NAMES = 10


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Tests counted; `failed` includes errors, and what a suite says of itself beyond its test cases."""

    tests: int = 0
    failed: int = 0
    skipped: int = 0
    names: tuple[str, ...] = ()
    """Of the first tests that failed."""

    @property
    def ran(self) -> int:
        return self.tests - self.skipped

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            tests=self.tests + other.tests,
            failed=self.failed + other.failed,
            skipped=self.skipped + other.skipped,
            names=(self.names + other.names)[:_MAX_NAMES],
        )


def tally(data: bytes, *, where: str) -> Tally:
    """Counts the test cases of one report; raises UndeterminedError for anything that is none."""
    reader = _Reader(where)
    walk(data, reader.visit, where=where)
    return reader.tally()


class _Case(msgspec.Struct):
    name: str
    failed: bool = False
    skipped: bool = False


class _Reader:
    """Hears the elements of one report."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._cases: list[_Case] = []
        self._claims: Counter[int] = Counter()

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        name = path[-1]
        if len(path) == 1 and name not in _SUITES:
            raise UndeterminedError(f"{self._where} is no JUnit report: its root is <{name}>")
        if name in _SUITES:
            for key in ("failures", "errors"):
                self._claims[len(path)] += whole_number(attributes.get(key) or "0", self._where)
        elif name == "testcase":
            said = {attributes.get(key, "").lower() for key in ("status", "result")}
            self._cases.append(
                _Case(
                    attributes.get("name", "a test without a name"),
                    failed=not said.isdisjoint(_FAILED),
                    skipped=attributes.get("status", "").lower() in _NOT_RUN,
                )
            )
        elif path[-2] == "testcase":
            self._cases[-1].failed |= name in _FAILURES
            self._cases[-1].skipped |= name == "skipped"

    def tally(self) -> Tally:
        failed = [case.name for case in self._cases if case.failed]
        # A suite that broke before its tests began has no test case to show for it, only its count. Outer suites
        # count what is in inner ones, so the suites of one level are taken together.
        claimed = max(self._claims.values())
        return Tally(
            tests=max(len(self._cases), claimed),
            failed=max(len(failed), claimed),
            skipped=sum(case.skipped and not case.failed for case in self._cases),
            names=tuple(failed[:_MAX_NAMES]),
        )
