"""`file_exists`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import check_globs, is_blank
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing, summed_up

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class FileExists(Options, frozen=True, kw_only=True):
    """The files exist and are not empty; a folder exists when it holds such a file.

    A file of nothing but white space, byte order marks and NULs is empty. `docs/` is a folder, never a file.

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
        absent: list[str] = []
        problems: list[str] = []
        for pattern in self.paths:
            sizes = {} if pattern.endswith("/") else self._sizes(workspace, (pattern,))
            if self._none_counts(sizes):
                # It may be a folder's name: where it has wildcards, or its case does not matter, that is asked for.
                sizes |= self._sizes(workspace, (f"{pattern.rstrip('/')}/**",))
            found += [name for name in sizes if sizes[name] >= self.min_size and name not in found]
            if not sizes:
                absent.append(pattern)
            elif self._none_counts(sizes):
                problems.append(self._problem(pattern, sizes))
        if (absent or problems) and (self.match == "all" or not found):
            said = [*([named_but_missing(absent)] if absent else []), *problems]
            return failed(listed(said), (*absent, *problems) if len(absent) + len(problems) > len(said) else ())
        return passed(summed_up(found), tuple(found) if len(found) > 1 else ())

    def _sizes(self, workspace: Workspace, patterns: tuple[str, ...]) -> dict[str, int]:
        names = workspace.files(patterns, nocase=self.nocase, skip_closed=True)
        return {name: self._size(workspace, name) for name in names}

    def _size(self, workspace: Workspace, name: str) -> int:
        """The file's size; 0 where all in it is white space."""
        size = workspace.stat(name).st_size
        return 0 if self.min_size and is_blank(workspace, name, size) else size

    def _none_counts(self, sizes: dict[str, int]) -> bool:
        return all(size < self.min_size for size in sizes.values())

    def _problem(self, pattern: str, sizes: dict[str, int]) -> str:
        number, largest = len(sizes), max(sizes.values())
        if number > 1:
            wanted = f"has {count(self.min_size, 'byte')}" if largest else "holds anything"
            return f"none of the {number} files of {pattern} {wanted}"
        (name,) = sizes
        return f"{name} has {count(largest, 'byte')}, fewer than {self.min_size}" if largest else f"{name} is empty"
