"""What git knows of a workspace, for checks."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec
from msgspec.structs import replace

from mdcheck.late import sha256
from mdcheck.repository.discovery import find_root, shallow_commits
from mdcheck.repository.git import Answer, Ask, GitMissingError, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mdcheck.repository.times import CommitTimes

_BRANCHES = "refs/heads/"
_FactT = TypeVar("_FactT")


class GitFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Answers `mdcheck.evidence.git_data.GitData`. Git is asked late, and once for each answer."""

    root: Path
    """The workspace's folder, inside a repository or not; absolute and resolved."""
    ask: Ask = read
    _known: dict[str, object] = msgspec.field(default_factory=dict)
    _ignored: dict[str, bool] = msgspec.field(default_factory=dict)
    _lock: Lock = msgspec.field(default_factory=Lock)

    def fresh(self) -> GitFacts:
        """The same repository, to be asked anew."""
        return replace(self, _known={}, _ignored={}, _lock=Lock())

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:
        """Those of `paths` (relative, with `/`) that git ignores."""
        if not self._once("readable", self._ask_readable):
            return None
        with self._lock:
            unknown = tuple(path for path in dict.fromkeys(paths) if path not in self._ignored)
            found = self._ask_ignored(unknown)
            self._ignored.update((path, path in found) for path in unknown)
            return frozenset(path for path in paths if self._ignored[path])

    def visible(self) -> frozenset[str] | None:
        """Every file that is tracked, or untracked and not ignored."""
        return self._once("visible", lambda: self._list("--cached", "--others", "--exclude-standard"))

    def tracked(self) -> frozenset[str] | None:
        """Every file that is tracked: in the index, on disk or not."""
        return self._once("tracked", lambda: self._list("--cached"))

    def attribute(self, name: str, paths: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Those of `paths` for which `.gitattributes` sets a `linguist-` attribute, and those where it unsets it."""
        tracked = self.tracked() or frozenset()
        if not self._once("linguist", lambda: self._names_linguist(tracked)):
            return frozenset(), frozenset()
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        answer = self._say("check-attr", "-z", "--stdin", name, stdin=asked)
        fields = _names(answer.stdout) if answer is not None and answer.ok else []
        values = dict(zip(fields[::3], fields[2::3], strict=True))
        return (
            frozenset(path for path, value in values.items() if value in ("set", "true")),
            frozenset(path for path, value in values.items() if value in ("unset", "false")),
        )

    def dirty(self) -> tuple[str, ...] | None:
        """What `git status` lists, sorted; both names of a renamed file, and a repository inside with a `/` behind."""
        return self._once("dirty", self._ask_dirty)

    def hidden(self) -> tuple[str, ...] | None:
        """Files on disk that are marked `assume-unchanged` or `skip-worktree`, so that git ignores changes; sorted."""
        return self._once("hidden", self._ask_hidden)

    def branch(self) -> str | None:
        """The branch's short name, even before its first commit; empty where HEAD is detached."""
        return self._once("branch", self._ask_branch)

    def tags_at_head(self) -> tuple[str, ...] | None:
        """The tags that point at HEAD, sorted; none before the first commit."""
        return self._once("tags", self._ask_tags)

    def commit_time(self, path: str | None) -> float | None:
        """When HEAD, or the last commit that changed the file, was committed: seconds since the epoch."""
        if path is None:
            return self._once("time", self._ask_time)
        times = self._once("times", self._open_times)
        with self._lock:
            return times.of(path)

    def shallow(self) -> bool | None:
        """Whether the clone lacks the older commits."""
        ends = self._once("ends", self._ask_ends)
        return None if ends is None else bool(ends)

    def tree(self, document: str) -> str | None:
        """A digest of every tracked file but the checklist `document`; None where one differs from the index."""
        staged = self._output("ls-files", "-z", "--stage", "--full-name", ":/")
        changed = self._output("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
        if staged is None or changed is None:
            return None
        own = os.fsencode(document)
        if any(record[3:] != own for record in changed.split(b"\0") if record):
            return None
        records = [record for record in staged.split(b"\0") if record.partition(b"\t")[2] != own]
        return sha256(b"\0".join(records))

    def _once(self, name: str, ask: Callable[[], _FactT]) -> _FactT:
        with self._lock:
            if name not in self._known:
                self._known[name] = ask()
            return cast("_FactT", self._known[name])

    def _say(self, *arguments: str, stdin: bytes = b"") -> Answer | None:
        """The output of git; None where there is no repository or no git."""
        if find_root(self.root) is None:  # a process would take longer to find that out
            return None
        try:
            return self.ask(self.root, *arguments, stdin=stdin)
        except GitMissingError:
            return None

    def _output(self, *arguments: str) -> bytes | None:
        """The output of git if it succeeds."""
        answer = self._say(*arguments)
        return answer.stdout if answer is not None and answer.ok else None

    def _ask_readable(self) -> bool:
        return self._output("rev-parse", "--git-dir") is not None

    def _ask_ignored(self, paths: tuple[str, ...]) -> frozenset[str]:
        if not paths:
            return frozenset()
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        answer = self._say("check-ignore", "-z", "--stdin", stdin=asked)
        if answer is not None and answer.status in (0, 1):  # 1: none of them
            return frozenset(_names(answer.stdout))
        if len(paths) == 1:
            return frozenset()
        # One path in a submodule or behind a symbolic link spoils the whole question.
        middle = len(paths) // 2
        return self._ask_ignored(paths[:middle]) | self._ask_ignored(paths[middle:])

    def _list(self, *which: str) -> frozenset[str] | None:
        output = self._output("ls-files", "-z", *which)
        return None if output is None else frozenset(_names(output))

    def _names_linguist(self, tracked: frozenset[str]) -> bool:
        """Whether a tracked `.gitattributes` of the work tree names such an attribute: git need not be asked else."""
        places = [self.root / path for path in tracked if path.rpartition("/")[2] == ".gitattributes"]
        files = [place for place in places if place.is_file() and not place.is_symlink()]
        return any(b"linguist-" in file.read_bytes() for file in files)

    def _ask_dirty(self) -> tuple[str, ...] | None:
        how = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=none")
        output = self._output("status", *how, "--", ".")
        top = find_root(self.root)
        if output is None or top is None:
            return None
        # Unlike the other commands, `status -z` counts from the top of the work tree.
        above = "" if top == self.root else f"{self.root.relative_to(top).as_posix()}/"
        return tuple(sorted({record[len("XY ") :].removeprefix(above) for record in _names(output)}))

    def _ask_hidden(self) -> tuple[str, ...] | None:
        output = self._output("ls-files", "-z", "-v")
        if output is None:
            return None
        flagged = [record[2:] for record in _names(output) if record[0].islower() or record[0] in "Ss"]
        # A sparse check-out leaves files out by the same flag; then they are not there.
        return tuple(sorted(path for path in flagged if os.path.lexists(self.root / path)))

    def _ask_branch(self) -> str | None:
        answer = self._say("symbolic-ref", "--quiet", "HEAD")
        if answer is None or answer.status not in (0, 1):
            return None
        return answer.line.removeprefix(_BRANCHES)  # 1: detached, with nothing said

    def _ask_tags(self) -> tuple[str, ...] | None:
        head = self._say("rev-parse", "--quiet", "--verify", "HEAD")
        if head is None or head.status not in (0, 1):
            return None
        if not head.ok:
            return ()
        output = self._output("for-each-ref", f"--points-at={head.line}", "--format=%(refname:lstrip=2)", "refs/tags")
        return (
            None if output is None else tuple(os.fsdecode(name) for name in output.splitlines())
        )  # git has sorted them

    def _ask_time(self) -> float | None:
        output = self._output("log", "-1", "--no-show-signature", "--format=%ct", "HEAD")
        return float(output) if output else None

    def _ask_ends(self) -> frozenset[str] | None:
        """The commits where a shallow clone ends, which it keeps in a file; none in a whole one."""
        output = self._output("rev-parse", "--git-path", "shallow")
        if output is None:
            return None
        return shallow_commits(self.root / os.fsdecode(output.removesuffix(b"\n")))

    def _open_times(self) -> CommitTimes:
        from mdcheck.repository.times import CommitTimes  # late: few checks ask for times

        return CommitTimes(output=self._output, ends=self._ask_ends() or frozenset())


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]
