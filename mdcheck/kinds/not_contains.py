"""`not_contains`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.kinds.search import Search
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import named_but_missing, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_PLACES = 5


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

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        searched: list[str] = []
        places: list[str] = []
        for path, lines in self.search(workspace, limit=_PLACES + 1):
            searched.append(path)
            places += (f"{path}:{line}" for line in lines)
            if len(places) > _PLACES:
                return failed(f"found at {', '.join(places[:_PLACES])} and elsewhere")
        if not searched:
            return failed(self.nothing_to_search())
        if not places and (missing := workspace.missing(self.paths)):
            return failed(named_but_missing(missing))
        return failed(f"found at {', '.join(places)}") if places else passed(f"not found in {summed_up(searched)}")
