"""Coverage in XML: Cobertura, JaCoCo and Clover, distinguished by their root elements."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.coverage.figures import PLURAL, Coverage, Share
from mdcheck.evidence.formats.numbers import is_decimal, whole_number
from mdcheck.evidence.formats.timestamps import Written, written
from mdcheck.evidence.formats.xml import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mdcheck.evidence.formats.coverage.figures import Metric

_OTHERS = {
    "testsuites": "a JUnit report",
    "testsuite": "a JUnit report",
    "scoverage": "scoverage's own report: use its Cobertura report",
    "results": "the report of Microsoft's coverage tools: convert it to Cobertura",
    "CoverageSession": "OpenCover's report: convert it to Cobertura",
}
_CONDITIONS = r"\(([0-9]{1,9})/([0-9]{1,9})\)"
_MAX_RATE_LENGTH = 32


class _Format(Protocol):
    """A format's reader: it receives the elements, and returns the figures at the end."""

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None: ...

    def coverage(self) -> Coverage: ...


def read_xml(data: bytes, metric: Metric, *, where: str) -> Coverage:
    """Reads a report in XML. Raises UndeterminedError."""
    reader = _Reader(metric, where)
    walk(data, reader.visit, where=where)
    return reader.coverage()


class _Reader:
    """Chooses the format's reader by the first elements, and passes all elements to it."""

    def __init__(self, metric: Metric, where: str) -> None:
        self._metric: Metric = metric
        self._where = where
        self._format: _Format | None = None
        self._root: Mapping[str, str] = {}

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if self._format is None:
            self._choose(path, attributes)
        if self._format is not None:
            self._format.visit(path, attributes)

    def coverage(self) -> Coverage:
        if self._format is None:
            raise UndeterminedError(f"{self._where} is neither a Cobertura nor a Clover report: <coverage> has no rate")
        return self._format.coverage()

    def _choose(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if path[0] == "report":
            self._format = _JaCoCo(self._metric, self._where)
        elif path[0] != "coverage":
            other = f", {_OTHERS[path[0]]}" if path[0] in _OTHERS else ""
            raise UndeterminedError(f"{self._where} is no coverage report: its root is <{path[0][:60]}>{other}")
        elif len(path) == 1 and ("line-rate" in attributes or "lines-valid" in attributes):
            self._format = _Cobertura(self._metric, self._where)
        elif len(path) == 1:
            self._root = attributes
        elif path[1] == "project":
            self._format = _Clover(self._metric, self._where, written(self._root.get("generated")))


class _Cobertura:
    """Counts in the attributes of the root, rates where these are absent, and lines in classes and again in methods."""

    def __init__(self, metric: Metric, where: str) -> None:
        self._metric: Metric = metric
        self._where = where
        self._root: Mapping[str, str] = {}
        self._file = ""
        self._lines: dict[str, dict[str, Share]] = {}
        """By file and line; a line may stand in several classes."""
        self._all = Share()
        self._measured = False

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        name = path[-1]
        if len(path) == 1:
            self._root = dict(attributes)
        elif name == "class":
            self._file = attributes.get("filename", "")
        elif name == "line" and "methods" not in path:
            share = self._line(attributes) if self._metric == "line" else self._branches(attributes)
            if share is not None:
                self._note(attributes.get("number", ""), share)

    def _line(self, attributes: Mapping[str, str]) -> Share | None:
        self._measured = True
        hits = attributes.get("hits")
        return None if hits is None else Share(int(whole_number(hits, self._where) > 0), 1)

    def _branches(self, attributes: Mapping[str, str]) -> Share | None:
        if attributes.get("branch", "").lower() != "true":
            return None
        self._measured = True
        found = re.search(_CONDITIONS, attributes.get("condition-coverage", ""))
        return Share(int(found[1]), int(found[2])) if found else None

    def _note(self, number: str, share: Share) -> None:
        lines = self._lines.setdefault(self._file, {})
        self._all = self._all.plus(share)
        number = number or f"#{len(lines)}"
        known = lines.get(number, Share())
        lines[number] = Share(max(share.covered, known.covered), max(share.valid, known.valid))

    def coverage(self) -> Coverage:
        files = {
            path: Share(sum(one.covered for one in lines.values()), sum(one.valid for one in lines.values()))
            for path, lines in self._lines.items()
        }
        totals = self._totals()
        rate = None
        if totals is None:
            rate = _rate(self._root.get(f"{self._metric}-rate", ""), self._where)
            if not self._measured:  # a rate of nothing says nothing, whatever it is
                totals = Share()
        return Coverage(files, totals, rate, (self._all,), written=written(self._root.get("timestamp")))

    def _totals(self) -> Share | None:
        noun = PLURAL[self._metric]
        covered, valid = self._root.get(f"{noun}-covered"), self._root.get(f"{noun}-valid")
        if covered is None or valid is None:
            return None
        return Share(whole_number(covered, self._where), whole_number(valid, self._where))


class _JaCoCo:
    """Counters at every level: those straight below the root are the totals."""

    def __init__(self, metric: Metric, where: str) -> None:
        self._metric: Metric = metric
        self._where = where
        self._package = ""
        self._file = ""
        self._files: dict[str, Share] = {}
        self._totals: Share | None = None
        self._lines = Share()
        self._known = False
        self._written: Written | None = None

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        name = path[-1]
        self._known |= name in ("counter", "package", "group", "sessioninfo")
        if name == "package":
            self._package = attributes.get("name", "")
        elif name == "sourcefile":
            self._file = f"{self._package}/{attributes.get('name', '')}".lstrip("/")
        elif name == "sessioninfo" and (stamp := written(attributes.get("dump"))) is not None:
            self._written = stamp.joined(self._written)
        elif name == "counter" and attributes.get("type") == self._metric.upper():
            if len(path) == 2:  # noqa: PLR2004 - straight below the root
                self._totals = self._counter(attributes)
            elif path[-2] == "sourcefile":
                self._files[self._file] = self._files.get(self._file, Share()).plus(self._counter(attributes))
        elif name == "line" and path[-2] == "sourcefile":
            self._lines = self._lines.plus(self._line(attributes))

    def _counter(self, attributes: Mapping[str, str]) -> Share:
        covered, missed = (whole_number(attributes.get(key, ""), self._where) for key in ("covered", "missed"))
        return Share(covered, covered + missed)

    def _line(self, attributes: Mapping[str, str]) -> Share:
        keys = ("ci", "mi") if self._metric == "line" else ("cb", "mb")
        covered, missed = (whole_number(attributes.get(key) or "0", self._where) for key in keys)
        return Share(int(covered > 0), 1) if self._metric == "line" else Share(covered, covered + missed)

    def coverage(self) -> Coverage:
        if not self._known:
            raise UndeterminedError(f"{self._where} is no JaCoCo report: <report> holds no counter")
        return Coverage(self._files, self._totals or Share(), lines=(self._lines,), written=self._written)


class _Clover:
    """`metrics` at every level: those straight below the project are the totals."""

    def __init__(self, metric: Metric, where: str, stamp: Written | None) -> None:
        self._noun = "statements" if metric == "line" else "conditionals"
        self._type = "stmt" if metric == "line" else "cond"
        self._where = where
        self._written = stamp
        self._file = ""
        self._files: dict[str, Share] = {}
        self._lines = Share()
        self._totals: Share | None = None

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if len(path) < 3 or path[1] != "project":  # noqa: PLR2004 - `testproject` is the code of the tests
            return
        name = path[-1]
        if name == "file":
            self._file = attributes.get("path") or attributes.get("name", "")
        elif name == "metrics" and len(path) == 3:  # noqa: PLR2004
            self._totals = self._metrics(attributes)
        elif name == "metrics" and path[-2] == "file":
            self._files[self._file] = self._metrics(attributes)
        elif name == "line" and self._type == "stmt" and attributes.get("type") == "stmt":
            self._lines = self._lines.plus(Share(int(whole_number(attributes.get("count", ""), self._where) > 0), 1))

    def _metrics(self, attributes: Mapping[str, str]) -> Share:
        covered, valid = attributes.get(f"covered{self._noun}", ""), attributes.get(self._noun, "")
        return Share(whole_number(covered, self._where), whole_number(valid, self._where))

    def coverage(self) -> Coverage:
        if self._totals is None:
            raise UndeterminedError(f"{self._where} is a Clover report without totals: its project has no <metrics>")
        return Coverage(self._files, self._totals, lines=(self._lines,), written=self._written)


def _rate(text: str, where: str) -> Fraction:
    rate = Fraction(text.strip()) if is_decimal(text) else Fraction(-1)
    if not 0 <= rate <= 1:
        raise UndeterminedError(f"{where} gives “{text[:_MAX_RATE_LENGTH]}” where a rate from 0 to 1 should stand")
    return rate
