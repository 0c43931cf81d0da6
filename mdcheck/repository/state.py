"""What git is doing with a repository and with one file in it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mdcheck.errors import GitError
from mdcheck.repository.git import literal, read, read_for_commit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.git import Answer


class Operation(StrEnum):
    """What git was asked to do, has not finished, and would be disturbed in by a commit."""

    REBASE = "rebase"
    AM = "am"
    MERGE = "merge"
    CHERRY_PICK = "cherry-pick"
    REVERT = "revert"
    BISECT = "bisect"


_LACKING = ("promisor remote", "lazy fetching disabled", "' not allowed")
"""Messages of git about missing objects that it may not fetch; in English, since mdcheck sets the locale."""
_HEADS = {
    "MERGE_HEAD": Operation.MERGE,
    "CHERRY_PICK_HEAD": Operation.CHERRY_PICK,
    "REVERT_HEAD": Operation.REVERT,
}
_TODO = {
    "pick": Operation.CHERRY_PICK,
    "revert": Operation.REVERT,
}


class Hiding(StrEnum):
    """A flag that a person set for a file with `git update-index`."""

    SKIP_WORKTREE = "skip-worktree"
    ASSUME_UNCHANGED = "assume-unchanged"


class FileState(msgspec.Struct, frozen=True, kw_only=True):
    """One file in the last commit, in the index and in the work tree, as `git status` distinguishes them."""

    staged: bool = False
    """The index differs from the last commit."""
    edited: bool = False
    """The work tree differs from the index."""
    removed: bool = False
    """The file was removed from the index (`git rm --cached`), but still exists."""
    untracked: bool = False
    ignored: bool = False
    conflicted: bool = False
    at_head: bool = False
    """The work tree equals the last commit, whatever is in the index."""
    indexed: str = ""
    """The id of the content that is staged; empty where it need not be known."""
    hidden: tuple[Hiding, ...] = ()
    """Why git reports the work tree as unchanged without comparing it; see `compared`."""


STARTED_BY_GIT = "GIT_EXEC_PATH"
"""Set for all that git starts. In hooks such as pre-push and post-checkout it is all there is to see."""


def hook(environ: Mapping[str, str]) -> str | None:
    """The environment variable by which git or pre-commit may have started mdcheck as a hook."""
    for name in ("GIT_INDEX_FILE", "GIT_DIR"):
        if name in environ:
            return name
    if environ.get("PRE_COMMIT") == "1":
        return "PRE_COMMIT"
    return STARTED_BY_GIT if STARTED_BY_GIT in environ else None


def operation(repository: Repository) -> Operation | None:
    """What the repository is in the middle of. Raises GitError."""
    place = Path(checked(read(repository.root, "rev-parse", "--absolute-git-dir")).line)
    if (place / "rebase-merge").is_dir():
        return Operation.REBASE
    if (place / "rebase-apply").is_dir():
        return Operation.AM if (place / "rebase-apply" / "applying").exists() else Operation.REBASE
    return _pending_head(repository) or _sequence(place / "sequencer" / "todo") or _bisect(place)


def head_branch(repository: Repository) -> str:
    """The branch that the next commit goes to, such as `refs/heads/main`; empty where HEAD is detached."""
    return read(repository.root, "symbolic-ref", "--quiet", "HEAD").line


def conflicts(repository: Repository) -> bool:
    """Whether any file is unmerged, as a stash leaves them too; git commits nothing then. Raises GitError."""
    return bool(checked(read(repository.root, "ls-files", "-z", "--unmerged")).stdout)


def entry(repository: Repository, name: str) -> FileState:
    """The state of the file in git, which goes by the flags set for it. Raises GitError."""
    flags = ("--porcelain=v2", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching")
    output = checked(read_for_commit(repository.root, "status", *flags, "--", literal(name))).stdout
    records = {record[:1]: record for record in reversed(output.split(b"\0")) if record}
    if b"u" in records:
        return FileState(conflicted=True)
    if b"1" in records:
        return _tracked(repository, name, records[b"1"], beside=b"?" in records or b"!" in records)
    if b"!" in records:
        return FileState(ignored=True)
    return FileState(untracked=True) if b"?" in records else FileState(at_head=True)


def compared(repository: Repository, name: str, found: FileState) -> FileState:
    """The same entry; of a file that git does not compare because of its flags, with these flags. Raises GitError."""
    if found.edited or found.untracked or found.ignored:
        return found
    hidden = _hidden(repository, name)
    return replace(found, hidden=hidden, at_head=_is_at_head(repository, name)) if hidden else found


def content_id(repository: Repository, name: str, data: bytes) -> str:
    """What git would call the file if it held these bytes, after its filters. Raises GitError."""
    return checked(read_for_commit(repository.root, "hash-object", "--stdin", f"--path={name}", stdin=data)).line


def checked(answer: Answer) -> Answer:
    """The answer of a command that succeeded; else raises GitError with git's own words."""
    if not answer.ok:
        raise GitError(answer.stderr.strip() or "git failed and gave no reason", fix=fix_for(answer.stderr))
    return answer


def fix_for(words: str) -> str:
    """What to do about what git says."""
    if any(sign in words for sign in _LACKING):
        return "this clone is partial, and mdcheck fetches nothing: get the rest with `git fetch --refetch --no-filter`"
    return "correct what git says"


def _tracked(repository: Repository, name: str, record: bytes, *, beside: bool) -> FileState:
    """The entry of a `1` record: `1 XY sub mH mI mW hH hI path`."""
    _, letters, _, *modes, last, indexed, _ = record.split(b" ", 8)
    index, work = letters[:1], letters[1:]
    if work != b"M":
        edited = work != b"."
        removed = index == b"D" and beside
        return FileState(staged=index != b".", edited=edited, removed=removed, indexed=indexed.decode())
    # Git calls a file modified that only its filters made longer, such as one with other line ends.
    now = modes[2], _hash(repository, name)
    return FileState(
        staged=index != b".",
        edited=now != (modes[1], indexed),
        at_head=now == (modes[0], last),
        indexed=indexed.decode(),
    )


def _hidden(repository: Repository, name: str) -> tuple[Hiding, ...]:
    """The flags from `git ls-files -v`: S means skip-worktree, lower case means assume-unchanged."""
    letter = checked(read(repository.root, "ls-files", "-v", "-z", "--", literal(name))).stdout[:1]
    skipped = (Hiding.SKIP_WORKTREE,) if letter in (b"S", b"s") else ()
    return (*skipped, Hiding.ASSUME_UNCHANGED) if letter.islower() else skipped


def _is_at_head(repository: Repository, name: str) -> bool:
    answer = read(repository.root, "rev-parse", "--quiet", "--verify", f"HEAD:{name}")
    return answer.ok and answer.stdout.strip() == _hash(repository, name)


def _hash(repository: Repository, name: str) -> bytes:
    """What git would call the file's content, after its filters."""
    return checked(read_for_commit(repository.root, "hash-object", "--", name)).stdout.strip()


def _pending_head(repository: Repository) -> Operation | None:
    asked = "".join(f"{name}\n" for name in _HEADS).encode()
    answer = checked(read(repository.root, "cat-file", "--batch-check", stdin=asked))
    lines = answer.stdout.decode().splitlines()
    found = zip(lines, _HEADS.values(), strict=True)
    return next((doing for line, doing in found if not line.endswith(" missing")), None)


def _sequence(todo: Path) -> Operation | None:
    """Between two of several picks there is no CHERRY_PICK_HEAD, only the list of the remaining ones."""
    try:
        words = todo.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return None
    return _TODO.get(words[0]) if words else None


def _bisect(place: Path) -> Operation | None:
    return Operation.BISECT if (place / "BISECT_LOG").exists() else None
