"""What has changed since an item was last signed: its words, and the files that the signature covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.proofs import bringing
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import parse
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Source
from mdcheck.errors import GitError, SourceError
from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.workspace import below, set_name
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.versions import contents, line_changes, patch
from mdcheck.results.people.keys import key_of
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import read_signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Item
    from mdcheck.kinds.signoff import SignedItem
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.versions import Revision
    from mdcheck.results.people.signature import Signature


class FileLines(NamedTuple):
    """A covered file that has changed, with the lines that were added and removed; -1 where they can't be counted."""

    path: str
    added: int
    removed: int


class Since(NamedTuple):
    """The last signature of an item, and what has changed since the commit that brought it."""

    last: Signature
    commit: str = ""
    """Empty where git does not know it; then it is unknown what has changed."""
    words: str = ""
    """What the item said then, if it says something else now."""
    files: tuple[FileLines, ...] = ()
    diff: str = ""
    """Of the covered files."""


def since_last(opened: Opened, item: Item, kind: SignedItem, files: Sequence[str], session: Session) -> Since | None:
    """None for an item without signatures."""
    last = max(kind.signatures, key=lambda one: (one.date, one.line), default=None)
    if last is None:
        return None
    try:
        repository = open_repository(opened.path)
        if isinstance(repository, NoRepository):
            return Since(last)
        key = key_of(last)
        revision = bringing(repository, opened.path, frozenset([key]), session).revisions.get(key)
        return Since(last) if revision is None else _since(repository, last, revision, item, kind, files)
    except GitError:
        return Since(last)


def _since(
    repository: Repository,
    last: Signature,
    revision: Revision,
    item: Item,
    kind: SignedItem,
    files: Sequence[str],
) -> Since:
    before = _words_then(repository, revision, key_of(last))
    now = _words(item)
    changed = line_changes(repository, revision.commit)
    mine = [name for name in changed if name != revision.name and (name in files or _covered(name, kind))]
    return Since(
        last=last,
        commit=revision.commit,
        words=before if before not in ("", now) else "",
        files=tuple(FileLines(name, *changed[name]) for name in sorted(mine)),
        diff=patch(repository, revision.commit, sorted(mine)) if mine else "",
    )


def _covered(name: str, kind: SignedItem) -> bool:
    """Whether a file that may be gone was among the inputs."""
    patterns = [pattern for pattern in kind.block.common.inputs if set_name(pattern) is None]
    return any(glob_regex(below(pattern)).fullmatch(name) for pattern in patterns)


def _words_then(repository: Repository, revision: Revision, key: str) -> str:
    """What the item of the record said when it was brought; empty where that version can't be read."""
    data = contents(repository, [revision.blob]).get(revision.blob or "", b"")
    try:
        checklist = parse(Source.from_bytes(data, path=revision.name))
    except SourceError:
        return ""
    return next((_words(item) for item in checklist.items if _holds(item, key)), "")


def _holds(item: Item, key: str) -> bool:
    for record in item.records:
        if record.kind is RecordKind.SIGNED:
            try:
                if key_of(read_signature(record, 0)) == key:
                    return True
            except RecordError:
                continue
    return False


def _words(item: Item) -> str:
    return " › ".join(plain_text(part) for part in (*item.section, item.text))
