"""The content of a coverage report: how much of each file is covered, and the totals that it states."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from mdcheck.evidence.content import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mdcheck.evidence.formats.timestamps import Written

Metric: TypeAlias = Literal["line", "branch"]
PLURAL: dict[Metric, str] = {"line": "lines", "branch": "branches"}


class Share(NamedTuple):
    """How many lines or branches are covered, of how many."""

    covered: int = 0
    valid: int = 0

    def plus(self, other: Share) -> Share:
        return Share(self.covered + other.covered, self.valid + other.valid)


class Coverage(NamedTuple):
    """What a report says of one metric."""

    files: dict[str, Share]
    """By the names that the report gives them; empty where it only has totals."""
    totals: Share | None = None
    rate: Fraction | None = None
    """What it claims in place of totals, from 0 to 1."""
    lines: tuple[Share, ...] = ()
    """What its single lines or branches come to, in each way in which they may be counted; empty where it has none."""
    noun: str = "line"
    """What is counted where lines are asked for."""
    written: Written | None = None


def share_of(
    report: Coverage, metric: Metric, leaves_out: Callable[[str], bool] | None, where: str
) -> tuple[Fraction, int]:
    """The covered share, and the number of files that were left out. Raises UndeterminedError where none is known."""
    if leaves_out is not None and not report.files:
        raise UndeterminedError(f"{where} gives no figures for each file, so `exclude` can't be applied")
    kept = {path: share for path, share in report.files.items() if leaves_out is None or not leaves_out(path)}
    summed = _sum(kept.values())
    if len(kept) < len(report.files):
        return _fraction(summed, metric, where), len(report.files) - len(kept)
    claimed = report.rate if report.totals is None else _fraction(report.totals, metric, where)
    if claimed is None:
        return _fraction(summed, metric, where), 0
    ways = [way for way in (*report.lines, *([summed] if report.files else [])) if way.valid]
    if ways and not any(_agree(claimed, way) for way in ways):
        shown = f"{ways[0].covered} of {ways[0].valid}"
        said = f"{report.totals.covered} of {report.totals.valid}" if report.totals else f"{float(100 * claimed):.4g}%"
        raise UndeterminedError(f"{where} contradicts itself: its totals say {said}, and its {PLURAL[metric]} {shown}")
    complete = [way for way in ways if report.totals is not None and way.valid >= report.totals.valid]
    return min([claimed, *([max(Fraction(*way) for way in complete)] if complete else [])]), 0


def _sum(shares: Iterable[Share]) -> Share:
    total = Share()
    for share in shares:
        total = total.plus(share)
    return total


def _fraction(share: Share, metric: Metric, where: str) -> Fraction:
    if share.valid == 0:
        what = "no branches: measure with branch coverage" if metric == "branch" else "no lines"
        raise UndeterminedError(f"{where} measures {what}")
    if not 0 <= share.covered <= share.valid:
        raise UndeterminedError(f"{where} contradicts itself: {share.covered} of {share.valid} covered")
    return Fraction(share.covered, share.valid)


def _agree(claimed: Fraction, shown: Share) -> bool:
    """Within one line, or one percent: programs round rates, and count lines that stand in two methods twice.

    Where not one line is covered, nothing can have been rounded to all of them.
    """
    if not shown.covered and claimed == 1:
        return False
    return abs(claimed - Fraction(shown.covered, shown.valid)) * shown.valid <= max(
        Fraction(1), Fraction(shown.valid, 100)
    )
