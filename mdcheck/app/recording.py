"""Recording what a run found (`run --results`), and reading it again."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import asdict, replace

from mdcheck import __version__
from mdcheck.document.blocks.read import block_digest
from mdcheck.document.merging.normalized import blank_digest
from mdcheck.document.model import CheckBlock, CommonOptions, Item
from mdcheck.document.parse import parse
from mdcheck.document.source import Source, Span
from mdcheck.errors import RecordingError, UsageError, WriteError
from mdcheck.execution.trust.policy import TrustAll, TrustNone
from mdcheck.folders import LinkError
from mdcheck.regular import TooLargeError, read_regular
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.versions import commit_id
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome, Waived, unrun
from mdcheck.results.recording.lines import MAX_BYTES, decode, encode
from mdcheck.results.recording.model import (
    SCHEMA,
    Head,
    RecordedCheck,
    RecordedDocument,
    RecordedFinding,
    RecordedItem,
    RecordedSignature,
    RecordedWaiver,
)
from mdcheck.results.score import Bands
from mdcheck.results.signed import Signed
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist
    from mdcheck.execution.shards import Shard
    from mdcheck.execution.trust.policy import Trust
    from mdcheck.results.recording.merge import MergedDocument
    from mdcheck.results.recording.model import Recording
    from mdcheck.results.report import FileReport

STDIN = "-"
_OUTPUT = 16 * 1024 * 1024
"""Characters of output that a recording holds, of all checks together."""
_BANDS = (Bands().ready, Bands().almost_ready, Bands().not_ready)
_DROPPED = "(left out: the outputs of this run take more than 16 MiB)"


class Scene(NamedTuple):
    """What holds for all documents of a run."""

    commit: str
    """The full id of HEAD before anything ran; empty where there is none."""
    shard: Shard
    plan: str
    """The digest of the assignment of items to shards."""
    as_of: str
    system: str


class Ended(NamedTuple):
    """One document of a run."""

    opened: Opened
    own: frozenset[str]
    """The ids of the items with checks that are the shard's own."""
    trust: str
    """What was trusted: `all`, `approved`, `none`."""
    results: tuple[ItemResult, ...]
    report: FileReport
    """With findings that belong to no block, behind its items."""


def head_commit(root: Path) -> str:
    """The full id of HEAD; empty without a repository or a commit. Raises GitError."""
    repository = open_repository(root)
    if isinstance(repository, NoRepository):
        return ""
    try:
        return commit_id(repository, "HEAD")
    except UsageError:
        return ""


def this_system() -> str:
    """`Linux x86_64, Python 3.12`: it names no machine."""
    return f"{platform.system()} {platform.machine()}, Python {sys.version_info[0]}.{sys.version_info[1]}"


def record(ended: Sequence[Ended], scene: Scene, lost: Sequence[FileReport] = ()) -> bytes:
    """The recording of a run; `lost` are reports on checklists that are gone. Raises WriteError for one too large."""
    items = [item for one in ended for item in _items(one)]
    findings = [finding for one in ended for finding in _findings(one.opened.name, _behind(one))]
    findings += [finding for report in lost for finding in _findings(report.path, report.items)]
    head = Head(
        schema=SCHEMA,
        mdcheck=__version__,
        commit=scene.commit,
        shard=str(scene.shard),
        plan=scene.plan,
        as_of=scene.as_of,
        trust=", ".join(sorted({one.trust for one in ended})) or "none",
        system=storable(scene.system),
        documents=(*(_document(one.opened) for one in ended), *map(_gone, lost)),
    )
    data = encode(head, list(_with_outputs(items)), findings)
    if len(data) > MAX_BYTES:
        fix = "split the run with --shard, or name fewer files"
        raise WriteError(f"the recorded results are larger than {MAX_BYTES >> 20} MiB", fix=fix)
    return data


def trusted(trust: Trust) -> str:
    """What the trust of a run is called in its recording."""
    if isinstance(trust, TrustAll):
        return "all"
    return "none" if isinstance(trust, TrustNone) else "approved"


def _document(opened: Opened) -> RecordedDocument:
    source, bands = opened.checklist.source, opened.settings.bands
    return RecordedDocument(
        path=storable(opened.name),
        project=opened.settings.project,
        digest=blank_digest(opened.checklist),
        bom=source.bom,
        text=source.text,
        bands=(bands.ready, bands.almost_ready, bands.not_ready),
        fail_under=opened.settings.fail_under,
        policy=opened.policy_words,
    )


def _gone(report: FileReport) -> RecordedDocument:
    """A checklist that the base has and the change lacks: nothing is left of it but the finding that says so."""
    nothing = parse(Source.from_text("", path=report.path))
    return RecordedDocument(
        path=storable(report.path),
        project="",
        digest=blank_digest(nothing),
        bom=False,
        text="",
        bands=_BANDS,
        fail_under=None,
        policy="",
    )


def _items(ended: Ended) -> Iterator[RecordedItem]:
    root, source = os.fspath(ended.opened.root), ended.opened.checklist.source
    for item, checks in ended.results:
        if item.id in ended.own:
            recorded = (_check(block, check, source, root) for block, check in zip(item.checks, checks, strict=True))
            yield RecordedItem(document=storable(ended.opened.name), id=item.id, checks=tuple(recorded))


def _check(block: CheckBlock, check: CheckResult, source: Source, root: str) -> RecordedCheck:
    waiver = check.waiver
    return RecordedCheck(
        block=block_digest(block, source),
        kind=check.kind,
        severity=check.severity,
        weight=check.weight,
        outcome=check.outcome,
        message=_portable(check.message, root),
        fix=_portable(check.fix, root),
        duration_ms=None if check.duration is None else round(check.duration * 1000),
        output=_portable(check.output, root),
        refused=check.refused,
        left_out=check.left_out,
        waiver=None if waiver is None else RecordedWaiver(**waiver._asdict()),
        signatures=tuple(RecordedSignature(**one._asdict()) for one in check.signatures),
    )


def _portable(text: str, root: str) -> str:
    """The text without the place of the repository on this machine, and without bytes that are no UTF-8."""
    if root != os.sep:
        text = text.replace(root + os.sep, "").replace(root, ".")
    return storable(text)


def _with_outputs(items: Sequence[RecordedItem]) -> Iterator[RecordedItem]:
    """The items with as much of their outputs as there is room for."""
    room = _OUTPUT
    for item in items:
        checks = []
        for check in item.checks:
            room -= len(check.output)
            checks.append(check if room >= 0 else replace(check, output=_DROPPED if check.output else ""))
        yield replace(item, checks=tuple(checks))


def _behind(ended: Ended) -> tuple[ItemResult, ...]:
    """The findings of a report: the results behind those of the document's items."""
    return ended.report.items[len(ended.opened.checklist.items) :]


def _findings(document: str, results: Sequence[ItemResult]) -> Iterator[RecordedFinding]:
    for item, (check, *_) in results:
        yield RecordedFinding(
            document=storable(document),
            id=item.id,
            section=item.section,
            item=item.text,
            ticked=item.ticked,
            manual=item.manual,
            kind=check.kind,
            message=check.message,
            fix=check.fix,
            line=item.line,
        )


def read_recordings(names: Sequence[str], session: Session) -> tuple[Recording, ...]:
    """The recordings in files; `-` is standard input. Raises RecordingError."""
    if names.count(STDIN) > 1:
        raise RecordingError("standard input is given twice", where=STDIN, fix="name it once: it is read to its end")
    return tuple(recording for name in names for recording in decode(_bytes(name, session), name))


def _bytes(name: str, session: Session) -> bytes:
    try:
        return _from_stdin() if name == STDIN else read_regular(os.fspath(session.cwd / name), MAX_BYTES)
    except FileNotFoundError as error:
        fix = "name a file that `mdcheck run --results FILE` wrote"
        raise RecordingError("there is no such file of recorded results", where=name, fix=fix) from error
    except TooLargeError as error:
        fix = "name a file that `mdcheck run --results FILE` wrote: it writes none so large"
        raise RecordingError(str(error.strerror), where=name, fix=fix) from error
    except LinkError as error:
        raise RecordingError(
            "is no regular file", where=name, fix="name a file of recorded results; `-` is standard input"
        ) from error
    except OSError as error:
        fix = "name a file of recorded results that you may read"
        raise RecordingError(f"can't be read: {error.strerror}", where=name, fix=fix) from error


def _from_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        fix = "hand it in, as in: mdcheck results - < results.jsonl; or name a file"
        raise RecordingError("standard input holds no recorded results", where=STDIN, fix=fix)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLargeError(MAX_BYTES)
    return data


def results_of(document: MergedDocument, checklist: Checklist) -> tuple[ItemResult, ...]:
    """The recorded results on the items of the document, as it was recorded or as it stands now."""
    recorded = document.checks
    return tuple(
        ItemResult(item, tuple(map(_result, item.checks, recorded[item.id] if item.checks else ())))
        for item in checklist.items
    )


def _result(block: CheckBlock, check: RecordedCheck) -> CheckResult:
    waiver = check.waiver
    return unrun(block, check.kind)._replace(
        severity=check.severity,
        weight=check.weight,
        outcome=check.outcome,
        message=check.message,
        fix=check.fix,
        duration=None if check.duration_ms is None else check.duration_ms / 1000,
        output=check.output,
        refused=check.refused,
        left_out=check.left_out,
        waiver=None if waiver is None else Waived(**asdict(waiver)),
        signatures=tuple(Signed(**asdict(one)) for one in check.signatures),
    )


def findings_of(document: MergedDocument) -> tuple[ItemResult, ...]:
    """What a base found of the document, as results behind those of its items."""
    return tuple(map(_finding, document.findings))


def _finding(finding: RecordedFinding) -> ItemResult:
    block = CheckBlock(finding.line, Span(0, 0), None, "", {}, {}, CommonOptions())
    item = Item(
        id=finding.id,
        text=finding.item,
        line=finding.line,
        box=Span(0, 0),
        ticked=finding.ticked,
        applicable=True,
        checks=() if finding.manual else (block,),
        section=finding.section,
    )
    check = unrun(block, finding.kind)._replace(outcome=Outcome.FAILED, message=finding.message, fix=finding.fix)
    return ItemResult(item=item, checks=(check,))
