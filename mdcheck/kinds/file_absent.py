"""`file_absent`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from mdcheck.evidence.content import check_globs
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import listed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class FileAbsent(Options, frozen=True, kw_only=True):
    """None of the files or folders exists.

    ````markdown
    - [ ] No leftovers of merges
      ```check
      file_absent: ["**/*.orig", "**/*.rej"]
      ```
    ````
    """

    name: ClassVar[str] = "file_absent"
    main: ClassVar[str] = "paths"
    paths: Paths

    def __post_init__(self) -> None:
        check_globs(self.paths)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found = [path for pattern in self.paths for path in _present(workspace, pattern)]
        if found:
            return failed(f"{listed(found)} {'exists' if len(found) == 1 else 'exist'}")
        return passed("none exists")


def _present(workspace: Workspace, pattern: str) -> tuple[str, ...]:
    """A link is there even if it leads nowhere or outside, and a folder even if it is empty."""
    workspace.look_at(pattern)
    folder, name = os.path.split(pattern.rstrip("/"))
    if os.path.lexists(workspace.resolve(folder) / name):
        return (pattern,)
    return workspace.files((pattern, f"{pattern.rstrip('/')}/**"))
