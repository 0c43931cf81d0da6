"""`sarif`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.sarif import Found, SarifLevel, results
from mdcheck.kinds.freshness import ReportOptions
from mdcheck.kinds.protocol import Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Sarif(ReportOptions, frozen=True, kw_only=True):
    """The SARIF logs hold no result above the level, or few enough of them; suppressed ones don't count.

    ````markdown
    - [ ] The code scan found nothing grave
      ```check
      sarif: reports/*.sarif
      max_level: note
      max_age: 7d
      ```
    ````

    The levels are `none`, `note`, `warning` and `error`. Results above `max_level` count, and `max_count` of them are
    let pass. Results that are suppressed, or no longer there, are left out. A log without runs, or of a tool that did
    not succeed, tells nothing.
    """

    name: ClassVar[str] = "sarif"
    main: ClassVar[str] = "paths"
    paths: Paths
    max_level: Annotated[SarifLevel, msgspec.Meta(description="the gravest that is still fine")] = SarifLevel.NONE
    max_count: Annotated[int, msgspec.Meta(ge=0, description="results above that level at most")] = 0

    def __post_init__(self) -> None:
        check_globs(self.paths)
        self.check_freshness_options()

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found: list[Found] = []
        for path in self._logs(workspace):
            self.require_fresh(workspace, path)
            found += results(read(workspace, path), where=path)
        grave = [result for result in found if result.level.rank > self.max_level.rank]
        if not found:
            return passed("no results")
        if len(grave) <= self.max_count:
            above = f", {len(grave) or 'none'} above {self.max_level}"
            return passed(_counted(found) + (above if grave or self.max_level.rank else ""))
        more = f", more than {self.max_count}" if self.max_count else ""
        rules = listed(sorted({result.rule for result in grave if result.rule}))
        return failed(f"{_counted(grave)}{more}{f': {rules}' if rules else ''}")

    def _logs(self, workspace: Workspace) -> tuple[str, ...]:
        for pattern in self.paths:
            if not workspace.files((pattern,)):
                raise UndeterminedError(f"no log matches {pattern}: run the analysis so that it writes one")
        return workspace.files(self.paths)


def _counted(found: list[Found]) -> str:
    """How many of each level, the gravest first: `2 errors, 1 warning`."""
    numbers = [(level, sum(result.level is level for result in found)) for level in reversed(SarifLevel)]
    words = {SarifLevel.NONE: ("result without a level", "results without a level")}
    return ", ".join(count(number, *words.get(level, (level.value,))) for level, number in numbers if number)
