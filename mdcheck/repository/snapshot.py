"""A checklist as the HEAD of any repository has it: read in place, or in a clone that has little more than that.

All of it may be hostile. Sizes are asked for before contents, and nothing of the repository is executed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from mdcheck.errors import GitError
from mdcheck.repository.state import checked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mdcheck.repository.git import Ask
    from mdcheck.repository.objects import Object, Objects

_REGULAR = ("100644", "100755")
_TRAILER = "^Mdcheck-(Score|Verdict|Completion): "
_FIELDS = 3
_LACKING = "run `git fsck` there, or fetch it again"
_COMMIT = 1024 * 1024
_ROOT = 64 * 1024 * 1024
"""Bytes of the list of what stands at the root."""


class Place(Protocol):
    """A repository that can be read."""

    @property
    def root(self) -> Path: ...

    @property
    def ask(self) -> Ask: ...

    @property
    def objects(self) -> Objects: ...

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
    objects: Objects

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
    found = place.objects.find("HEAD^{commit}", _COMMIT)
    if found is not None:
        return found.id
    named = place.ask(place.root, "rev-parse", "--quiet", "--verify", "HEAD")
    if named.ok:
        raise GitError(f"HEAD names {named.line}, and git has no such commit", fix=_LACKING)
    return None


def files_at(place: Place, commit: str, names: Sequence[str] = (), *, below: bool = False) -> dict[str, str]:
    """The blob of each regular file at the root, by its name; of these files only, if `names` are given.

    With `below`, also of those in folders. Raises GitError.
    """
    if not names and not below:
        return _files_at_root(place, commit)
    recurse = ("-r",) if below else ()
    literal = tuple(f":(literal){name}" for name in names)
    answer = checked(place.ask(place.root, "ls-tree", "-z", "--full-tree", *recurse, commit, "--", *literal))
    found = {}
    for record in answer.stdout.removesuffix(b"\0").split(b"\0") if answer.stdout else ():
        facts, _, name = record.partition(b"\t")
        mode, _, blob = facts.decode("ascii").split()
        if mode in _REGULAR:
            found[name.decode("utf-8", "surrogateescape")] = blob
    return found


def _files_at_root(place: Place, commit: str) -> dict[str, str]:
    """As `files_at`, from the tree itself: of each entry the mode, a space, the name, a zero and the id's bytes."""
    tree = place.objects.find(f"{commit}^{{tree}}", _ROOT)
    if tree is None:
        raise _lacking(f"{commit}^{{tree}}")
    if tree.content is None:
        message = f"the list of what stands at its root takes {tree.size:,} bytes"
        raise GitError(message, fix="leave the repository out")
    found, begin, length = {}, 0, len(commit) // 2
    while begin < len(tree.content):
        end = tree.content.index(b"\0", begin) + 1
        mode, _, name = tree.content[begin : end - 1].decode("utf-8", "surrogateescape").partition(" ")
        begin = end + length
        if mode in _REGULAR:
            found[name] = tree.content[end:begin].hex()
    return found


def contents(place: Place, limits: Mapping[str, int]) -> dict[str, bytes | int]:
    """The bytes of each blob, or its size where that is beyond the blob's limit. Raises GitError."""
    found = {blob: place.objects.find(blob, limit) for blob, limit in limits.items()}
    missing = [blob for blob, it in found.items() if it is None]
    if missing:
        place.bring(missing)
        found |= {blob: place.objects.find(blob, limits[blob]) for blob in missing}
    return {blob: _content(blob, it) for blob, it in found.items()}


def _content(blob: str, found: Object | None) -> bytes | int:
    if found is None:
        raise _lacking(blob)
    return found.size if found.content is None else found.content


def _lacking(name: str) -> GitError:
    return GitError(f"git lacks the object {name}", fix=_LACKING)


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
    output = checked(place.ask(place.root, "log", *flags, *form, commit, "--", f":(top,literal){name}")).stdout
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
