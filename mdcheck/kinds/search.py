"""What `contains` and `not_contains` share: which files are searched, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import check_globs, decode, read, read_unless_binary
from mdcheck.evidence.regex.cost import fits_everywhere
from mdcheck.evidence.regex.matcher import Flag, Matcher, compile_pattern, line_numbers
from mdcheck.kinds.protocol import Options, Paths
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.evidence.workspace import Workspace


class Search(Options, frozen=True, kw_only=True):
    """Wildcards and folders leave out binary and git-ignored files; a file that is named is searched."""

    main: ClassVar[str] = "paths"
    paths: Paths
    pattern: Annotated[str | None, msgspec.Meta(description="Python regular expression")] = None
    text: Annotated[str | None, msgspec.Meta(description="taken as it is")] = None
    flags: Annotated[tuple[Flag, ...], msgspec.Meta(description="how the pattern is read")] = ()
    exclude: Annotated[tuple[str, ...], msgspec.Meta(description="paths or globs to leave out")] = ()

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)
        if (self.pattern is None) == (self.text is None):
            raise ValueError(f"{self.name} needs `pattern` or `text`, and not both")
        if not (self.pattern or self.text):
            raise ValueError("an empty pattern or text is found everywhere")
        if self.text is not None and set(self.flags) - {Flag.IGNORECASE}:
            raise ValueError("`text` takes no other flag than ignorecase")
        if self.pattern is not None and fits_everywhere(compile_pattern(self.pattern, self.flags)):
            raise ValueError("the pattern fits between any two characters, so it is found everywhere")

    def search(self, workspace: Workspace, *, limit: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each searched file with the lines of its first `limit` matches; raises UndeterminedError."""
        if self.text is not None:
            fold = Flag.IGNORECASE in self.flags
            yield from (
                (path, _lines_with(self.text, text, limit=limit, fold=fold)) for path, text in self._texts(workspace)
            )
            return
        with Matcher(compile_pattern(self.pattern or "", self.flags)) as matcher:
            for path, text in self._texts(workspace):
                yield path, matcher.lines(text, limit=limit, where=path)

    def nothing_to_search(self) -> str:
        return f"no text file matches {listed(self.paths)}"

    def _texts(self, workspace: Workspace) -> Iterator[tuple[str, str]]:
        named = frozenset(path for path in self.paths if workspace.is_file(path))
        patterns = tuple(path if path in named else _all_below(workspace, path) for path in self.paths)
        for path in workspace.files(patterns, exclude=self.exclude, skip_ignored=True):
            data = read(workspace, path) if path in named else read_unless_binary(workspace, path)
            if data is not None:
                yield path, decode(data)


def _all_below(workspace: Workspace, path: str) -> str:
    """A folder as a wildcard, so that what git ignores in it is left out."""
    return f"{path}/**" if workspace.resolve(path).is_dir() else path


def _lines_with(needle: str, text: str, *, limit: int, fold: bool) -> tuple[int, ...]:
    # Folding changes offsets, but no line end.
    needle, text = (needle.casefold(), text.casefold()) if fold else (needle, text)
    offsets: list[int] = []
    start = text.find(needle)
    while start >= 0 and len(offsets) < limit:
        offsets.append(start)
        start = text.find(needle, start + len(needle))
    return line_numbers(text, offsets)
