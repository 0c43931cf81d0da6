"""`coverage`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.coverage.figures import share_of
from mdcheck.evidence.formats.coverage.read import read_coverage
from mdcheck.evidence.formats.report_paths import Excluding
from mdcheck.kinds.freshness import ReportOptions
from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.results.outcome import failed, passed, warned
from mdcheck.wording import count, percent

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class Coverage(ReportOptions, frozen=True, kw_only=True):
    """The tests cover enough, as a coverage report says; from `warn` it warns."""

    name: ClassVar[str] = "coverage"
    main: ClassVar[str] = "path"
    path: Annotated[str, msgspec.Meta(min_length=1, description="of the report, from the repository's root")]
    min: Annotated[Percent, msgspec.Meta(description="percent at least")]
    warn: Annotated[Percent | None, msgspec.Meta(description="percent, from which it only warns")] = None
    metric: Annotated[Literal["line", "branch"], msgspec.Meta(description="what is counted")] = "line"
    exclude: Annotated[tuple[str, ...], msgspec.Meta(description="paths or globs of files that don't count")] = ()

    def __post_init__(self) -> None:
        check_globs((self.path,), self.exclude)
        self.check_freshness_options()
        if self.warn is not None and self.warn >= self.min:
            raise ValueError("`warn` must be below `min`")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        if not workspace.resolve(self.path).exists():
            raise UndeterminedError(f"{self.path} is missing: run the tests with coverage first")
        report = read_coverage(read(workspace, self.path), self.metric, where=self.path)
        self.require_fresh(workspace, self.path, report.written)
        leaves_out = Excluding(self.exclude, workspace.root).leaves_out if self.exclude else None
        share, left_out = share_of(report, self.metric, leaves_out, self.path)
        share *= 100
        noun = report.noun if self.metric == "line" else self.metric
        said = f"{noun} coverage {percent(share)}" + (f" without {count(left_out, 'file')}" if left_out else "")
        if share >= _exact(self.min):
            return passed(said)
        close = self.warn is not None and share >= _exact(self.warn)
        return (warned if close else failed)(f"{said} is below {self.min:g}% ({self.path})")


def _exact(number: float) -> Fraction:
    """The number as it was written: 79.9 means 799/10."""
    return Fraction(repr(number))
