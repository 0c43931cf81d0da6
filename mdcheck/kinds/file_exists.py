"""`file_exists`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import check_globs
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class FileExists(Options, frozen=True, kw_only=True):
    """The files exist and are not empty; a folder exists when it holds such a file.

    ````markdown
    - [ ] Incident response runbook exists
      ```check
      file_exists: [docs/runbook.md, docs/RUNBOOK.md]
      match: any
      fix: Write docs/runbook.md
      ```
    ````
    """

    name: ClassVar[str] = "file_exists"
    main: ClassVar[str] = "paths"
    paths: Paths
    match: Annotated[Literal["all", "any"], msgspec.Meta(description="whether each path must find a file, or one")] = (
        "all"
    )
    min_size: Annotated[int, msgspec.Meta(ge=0, description="bytes that a file must have to count")] = 1
    nocase: Annotated[bool, msgspec.Meta(description="upper and lower case are the same in names")] = False

    def __post_init__(self) -> None:
        check_globs(self.paths)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        found: list[str] = []
        problems: list[str] = []
        for pattern in self.paths:
            sizes = self._sizes(workspace, (pattern,))
            if self._none_counts(sizes):
                # It may be a folder's name: where it has wildcards, or its case does not matter, that is asked for.
                sizes |= self._sizes(workspace, (f"{pattern.rstrip('/')}/**",))
            found += [name for name in sizes if sizes[name] >= self.min_size and name not in found]
            if self._none_counts(sizes):
                problems.append(self._problem(pattern, sizes))
        if problems and (self.match == "all" or not found):
            return failed(listed(problems))
        return passed(summed_up(found))

    def _sizes(self, workspace: Workspace, patterns: tuple[str, ...]) -> dict[str, int]:
        names = workspace.files(patterns, nocase=self.nocase, skip_closed=True)
        return {name: workspace.stat(name).st_size for name in names}

    def _none_counts(self, sizes: dict[str, int]) -> bool:
        return all(size < self.min_size for size in sizes.values())

    def _problem(self, pattern: str, sizes: dict[str, int]) -> str:
        if not sizes:
            return f"{pattern} is missing"
        number, largest = len(sizes), max(sizes.values())
        if number > 1:
            wanted = f"has {count(self.min_size, 'byte')}" if largest else "holds anything"
            return f"none of the {number} files of {pattern} {wanted}"
        (name,) = sizes
        return f"{name} has {count(largest, 'byte')}, fewer than {self.min_size}" if largest else f"{name} is empty"
