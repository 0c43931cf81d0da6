"""Which repository a checklist belongs to."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from mdcheck.errors import GitError
from mdcheck.late import late_pattern
from mdcheck.repository.git import GitMissingError, literal, read

_ADVICE = late_pattern(r"^\s*(git config --global --add safe\.directory .+)$", re.MULTILINE)


class Repository(NamedTuple):
    """A repository with a work tree, which may be a linked work tree or a submodule."""

    root: Path
    """The top of the work tree, absolute and resolved."""

    def locate(self, path: Path) -> str | None:
        """The file's name from the root, with `/`, links followed; None where this repository lacks it."""
        target = Path(os.path.realpath(path))
        if self.root not in target.parents:
            return None
        nearest = find_root(target)
        if nearest is not None and self.root in nearest.parents:
            return None
        return target.relative_to(self.root).as_posix()


class NoRepository(NamedTuple):
    """Why git can't be used; mdcheck goes on without it."""

    reason: str
    fix: str = ""


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a repository's `.git`. It starts no process."""
    folder = _folder(start)
    return next((place for place in (folder, *folder.parents) if _is_root(place)), None)


def open_repository(path: Path) -> Repository | NoRepository:
    """The repository whose work tree the file or folder stands in."""
    root = find_root(path)
    if root is None:
        return _no_repository(path)
    try:
        answer = read(root, "rev-parse", "--show-toplevel")
    except GitMissingError as error:
        return NoRepository(reason=error.message, fix=error.fix or "")
    if not answer.ok:
        return _refused(root, answer.stderr.strip())
    top = Path(answer.line)
    if os.path.realpath(top) != os.path.realpath(root):
        reason = f"the configuration of the repository {root} says that its work tree is {top}"
        return NoRepository(reason=reason, fix="work there, or remove core.worktree from its configuration")
    return Repository(root=top)


def require_repository(path: Path) -> Repository:
    """As `open_repository`; raises GitError where there is none."""
    found = open_repository(path)
    if isinstance(found, NoRepository):
        raise GitError(found.reason, fix=found.fix)
    return found


def record_folders(root: Path) -> tuple[Path, ...]:
    """The folders outside a linked work tree or a submodule where git keeps its record of it; none for others."""
    if not (root / ".git").is_file():
        return ()
    try:
        answer = read(root, "rev-parse", "--git-dir", "--git-common-dir")
    except GitError:
        return ()
    lines = answer.line.split("\n") if answer.ok else ()
    found = dict.fromkeys(Path(os.path.realpath(root / line)) for line in lines)
    return tuple(folder for folder in found if not any(other in folder.parents for other in found))


def is_tracked(path: Path) -> bool:
    """Whether git knows the file; True where that is unknown."""
    root = find_root(path.parent)
    if root is None:
        return False
    try:
        answer = read(root, "ls-files", "-z", "--", literal(path.relative_to(root).as_posix()))
    except (GitError, ValueError):
        return True
    return not answer.ok or bool(answer.stdout)


def owner_advice(words: str) -> str:
    """What to do where git refuses the repository of another user; empty where it says something else."""
    advice = _ADVICE().search(words)
    return f"if you trust it: {advice[1]}" if advice else ""


def shallow_commits(file: Path) -> frozenset[str]:
    """The commits where a shallow clone ends, from git's file `shallow`; none where there is no such file."""
    try:
        return frozenset(file.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()


def _folder(path: Path) -> Path:
    """The folder that the path names or stands in, resolved; a link to a file stands where the link is."""
    return Path(os.path.realpath(path if path.is_dir() else path.parent))


def _is_root(folder: Path) -> bool:
    # A work tree has a folder, and a linked work tree or a submodule a file. Git passes by an empty folder.
    entry = folder / ".git"
    return entry.is_file() or os.path.lexists(entry / "HEAD")


def _no_repository(path: Path) -> NoRepository:
    folder = _folder(path)
    for place in (folder, *folder.parents):
        if (place / "HEAD").is_file() and (place / "objects").is_dir() and (place / "refs").is_dir():
            return _bare(place)
    return NoRepository(
        reason=f"{path} is not inside a git repository",
        fix="start one with `git init`, or go on without commits",
    )


def _refused(root: Path, words: str) -> NoRepository:
    if "must be run in a work tree" in words:
        return _bare(root)
    if advice := owner_advice(words):
        return NoRepository(reason=f"git does not trust {root}, because it belongs to another user", fix=advice)
    return NoRepository(reason=f"git can't read the repository {root}: {words}", fix="correct what git says")


def _bare(place: Path) -> NoRepository:
    return NoRepository(
        reason=f"the repository {place} is bare: it has no work tree to commit from",
        fix="work in a clone of it, or in a work tree (`git worktree add`)",
    )
