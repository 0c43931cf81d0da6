"""The files of a repository that say what it is, read once each. What can't be read is as if it were not there."""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.content import UndeterminedError, decode, read
from mdcheck.evidence.formats.structured import Format, format_of, load
from mdcheck.evidence.path_sets import members
from mdcheck.evidence.workspace import OutsideError, Workspace
from mdcheck.repository.facts import GitFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FOREIGN = re.compile(
    r"(?:^|/)\.?(?:node_modules|bower_components|vendor|third[-_]?party|site-packages|venv|dist|target|testdata"
    r"|(?:__)?fixtures(?:__)?|resources|examples?|samples?|demos?|(?:[\w-]+-)?playgrounds?|devcontainer|clusterfuzzlite)/"
    r"|[{]{2}"
)
"""Folders of other people's code, of build output and of test data; and paths of a cookiecutter's template."""
_PACKAGES = re.compile(r"(?:^|/)src/(?:\w+/)?(?:java|kotlin|scala|groovy)/")
"""Below it the folders are names of packages, such as `org/example/samples`."""
_CHECKLIST = re.compile(r"[^/]*CHECKLIST[^/]*\.md")
"""At the root. What mdcheck wrote says nothing about the project: a second start sees what the first one saw."""
_MAX_TEXT = 512 * 1024
_MAX_SAMPLED = 20_000


class Tree:
    """A repository to be looked at. Nothing in it is run, and looking does not fail."""

    def __init__(self, root: Path) -> None:
        root = root.resolve()
        self.git = GitFacts(root=root)
        self.workspace = Workspace(root=root, git=self.git)
        self._documents: dict[str, Sequence[Any]] = {}

    @property
    def name(self) -> str:
        return self.workspace.root.name

    @cached_property
    def in_git(self) -> bool:
        return self.git.tracked() is not None

    @cached_property
    def there(self) -> tuple[str, ...]:
        """All files that git does not ignore."""
        try:
            return self.workspace.files(("**",), skip_ignored=True, skip_closed=True)
        except (OutsideError, OSError):
            return ()

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files that git tracks; before the first of them, those that it does not ignore; without git, all."""
        tracked = self.git.tracked()
        return tuple(path for path in self.there if (not tracked or path in tracked) and not _CHECKLIST.fullmatch(path))

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The same without other people's code, build output and test data."""
        return tuple(path for path in self.paths if not _FOREIGN.search(_PACKAGES.split(path)[0]))

    @cached_property
    def code(self) -> tuple[str, ...]:
        return self._set("@code")

    @cached_property
    def tests(self) -> tuple[str, ...]:
        return self._set("@tests")

    @cached_property
    def docs(self) -> tuple[str, ...]:
        return self._set("@docs")

    def _set(self, name: str) -> tuple[str, ...]:
        """The files of a named set; of a very large repository a sample, since each file must be looked into."""
        step = len(self.paths) // _MAX_SAMPLED + 1
        try:
            if step > 1:
                found: Iterable[str] = members(name.removeprefix("@"), self.paths[::step], self.workspace)
            else:
                found = self.workspace.files((name,), skip_closed=True)
            return tuple(path for path in found if not _CHECKLIST.fullmatch(path))
        except (OutsideError, OSError):
            return ()

    def has(self, path: str) -> bool:
        return path in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.paths)

    def size(self, path: str) -> int:
        try:
            return os.stat(self.workspace.root / path, follow_symlinks=False).st_size  # noqa: PTH116 - for many files
        except OSError:
            return 0

    def text(self, path: str) -> str:
        """The beginning of the file's text; empty for what is missing or can't be read."""
        try:
            return decode(read(self.workspace, path)[:_MAX_TEXT])
        except (UndeterminedError, OutsideError):
            return ""

    def documents(self, path: str) -> Sequence[Any]:
        """The values that a structured file holds; none where it is malformed."""
        if path not in self._documents:
            kind = format_of(path)
            self._documents[path] = () if kind is None else self._load(path, kind)
        return self._documents[path]

    def _load(self, path: str, kind: Format) -> Sequence[Any]:
        try:
            return load(read(self.workspace, path), kind, where=path)
        except (UndeterminedError, OutsideError):
            return ()

    def value(self, path: str, *keys: str) -> Any:
        """What stands below these keys in a file of one document; None where nothing does."""
        documents = self.documents(path)
        value = documents[0] if documents else None
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def mapping(self, path: str, *keys: str) -> dict[str, Any]:
        value = self.value(path, *keys)
        return value if isinstance(value, dict) else {}

    def words(self, path: str, *keys: str) -> tuple[str, ...]:
        """The texts of a list, or one text."""
        value = self.value(path, *keys)
        values = value if isinstance(value, list) else [value]
        return tuple(word for word in values if isinstance(word, str))


def folder_of(path: str) -> str:
    """The folder that the file lies in; empty for the root."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
