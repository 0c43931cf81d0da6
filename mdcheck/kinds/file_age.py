"""`file_age`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.document.blocks.durations import seconds
from mdcheck.evidence.content import UndeterminedError, check_globs
from mdcheck.kinds.freshness import CLOCK_SKEW, Duration, last_change, unknown_history
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import age, count, named_but_missing

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class FileAge(Options, frozen=True, kw_only=True):
    """Every file was changed not longer ago than `max_age`: by its last commit, or by its time on disk.

    ````markdown
    - [ ] The threat model has changed within a year
      ```check
      file_age: docs/threat-model.md
      max_age: 365d
      ```
    ````

    By default the age is that of the last commit that changed the file, so that a fresh clone tells the same. With
    `source: mtime` the time on disk counts for files that git does not track, or that have changed since they were
    committed.
    """

    name: ClassVar[str] = "file_age"
    main: ClassVar[str] = "paths"
    paths: Paths
    max_age: Annotated[Duration, msgspec.Meta(description="since the last change")]
    source: Annotated[
        Literal["git", "mtime"],
        msgspec.Meta(description="mtime: by the time on disk, where the file is not as git has it"),
    ] = "git"

    def __post_init__(self) -> None:
        check_globs(self.paths)
        seconds(self.max_age)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        paths = workspace.files(self.paths, skip_ignored=True)
        if not paths:
            return failed(workspace.found_nothing(self.paths))
        if missing := workspace.missing(self.paths):
            return failed(named_but_missing(missing))
        ages = {path: workspace.age(self._changed(workspace, path)) for path in paths}
        if (ahead := -min(ages.values())) > CLOCK_SKEW:
            youngest = min(paths, key=lambda path: ages[path])
            raise UndeterminedError(f"{youngest} is dated {age(ahead)} in the future")
        oldest = max(paths, key=lambda path: ages[path])
        limit = seconds(self.max_age)
        old = sum(value > limit for value in ages.values())
        said = f"{oldest} was last changed {age(max(ages[oldest], 0.0))} ago"
        if not old:
            return passed(said if len(paths) == 1 else f"{count(len(paths), 'file')}; {said}")
        others = f", and {count(old - 1, 'other')} too" if old > 1 else ""
        return failed(f"{said}, more than {self.max_age}{others}")

    def _changed(self, workspace: Workspace, path: str) -> float:
        if self.source == "mtime":
            return last_change(workspace, path)
        changed = workspace.git.commit_time(path)
        if changed is None:
            raise UndeterminedError(unknown_history(workspace, path))
        return changed
