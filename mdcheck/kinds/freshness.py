"""Reports must be young enough: an old report says nothing about what stands here now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import msgspec

from mdcheck.document.blocks.durations import DURATION, seconds
from mdcheck.evidence.content import UndeterminedError, check_globs
from mdcheck.kinds.protocol import Options
from mdcheck.wording import age

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

Duration: TypeAlias = Annotated[
    str, msgspec.Meta(description="such as 90s, 10m, 24h or 7d", extra_json_schema={"pattern": DURATION})
]


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

    def require_fresh(self, workspace: Workspace, path: str) -> None:
        """Raises UndeterminedError for a report that is too old, or dated too far ahead to tell how old it is."""
        written = modified(workspace, path)
        old = workspace.now() - written
        if self.max_age is not None and old > seconds(self.max_age):
            raise UndeterminedError(f"{path} is {age(old)} old, older than {self.max_age}: make it anew")
        if self.max_age is not None and -old > seconds(self.max_age):
            raise UndeterminedError(f"{path} is dated {age(-old)} in the future: make it anew")
        for pattern in self.newer_than:
            if not workspace.files((pattern,), skip_ignored=True):
                raise UndeterminedError(f"nothing matches {pattern}, which {path} should be newer than")
        for source in workspace.files(self.newer_than, skip_ignored=True):
            if source != path and modified(workspace, source) > written:
                raise UndeterminedError(f"{source} has changed since {path} was written: make it anew")


def modified(workspace: Workspace, path: str) -> float:
    """When the file's content was last written, in seconds since the epoch. Raises UndeterminedError."""
    try:
        return workspace.stat(path).st_mtime
    except OSError as error:
        raise UndeterminedError(f"{path}: {error.strerror}") from error
