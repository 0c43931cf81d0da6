"""Reports must be young enough: an old report is no evidence for the present state."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, TypeAlias

import msgspec

from mdcheck.document.blocks.durations import DURATION, seconds
from mdcheck.evidence.content import UndeterminedError, all_below, check_globs
from mdcheck.kinds.protocol import Options
from mdcheck.wording import age

if TYPE_CHECKING:
    from mdcheck.evidence.formats.timestamps import Written
    from mdcheck.evidence.workspace import Workspace

Duration: TypeAlias = Annotated[
    str, msgspec.Meta(description="such as 90s, 10m, 24h or 7d", extra_json_schema={"pattern": DURATION})
]
FETCH_ALL = "fetch all of the history (git fetch --unshallow; fetch-depth: 0 for actions/checkout)"
CLOCK_SKEW = 300
"""Seconds by which clocks may differ."""


class ReportOptions(Options, frozen=True, kw_only=True):
    """The options of kinds that read a report which another program wrote."""

    max_age: Annotated[Duration | None, msgspec.Meta(description="since the report was written")] = None
    newer_than: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="paths or globs of what the report is about: it must be newer"),
    ] = ()

    def check_freshness_options(self) -> None:
        """Raises ValueError where they can't be read."""
        check_globs(self.newer_than)
        if self.max_age is not None:
            seconds(self.max_age)

    def require_fresh(self, workspace: Workspace, path: str, says: Written | None = None) -> None:
        """Raises UndeterminedError for a report that is too old, or dated in the future.

        `says` is what the report itself says of its time: where the file and the report disagree, the older counts.
        """
        latest = workspace.latest()
        if says is not None and says.newest > latest + CLOCK_SKEW:
            raise UndeterminedError(f"{path} says that it was written {age(says.newest - latest)} in the future")
        if self.max_age is None and not self.newer_than:
            return
        written = last_change(workspace, path)
        if written > latest + CLOCK_SKEW:
            raise UndeterminedError(f"{path} is dated {age(written - latest)} in the future: make it anew")
        own = ""
        if says is not None and says.oldest < written:
            written, own = says.oldest, ", as it says itself"
        if self.max_age is not None and (old := workspace.age(written)) > seconds(self.max_age):
            raise UndeterminedError(f"{path} is {age(old)} old{own}, older than {self.max_age}: make it anew")
        self._require_newer(workspace, path, written)

    def _require_newer(self, workspace: Workspace, path: str, written: float) -> None:
        patterns = tuple(all_below(workspace, pattern) for pattern in self.newer_than)
        for named, pattern in zip(self.newer_than, patterns, strict=True):
            if not workspace.files((pattern,), skip_ignored=True):
                raise UndeterminedError(f"nothing matches {named}, which {path} should be newer than")
        for source in workspace.files(patterns, skip_ignored=True):
            if source != path and _changed_after(workspace, source, written):
                raise UndeterminedError(f"{source} has changed since {path} was written: make it anew")


def reports(workspace: Workspace, paths: tuple[str, ...], what: str, fix: str) -> tuple[str, ...]:
    """The files that the globs match; raises UndeterminedError for a glob that matches none, with the fix."""
    for pattern in paths:
        if not workspace.files((pattern,)):
            raise UndeterminedError(f"{workspace.found_nothing((pattern,), what)}: {fix}")
    return workspace.files(paths)


def last_change(workspace: Workspace, path: str) -> float:
    """When the file's content was last changed, in seconds since the epoch. Raises UndeterminedError.

    A clone and a checkout set the times on disk anew, so a file that is as git has it is as old as its last commit.
    """
    place = _in_repository(workspace, path)
    if not as_committed(workspace, place):
        return time_on_disk(workspace, path)
    changed = workspace.git.commit_time(place)
    if changed is None:
        raise UndeterminedError(unknown_history(workspace, path))
    return changed


def as_committed(workspace: Workspace, place: str) -> bool:
    """Whether git tracks the file and finds it unchanged."""
    tracked, dirty = workspace.git.tracked(), workspace.git.dirty()
    if tracked is None or dirty is None:
        return False
    folders = place.split("/")
    for end in range(1, len(folders)):
        if (folder := "/".join(folders[:end])) in tracked:
            raise UndeterminedError(f"{place} lies in the submodule {folder}, of whose history nothing is known here")
    return place in tracked and place not in dirty


def time_on_disk(workspace: Workspace, path: str) -> float:
    """The file's modification time, in seconds since the epoch. Raises UndeterminedError."""
    try:
        return workspace.stat(path).st_mtime
    except OSError as error:
        raise UndeterminedError(f"{path}: {error.strerror}") from error


def unknown_history(workspace: Workspace, path: str) -> str:
    """Why git can't say when the file was changed."""
    if workspace.git.branch() is None:
        return "this is not a git repository, or git is not installed: `source: mtime` goes by the time on disk"
    if workspace.git.shallow():
        return f"the last change of {path} lies beyond this shallow clone: {FETCH_ALL}"
    return f"{path} was never committed"


def _changed_after(workspace: Workspace, path: str, moment: float) -> bool:
    place = _in_repository(workspace, path)
    if not as_committed(workspace, place):
        return time_on_disk(workspace, path) > moment
    changed = workspace.git.commit_time(place)
    if changed is None:  # beyond the end of a shallow clone; but not later than HEAD
        changed = workspace.git.commit_time(None)
        if changed is None or changed > moment:
            raise UndeterminedError(unknown_history(workspace, path))
    return changed > moment


def _in_repository(workspace: Workspace, path: str) -> str:
    """The path of the file that a link leads to, from the root."""
    return os.path.relpath(workspace.place(path), workspace.root).replace(os.sep, "/")
