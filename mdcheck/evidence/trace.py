"""Recording what a check looks at, and whether changes of the repository concern it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mdcheck.evidence.globs import glob_regex
from mdcheck.results.looked import Looked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.evidence.git_data import GitData

_OF_THE_RECORD = frozenset(
    {"fresh", "ignored", "tracked", "attribute", "branch", "tags_at_head", "commit_time", "shallow"}
)
"""The questions to git whose answers follow from the record alone; the others look at every file as well."""
_RULES = frozenset({".gitignore", ".gitattributes"})


class Trace:
    """What one check has looked at so far."""

    def __init__(self, plain: GitData) -> None:
        self.plain = plain
        """Git, without this recording."""
        self.paths: set[str] = set()
        self.globs: set[tuple[str, bool]] = set()
        self.git = False
        self.anything = False

    def looked(self) -> Looked:
        return Looked(tuple(sorted(self.paths)), tuple(sorted(self.globs)), self.git, self.anything)


class _TracedGit:
    """Git's answers; each question is recorded."""

    def __init__(self, git: GitData, trace: Trace) -> None:
        self._git = git
        self._trace = trace

    def __getattr__(self, name: str) -> Any:
        self._trace.git = True
        if name not in _OF_THE_RECORD:
            self._trace.anything = True
        return getattr(self._git, name)


def traced_git(git: GitData, trace: Trace) -> GitData:
    """Git's answers, with each question recorded in `trace`."""
    return cast("GitData", _TracedGit(git, trace))


class Changes(NamedTuple):
    """What has changed below a folder; paths are relative to it, with `/`."""

    paths: frozenset[str]
    folders: frozenset[str] = frozenset()
    """Those of `paths` that are, or were, folders: anything below them may have changed."""

    @property
    def git(self) -> bool:
        """Whether git may answer otherwise than before."""
        return any(path == ".git" or path.startswith(".git/") or _name(path) in _RULES for path in self.paths)

    def concern(self, looked: Looked) -> bool:
        """Whether a check that looked at this may have another result now."""
        if not self.paths:
            return False
        return (
            looked.anything
            or (looked.git and self.git)
            or any(map(self._at, looked.paths))
            or any(self._match(pattern, nocase=nocase) for pattern, nocase in looked.globs)
        )

    def _at(self, path: str) -> bool:
        return path in self.paths or not self.paths.isdisjoint(_above(path))

    def _match(self, pattern: str, *, nocase: bool) -> bool:
        regex = glob_regex(pattern, nocase=nocase)
        if any(map(regex.fullmatch, self.paths)):
            return True
        start = (
            ""
            if nocase
            else pattern[: min((pattern.find(sign) for sign in "*?[{" if sign in pattern), default=len(pattern))]
        )
        return any(f"{folder}/".startswith(start) or start.startswith(f"{folder}/") for folder in self.folders)


def _above(path: str) -> Iterable[str]:
    """The folders above a path."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _name(path: str) -> str:
    return path.rpartition("/")[2]
