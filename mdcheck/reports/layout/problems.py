"""What is wrong, for the formats that list nothing else: how grave, where, and the same tomorrow."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.document.model import Severity
from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.document.model import Item
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.report import FileReport, Report


class Gravity(StrEnum):
    """What a problem means for a release; the gravest first."""

    BLOCKER = "blocker"
    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """A check that failed, warned, or could not be determined."""

    path: str
    item: Item
    check: CheckResult
    gravity: Gravity
    regression: bool
    """The item's box was ticked before this run."""
    fingerprint: str
    """64 hexadecimal digits. No line and no message is in it, so that the problem is known again when they change."""

    @property
    def text(self) -> str:
        """What is the matter, on one line."""
        message = shown(self.check.message)
        return (
            f"{statement(self.item)}: {message}" if message else f"{statement(self.item)}: {self.check.outcome.label}"
        )


def problems(report: Report) -> tuple[Problem, ...]:
    """Every problem, in document order."""
    return tuple(problem for file in report.files for problem in _of_file(file))


def by_importance(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """The gravest first, of those the regressions, of those the causes; else in document order."""
    gravities = tuple(Gravity)
    return tuple(
        sorted(
            found,
            key=lambda problem: (
                gravities.index(problem.gravity),
                not problem.regression,
                problem.check.outcome.meaning.rank,  # causes first: a blocked check names the check that stopped it
            ),
        )
    )


def statement(item: Item) -> str:
    """The item's text as people read it, on one line; never empty."""
    return shown(plain_text(clean(item.text))) or "(no text)"


def _of_file(file: FileReport) -> Iterator[Problem]:
    regressions = {flip.line for flip in file.flips if flip.regression}
    seen: Counter[tuple[str, str]] = Counter()
    for result in file.items:
        for check in result.checks:
            key = (result.item.id, check.kind)
            seen[key] += 1
            if (gravity := _gravity(check)) is not None:
                yield Problem(
                    path=file.path,
                    item=result.item,
                    check=check,
                    gravity=gravity,
                    regression=result.item.line in regressions,
                    fingerprint=_fingerprint(file.path, *key, seen[key]),
                )


def _gravity(check: CheckResult) -> Gravity | None:
    match check.outcome.meaning.look:
        case Look.WARNING:
            return Gravity.WARNING
        case Look.FAILURE | Look.ERROR | Look.BLOCKED:
            return Gravity.BLOCKER if check.severity is Severity.BLOCKER else Gravity.ERROR
        case Look.GOOD | Look.PENDING | Look.SKIPPED:
            return None
        case never:
            assert_never(never)


def _fingerprint(path: str, item: str, kind: str, ordinal: int) -> str:
    from hashlib import sha256  # late: formats without fingerprints need none

    # A NUL can stand in none of the parts, so no two problems run into one another.
    parts = "\0".join((path, item, kind, str(ordinal)))
    return sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()
