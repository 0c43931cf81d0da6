"""`not_contains`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mdcheck.evidence.texts import Unseen
from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.kinds.search import Search
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import listed, named_but_missing, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_SHOWN = 5
_LISTED = 1000
"""The most places in one file that are listed."""


class NotContains(Search, frozen=True, kw_only=True):
    r"""No file contains the text, or a match of the pattern; at least one file is there.

    ````markdown
    - [ ] No debug output is left
      ```check
      not_contains: src/**/*.py
      pattern: ^\s*(print|breakpoint)\(
      flags: multiline
      exclude: src/cli
      ```
    ````

    The files and the patterns are those of `contains`.
    """

    name: ClassVar[str] = "not_contains"
    checks_absence: ClassVar[bool] = True

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        unseen = Unseen()
        searched: list[str] = []
        places: list[str] = []
        for path, lines in self.search(workspace, unseen, limit=_LISTED):
            searched.append(path)
            places += (f"{path}:{line}" for line in lines)
        if not searched:
            return failed(f"{self.nothing_to_search(workspace)}{unseen.note()}", unseen.lines())
        if places:
            details = tuple(places) if len(places) > _SHOWN else ()
            return failed(f"found at {listed(places, _SHOWN)}{unseen.note()}", (*details, *unseen.lines()))
        if missing := workspace.missing(self.paths):
            return failed(f"{named_but_missing(missing)}{unseen.note()}", unseen.lines())
        details = tuple(searched) if len(searched) > 1 else ()
        return passed(f"not found in {summed_up(searched)}{unseen.note()}", (*details, *unseen.lines()))
