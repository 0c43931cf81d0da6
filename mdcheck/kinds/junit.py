"""`junit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.junit import Tally, tally
from mdcheck.kinds.freshness import ReportOptions
from mdcheck.kinds.protocol import Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class JUnit(ReportOptions, frozen=True, kw_only=True):
    """The tests in the JUnit XML reports passed; at least one of them ran.

    ````markdown
    - [ ] Integration tests pass
      ```check
      junit: reports/**/*.xml
      min_tests: 50
      max_skipped: 5
      max_age: 24h
      ```
    ````

    A report in which no test ran never passes.
    """

    name: ClassVar[str] = "junit"
    main: ClassVar[str] = "paths"
    paths: Paths
    min_tests: Annotated[int, msgspec.Meta(ge=1, description="tests that ran: skipped ones don't count")] = 1
    max_failures: Annotated[int, msgspec.Meta(ge=0, description="tests that failed or ended in an error")] = 0
    max_skipped: Annotated[
        Annotated[int, msgspec.Meta(ge=0)] | None, msgspec.Meta(description="tests that were skipped")
    ] = None

    def __post_init__(self) -> None:
        check_globs(self.paths)
        self.check_freshness_options()

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found = Tally()
        for path in self._reports(workspace):
            self.require_fresh(workspace, path)
            found += tally(read(workspace, path), where=path)
        return self._judge(found)

    def _reports(self, workspace: Workspace) -> tuple[str, ...]:
        for pattern in self.paths:
            if not workspace.files((pattern,)):
                raise UndeterminedError(f"no report matches {pattern}: run the tests so that they write one")
        return workspace.files(self.paths)

    def _judge(self, found: Tally) -> Finding:
        if found.failed > self.max_failures:
            allowed = f", more than {self.max_failures}" if self.max_failures else ""
            names = f": {listed(found.names)}" if found.names else ""
            return failed(f"{found.failed} of {count(found.tests, 'test')} failed{allowed}{names}")
        if found.ran < self.min_tests:
            return failed(f"{count(found.ran, 'test')} ran, fewer than {self.min_tests}")
        if self.max_skipped is not None and found.skipped > self.max_skipped:
            return failed(f"{count(found.skipped, 'test')} skipped, more than {self.max_skipped}")
        bad = f", {found.failed} failed" if found.failed else ""
        skipped = f", {found.skipped} skipped" if found.skipped else ""
        return passed(f"{count(found.ran - found.failed, 'test')} passed{bad}{skipped}")
