"""`coverage`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.coverage import measured
from mdcheck.kinds.freshness import ReportOptions
from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.results.outcome import failed, passed, warned
from mdcheck.wording import percent

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class Coverage(ReportOptions, frozen=True, kw_only=True):
    """The tests cover enough, as a Cobertura, LCOV or coverage.py JSON report; from `warn` it warns.

    ````markdown
    - [ ] Coverage is at least 80 percent
      ```check
      coverage: coverage.xml
      min: 80
      warn: 75
      max_age: 24h
      ```
    ````

    It reads Cobertura XML, LCOV, and the JSON of coverage.py. 79.9 percent is not 80. A report that is older than
    `max_age`, or than one of the files in `newer_than`, tells nothing: the check is errored, and the box stays as it
    is. So it is where nothing matches `newer_than`, and where the report is dated further in the future than
    `max_age`.
    """

    name: ClassVar[str] = "coverage"
    main: ClassVar[str] = "path"
    path: Annotated[str, msgspec.Meta(min_length=1, description="of the report, from the repository's root")]
    min: Annotated[Percent, msgspec.Meta(description="percent at least")]
    warn: Annotated[Percent | None, msgspec.Meta(description="percent, from which it only warns")] = None
    metric: Annotated[Literal["line", "branch"], msgspec.Meta(description="what is counted")] = "line"

    def __post_init__(self) -> None:
        check_globs((self.path,))
        self.check_freshness_options()
        if self.warn is not None and self.warn >= self.min:
            raise ValueError("`warn` must be below `min`")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        if not workspace.resolve(self.path).exists():
            raise UndeterminedError(f"{self.path} is missing: run the tests with coverage first")
        data = read(workspace, self.path)
        self.require_fresh(workspace, self.path)
        share = 100 * measured(data, self.metric, where=self.path)
        said = f"{self.metric} coverage {percent(share)}"
        if share >= _exact(self.min):
            return passed(said)
        close = self.warn is not None and share >= _exact(self.warn)
        return (warned if close else failed)(f"{said} is below {self.min:g}% ({self.path})")


def _exact(number: float) -> Fraction:
    """The number as it was written: 79.9 means 799/10."""
    return Fraction(repr(number))
