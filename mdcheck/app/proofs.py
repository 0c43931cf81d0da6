"""What stands behind signatures and waivers: the commits that brought their records, their authors and signers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mdcheck.app.kept import Kept, Stored
from mdcheck.app.past_records import PastRecords
from mdcheck.document.blocks.dates import day_of
from mdcheck.errors import GitError, UsageError
from mdcheck.repository.discovery import NoRepository, open_repository, require_repository
from mdcheck.repository.signed_commits import verify
from mdcheck.repository.versions import authors, blob_at, commit_id, contents, revisions, shallow_ends
from mdcheck.results.people.keys import key_of
from mdcheck.results.people.person import address_key, read_person
from mdcheck.results.people.signature import Signature
from mdcheck.results.people.signoff import Proven
from mdcheck.results.people.waiver import Waiver
from mdcheck.results.proof import Proof
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.signed_commits import Verified
    from mdcheck.repository.versions import Revision
    from mdcheck.results.people.policy import Policy

_Record = TypeVar("_Record", Signature, Waiver)
_SCHEMA = 3
_AT_ONCE = 50
"""Commits whose versions are asked for together: a record is most often among the newest."""
_UNSHALLOW = "fetch all of the history (`git fetch --unshallow`; `fetch-depth: 0`)"


class Bringing(NamedTuple):
    """The commits that brought records, by the keys of these, and the records that are at HEAD."""

    revisions: Mapping[str, Revision]
    at_head: frozenset[str]
    revived: Mapping[str, Revision] = MappingProxyType({})
    """The commits that took records out which a merge put back, although one of its sides had them no more."""


def proven(
    path: Path, records: Sequence[_Record], asked: Proof, policy: Policy, session: Session
) -> Mapping[_Record, Proven]:
    """What git knows of each record of the checklist; nothing where claims are enough."""
    if asked is Proof.CLAIMED or not records:
        return {}
    try:
        return dict(_proven(path, records, asked, policy, session))
    except GitError as error:
        told = f"{error.message}; {error.fix}" if error.fix else error.message
        return {one: Proven(problem=told, unknown=True) for one in records}


def _proven(
    path: Path, records: Sequence[_Record], asked: Proof, policy: Policy, session: Session
) -> Iterator[tuple[_Record, Proven]]:
    repository = require_repository(path)
    found = bringing(repository, path, frozenset(key_of(one) for one in records if one.of), session)
    commits = {key: revision.commit for key, revision in found.revisions.items()}
    brought_by = authors(repository, commits.values())
    ends = shallow_ends(repository)
    signers = _signers(repository, commits.values(), policy) if asked is Proof.SIGNED else None
    for record in records:
        key = key_of(record)
        commit = commits.get(key, "")
        if not record.of:
            yield record, Proven(problem=f"it does not say what it is for (`of`): {_again(record)} fix that")
        elif key not in found.at_head:
            yield record, Proven(problem="it is not committed yet: commit it")
        elif key in found.revived:
            what = f"the commit {short_id(found.revived[key].commit)} took it out, and a merge put it back"
            yield record, Proven(problem=f"{what}: {_again(record)} prove it")
        elif not commit or commit in ends:
            what = "the clone is shallow, so nobody can tell who brought it"
            yield record, Proven(problem=f"{what}: {_UNSHALLOW}", unknown=True)
        else:
            yield record, _by_commit(record, commit, brought_by[commit], signers)


def _again(record: Signature | Waiver) -> str:
    command = "sign --again" if isinstance(record, Signature) else "waive"
    return f"`mdcheck {command}` and a commit of one's own"


def _by_commit(record: _Record, commit: str, author: str, signers: Mapping[str, Verified] | str | None) -> Proven:
    """What the commit that brought the record proves; without `signers`, who signed it was not asked."""
    short = short_id(commit)
    if _address(author) != record.by.key:
        told = f"the commit {short} brought it, whose author is {author}: {_again(record)} prove it"
        return Proven(problem=told)
    if signers is None:
        return Proven(Proof.COMMITTED)
    if isinstance(signers, str):
        return Proven(Proof.COMMITTED, problem=signers, unknown=True)
    verified = signers[commit]
    if record.by.key in verified.signers:
        return Proven(Proof.SIGNED)
    said = verified.problem or f"it is signed by {', '.join(verified.signers)}"
    return Proven(Proof.COMMITTED, problem=f"of the commit {short} git says that {said}: {_again(record)} prove it")


def _signers(repository: Repository, commits: Iterable[str], policy: Policy) -> Mapping[str, Verified] | str:
    """Who has signed the commits, or why that is unknown."""
    if policy.keys.problem:
        return policy.keys.problem
    try:
        return verify(repository, commits, policy.signoff.format, policy.keys)
    except GitError as error:
        return f"{error.message}; {error.fix}"


def _address(author: str) -> str:
    try:
        return read_person(author).key
    except ValueError:
        return address_key(author.rpartition("<")[2].partition(">")[0].strip())


def given_on(path: Path, waivers: Iterable[Waiver], session: Session) -> Mapping[Waiver, date]:
    """The days on which waivers were committed; those that are not committed, or unknown, have none."""
    repository = open_repository(path)
    if isinstance(repository, NoRepository):
        return {}
    keys = {one: key_of(one) for one in waivers}
    try:
        found = bringing(repository, path, frozenset(keys.values()), session).revisions
    except GitError:
        return {}
    return {one: day_of(found[key].time) for one, key in keys.items() if key in found}


def bringing(repository: Repository, path: Path, wanted: frozenset[str], session: Session) -> Bringing:
    """The newest commits in which the records came to be there: in the file, and in none of its parents.

    The history has a commit before its parents, so that a record which is found taken out first was not brought since.
    """
    name = repository.locate(path)
    try:
        head = commit_id(repository, "HEAD")
    except UsageError:  # nothing is committed yet
        return Bringing({}, frozenset())
    blob = None if name is None else blob_at(repository, head, name)
    if name is None or blob is None:
        return Bringing({}, frozenset())
    past = _Past(repository, session)
    past.fetch([blob])
    left = wanted & past.keys(blob)
    at_head = left
    found: dict[str, Revision] = {}
    revived: dict[str, Revision] = {}
    history = revisions(repository, name, head, every_branch=True) if left else ()
    for start in range(0, len(history), _AT_ONCE):
        some = history[start : start + _AT_ONCE]
        past.fetch(blob for revision in some for blob in revision.blobs)
        for revision in some:
            new = left & past.brought(revision)
            found |= dict.fromkeys(new, revision)
            gone = (left - new) & past.taken_out(revision)
            revived |= dict.fromkeys(gone, revision)
            left -= new | gone
        if not left:
            break
    past.save()
    return Bringing(found, at_head, revived)


class _Past:
    """The keys of the records in versions of checklists, kept by blob."""

    def __init__(self, repository: Repository, session: Session) -> None:
        self._repository = repository
        self._kept = Kept("signatures", _SCHEMA, repository, session.environ, Stored[tuple[str, ...]])
        self._asked: dict[str, tuple[str, ...]] = {}
        self._read = PastRecords()

    def fetch(self, blobs: Iterable[str | None]) -> None:
        """Read the versions that are not known yet, asked for in one go."""
        wanted = [blob for blob in blobs if blob is not None and blob not in self._asked]
        unknown = [blob for blob in wanted if blob not in self._kept.known]
        data = contents(self._repository, unknown)
        for blob in wanted:
            self._asked[blob] = self._kept.known.get(blob) or self._read.keys(data.get(blob, b""))

    def keys(self, blob: str | None) -> frozenset[str]:
        return frozenset() if blob is None else frozenset(self._asked[blob])

    def brought(self, revision: Revision) -> frozenset[str]:
        """The records that the commit has, and none of its parents."""
        before = frozenset().union(*map(self.keys, (revision.before, *revision.merged)))
        return self.keys(revision.blob) - before

    def taken_out(self, revision: Revision) -> frozenset[str]:
        """The records that the commit took out of the file, which is still there; merges have none of their own."""
        if revision.merged or revision.blob is None:
            return frozenset()
        return self.keys(revision.before) - self.keys(revision.blob)

    def save(self) -> None:
        self._kept.save(self._asked)
