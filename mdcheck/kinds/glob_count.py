"""`glob_count`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import msgspec

from mdcheck.evidence.content import check_globs, is_blank
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.protocol import Excluded, Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed, warned
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

Bound: TypeAlias = Annotated[int, msgspec.Meta(ge=0)] | None


class GlobCount(Options, frozen=True, kw_only=True):
    """As many files match as the bounds allow; between `warn_min` and `min` it warns, and so above `max`.

    ````markdown
    - [ ] There are five dashboards
      ```check
      glob_count: dashboards/*.json
      min: 5
      warn_min: 4
      ```
    ````

    Four dashboards warn, three fail. Without `min_size`, empty files, as `file_exists` has them, do not count for `min`
    and `warn_min`, but do for `max` and `warn_max`. Links to files outside the repository never count.
    """

    name: ClassVar[str] = "glob_count"
    main: ClassVar[str] = "paths"
    paths: Paths
    exclude: Excluded = ()
    min: Annotated[Bound, msgspec.Meta(description="files at least")] = None
    max: Annotated[Bound, msgspec.Meta(description="files at most")] = None
    warn_min: Annotated[Bound, msgspec.Meta(description="from here up to `min` it warns")] = None
    warn_max: Annotated[Bound, msgspec.Meta(description="from `max` up to here it warns")] = None
    min_size: Annotated[Bound, msgspec.Meta(description="bytes that a file must have to count")] = None

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)
        if self.min is None and self.max is None:
            raise ValueError("glob_count needs `min` or `max`")
        if self.min == 0 and self.max is None:
            raise ValueError("`min: 0` holds for any number: give `min` from 1, or `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` ({self.min}) is above `max` ({self.max})")
        if self.warn_min is not None and (self.min is None or self.warn_min >= self.min):
            raise ValueError("`warn_min` must be below `min`")
        if self.warn_max is not None and (self.max is None or self.warn_max <= self.max):
            raise ValueError("`warn_max` must be above `max`")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        names = workspace.files(self.paths, exclude=self.exclude)
        sizes = {name: size for name in names if (size := _size(workspace, name)) is not None}
        number = sum(size >= (self.min_size or 0) for size in sizes.values())
        enough = number if self.min_size is not None else self._not_blank(workspace, sizes)
        if self.min is not None and enough < self.min:
            close = self.warn_min is not None and enough >= self.warn_min
            empty = f" ({count(number - enough, 'empty file')} beside)" if number > enough else ""
            return (warned if close else failed)(f"{count(enough, 'file')}, fewer than {self.min}{empty}")
        if self.max is not None and number > self.max:
            close = self.warn_max is not None and number <= self.warn_max
            return (warned if close else failed)(f"{count(number, 'file')}, more than {self.max}", names)
        return passed(count(number, "file"), names)

    def _not_blank(self, workspace: Workspace, sizes: dict[str, int]) -> int:
        """How many files hold anything; for an upper bound alone nobody asks."""
        return 0 if self.min is None else sum(not is_blank(workspace, name, size) for name, size in sizes.items())


def _size(workspace: Workspace, name: str) -> int | None:
    """The file's size; None for a link to what lies outside the repository."""
    try:
        return workspace.stat(name).st_size
    except OutsideError:
        return None
