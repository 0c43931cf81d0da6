"""What there is to fix, for all formats: how severe, where, and recognisable in the next run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import Severity
from mdcheck.late import sha256
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import check_names, statement
from mdcheck.results.outcome import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.document.model import Item
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.report import FileReport, Report


class Problem(NamedTuple):
    """A check that failed, warned, could not be determined, waits for a person, or was refused."""

    path: str
    item: Item
    check: CheckResult
    name: str
    """The part of the name that distinguishes the check from others of the item; empty where it is the only one."""
    severity: Severity
    """What it means for a release: a warning is never more than that."""
    regression: bool
    """The item's box was ticked before this run."""
    fingerprint: str
    """64 hexadecimal digits. No line and no message is in it, so that the problem is known again when they change."""

    @property
    def found(self) -> bool:
        """Whether the check found it; else the check was refused, or waits for a person."""
        return not self.check.refused and self.check.outcome.meaning.look is not Look.PENDING

    @property
    def line(self) -> int:
        """The line that every format points to: that of the check."""
        return self.check.line

    @property
    def place(self) -> str:
        """`FILE:LINE`."""
        return f"{shown(self.path)}:{self.line}"

    @property
    def level(self) -> str:
        """`error` or `warning`, the two levels that code hosts know."""
        return "warning" if self.severity is Severity.WARNING else "error"

    @property
    def title(self) -> str:
        """The item's text, with the check's name where the item has several."""
        return f"{statement(self.item)} ({self.name})" if self.name else statement(self.item)

    @property
    def text(self) -> str:
        """What is the matter, on one line."""
        return f"{self.title}: {shown(self.check.message) or self.check.outcome.label}"


def problems(report: Report) -> tuple[Problem, ...]:
    """What checks found, in document order: neither what was refused, nor what waits for a person."""
    return tuple(problem for file in report.files for problem in _of_file(file) if problem.found)


def waived_problems(report: Report) -> tuple[Problem, ...]:
    """What checks found and a waiver keeps from counting, in document order."""
    return tuple(problem for file in report.files for problem in _of_file(file, waived=True))


def to_fix(file: FileReport) -> tuple[Problem, ...]:
    """Every problem of one file, the most important first; what was refused stands last."""
    return by_importance(_of_file(file))


def by_importance(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """The most severe first, of those the regressions, of those the causes; else in document order."""
    severities = tuple(Severity)
    return tuple(
        sorted(
            found,
            key=lambda problem: (
                problem.check.refused,
                severities.index(problem.severity),
                not problem.regression,
                problem.check.outcome.meaning.rank,  # causes first: a blocked check names the check that stopped it
            ),
        )
    )


def _of_file(file: FileReport, *, waived: bool = False) -> Iterator[Problem]:
    regressions = {(flip.item.line, flip.item.id) for flip in file.flips if flip.regression}
    seen: Counter[tuple[str, str]] = Counter()
    for result in file.items:
        for check, name in zip(result.checks, check_names(result), strict=True):
            key = (result.item.id, check.kind)
            seen[key] += 1
            severity = _severity(check._replace(outcome=check.strict))
            if severity is not None and waived is (check.waiver is not None):
                yield Problem(
                    path=file.path,
                    item=result.item,
                    check=check,
                    name=name,
                    severity=severity,
                    regression=(result.item.line, result.item.id) in regressions,
                    fingerprint=_fingerprint(file.path, *key, seen[key]),
                )


def _severity(check: CheckResult) -> Severity | None:
    """None for a check that is no problem."""
    match check.outcome.meaning.look:
        case Look.WARNING:
            return Severity.WARNING
        case Look.GOOD | Look.SKIPPED if not check.refused:
            return None
        case _:
            return Severity.BLOCKER if check.severity is Severity.BLOCKER else Severity.ERROR


def _fingerprint(path: str, item: str, kind: str, ordinal: int) -> str:
    # A NUL can stand in none of the parts, so no two problems run into one another.
    parts = "\0".join((path, item, kind, str(ordinal)))
    return sha256(parts.encode("utf-8", "surrogateescape"))
