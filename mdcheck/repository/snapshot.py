"""A checklist as the HEAD of any repository has it: read in place, or in a clone that has little more than that.

All of it may be hostile. Sizes are asked for before contents, and nothing of the repository is executed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mdcheck.errors import GitError
from mdcheck.late import late_pattern
from mdcheck.repository.state import told
from mdcheck.repository.versions import batch_contents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mdcheck.repository.git import Answer, Ask

_REGULAR = ("100644", "100755")
_TRAILER = "^Mdcheck-(Score|Verdict|Completion): "
_FIELDS = 3
_ADVICE = late_pattern(r"^\s*(git config --global --add safe\.directory .+)$", re.MULTILINE)
_EVER = (
    ("not a git repository", "it is no git repository", "name the folder that holds .git, or a bare repository"),
    ("must be run in a work tree", "it is no git repository", "name the folder that holds .git"),
    ("cannot change to", "there is no such folder", "correct the address"),
)
"""What git says, and what a person is told."""


class Place(Protocol):
    """A repository that can be read."""

    @property
    def root(self) -> Path: ...

    @property
    def ask(self) -> Ask: ...

    @property
    def sizes(self) -> dict[str, int] | None:
        """The sizes of files that are known by the way; None where git would have to fetch a file to tell its size."""
        ...

    def bring(self, blobs: Sequence[str]) -> None:
        """See to it that these objects are here. Raises GitError."""
        ...

    def deepen(self, commits: int) -> bool:
        """See to it that so many commits are here; False where all of them are."""
        ...

    def ends(self) -> frozenset[str]:
        """The commits behind which history is not here."""
        ...


class Local(NamedTuple):
    """A repository on this machine: nothing has to be fetched."""

    root: Path
    ask: Ask
    sizes: dict[str, int]

    def bring(self, blobs: Sequence[str]) -> None:
        """They are here, or git says so."""

    def deepen(self, commits: int) -> bool:  # noqa: ARG002 - a clone goes by it
        return False

    def ends(self) -> frozenset[str]:
        return frozenset()


class Update(NamedTuple):
    """A commit with mdcheck's trailers that changed the checklist."""

    commit: str
    time: int
    """Seconds since the epoch."""
    message: str
    blob: str
    """The checklist in it."""


def head(place: Place) -> str | None:
    """The full id of the commit at HEAD; None where nothing is committed. Raises GitError."""
    answer = place.ask(place.root, "rev-parse", "--quiet", "--verify", "--end-of-options", "HEAD^{commit}")
    if answer.ok:
        return answer.line
    if words := answer.stderr.strip():
        raise _refusal(words)
    return None


def _refusal(words: str) -> GitError:
    if advice := _ADVICE().search(words):
        return GitError("git does not trust it: it belongs to another user", fix=f"if you trust it: {advice[1]}")
    for sign, message, fix in _EVER:
        if sign in words:
            return GitError(message, fix=fix)
    return GitError(words, fix="correct what git says")


def files_at(place: Place, commit: str, names: Sequence[str] = (), *, below: bool = False) -> dict[str, str]:
    """The blob of each regular file at the root, by its name; of these files only, if `names` are given.

    With `below`, also of those in folders. Raises GitError.
    """
    recurse = ("-r",) if below else ()
    literal = tuple(f":(literal){name}" for name in names)
    words = ("ls-tree", "-z", "--full-tree", *recurse)
    answer = None if place.sizes is None else place.ask(place.root, *words, "-l", commit, "--", *literal)
    if answer is None or not answer.ok:  # the latter where a part of the files is elsewhere
        answer = told(place.ask(place.root, *words, commit, "--", *literal))
    found = {}
    for record in answer.stdout.removesuffix(b"\0").split(b"\0") if answer.stdout else ():
        facts, _, name = record.partition(b"\t")
        mode, *rest = facts.decode("ascii").split()
        if mode not in _REGULAR:
            continue
        found[name.decode("utf-8", "surrogateescape")] = rest[1]
        if place.sizes is not None and len(rest) == _FIELDS:
            place.sizes[rest[1]] = int(rest[2])
    return found


def contents(place: Place, limits: Mapping[str, int]) -> dict[str, bytes | int]:
    """The bytes of each blob, or its size where that is beyond the blob's limit. Raises GitError."""
    if not limits:
        return {}
    place.bring(tuple(limits))
    sizes = place.sizes if place.sizes and place.sizes.keys() >= limits.keys() else _sizes(place, limits)
    fit = [blob for blob, limit in limits.items() if sizes[blob] <= limit]
    read = batch_contents(told(_batch(place, "--batch", fit)).stdout, fit) if fit else {}
    return {blob: read.get(blob, sizes[blob]) for blob in limits}


def _sizes(place: Place, blobs: Mapping[str, int]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for line in told(_batch(place, "--batch-check", blobs)).stdout.decode("ascii", "replace").splitlines():
        fields = line.split(" ")
        if len(fields) != _FIELDS:
            raise GitError(f"git lacks the object {fields[0]}", fix="run `git fsck` there, or fetch it again")
        sizes[fields[0]] = int(fields[2])
    return sizes


def _batch(place: Place, form: str, blobs: Mapping[str, int] | Sequence[str]) -> Answer:
    return place.ask(place.root, "cat-file", form, stdin="".join(f"{blob}\n" for blob in blobs).encode())


DEPTHS = (50, 500)
"""How many commits are fetched to look for the newest update, one number after the other."""


def last_update(place: Place, commit: str, name: str, *, depths: Sequence[int] = DEPTHS) -> Update | None:
    """The newest commit with mdcheck's trailers that changed the file; None where none is found. Raises GitError."""
    for depth in (*depths, 0):
        found = _last_update(place, commit, name)
        # Where history was cut off, a commit seems to have made all its files.
        if found is not None and found.commit not in place.ends():
            return found
        if not depth or not place.deepen(depth):
            break
    return None


def _last_update(place: Place, commit: str, name: str) -> Update | None:
    flags = ("-1", "--no-show-signature", "--no-ext-diff", "--encoding=UTF-8", "--no-color", "--extended-regexp")
    form = ("--format=%H%x00%ct%x00%B", "--raw", "-c", "--root", "--no-abbrev", "-z", f"--grep={_TRAILER}")
    output = told(place.ask(place.root, "log", *flags, *form, commit, "--", f":(top,literal){name}")).stdout
    if not output:
        return None
    commit_id, time, rest = output.split(b"\0", 2)
    message, _, record = rest.partition(b"\0")
    words = record.lstrip(b"\n").split(b"\0", 1)[0].split(b" ")
    return Update(
        commit=commit_id.decode(),
        time=int(time),
        message=message.decode("utf-8", "replace"),
        blob=words[-2].decode() if len(words) > _FIELDS else "",
    )
