"""`file_exists`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.kinds.content import check_globs, errored_if_undetermined
from mdcheck.kinds.protocol import Options, Paths
from mdcheck.kinds.wording import count, listed, summed_up
from mdcheck.results.outcome import failed, passed

if TYPE_CHECKING:
    from mdcheck.kinds.workspace import Workspace
    from mdcheck.results.outcome import Finding


class FileExists(Options, frozen=True, kw_only=True):
    """The files exist and are not empty; a folder exists when it holds such a file."""

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
            names = self._find(workspace, pattern)
            sizes = {name: workspace.stat(name).st_size for name in names}
            large = [name for name in names if sizes[name] >= self.min_size]
            found += [name for name in large if name not in found]
            if not large:
                problems.append(self._problem(pattern, sizes))
        if problems and (self.match == "all" or not found):
            return failed(listed(problems))
        return passed(summed_up(found))

    def _find(self, workspace: Workspace, pattern: str) -> tuple[str, ...]:
        # Where the name has wildcards, or its case does not matter, what is in a folder of that name must be asked for.
        inside = f"{pattern.rstrip('/')}/**"
        if self.nocase:
            return workspace.files((pattern, inside), nocase=True)
        return workspace.files((pattern,)) or workspace.files((inside,))

    def _problem(self, pattern: str, sizes: dict[str, int]) -> str:
        if not sizes:
            return f"{pattern} is missing"
        number, largest = len(sizes), max(sizes.values())
        if number > 1:
            wanted = f"has {count(self.min_size, 'byte')}" if largest else "holds anything"
            return f"none of the {number} files of {pattern} {wanted}"
        (name,) = sizes
        return f"{name} has {count(largest, 'byte')}, fewer than {self.min_size}" if largest else f"{name} is empty"
