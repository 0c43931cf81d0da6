"""`children`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.kinds.protocol import Options
from mdcheck.results.outcome import Finding, Outcome, errored, failed, passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.kinds.protocol import Nested


class Children(Options, frozen=True, kw_only=True):
    """The items nested below this one are ticked.

    ````markdown
    - [ ] The service is ready for launch
      ```check
      children: all
      ```
      - [ ] Runbook exists
        ```check
        file_exists: docs/runbook.md
        ```
      - [ ] The team has read it
    - [ ] Two of three regions are live
      ```check
      children: {min: 2}
      ```
      - [x] eu-west
      - [x] us-east
      - [ ] ap-south
    ````

    Items at any depth below count. One with checks counts by what they find in the same run, which come first; one
    without checks, or that only a person ticks, by its box. Items that do not apply count nowhere, and where none is
    left this one does not apply either. Where the checks of a nested item can't be determined, and the answer
    depends on it, so can't this one.
    """

    name: ClassVar[str] = "children"
    main: ClassVar[str] = "match"
    match: Annotated[Literal["all", "any"], msgspec.Meta(description="whether all must be ticked, or one")] = "all"
    min: Annotated[
        Annotated[int, msgspec.Meta(ge=1)] | None, msgspec.Meta(description="how many must be ticked at least")
    ] = None

    def __post_init__(self) -> None:
        if self.min is not None and self.match == "any":
            raise ValueError("`any` asks for one: give either it or `min`")

    def check(self, workspace: Workspace) -> Finding:  # noqa: ARG002 - the Protocol's shape
        """The repository does not decide about nested items: `tally` does."""
        return errored("children belongs to an item, and can't stand in `when`")

    def tally(self, nested: Sequence[Nested]) -> Finding:
        """The finding for the items below."""
        if not nested:
            return failed("no item is nested below this one")
        counted = [one for one in nested if one.counts]
        if not counted:
            return Finding(outcome=Outcome.NOT_APPLICABLE, message="no item below applies")
        ticked = [one for one in counted if one.ticked]
        unknown = [one for one in counted if one.ticked is None]
        wanted = self.min or (1 if self.match == "any" else len(counted))
        said = f"{len(ticked)} of {count(len(counted), 'nested item')} ticked"
        if len(ticked) >= wanted:
            return passed(said)
        if len(ticked) + len(unknown) >= wanted:
            return errored(f"{said}; not determined: {listed([one.text for one in unknown])}")
        open_ones = [one.text for one in counted if not one.ticked]
        return failed(f"{said}, not {wanted}; open: {listed(open_ones)}")
