"""`contains`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.kinds.protocol import errored_if_undetermined
from mdcheck.kinds.search import Search
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Contains(Search, frozen=True, kw_only=True):
    """Every file, or one of them, contains the text or a match of the pattern; at least one file is there.

    ````markdown
    - [ ] The licence is MIT
      ```check
      contains: LICENSE
      text: MIT License
      ```
    ````

    Wildcards and folders leave out binary files and what git ignores; a file that is named is searched whatever it is.
    No file is a failure. `pattern` is a regular expression of Python's, `text` is taken as it is; a block has one of
    them. A pattern that is found everywhere, such as `x*`, is an error. `flags` are `ignorecase`, `multiline` and
    `dotall`.
    """

    name: ClassVar[str] = "contains"
    min_matches: Annotated[int, msgspec.Meta(ge=1, description="in each file")] = 1
    match: Annotated[Literal["all", "any"], msgspec.Meta(description="whether each file must match, or one")] = "all"

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found = {path: len(lines) for path, lines in self.search(workspace, limit=self.min_matches)}
        if not found:
            return failed(self.nothing_to_search())
        short = [path for path, number in found.items() if number < self.min_matches]
        if self.match == "any" and len(short) < len(found):
            return passed(f"found in {summed_up([path for path in found if path not in short])}")
        if not short and (missing := workspace.missing(self.paths)):
            return failed(named_but_missing(missing))
        if not short:
            return passed(f"found in {summed_up(tuple(found))}")
        if len(short) == 1 and found[short[0]]:
            return failed(f"{short[0]} has {count(found[short[0]], 'match', 'matches')}, fewer than {self.min_matches}")
        return failed(
            f"not found in {listed(short)}" if self.min_matches == 1 else f"too few matches in {listed(short)}"
        )
