"""The questions to git that checks may ask."""

from __future__ import annotations

from typing import Protocol, TypeAlias

Marked: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""The files for which an attribute is set, and those for which it is unset."""


class GitData(Protocol):
    """Questions to git that checks may ask. `mdcheck.repository` answers them; each answer is None without git."""

    def fresh(self) -> GitData:
        """A copy that has remembered nothing, for the same repository."""
        ...

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:
        """Those of `paths` (relative, with `/`) that git ignores."""
        ...

    def visible(self) -> frozenset[str] | None:
        """Every file that is tracked, or untracked and not ignored; relative to the workspace, with `/`."""
        ...

    def tracked(self) -> frozenset[str] | None:
        """Every file that is tracked; relative to the workspace, with `/`."""
        ...

    def attribute(self, name: str, paths: tuple[str, ...]) -> Marked:
        """Those of `paths` for which `.gitattributes` sets a `linguist-` attribute, and those for which it unsets it.

        Both are empty without git, and where no tracked `.gitattributes` names such an attribute.
        """
        ...

    def dirty(self) -> tuple[str, ...] | None:
        """The files that differ from HEAD or are untracked and not ignored, sorted; relative, with `/`."""
        ...

    def hidden(self) -> tuple[str, ...] | None:
        """Files on disk that are marked `assume-unchanged` or `skip-worktree`, so that git ignores changes; sorted."""
        ...

    def branch(self) -> str | None:
        """The branch's short name, even before its first commit; empty where HEAD is detached."""
        ...

    def tags_at_head(self) -> tuple[str, ...] | None:
        """The tags that point at HEAD, sorted."""
        ...

    def commit_time(self, path: str | None) -> float | None:
        """When HEAD, or the last commit that changed the file, was committed: seconds since the epoch.

        None also where no commit is known to have changed it: it was never committed, or the commit lies at the
        end of a shallow clone, where it seems to have changed everything.
        """
        ...

    def shallow(self) -> bool | None:
        """Whether the clone lacks the older commits."""
        ...

    def tree(self, document: str) -> str | None:
        """What stands for all tracked files but the checklist `document`; None where one differs from the index."""
        ...


class NoGit:
    """The answers where there is no repository."""

    def fresh(self) -> GitData:
        return self

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def visible(self) -> frozenset[str] | None:
        return None

    def tracked(self) -> frozenset[str] | None:
        return None

    def attribute(self, name: str, paths: tuple[str, ...]) -> Marked:  # noqa: ARG002 - the Protocol's shape
        return frozenset(), frozenset()

    def dirty(self) -> tuple[str, ...] | None:
        return None

    def hidden(self) -> tuple[str, ...] | None:
        return None

    def branch(self) -> str | None:
        return None

    def tags_at_head(self) -> tuple[str, ...] | None:
        return None

    def commit_time(self, path: str | None) -> float | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def shallow(self) -> bool | None:
        return None

    def tree(self, document: str) -> str | None:  # noqa: ARG002 - the Protocol's shape
        return None
