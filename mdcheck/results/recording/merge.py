"""Recordings -> the results of whole documents. They must fit together: nothing is filled in or left out silently.

Laws: `unite` is commutative, associative and idempotent, and `merge` depends on nothing but what `unite` gives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.document.blocks.read import block_digest
from mdcheck.document.merging.normalized import blank_digest
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import RefusedError, SourceError
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mdcheck.document.model import Checklist
    from mdcheck.results.recording.model import (
        Head,
        RecordedCheck,
        RecordedDocument,
        RecordedFinding,
        RecordedItem,
        Recording,
    )

_AGAIN = "record all of them again, from one commit and with the same options"


class MergedDocument(NamedTuple):
    """A document with what all systems found of it."""

    recorded: RecordedDocument
    checklist: Checklist
    """As it stood before the run."""
    checks: Mapping[str, tuple[RecordedCheck, ...]]
    """By the item's id; of each check the worst, with a message that names the systems, if there are several."""
    findings: tuple[RecordedFinding, ...]


class Merged(NamedTuple):
    """All that was recorded, as one run."""

    head: Head
    """What all heads agree on; its shard and system are those of one of them."""
    systems: tuple[str, ...]
    trust: tuple[str, ...]
    """What was trusted, on any of them."""
    recordings: int
    documents: tuple[MergedDocument, ...]


def unite(*several: Iterable[Recording]) -> tuple[Recording, ...]:
    """All recordings, each once, in an order that depends on nothing else."""
    known = {recording.digest: recording for recordings in several for recording in recordings}
    return tuple(sorted(known.values(), key=_order))


def _order(recording: Recording) -> tuple[str, int, str]:
    return (recording.head.system, _shard(recording)[0], recording.digest)


def refuse_twice(recordings: Sequence[Recording]) -> None:
    """Raises RefusedError where the same recording was given twice."""
    first: dict[str, Recording] = {}
    for recording in recordings:
        other = first.setdefault(recording.digest, recording)
        if other is not recording:
            what = "is there twice" if other.where == recording.where else f"is the same as {other.where}"
            raise RefusedError(f"the recording {what}", where=recording.where, fix="give it once")


def merge(recordings: Sequence[Recording]) -> Merged:
    """The results of all documents. Raises RefusedError where the recordings don't make a whole."""
    united = unite(recordings)
    _refuse_different(united)
    by_system: defaultdict[str, list[Recording]] = defaultdict(list)
    for recording in united:
        by_system[recording.head.system].append(recording)
    for shards in by_system.values():
        _refuse_incomplete(shards)
    head = united[0].head
    return Merged(
        head=head,
        systems=tuple(by_system),
        trust=tuple(sorted({recording.head.trust for recording in united})),
        recordings=len(united),
        documents=tuple(_document(document.path, by_system) for document in head.documents),
    )


def _refuse_different(recordings: Sequence[Recording]) -> None:
    """Raises RefusedError where two recordings are not of the same commit and documents."""
    first = recordings[0]
    for other in recordings[1:]:
        for what, one, another in _facts(first.head, other.head):
            if one != another:
                message = f"does not fit {first.where}: {what} is {another or 'none'}, and there {one or 'none'}"
                raise RefusedError(message, where=other.where, fix=_AGAIN)


def _facts(one: Head, other: Head) -> Iterable[tuple[str, str, str]]:
    """What recordings must agree on: its name, and what it is in each."""
    yield "the commit", one.commit, other.commit
    yield "the version of mdcheck", one.mdcheck, other.mdcheck
    yield "the date by which it judges", one.as_of, other.as_of
    ours, theirs = ({document.path: document for document in head.documents} for head in (one, other))
    yield "the list of documents", ", ".join(sorted(ours)), ", ".join(sorted(theirs))
    for path in sorted(ours):
        yield f"the project of {path}", ours[path].project, theirs[path].project
        yield f"the digest of {path}", ours[path].digest, theirs[path].digest


def _refuse_incomplete(recordings: Sequence[Recording]) -> None:
    """Raises RefusedError where the shards of one system are not just all those of one plan."""
    first = recordings[0]
    counts = {_shard(recording)[1] for recording in recordings}
    if len(counts) > 1:
        other = next(one for one in recordings if _shard(one)[1] != _shard(first)[1])
        message = f"is shard {other.head.shard}, and {first.where} is shard {first.head.shard} of another plan"
        raise RefusedError(message, where=other.where, fix="run all shards of one plan, as in --shard 1/4 to 4/4")
    known: dict[int, Recording] = {}
    for recording in recordings:
        other = known.setdefault(_shard(recording)[0], recording)
        if other is not recording:
            message = f"is shard {recording.head.shard} again, which {other.where} is, on {recording.head.system}"
            fix = "give one of them; to compare two systems of one kind, record each with `--system NAME`"
            raise RefusedError(message, where=recording.where, fix=fix)
    missing = sorted(set(range(1, counts.pop() + 1)) - set(known))
    if missing:
        names = listed([f"{number}/{_shard(first)[1]}" for number in missing])
        message = f"{count(len(missing), 'shard is', 'shards are')} missing on {first.head.system}: {names}"
        fix = "give the results of all shards; a job that failed to record its own must run again"
        raise RefusedError(message, where=first.where, fix=fix)
    for recording in recordings:
        if recording.head.plan != first.head.plan:
            message = f"its items were assigned to shards in another way than those of {first.where}"
            fix = "run all shards with the same options, and the same --durations or none"
            raise RefusedError(message, where=recording.where, fix=fix)


def _shard(recording: Recording) -> tuple[int, int]:
    number, _, total = recording.head.shard.partition("/")
    return int(number), int(total)


def _document(path: str, by_system: Mapping[str, Sequence[Recording]]) -> MergedDocument:
    """Raises RefusedError where the recordings of a system don't hold each item of the document once."""
    recordings = [recording for shards in by_system.values() for recording in shards]
    # Boxes may differ, which no digest counts: any text will do, if only it is the same one each time.
    document = min((_named(recording, path) for recording in recordings), key=lambda one: (one.text, one.bom))
    checklist = _parsed(document, recordings[0].where)
    found: defaultdict[str, dict[str, RecordedItem]] = defaultdict(dict)
    for system, shards in by_system.items():
        _refuse_other_items(checklist, path, shards)
        for recording in shards:
            for item in recording.items:
                if item.document == path:
                    found[item.id][system] = item
    findings = {one for recording in recordings for one in recording.findings if one.document == path}
    return MergedDocument(
        recorded=document,
        checklist=checklist,
        checks={name: _worst(items) for name, items in found.items()},
        findings=tuple(sorted(findings, key=lambda one: (one.section, one.item, one.message))),
    )


def _named(recording: Recording, path: str) -> RecordedDocument:
    return next(document for document in recording.head.documents if document.path == path)


def _parsed(document: RecordedDocument, where: str) -> Checklist:
    """The recorded document. Raises RefusedError where it is none, or not what its digest says."""
    text = document.text
    try:
        source = Source.from_text(text, path=document.path, bom=document.bom)
        Source.from_bytes(source.to_bytes(), path=document.path)  # for the limits
    except (SourceError, UnicodeEncodeError) as error:
        raise RefusedError(f"the recorded document can't be read: {error}", where=where, fix=_AGAIN) from error
    checklist = parse(source)
    if blank_digest(checklist) != document.digest:
        message = f"the recorded text of {document.path} is not the one that its digest is of"
        raise RefusedError(message, where=where, fix=_AGAIN)
    return checklist


def _refuse_other_items(checklist: Checklist, path: str, shards: Sequence[Recording]) -> None:
    """Raises RefusedError unless the shards hold each item with checks once, and each check by its block."""
    where = {item.id: recording.where for recording in shards for item in recording.items if item.document == path}
    held = Counter(item.id for recording in shards for item in recording.items if item.document == path)
    recorded = {item.id: item for recording in shards for item in recording.items if item.document == path}
    for item in checklist.items:
        if not item.checks:
            continue
        if held.pop(item.id, 0) != 1:
            message = f"the results of the item “{item.id}” of {path} are not there just once"
            raise RefusedError(message, where=where.get(item.id, shards[0].where), fix=_AGAIN)
        digests = tuple(block_digest(block, checklist.source) for block in item.checks)
        if digests != tuple(check.block for check in recorded[item.id].checks):
            message = f"the checks of the item “{item.id}” of {path} are other ones than those that were run"
            raise RefusedError(message, where=where[item.id], fix=_AGAIN)
    for name in held:
        raise RefusedError(f"{path} has no item “{name}” with checks", where=where[name], fix=_AGAIN)


def _worst(items: Mapping[str, RecordedItem]) -> tuple[RecordedCheck, ...]:
    """For each check of an item, the worst result of all systems."""
    checks = zip(*(item.checks for item in items.values()), strict=True)
    return tuple(_of_systems(dict(zip(items, each, strict=True))) for each in checks)


def _of_systems(results: Mapping[str, RecordedCheck]) -> RecordedCheck:
    worst = min(results.values(), key=_badness)
    if len(results) == 1:
        return worst
    by_outcome: defaultdict[str, list[str]] = defaultdict(list)
    for system, check in sorted(results.items(), key=lambda pair: (_badness(pair[1]), pair[0])):
        by_outcome["left out" if check.left_out else check.outcome.label].append(system)
    told = "; ".join(f"{label} on {' and '.join(systems)}" for label, systems in by_outcome.items())
    return replace(worst, message=f"{worst.message} ({told})" if worst.message else told)


def _badness(check: RecordedCheck) -> tuple[bool, int, str, str, int]:
    """What ran comes before what was left out, and a bad outcome before a good one; then an order without a meaning."""
    return (check.left_out, check.outcome.meaning.rank, check.message, check.output, check.duration_ms or 0)
