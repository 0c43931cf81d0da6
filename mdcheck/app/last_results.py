"""What each check said when it was last run on this machine: kept by `run` and `update`, told by `explain`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.document.blocks.read import as_written
from mdcheck.errors import RefusedError
from mdcheck.results.outcome import Outcome
from mdcheck.results.store import LastResult, decode, encode
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.document.model import CheckBlock
    from mdcheck.document.source import Source
    from mdcheck.execution.trust.state_file import StateFile
    from mdcheck.results.outcome import ItemResult


class Recalled(NamedTuple):
    """The last result of a check, which may be that of an earlier version of its block."""

    result: LastResult
    edited: bool


def remember(opened: Opened, results: Sequence[ItemResult], environ: Mapping[str, str]) -> None:
    """Keep what the checks said; those that were not run keep what they said before.

    Nothing depends on it, so where it can't be kept nobody is told; and a CI system's machine is gone afterwards.
    """
    if in_ci(environ) or not opened.checks:
        return
    try:
        if not opened.path.resolve().is_relative_to(opened.root):  # a check has moved the one or the other
            return
        file = _file(opened)
        with file.locked():
            kept = _kept(file.read() or b"", opened)
            kept.update({result.place: result for result in _said(opened.checklist.source, results)})
            file.replace(encode(kept.values()), durable=False)
    except (RefusedError, OSError):
        return


def recall(opened: Opened) -> Mapping[tuple[str, int], Recalled]:
    """By item and number of the check, what this machine knows. Raises RefusedError where others may have written."""
    known = {result.place: result for result in decode(_file(opened).read() or b"")}
    source = opened.checklist.source
    return {
        result.place: Recalled(result=result, edited=result.digest != _digest(block, source))
        for item in opened.checklist.items
        for index, block in enumerate(item.checks)
        if (result := known.get((item.id, index))) is not None
    }


def _file(opened: Opened) -> StateFile:
    from mdcheck.execution.trust.state_file import StateFile, storable  # late: not in CI
    from mdcheck.repository.discovery import find_root
    from mdcheck.repository.identity import repository_key

    work_tree = opened.root if find_root(opened.root) == opened.root else None
    document = storable(opened.path.resolve().relative_to(opened.root).as_posix())
    file = StateFile.of("results", f"{repository_key(opened.root)}\n{document}", repository=work_tree)
    return replace(file, path=file.path.with_suffix(".jsonl"))


def _kept(data: bytes, opened: Opened) -> dict[tuple[str, int], LastResult]:
    """What was known of the checks that the document still holds."""
    places = {(item.id, index) for item in opened.checklist.items for index in range(len(item.checks))}
    return {result.place: result for result in decode(data) if result.place in places}


def _said(source: Source, results: Sequence[ItemResult]) -> Iterator[LastResult]:
    from mdcheck.execution.trust.state_file import storable

    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for item, checks in results:
        for index, (block, check) in enumerate(zip(item.checks, checks, strict=True)):
            if check.outcome is Outcome.NOT_RUN or not item.applicable:
                continue
            yield LastResult(
                item=item.id,
                index=index,
                kind=check.kind,
                digest=_digest(block, source),
                outcome=check.outcome,
                message=storable(check.message),
                at=now,
            )


def _digest(block: CheckBlock, source: Source) -> str:
    import hashlib  # late: takes milliseconds to load

    return hashlib.sha256(as_written(block, source).encode("utf-8")).hexdigest()
