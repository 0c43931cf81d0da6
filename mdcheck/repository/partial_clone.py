"""A clone of another machine's repository that holds a few commits, their trees, and the files that were asked for."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.errors import GitError, WriteError
from mdcheck.repository.discovery import shallow_commits
from mdcheck.repository.state import checked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mdcheck.repository.git import Answer, Ask
    from mdcheck.repository.objects import Objects

_REF = "refs/mdcheck/head"
_QUIETLY = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none")
_FIRST = 2
"""Commits that a new clone has: HEAD, and what it changed."""
_NEXT = 50
"""Commits that it has later on, of which most are there already."""
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHA256 = "server sha256"
_EMPTY = "couldn't find remote ref HEAD"


class EmptyError(GitError):
    """The repository has no commit that HEAD names."""


class PartialClone(NamedTuple):
    """The clone in a folder that is mdcheck's alone. Its configuration holds neither the address nor credentials."""

    root: Path
    ask: Ask
    """Reads it."""
    fetch: Ask
    """Fetches into it."""
    objects: Objects

    def remote_head(self) -> str:
        """The full id of the remote's HEAD, for one question to it. Raises GitError; EmptyError where it has none."""
        answer = self._answered(self.fetch(self.root, "ls-remote", "origin", "HEAD"))
        commit = answer.stdout.partition(b"\t")[0].decode("ascii", "replace")
        if not commit:
            raise _empty()
        if not _ID.fullmatch(commit):
            raise GitError("the server gives HEAD no proper id", fix="see whether the address is that of a repository")
        return commit

    def exists(self) -> bool:
        return not self.root.is_symlink() and (self.root / "HEAD").is_file()

    def head(self) -> str | None:
        """The full id of the HEAD that was fetched last."""
        answer = self.ask(self.root, "rev-parse", "--quiet", "--verify", f"{_REF}^{{commit}}")
        return answer.line if answer.ok else None

    def update(self) -> str:
        """Fetch HEAD, into a new clone if there is none; its full id. Raises GitError and WriteError."""
        if not self.exists():
            return self._create()
        self._answered(self._fetch(self.root, f"--depth={_NEXT}", "--force", "origin", f"+HEAD:{_REF}"))
        return self._head_of(self.root)

    def bring(self, blobs: Sequence[str]) -> None:
        """Fetch these files in one go."""
        stdin = "".join(f"{blob}\n" for blob in blobs).encode()
        self._answered(self._fetch(self.root, "--stdin", "origin", stdin=stdin))

    def deepen(self, commits: int) -> bool:
        """Fetch so many commits from HEAD on; False where all of them are here."""
        if not self.ends():
            return False
        self._answered(self._fetch(self.root, f"--depth={commits}", "--force", "origin", self._head_of(self.root)))
        return True

    def ends(self) -> frozenset[str]:
        """The commits behind which history was cut off."""
        return shallow_commits(self.root / "shallow")

    def remove(self) -> None:
        """Raises WriteError."""
        self.objects.close()
        for folder in (self.root, self._new):
            with suppress(FileNotFoundError):
                _remove(folder)

    @property
    def _new(self) -> Path:
        return self.root.with_name("new.git")

    def _create(self) -> str:
        """A clone gets its name once it is whole: an mdcheck that is killed leaves none that is half done."""
        self.remove()
        try:
            return self._create_as("sha1")
        except GitError as error:
            if _SHA256 not in error.message:
                raise
        _remove(self._new)
        return self._create_as("sha256")

    def _create_as(self, form: str) -> str:
        self._new.mkdir()
        made = self.fetch(self._new, "init", "-q", "--bare", "--template=", f"--object-format={form}")
        if not made.ok:
            raise WriteError(f"can't be written: {made.stderr.strip()}", where=str(self._new), fix="make room there")
        self._answered(self._fetch(self._new, f"--depth={_FIRST}", "origin", f"+HEAD:{_REF}"))
        self._new.rename(self.root)
        return self._head_of(self.root)

    def _head_of(self, root: Path) -> str:
        return checked(self.ask(root, "rev-parse", "--verify", f"{_REF}^{{commit}}")).line

    def _fetch(self, root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
        # A file that is wanted is no reason to tell the server what is here.
        settings = ("-c", "fetch.negotiationAlgorithm=noop") if stdin else ()
        return self.fetch(root, *settings, "fetch", "-q", *_QUIETLY, *arguments, stdin=stdin)

    def _answered(self, answer: Answer) -> Answer:
        if answer.ok:
            return answer
        if _EMPTY in answer.stderr:
            raise _empty()
        if answer.status < 0 or "file too large" in answer.stderr.lower() or "signal 25" in answer.stderr:
            raise GitError("what the server sends is too large", fix="see what it holds, or leave the repository out")
        words = " ".join(line for line in answer.stderr.splitlines() if not line.startswith("warning: "))
        raise GitError(words or "git failed and gave no reason", fix="see that you can clone it: git clone ADDRESS")


def _empty() -> EmptyError:
    return EmptyError("nothing is committed: HEAD names no commit", fix="commit the checklist there, or leave it out")


def _remove(folder: Path) -> None:
    try:
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink()
    except FileNotFoundError:
        raise
    except OSError as error:
        fix = f"remove it: rm -r {folder}"
        raise WriteError(f"can't be removed: {error.strerror}", where=str(folder), fix=fix) from error
