"""What `contains` and `not_contains` share: which files are searched, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, AnyStr, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import check_globs, searched_files
from mdcheck.evidence.regex.cost import fits_everywhere
from mdcheck.evidence.regex.matcher import Flag, Matcher, compile_pattern
from mdcheck.evidence.regex.words import Words, sure_words
from mdcheck.evidence.text import Text, line_numbers
from mdcheck.evidence.texts import TextFile, Unseen, texts
from mdcheck.kinds.protocol import Excluded, Options, Paths
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.evidence.workspace import Workspace

_BACKSPACE = "\b"
_HEAD = 1024
"""Bytes in which a file's first line names its interpreter."""


class Search(Options, frozen=True, kw_only=True):
    """Wildcards leave out binary and git-ignored files, links and the checklist; a file that is named is searched."""

    main: ClassVar[str] = "paths"
    checks_absence: ClassVar[bool] = False
    paths: Paths
    pattern: Annotated[str | None, msgspec.Meta(description="Python regular expression")] = None
    text: Annotated[str | None, msgspec.Meta(description="taken as it is")] = None
    flags: Annotated[tuple[Flag, ...], msgspec.Meta(description="how the pattern is read")] = ()
    ignore: Annotated[
        tuple[Literal["comments"], ...], msgspec.Meta(description="what is left out of each file before the search")
    ] = ()
    types: Annotated[
        tuple[str, ...], msgspec.Meta(description="languages that are searched: `python`, `go`, `shell`, …")
    ] = ()
    exclude: Excluded = ()

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)
        if (self.pattern is None) == (self.text is None):
            raise ValueError(f"{self.name} needs `pattern` or `text`, and not both")
        if not (self.pattern or self.text):
            raise ValueError("an empty pattern or text is found everywhere")
        if _BACKSPACE in (self.pattern or self.text or ""):
            raise ValueError(r"“\b” in double quotes is a backspace: use single quotes")
        if self.text is not None and set(self.flags) - {Flag.IGNORECASE}:
            raise ValueError("`text` takes no other flag than ignorecase")
        if self.pattern is not None and fits_everywhere(compile_pattern(self.pattern, self.flags)):
            raise ValueError("the pattern fits where nothing stands, so it is found everywhere")
        if self.types:
            from mdcheck.evidence.languages import known_types  # late: few checks name languages

            known_types(self.types)

    def search(self, workspace: Workspace, unseen: Unseen, *, limit: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each searched file with the lines of its first `limit` matches; raises UndeterminedError."""
        if self.text is not None:
            fold = Flag.IGNORECASE in self.flags
            for path, text in self._texts(workspace, unseen):
                yield path, _lines_with(self.text, text, limit=limit, fold=fold)
            return
        with Matcher(compile_pattern(self.pattern or "", self.flags)) as matcher:
            for path, text in self._texts(workspace, unseen):
                yield path, matcher.lines(text, limit=limit, where=path)

    def nothing_to_search(self, workspace: Workspace) -> str:
        if self.types:
            return f"no text file of type {listed(self.types)} matches {listed(self.paths)}"
        return workspace.found_nothing(self.paths, "text file")

    def _texts(self, workspace: Workspace, unseen: Unseen) -> Iterator[TextFile]:
        paths, named = searched_files(workspace, self.paths, self.exclude)
        if workspace.document not in named:
            # The checklist holds each pattern that it asks for.
            paths = tuple(path for path in paths if path != workspace.document)
        if not self.types and not self.ignore:
            return texts(workspace, paths, named=named, unseen=unseen)
        return self._read_as_code(texts(workspace, self._of_type(paths, unseen), named=named, unseen=unseen), unseen)

    def _sure_words(self) -> Words | None:
        """Words of which every match holds one: a cheap search that saves separating comments from code."""
        if self.text is not None:
            words = frozenset((self.text,) if not self.flags and not any(map(str.isspace, self.text)) else ())
        else:
            words = sure_words(compile_pattern(self.pattern or "", self.flags))
        return Words([word.encode("utf-8", "replace") for word in words]) if words else None

    def _of_type(self, paths: tuple[str, ...], unseen: Unseen) -> Iterator[str]:
        """The files whose names show one of the types, and those whose names show none."""
        from mdcheck.evidence.languages import known_types, types_by_name

        wanted = known_types(self.types)
        for path in paths:
            types = types_by_name(path)
            if wanted and types and wanted.isdisjoint(types):
                unseen.add(_OTHER_TYPE, path)
            else:
                yield path

    def _read_as_code(self, files: Iterator[TextFile], unseen: Unseen) -> Iterator[TextFile]:
        """The files of the types asked for, without their comments if those are ignored."""
        from mdcheck.evidence.languages import known_types, types_of, without_comments

        wanted = known_types(self.types)
        words = self._sure_words()
        for path, text in files:
            if wanted and wanted.isdisjoint(types_of(path, text.raw[:_HEAD])):
                unseen.add(_OTHER_TYPE, path)
                continue
            if words is not None and not words.in_text(text.utf8):
                yield TextFile(path, _EMPTY)  # with its comments or without, nothing is found in it
                continue
            code = without_comments(path, text) if self.ignore else text
            if code is not None:
                yield TextFile(path, code)
            elif self.checks_absence:  # all of it is searched: what may be a comment may be code
                yield TextFile(path, text)
            else:
                unseen.add("file whose comments are not known", path)


_OTHER_TYPE = "file of another type"
_EMPTY = Text(b"")


def _lines_with(needle: str, text: Text, *, limit: int, fold: bool) -> tuple[int, ...]:
    if fold:  # which changes offsets, but no line end
        return _lines_in(needle.casefold(), text.string.casefold(), limit)
    return _lines_in(needle.encode("utf-8", "replace"), text.utf8, limit)


def _lines_in(needle: AnyStr, text: AnyStr, limit: int) -> tuple[int, ...]:
    offsets: list[int] = []
    start = text.find(needle)
    while start >= 0 and len(offsets) < limit:
        offsets.append(start)
        start = text.find(needle, start + len(needle))
    return line_numbers(text, offsets)
