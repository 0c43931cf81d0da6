"""The versions of a checklist in git: which commits made them, and their contents in one go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.errors import GitError, UsageError
from mdcheck.repository.discovery import shallow_commits
from mdcheck.repository.git import literal, read, read_for_commit
from mdcheck.repository.state import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mdcheck.repository.discovery import Repository

_REGULAR = (b"100644", b"100755")
_DIFF = ("--no-ext-diff", "--ignore-submodules=dirty")
"""No programs, neither of the repository nor of its submodules: git would run `git status` in each of them."""
_FIELDS = "%H%x00%ct%x00%B"
_FLAGS = (
    "--raw",
    "--no-abbrev",
    "-z",
    "--encoding=UTF-8",
    "--no-color",
    "--no-show-signature",
    "--no-ext-diff",
    f"--format={_FIELDS}",
)
_RANGE = re.compile(r"(?P<left>.*?)(?P<dots>\.{2,3})(?P<right>.*)", re.DOTALL)


class Revision(NamedTuple):
    """One commit that touched the checklist."""

    commit: str
    """The full id."""
    time: int
    """When it was committed: seconds since the epoch."""
    message: str
    name: str
    """The file's name in this commit, from the repository's root."""
    former: str
    """Its name before: another one where the commit renamed it."""
    before: str | None
    """The blob that the commit replaced; None where there was none, or no regular file."""
    merged: tuple[str | None, ...]
    """Of a merge: the blobs of its other parents."""
    blob: str | None
    """The blob that it left; None where it took the file away."""

    @property
    def blobs(self) -> tuple[str | None, ...]:
        """All versions that it takes to see what the commit did."""
        return (self.before, *self.merged, self.blob)

    @property
    def subject(self) -> str:
        return self.message.lstrip("\n").split("\n", 1)[0]


class Range(NamedTuple):
    """What `A..B`, `A...B` or `A` asks to be compared."""

    before: str
    """A full commit id."""
    after: str | None
    """A full commit id; None for the working tree."""
    names: tuple[str, str]
    """The two sides as the person named them."""


def is_range(word: str) -> bool:
    return ".." in word and not word.startswith(("./", "../", "/"))


def read_range(repository: Repository, words: str) -> Range:
    """The commits that `words` name; raises UsageError where there are none."""
    found = _RANGE.fullmatch(words) if is_range(words) else None
    if found is None:
        return Range(before=commit_id(repository, words), after=None, names=(words, "working tree"))
    left, right = found["left"] or "HEAD", found["right"] or "HEAD"
    before, after = commit_id(repository, left), commit_id(repository, right)
    if len(found["dots"]) == len("..."):
        before, left = _merge_base(repository, before, after, words), f"merge base of {left} and {right}"
    return Range(before=before, after=after, names=(left, right))


def commit_id(repository: Repository, revision: str) -> str:
    """The full id of the commit that `revision` names; raises UsageError where it names none."""
    fix = "name a branch, a tag or a commit (`git log --oneline` lists them)"
    if revision.startswith("-"):
        raise UsageError(f"“{revision}” is no revision: none begins with a hyphen", fix=fix)
    answer = read(repository.root, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if answer.ok:
        return answer.line
    if revision == "HEAD":
        raise UsageError("there is no commit yet to compare with", fix="commit the checklist first")
    if read(repository.root, "rev-parse", "--is-shallow-repository").line == "true":
        fix = "this clone is shallow: fetch more of it (`git fetch --unshallow`), or name a commit that it has"
    raise UsageError(f"git knows no revision “{revision}”", fix=fix)


def is_revision(repository: Repository, word: str) -> bool:
    try:
        commit_id(repository, word)
    except UsageError:
        return False
    return True


def blob_at(repository: Repository, commit: str, name: str) -> str | None:
    """The blob of the file in a commit; None where the commit has no such regular file."""
    answer = checked(read(repository.root, "ls-tree", "-z", "--full-tree", commit, "--", literal(name)))
    fields = answer.stdout.partition(b"\t")[0].split(b" ")
    return fields[2].decode() if fields[0] in _REGULAR else None


def regular_files(repository: Repository, commit: str) -> dict[str, str]:
    """The blob of each regular file in a commit, by its name from the root."""
    output = checked(read(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit)).stdout
    records = (record.partition(b"\t") for record in output.split(b"\0") if record)
    return {_text(name): head.split(b" ")[2].decode() for head, _, name in records if head.split(b" ")[0] in _REGULAR}


def changed_files(repository: Repository, before: str, after: str | None) -> dict[str, tuple[str | None, str | None]]:
    """The blobs of each tracked file that differs, by its name from the root; None where a side has no such file.

    Without `after` the other side is the working tree, whose blobs git does not know: they are None as well.
    """
    sides = (before,) if after is None else (before, after)
    flags = ("--raw", "-z", "--no-abbrev", "--no-renames", *_DIFF)
    fields = checked(read(repository.root, "diff", *flags, *sides, "--")).stdout.split(b"\0")
    found: dict[str, tuple[str | None, str | None]] = {}
    for head, name in zip(fields[::2], fields[1::2], strict=False):
        old_mode, new_mode, old, new, _ = head.lstrip(b":").split(b" ")
        blobs = ((old_mode, old), (new_mode, new))
        one, other = (blob.decode() if mode in _REGULAR and blob.strip(b"0") else None for mode, blob in blobs)
        found[_text(name)] = (one, other)
    return found


def line_changes(repository: Repository, before: str) -> dict[str, tuple[int, int]]:
    """The lines added to and removed from each tracked file since the commit, by its name; -1 for a binary file."""
    flags = ("--numstat", "-z", "--no-renames", "--no-textconv", *_DIFF)
    output = checked(read(repository.root, "diff", *flags, before, "--")).stdout
    rows = (record.split(b"\t", 2) for record in output.split(b"\0") if record)
    return {_text(name): (_lines(added), _lines(removed)) for added, removed, name in rows}


def _lines(number: bytes) -> int:
    return int(number) if number.isdigit() else -1


def patch(repository: Repository, before: str, names: Iterable[str]) -> str:
    """What differs in files of the working tree since the commit, as a unified diff."""
    flags = ("--no-color", "--no-renames", "--no-textconv", *_DIFF)
    answer = checked(read(repository.root, "diff", *flags, before, "--", *map(literal, names)))
    return answer.stdout.decode("utf-8", "replace")


def renames(repository: Repository, before: str, after: str | None = None) -> dict[str, str]:
    """The later names of files that git takes for renamed since the commit `before`, by their former ones."""
    sides = (before,) if after is None else (before, after)
    flags = ("--raw", "-z", "--no-abbrev", "--find-renames", "--diff-filter=R", *_DIFF)
    fields = checked(read(repository.root, "diff", *flags, *sides, "--")).stdout.split(b"\0")
    found = zip(fields[::3], fields[1::3], fields[2::3], strict=False)
    return {_text(old): _text(new) for head, old, new in found if head.startswith(b":")}


def former_name(repository: Repository, before: str, after: str | None, name: str) -> str | None:
    """What git takes for the file's name in the commit `before`, where it lacks `name` there."""
    return next((old for old, new in renames(repository, before, after).items() if new == name), None)


def revisions(  # noqa: PLR0913 - the ways to ask for a past
    repository: Repository,
    name: str,
    commit: str,
    *,
    since: str | None = None,
    first_parent: bool = False,
    changing: str = "",
    every_branch: bool = False,
) -> tuple[Revision, ...]:
    """The commits that touched the file, newest first, its renames followed; only those behind `since` if it is given.

    A copy of another file is new: nobody has ticked or signed anything in it before.

    `changing` keeps those that add or remove a line with a match of that POSIX expression.

    A merge is one of them if its version is none of those that it merged. With `first_parent` it stands for all the
    commits that it brought. With `every_branch` there are also those of branches of which a merge took nothing.
    """
    walk = ("--first-parent", "--diff-merges=first-parent") if first_parent else ("-c", "--topo-order")
    ends = (commit,) if since is None else (commit, f"^{since}")
    narrow = (*((f"-G{changing}",) if changing else ()), *(("--full-history",) if every_branch else ()))
    answer = checked(read(repository.root, "log", "--follow", *walk, *narrow, *_FLAGS, *ends, "--", literal(name)))
    return tuple(_revisions(answer.stdout))


def brought(repository: Repository, commit: str) -> frozenset[str]:
    """The commit, and for a merge all that it brought to the branch of its first parent."""
    answer = checked(read(repository.root, "rev-list", commit, f"^{commit}^1"))
    return frozenset(answer.stdout.decode("ascii").split())


def last_revision(repository: Repository, name: str, commit: str) -> Revision | None:
    """The last commit up to `commit` that changed the file."""
    answer = checked(read(repository.root, "log", "-1", "-c", *_FLAGS, commit, "--", literal(name)))
    return next(_revisions(answer.stdout), None)


def commit_time(repository: Repository, commit: str) -> int:
    """When it was committed: seconds since the epoch."""
    return int(checked(read(repository.root, "log", "-1", "--no-show-signature", "--format=%ct", commit)).line)


def authors(repository: Repository, commits: Iterable[str]) -> dict[str, str]:
    """The author of each commit, such as `Ada Lovelace <ada@example.org>`; `.mailmap` is not applied."""
    asked = "".join(f"{commit}\n" for commit in sorted(commits)).encode()
    if not asked:
        return {}
    fields = "--format=%H%x00%an <%ae>"
    flags = ("--no-walk=unsorted", "--encoding=UTF-8", "--no-color", "--no-show-signature", "--stdin")
    output = checked(read(repository.root, "log", fields, *flags, stdin=asked)).stdout
    pairs = (line.split("\0", 1) for line in output.decode("utf-8", "replace").split("\n") if line)
    return {commit: author for commit, author in pairs}  # noqa: C416 - dict() takes no lists for pairs


def shallow_ends(repository: Repository) -> frozenset[str]:
    """The commits where a shallow clone ends, each of which seems to have made all its files; none in a whole one."""
    return shallow_commits(repository.root / checked(read(repository.root, "rev-parse", "--git-path", "shallow")).line)


def contents(repository: Repository, blobs: Iterable[str | None]) -> dict[str, bytes]:
    """The blobs' bytes as git keeps them (line ends may differ from the work tree's), asked for in one process."""
    wanted = [blob for blob in dict.fromkeys(blobs) if blob is not None]
    if not wanted:
        return {}
    asked = "".join(f"{blob}\n" for blob in wanted).encode()
    return batch_contents(checked(read(repository.root, "cat-file", "--batch", stdin=asked)).stdout, wanted)


def checked_out(repository: Repository, path: Path, version: str = "HEAD", *, for_commit: bool = False) -> bytes | None:
    """The file's bytes at a version, as git would check them out; None where it has no such file.

    The filters that the repository names are run only `for_commit`. Raises GitError where git can't give the file.
    """
    name = repository.locate(path)
    if name is None:
        return None
    blob = f"{version}:{name}"
    if not read(repository.root, "rev-parse", "--quiet", "--verify", blob).ok:
        return None
    ask = read_for_commit if for_commit else read
    return checked(ask(repository.root, "cat-file", "--filters", blob)).stdout


def batch_contents(stdout: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The contents in what `git cat-file --batch` prints, which are those of `wanted`. Raises GitError."""
    found: dict[str, bytes] = {}
    position = 0
    for blob in wanted:
        end = stdout.index(b"\n", position)
        head = stdout[position:end].split(b" ")
        if len(head) != 3:  # noqa: PLR2004 - `<id> <type> <size>`, or `<id> missing`
            raise GitError(f"git lacks the version {blob} of the file", fix="run `git fsck`, or fetch it again")
        position = end + 1 + int(head[2])
        found[blob] = stdout[end + 1 : position]
        position += 1
    return found


def _merge_base(repository: Repository, before: str, after: str, words: str) -> str:
    answer = read(repository.root, "merge-base", before, after)
    if not answer.ok:
        fix = "compare them with two dots, or fetch what joins them (`git fetch --unshallow`)"
        raise UsageError(f"“{words}” names commits that have no common ancestor here", fix=fix)
    return answer.line


def _revisions(output: bytes) -> Iterator[Revision]:
    """Read `git log -z --raw`: three fields, then for each change its record and one name, or two of a rename."""
    fields = iter(output.split(b"\0"))
    commit = ("", 0, "")
    for field in fields:
        head = field.strip(b"\n")
        if head.startswith(b":"):
            former = next(fields)
            status = b"" if head.startswith(b"::") else head.rsplit(b" ", 1)[1][:1]
            if status == b"C":  # git goes on with the past of the other file, which is still there
                name = next(fields)
                yield _revision(commit, head, name, name)._replace(before=None)
                return
            yield _revision(commit, head, former, next(fields) if status == b"R" else former)
        elif head:
            commit = (head.decode(), int(next(fields)), next(fields).decode("utf-8", "replace"))


def _revision(commit: tuple[str, int, str], record: bytes, former: bytes, name: bytes) -> Revision:
    """The record has a mode and a blob for each parent, and then those of the commit itself."""
    words = record.lstrip(b":").split(b" ")
    parents = (len(words) - 3) // 2
    modes, ids = words[: parents + 1], words[parents + 1 : -1]
    *before, blob = (one.decode() if mode in _REGULAR else None for mode, one in zip(modes, ids, strict=True))
    return Revision(
        commit=commit[0],
        time=commit[1],
        message=commit[2],
        name=_text(name),
        former=_text(former),
        before=before[0],
        merged=tuple(before[1:]),
        blob=blob,
    )


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
