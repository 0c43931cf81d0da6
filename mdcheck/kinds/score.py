"""`score`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.document.completion import completions
from mdcheck.document.merging import conflicts
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import SourceError
from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.kinds.protocol import Options, errored_if_undetermined
from mdcheck.results.outcome import failed, passed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Score(Options, frozen=True, kw_only=True):
    """Another checklist is complete enough by its boxes; its own checks are not run.

    ````markdown
    - [ ] The security checklist is done
      ```check
      score: docs/SECURITY_CHECKLIST.md
      min: 90
      ```
    ````

    Nothing of the other checklist runs: its boxes are counted, as its own overall figure counts them. A checklist
    can't ask for its own score, since the box that the check ticks would be one of those that are counted.
    """

    name: ClassVar[str] = "score"
    main: ClassVar[str] = "path"
    path: Annotated[str, msgspec.Meta(min_length=1, description="of the checklist, from the repository's root")]
    min: Annotated[float, msgspec.Meta(ge=0, le=100, description="percent of its boxes at least")] = 100

    def __post_init__(self) -> None:
        check_globs((self.path,))

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        if workspace.document and workspace.place(self.path) == workspace.place(workspace.document):
            raise UndeterminedError(f"{self.path} is this checklist: its own boxes can't tick one of it")
        ticked, countable = _completion(read(workspace, self.path), self.path)
        if not countable:
            raise UndeterminedError(f"{self.path} has no item that counts")
        said = f"{self.path} is {100 * ticked // countable}% complete ({ticked} of {countable})"
        # What is rounded down for people must not be rounded before it is compared.
        return passed(said) if 100 * ticked >= self.min * countable else failed(f"{said}, below {self.min:.12g}%")


def _completion(data: bytes, path: str) -> tuple[int, int]:
    """Boxes ticked, of those that count."""
    try:
        source = Source.from_bytes(data, path=path)
        if hunks := conflicts.find(source):
            raise UndeterminedError(f"{path}:{hunks[0].opening + 1} is in conflict: resolve it first")
        return completions(parse(source).root)[0]
    except SourceError as error:
        raise UndeterminedError(str(error)) from error
