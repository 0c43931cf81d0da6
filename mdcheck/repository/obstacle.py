"""Why a checklist is not committed: found before git is asked to, or from its error message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, assert_never

import msgspec

from mdcheck.repository.state import STARTED_BY_GIT, Operation, conflicts, hook, operation

if TYPE_CHECKING:
    from mdcheck.errors import GitError
    from mdcheck.repository.git import Answer
    from mdcheck.repository.state import FileState
    from mdcheck.repository.target import Target

_MOST_LINES = 40
"""Characters of the output of git and its hooks that are shown: its end, which matters most."""


class NotCommitted(msgspec.Struct, frozen=True, kw_only=True):
    """The checklist stays as it is on disk, and the index is as it was before."""

    reason: str
    fix: str
    refused: bool = False
    """Git refused (exit code 4); otherwise mdcheck did not ask git."""


def circumstances(target: Target, *, insisted: bool) -> NotCommitted | None:
    """An obstacle that the repository is in, whatever the file. Raises GitError."""
    variable = hook(os.environ)
    if variable == STARTED_BY_GIT:
        if not insisted:
            return NotCommitted(
                reason=f"git has started mdcheck ({variable} is set), and a git hook must not commit",
                fix="if this is no hook but an alias of yours, have it add --commit",
            )
    elif variable:
        return NotCommitted(
            reason=f"mdcheck runs inside a git hook ({variable} is set), which must not commit",
            fix=f"take the checklist along: {target.command('add')}",
        )
    if doing := operation(target.repository):
        return _busy(target, doing)
    if conflicts(target.repository):
        return NotCommitted(reason="the repository has unmerged files", fix=f"resolve them, then {_again(target)}")
    return None


def unfit(target: Target, state: FileState) -> NotCommitted | None:
    """An obstacle that lies in how git sees the file, before and after mdcheck has written it."""
    if state.ignored:
        return NotCommitted(
            reason=f"git ignores {target.name}",
            fix=f"take it out of .gitignore, or track it all the same: {target.command('add', '--force')}",
        )
    if state.removed:
        return NotCommitted(
            reason=f"{target.name} was removed from git's index, and that is not committed yet",
            fix=f"have git track it again ({target.command('reset')}), then run mdcheck update again",
        )
    return None


def hidden(target: Target, state: FileState) -> NotCommitted | None:
    """The file is marked as unchanged in git: a commit would hold nothing, and git would report success."""
    if not state.hidden or state.at_head:
        return None
    command = " && ".join(target.command("update-index", f"--no-{hiding}") for hiding in state.hidden)
    return NotCommitted(
        reason=f"{target.name} is marked in git as unchanged ({', '.join(state.hidden)})",
        fix=f"have git look at it again ({command}), then run mdcheck update again",
        refused=True,
    )


def partly_staged(target: Target, state: FileState, *, edited: bool, refused: bool = False) -> NotCommitted | None:
    """A commit would take more than a person has staged. `edited`: the unstaged changes other than mdcheck's own."""
    if not (state.staged and edited):
        return None
    return NotCommitted(
        reason=f"part of {target.name} is staged and part is not, and a commit would take both",
        fix=f"stage all of it ({target.command('add')}) or commit what is staged, then {_again(target)}",
        refused=refused,
    )


def elsewhere(target_path: str, root: str) -> NotCommitted:
    """The checklist is a symbolic link that leads out of the repository."""
    return NotCommitted(
        reason=f"the checklist itself is {target_path}, which the repository {root} does not hold",
        fix="run mdcheck update on that file, or commit it in its own repository",
    )


def gone(target: Target) -> NotCommitted:
    """Someone took the file away between writing and committing."""
    return NotCommitted(reason=f"{target.name} is no longer there", fix=f"put it back, then {_again(target)}")


def refusal(target: Target, answer: Answer, *, new: bool) -> NotCommitted:
    """The message with which git or a hook refused; `new` for a file that git did not track before."""
    words = answer.stderr.strip() or answer.stdout.decode("utf-8", errors="replace").strip()
    lines = words.splitlines()
    if len(lines) > _MOST_LINES:
        lines = [f"({len(lines) - _MOST_LINES} lines left out)", *lines[-_MOST_LINES:]]
    by_hand = _again(target, new=new)
    return NotCommitted(
        reason="git refused the commit:\n" + ("\n".join(lines) or "(it gave no reason)"),
        fix=f"{_fix(words)}, then {by_hand}",
        refused=True,
    )


def failure(error: GitError) -> NotCommitted:
    """Git could not report its state."""
    return NotCommitted(
        reason=f"git failed: {error.message}",
        fix=f"{error.fix or 'fix what git reports'}, then run mdcheck update again",
        refused=True,
    )


def _busy(target: Target, doing: Operation) -> NotCommitted:
    match doing:
        case Operation.REBASE:
            # It doesn't go on over a file that is changed and not staged.
            staging = target.command("add")
            ending = f"finish it ({staging}, then git rebase --continue) or give it up (git rebase --abort)"
        case Operation.MERGE | Operation.CHERRY_PICK | Operation.REVERT | Operation.AM:
            ending = f"finish it (git {doing} --continue) or give it up (git {doing} --abort)"
        case Operation.BISECT:
            ending = "finish it (git bisect reset)"
        case never:
            assert_never(never)
    return NotCommitted(reason=f"a git {doing} is in progress", fix=f"{ending}, then {_again(target)}")


def _fix(words: str) -> str:
    """Git's words may be in any language, so names are looked for that are never translated."""
    if "index.lock" in words:
        return "wait for the other git command to end, or remove the lock file if there is none"
    if "user.email" in words or "user.name" in words or "useConfigOnly" in words:
        return 'say who you are (git config user.name "…" and git config user.email "…")'
    if any(word in words for word in ("gpg", "ssh-keygen", "failed to write commit object")):
        return "see that signing works (a passphrase may need `export GPG_TTY=$(tty)`)"
    return "fix what git or its hook reports"


def _again(target: Target, *, new: bool = False) -> str:
    add = f"{target.command('add')} && " if new else ""
    return f"run mdcheck update again, or commit by hand: {add}{target.commit_command()}"
