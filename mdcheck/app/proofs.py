"""What stands behind signatures: the commits that brought their records, the authors of these, and who signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.kept import Kept, Stored
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import GitError, SourceError, UsageError
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.signed_commits import verify
from mdcheck.repository.versions import authors, blob_at, commit_id, contents, revisions, shallow_ends
from mdcheck.results.people.person import read_person
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import key_of, read_signature
from mdcheck.results.people.signoff import Proven
from mdcheck.results.signed import Proof

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Record
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.signed_commits import Verified
    from mdcheck.repository.versions import Revision
    from mdcheck.results.people.policy import Policy
    from mdcheck.results.people.signature import Signature

_SCHEMA = 1
_AT_ONCE = 50
"""Commits whose versions are asked for together: a record is most often among the newest."""
_SHORT = 7
_AGAIN = "`mdcheck sign --again` and a commit of one's own"
_UNSHALLOW = "fetch all of the history (`git fetch --unshallow`; `fetch-depth: 0`)"


class Bringing(NamedTuple):
    """The commits that brought records, by the keys of these, and the records that are at HEAD."""

    revisions: Mapping[str, Revision]
    at_head: frozenset[str]


def proven(opened: Opened, session: Session) -> Mapping[int, Proven]:
    """What git knows of each signature of the checklist, by its line; nothing where the policy goes by claims."""
    signatures = [one for check in opened.checks.values() for one in check.signatures]
    if opened.policy is None or opened.policy.signoff.proof is Proof.CLAIMED or not signatures:
        return {}
    try:
        return {one.line: proof for one, proof in _proven(opened, signatures, opened.policy, session)}
    except GitError as error:
        told = f"{error.message}; {error.fix}" if error.fix else error.message
        return {one.line: Proven(problem=told, unknown=True) for one in signatures}


def _proven(
    opened: Opened, signatures: Iterable[Signature], policy: Policy, session: Session
) -> Iterator[tuple[Signature, Proven]]:
    repository = open_repository(opened.path)
    if isinstance(repository, NoRepository):
        raise GitError(repository.reason, fix=repository.fix)
    keys = {key_of(one): one for one in signatures if one.of}
    found = bringing(repository, opened, frozenset(keys), session)
    commits = {key: revision.commit for key, revision in found.revisions.items()}
    brought_by = authors(repository, commits.values())
    ends = shallow_ends(repository)
    signers = _signers(repository, commits.values(), policy)
    for signature in signatures:
        key = key_of(signature)
        commit = commits.get(key, "")
        if not signature.of:
            yield signature, Proven(problem=f"it does not say what was signed (`of`): {_AGAIN} fix that")
        elif key not in found.at_head:
            yield signature, Proven(problem="it is not committed yet: commit it")
        elif not commit or commit in ends:
            what = "the clone is shallow, so nobody can tell who brought it"
            yield signature, Proven(problem=f"{what}: {_UNSHALLOW}", unknown=True)
        else:
            yield signature, _by_commit(signature, commit, brought_by[commit], policy, signers)


def _by_commit(
    signature: Signature, commit: str, author: str, policy: Policy, signers: Mapping[str, Verified] | str
) -> Proven:
    """What the commit that brought the record proves."""
    short = commit[:_SHORT]
    if _address(author) != signature.by.key:
        told = f"the commit {short} brought it, whose author is {author}: {_AGAIN} prove it"
        return Proven(problem=told)
    if policy.signoff.proof is not Proof.SIGNED:
        return Proven(Proof.COMMITTED)
    if isinstance(signers, str):
        return Proven(Proof.COMMITTED, problem=signers, unknown=True)
    verified = signers[commit]
    if signature.by.key in verified.signers:
        return Proven(Proof.SIGNED)
    said = verified.problem or f"it is signed by {', '.join(verified.signers)}"
    return Proven(Proof.COMMITTED, problem=f"of the commit {short} git says that {said}: {_AGAIN} prove it")


def _signers(repository: Repository, commits: Iterable[str], policy: Policy) -> Mapping[str, Verified] | str:
    """Who has signed the commits, or why nobody can tell."""
    if policy.signoff.proof is not Proof.SIGNED:
        return {}
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
        return author.rpartition("<")[2].partition(">")[0].strip().casefold()


def bringing(repository: Repository, opened: Opened, wanted: frozenset[str], session: Session) -> Bringing:
    """The newest commits in which the records came to be there: in the file, and in none of its parents."""
    name = repository.locate(opened.path)
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
    history = revisions(repository, name, head) if left else ()
    for start in range(0, len(history), _AT_ONCE):
        some = history[start : start + _AT_ONCE]
        past.fetch(blob for revision in some for blob in revision.blobs)
        for revision in some:
            new = left & past.brought(revision)
            found |= dict.fromkeys(new, revision)
            left -= new
        if not left:
            break
    past.save()
    return Bringing(found, at_head)


class _Past:
    """The keys of the signatures in versions of checklists, kept by blob."""

    def __init__(self, repository: Repository, session: Session) -> None:
        self._repository = repository
        self._kept = Kept("signatures", _SCHEMA, repository, session.environ, Stored[tuple[str, ...]])
        self._asked: dict[str, tuple[str, ...]] = {}

    def fetch(self, blobs: Iterable[str | None]) -> None:
        """Read the versions that are not known yet, asked for in one go."""
        wanted = [blob for blob in blobs if blob is not None and blob not in self._asked]
        unknown = [blob for blob in wanted if blob not in self._kept.known]
        data = contents(self._repository, unknown)
        for blob in wanted:
            self._asked[blob] = self._kept.known.get(blob) or _keys(data.get(blob, b""))

    def keys(self, blob: str | None) -> frozenset[str]:
        return frozenset() if blob is None else frozenset(self._asked[blob])

    def brought(self, revision: Revision) -> frozenset[str]:
        """The signatures that the commit has, and none of its parents."""
        before = frozenset().union(*map(self.keys, (revision.before, *revision.merged)))
        return self.keys(revision.blob) - before

    def save(self) -> None:
        self._kept.save(self._asked)


def _keys(data: bytes) -> tuple[str, ...]:
    if b"signed" not in data:  # to look for the word takes a thousandth of the time of reading it all
        return ()
    try:
        checklist = parse(Source.from_bytes(data, path=""))
    except SourceError:
        return ()
    return tuple(sorted(set(_keys_of(checklist))))


def _keys_of(checklist: Checklist) -> Iterator[str]:
    for item in checklist.items:
        for record in item.records:
            signature = _signature(record)
            if signature is not None and signature.of:
                yield key_of(signature)


def _signature(record: Record) -> Signature | None:
    """The signature of a record in a past version; None for one that can't be read."""
    if record.kind is not RecordKind.SIGNED:
        return None
    try:
        return read_signature(record, 0)
    except RecordError:
        return None
