"""What has changed since an item was last signed: its words, and the files that the signature covered."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.diff_people import changed_in
from mdcheck.app.proofs import bringing
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import parse
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
    from collections.abc import Iterator, Sequence

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
    changes: tuple[str, ...] = ()
    """What was changed of the item and of what its check asks for."""
    words: tuple[str, ...] = ()
    """How these read then and now: the lines that differ, behind `-` and `+`."""
    files: tuple[FileLines, ...] = ()
    diff: str = ""
    """Of the covered files."""


def since_last(
    opened: Opened, item: Item, kind: SignedItem, files: Sequence[str], lapsed: frozenset[int], session: Session
) -> Since | None:
    """None for an item without signatures. `lapsed` are the lines of those that are for something else."""
    last = max(kind.signatures, key=lambda one: (one.date, one.line), default=None)
    if last is None:
        return None
    try:
        repository = open_repository(opened.path)
        if isinstance(repository, NoRepository):
            return Since(last)
        key = key_of(last)
        revision = bringing(repository, opened.path, frozenset([key]), session).revisions.get(key)
        since = Since(last) if revision is None else _since(repository, last, revision, item, kind, files)
        unknown = last.line in lapsed and since.commit and not since.changes and not since.files
        return since._replace(changes=("something else that it covered changed",)) if unknown else since
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
    before = _item_then(repository, revision, key_of(last))
    changes = () if before is None else changed_in(before, item)
    changed = line_changes(repository, revision.commit)
    named = {*files, last.evidence}
    mine = [name for name in changed if name != revision.name and (name in named or _covered(name, kind))]
    return Since(
        last=last,
        commit=revision.commit,
        changes=changes,
        words=tuple(_differing(_lines(before), _lines(item))) if before is not None and changes else (),
        files=tuple(FileLines(name, *changed[name]) for name in sorted(mine)),
        diff=patch(repository, revision.commit, sorted(mine)) if mine else "",
    )


def _covered(name: str, kind: SignedItem) -> bool:
    """Whether a file that may be gone was among the inputs."""
    patterns = [pattern for pattern in kind.block.common.inputs if set_name(pattern) is None]
    return any(glob_regex(below(pattern)).fullmatch(name) for pattern in patterns)


def _item_then(repository: Repository, revision: Revision, key: str) -> Item | None:
    """The item of the record when it was brought; None where that version can't be read."""
    data = contents(repository, [revision.blob]).get(revision.blob or "", b"")
    try:
        checklist = parse(Source.from_bytes(data, path=revision.name))
    except SourceError:
        return None
    return next((item for item in checklist.items if _holds(item, key)), None)


def _holds(item: Item, key: str) -> bool:
    for record in item.records:
        if record.kind is RecordKind.SIGNED:
            try:
                if key_of(read_signature(record, 0)) == key:
                    return True
            except RecordError:
                continue
    return False


def _lines(item: Item) -> list[str]:
    """All that is covered of the item, to be compared by people."""
    links = [f"[{one.label}]: {one.target}" for one in (*item.references, *item.references_around)]
    code = [line for code in item.code for line in (f"```{code.info}", *code.content.splitlines(), "```")]
    asked = [line for block in item.checks for line in block.body.splitlines()]
    texts = " › ".join((*item.section, *item.within, item.text)), *item.more
    return [" ".join(line.split()) for line in texts] + [*links, *code, *asked]


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The lines that differ, those of before first."""
    for line in unified_diff(before, after, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line
