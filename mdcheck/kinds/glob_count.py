"""`glob_count`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import msgspec

from mdcheck.evidence.content import check_globs
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed, warned
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

Bound: TypeAlias = Annotated[int, msgspec.Meta(ge=0)] | None


class GlobCount(Options, frozen=True, kw_only=True):
    """As many files match as the bounds allow; between `warn_min` and `min` it warns, and so above `max`.

    ````markdown
    - [ ] Every service has a dashboard
      ```check
      glob_count: dashboards/*.json
      min: 5
      warn_min: 4
      ```
    ````

    Four dashboards warn, three fail. Empty files count, unless `min_size` says otherwise.
    """

    name: ClassVar[str] = "glob_count"
    main: ClassVar[str] = "paths"
    paths: Paths
    exclude: Annotated[tuple[str, ...], msgspec.Meta(description="paths or globs to leave out")] = ()
    min: Annotated[Bound, msgspec.Meta(description="files at least")] = None
    max: Annotated[Bound, msgspec.Meta(description="files at most")] = None
    warn_min: Annotated[Bound, msgspec.Meta(description="from here up to `min` it warns")] = None
    warn_max: Annotated[Bound, msgspec.Meta(description="from `max` up to here it warns")] = None
    min_size: Annotated[int, msgspec.Meta(ge=0, description="bytes that a file must have to count")] = 0

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
        number = sum(not self.min_size or workspace.stat(name).st_size >= self.min_size for name in names)
        if self.min is not None and number < self.min:
            close = self.warn_min is not None and number >= self.warn_min
            return (warned if close else failed)(f"{count(number, 'file')}, fewer than {self.min}")
        if self.max is not None and number > self.max:
            close = self.warn_max is not None and number <= self.warn_max
            return (warned if close else failed)(f"{count(number, 'file')}, more than {self.max}")
        return passed(count(number, "file"))
