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
    """The tests cover enough, as a coverage report says; from `warn` it warns.

    ````markdown
    - [ ] Coverage is at least 80 percent
      ```check
      coverage: coverage.xml
      min: 80
      warn: 75
      max_age: 24h
      ```
    ````

    It reads Cobertura XML (of coverage.py, gcovr, coverlet, Istanbul, grcov, tarpaulin and others), JaCoCo and Clover
    XML, LCOV, Go cover profiles, and JSON of coverage.py, Istanbul (`json-summary`), gcovr (`--json-summary`) and
    llvm-cov. 79.9 percent is not 80. Go and Clover count statements in place of lines. A report whose totals
    contradict its lines is errored, and so is one without branches if branches are asked for.

    `exclude` goes by the names in the report. A name that does not begin at the repository's root, such as
    `/home/ci/app/src/a.py`, is left out where the glob fits the end of it.

    How old a report is, for `max_age` and `newer_than` of every kind that reads reports:

    - A file that git tracks and finds unchanged is as old as its last commit: a clone and a checkout set the times on
      disk anew. In a shallow clone that may be unknown, and the check is errored: fetch all of the history.
    - Any other file is as old as its time on disk.
    - Where the report says itself when it was written, the older of the two counts. A time without a zone may be
      local.
    - A report that is too old, older than a file in `newer_than`, or dated in the future tells nothing: the check is
      errored, and the box stays as it is. So it is where nothing matches `newer_than`.
    """

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
            raise UndeterminedError(f"{self.path} does not exist: run the tests with coverage first")
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
