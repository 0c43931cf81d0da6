"""`sarif`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import check_globs, read
from mdcheck.evidence.formats.report_paths import Excluding
from mdcheck.evidence.formats.sarif import Found, SarifLevel, read_sarif
from mdcheck.kinds.freshness import ReportOptions, reports
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

    The levels are `none`, `note`, `warning` and `error`; an unknown one makes the check errored. Results above
    `max_level` count, and `max_count` of them may be there. Suppressed results are left out and counted in the
    message. A log without runs, of a tool that did not succeed, or with a notification at the level `error` tells
    nothing: the analysis is incomplete.
    """

    name: ClassVar[str] = "sarif"
    main: ClassVar[str] = "paths"
    paths: Paths
    max_level: Annotated[SarifLevel, msgspec.Meta(description="the gravest that is still fine")] = SarifLevel.NONE
    max_security_severity: Annotated[
        Annotated[float, msgspec.Meta(ge=0, le=10)] | None,
        msgspec.Meta(description="where a result has a security-severity, that decides instead of its level"),
    ] = None
    max_count: Annotated[int, msgspec.Meta(ge=0, description="results above that level at most")] = 0
    exclude: Annotated[
        tuple[str, ...], msgspec.Meta(description="paths or globs of files whose results don't count")
    ] = ()

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)
        self.check_freshness_options()

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found: list[Found] = []
        suppressed = 0
        for path in reports(workspace, self.paths, "log", "run the analysis so that it writes one"):
            log = read_sarif(read(workspace, path), where=path)
            self.require_fresh(workspace, path, log.written)
            found += log.results
            suppressed += log.suppressed
        excluding = Excluding(self.exclude, workspace.root)
        counted = [result for result in found if not result.paths or not all(map(excluding.leaves_out, result.paths))]
        notes = [f"{suppressed} suppressed"] if suppressed else []
        notes += [f"{len(found) - len(counted)} in excluded files"] if len(counted) < len(found) else []
        undecided = sum(result.undecided for result in counted)
        notes += [f"{undecided} for a person to decide"] if undecided else []
        return self._judge(counted, f" ({', '.join(notes)})" if notes else "")

    def _judge(self, found: list[Found], notes: str) -> Finding:
        grave = [result for result in found if self._is_grave(result)]
        number = sum(result.number for result in grave)
        if not found:
            return passed(f"no results{notes}")
        limit = self.max_level if self.max_security_severity is None else self._limit()
        if number <= self.max_count:
            above = f", {number or 'none'} above {limit}"
            shown = grave or self.max_level.rank or self.max_security_severity is not None
            return passed(_counted(found) + (above if shown else "") + notes)
        more = f", more than {self.max_count}" if self.max_count else ""
        rules = listed(sorted({result.rule for result in grave if result.rule}))
        return failed(f"{_counted(grave)}{more}{f': {rules}' if rules else ''}{notes}")

    def _is_grave(self, result: Found) -> bool:
        if self.max_security_severity is not None and result.severity is not None:
            return result.severity > self.max_security_severity and result.level is not SarifLevel.NONE
        return result.level.rank > self.max_level.rank

    def _limit(self) -> str:
        return f"a security-severity of {self.max_security_severity:g}"


def _counted(found: list[Found]) -> str:
    """How many of each level, the most severe first: `2 errors, 1 warning`."""
    numbers = [
        (level, sum(result.number for result in found if result.level is level)) for level in reversed(SarifLevel)
    ]
    words = {SarifLevel.NONE: ("result without a level", "results without a level")}
    return ", ".join(count(number, *words.get(level, (level.value,))) for level, number in numbers if number)
