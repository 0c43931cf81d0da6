"""How much a coverage report says is covered: Cobertura XML, LCOV, and coverage.py's JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mdcheck.evidence.content import UndeterminedError, decode
from mdcheck.evidence.formats.lcov import lcov
from mdcheck.evidence.formats.numbers import whole_number
from mdcheck.evidence.formats.xml import walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Metric: TypeAlias = Literal["line", "branch"]

_MAX_RATE_LENGTH = 32


def measured(data: bytes, metric: Metric, *, where: str) -> Fraction:
    """The covered share, from 0 to 1. Raises UndeterminedError for what is no report, and for one of nothing."""
    text = decode(data[:4096]).lstrip()
    if not text:
        raise UndeterminedError(f"{where} is empty")
    if text.startswith("<"):
        return _cobertura(data, metric, where)
    if text.startswith("{"):
        return _coverage_py(data, metric, where)
    if text.startswith(("TN:", "SF:")):
        covered, valid = lcov(decode(data), branches=metric == "branch", where=where)
        return _share(covered, valid, metric, where)
    raise UndeterminedError(f"{where} is no Cobertura, LCOV or coverage.py JSON report")


def _share(covered: int, valid: int, metric: Metric, where: str) -> Fraction:
    if valid == 0:
        what = "no branches: measure with branch coverage" if metric == "branch" else "no lines"
        raise UndeterminedError(f"{where} measures {what}")
    if not 0 <= covered <= valid:
        raise UndeterminedError(f"{where} contradicts itself: {covered} of {valid} covered")
    return Fraction(covered, valid)


def _cobertura(data: bytes, metric: Metric, where: str) -> Fraction:
    report = _Cobertura(where)
    walk(data, report.visit, where=where)
    noun = "lines" if metric == "line" else "branches"
    covered, valid = report.totals.get(f"{noun}-covered"), report.totals.get(f"{noun}-valid")
    if covered is not None and valid is not None:
        return _share(whole_number(covered, where), whole_number(valid, where), metric, where)
    rate = _rate(report.totals.get(f"{metric}-rate", ""), where)
    # A rate of nothing says nothing, whatever it is.
    return rate if (report.lines if metric == "line" else report.branches) else _share(0, 0, metric, where)


class _Cobertura:
    """Hears the elements of one report."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.totals: dict[str, str] = {}
        self.lines = 0
        self.branches = 0

    def visit(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if len(path) == 1:
            if path[0] != "coverage" or "line-rate" not in attributes:
                raise UndeterminedError(f"{self._where} is no Cobertura report: its root is <{path[0]}>")
            self.totals.update(attributes)
        elif path[-1] == "line":
            self.lines += 1
            self.branches += attributes.get("branch") == "true"


def _rate(text: str, where: str) -> Fraction:
    try:
        rate = Fraction(text[:_MAX_RATE_LENGTH])
    except (ValueError, ZeroDivisionError):
        rate = Fraction(-1)
    if not 0 <= rate <= 1:
        raise UndeterminedError(f"{where} gives “{text[:_MAX_RATE_LENGTH]}” where a rate from 0 to 1 should stand")
    return rate


def _coverage_py(data: bytes, metric: Metric, where: str) -> Fraction:
    try:
        report: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is malformed JSON") from error
    totals = report.get("totals")
    if not isinstance(totals, dict) or "num_statements" not in totals:
        raise UndeterminedError(f"{where} is no JSON report of coverage.py: it has no totals")
    keys = ("covered_lines", "num_statements") if metric == "line" else ("covered_branches", "num_branches")
    covered, valid = (totals.get(key, 0) for key in keys)
    if type(covered) is not int or type(valid) is not int:
        raise UndeterminedError(f"{where} gives no whole numbers as {keys[0]} and {keys[1]}")
    return _share(covered, valid, metric, where)
