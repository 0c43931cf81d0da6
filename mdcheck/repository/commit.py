"""Committing a checklist and nothing else.

Ask `commit_obstacle` before the checklist is written: afterwards mdcheck's own edits hide what a person had
staged. Then write, and call `commit_checklist`, also where there was nothing to write: an earlier commit
may have failed.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from mdcheck.errors import GitError
from mdcheck.repository.git import literal, read, write
from mdcheck.repository.obstacle import (
    NotCommitted,
    circumstances,
    elsewhere,
    failure,
    gone,
    hidden,
    partly_staged,
    refusal,
    unfit,
)
from mdcheck.repository.state import compared, content_id, entry
from mdcheck.repository.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.git import Answer
    from mdcheck.repository.message import CommitMessage
    from mdcheck.repository.state import FileState

__all__ = [
    "CommitOutcome",
    "Committed",
    "NotCommitted",
    "NothingToCommit",
    "commit_checklist",
    "commit_obstacle",
]


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """The checklist is committed."""

    commit: str
    """The commit's full id."""
    subject: str
    """As it was committed; a hook may have changed it."""
    notes: tuple[str, ...] = ()
    """Notes and next steps, one line each."""


class NothingToCommit(msgspec.Struct, frozen=True, kw_only=True):
    """The checklist is as it was last committed."""


CommitOutcome: TypeAlias = Committed | NothingToCommit | NotCommitted


def commit_obstacle(repository: Repository, path: Path, *, insisted: bool = False) -> NotCommitted | None:
    """Why the checklist can't be committed once it is written, or None. Changes nothing.

    `insisted`: the person has asked for a commit in so many words, so git may have started mdcheck for them.
    """
    try:
        target = _target(repository, path, insisted=insisted)
        if isinstance(target, NotCommitted):
            return target
        state = entry(repository, target.name)
        return unfit(target, state) or partly_staged(target, state, edited=state.edited)
    except GitError as error:
        return failure(error)


def commit_checklist(
    repository: Repository, path: Path, message: CommitMessage, *, insisted: bool = False, before: bytes | None = None
) -> CommitOutcome:
    """Commit the checklist as it stands on disk. Other staged work stays staged; hooks and signing apply.

    `before`: what it held before mdcheck wrote it, to tell whether a person staged a part of it while checks ran.
    """
    try:
        # Asked again: checks may take minutes, and a person can have begun a merge meanwhile.
        target = _target(repository, path, insisted=insisted)
        if isinstance(target, NotCommitted):
            return target
        state = compared(repository, target.name, entry(repository, target.name))
        return (
            unfit(target, state)
            or hidden(target, state)
            or _staged_meanwhile(target, state, before)
            or _commit(target, state, message)
        )
    except GitError as error:
        return failure(error)


def _target(repository: Repository, path: Path, *, insisted: bool) -> Target | NotCommitted:
    name = repository.locate(path)
    if name is None:
        return elsewhere(os.path.realpath(path), str(repository.root))
    target = Target(repository=repository, name=name)
    return circumstances(target, insisted=insisted) or target


def _staged_meanwhile(target: Target, state: FileState, before: bytes | None) -> NotCommitted | None:
    """An obstacle that came up during the run: git refuses nothing here, but the run does not count as a success."""
    if before is None or not (state.staged and state.edited):
        return None
    edited = content_id(target.repository, target.name, before) != state.indexed
    return partly_staged(target, state, edited=edited, refused=True)


def _commit(target: Target, state: FileState, message: CommitMessage) -> CommitOutcome:
    if state.at_head:
        return NothingToCommit()
    if not state.untracked:
        return _attempts(target, message, new=False)
    added = write(target.repository.root, "add", "--intent-to-add", "--", literal(target.name))
    if not added.ok:
        return refusal(target, added, new=True)
    outcome: CommitOutcome | None = None
    try:
        outcome = _attempts(target, message, new=True)
    finally:
        # Also on Ctrl-C: what git did not know before, it is not to know afterwards.
        if not isinstance(outcome, Committed):
            _forget(target)
    return outcome


def _forget(target: Target) -> None:
    """Take the file out of the index. A commit that was interrupted may hold the index for a moment yet."""
    for pause in (0.02, 0.1, 0.5, 0):
        if write(target.repository.root, "update-index", "--force-remove", "--", target.name).ok:
            return
        time.sleep(pause)


def _attempts(target: Target, message: CommitMessage, *, new: bool) -> CommitOutcome:
    """Commit; once more where a hook failed because it rewrote the checklist, as formatters do."""
    asked = target.bytes()
    if asked is None:
        return gone(target)  # git would commit that the checklist was removed
    answer = _git_commit(target, message)
    rewritten = target.bytes()
    if not answer.ok and rewritten not in (asked, None):
        if entry(target.repository, target.name).at_head:
            return NothingToCommit()
        asked = rewritten
        answer = _git_commit(target, message)
    if not answer.ok:
        return refusal(target, answer, new=new)
    return _committed(target, changed=target.bytes() != asked and not _settled(target))


def _settled(target: Target) -> bool:
    """Whether the commit holds what a hook made of the file.

    Git runs hooks on an index made for this commit and then keeps the other one, where what a hook has staged seems to
    be taken back. All of the file was committed: whatever git still calls staged in it is that.
    """
    state = entry(target.repository, target.name)
    if state.staged:
        write(target.repository.root, "reset", "--quiet", "--", literal(target.name))
        state = entry(target.repository, target.name)
    return state.at_head


def _git_commit(target: Target, message: CommitMessage) -> Answer:
    # `whitespace` keeps lines that begin with `#`, which the default may take for comments.
    flags = ("--quiet", "--only", "--cleanup=whitespace", "--file=-")
    text = message.render().encode("utf-8", errors="replace")
    return write(target.repository.root, "commit", *flags, "--", literal(target.name), stdin=text)


def _committed(target: Target, *, changed: bool) -> Committed:
    answer = read(target.repository.root, "cat-file", "--batch", stdin=b"HEAD\n")
    head, _, commit = answer.stdout.partition(b"\n")
    _, _, text = commit.partition(b"\n\n")
    return Committed(
        commit=head.split(b" ")[0].decode(),
        subject=text.split(b"\n", 1)[0].decode("utf-8", errors="replace"),
        notes=tuple(_notes(target, changed=changed)),
    )


def _notes(target: Target, *, changed: bool) -> Iterator[str]:
    root = target.repository.root
    if changed:
        yield f"a git hook changed {target.name} again, and that is not committed"
    if not read(root, "symbolic-ref", "--quiet", "HEAD").ok:
        yield "HEAD is detached, so the commit is on no branch yet"
    if around := read(root, "rev-parse", "--show-superproject-working-tree").line:
        yield f"{root.name} is a submodule: commit its new state in {around} as well"
