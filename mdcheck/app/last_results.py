"""The last result of each check on this machine: stored by `run` and `update`, shown by `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.document.blocks.read import block_digest
from mdcheck.errors import RefusedError
from mdcheck.results.outcome import Outcome
from mdcheck.results.store import LastResult, decode, encode
from mdcheck.settings import in_ci
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import CheckId
    from mdcheck.document.source import Source
    from mdcheck.execution.trust.state_file import StateFile
    from mdcheck.results.outcome import ItemResult


class Recalled(NamedTuple):
    """The last result of a check, which may be that of an earlier version of its block."""

    result: LastResult
    edited: bool


def remember(opened: Opened, results: Sequence[ItemResult], session: Session) -> None:
    """Store the results of the checks; those that were not run keep their former results.

    Nothing depends on it, so an error of writing is ignored. In CI nothing is stored: the machine is gone afterwards.
    """
    if in_ci(session.environ) or not opened.checks:
        return
    try:
        if not opened.path.resolve().is_relative_to(opened.root):  # a check has moved the one or the other
            return
        file = _file(opened)
        said = {result.check: result for result in _said(opened.checklist.source, results, session.timestamp)}
        unsaid = {key for item in opened.checklist.items for key in item.check_ids if key not in said}
        with file.locked():
            kept = [one for one in decode(file.read() or b"") if one.check in unsaid] if unsaid else []
            file.replace(encode((*kept, *said.values())), durable=False)
    except (RefusedError, OSError):
        return


def recall(opened: Opened) -> Mapping[CheckId, Recalled]:
    """What this machine knows. Raises RefusedError where others may have written."""
    known = {result.check: result for result in decode(_file(opened).read() or b"")}
    source = opened.checklist.source
    return {
        key: Recalled(result=result, edited=result.digest != block_digest(block, source))
        for item in opened.checklist.items
        for key, block in zip(item.check_ids, item.checks, strict=True)
        if (result := known.get(key)) is not None
    }


def _file(opened: Opened) -> StateFile:
    from mdcheck.execution.trust.state_file import StateFile  # late: not in CI
    from mdcheck.repository.identity import repository_key

    document = storable(opened.name)
    file = StateFile.of("results", f"{repository_key(opened.root)}\n{document}", repository=opened.work_tree)
    return replace(file, path=file.path.with_suffix(".jsonl"))


def _said(source: Source, results: Sequence[ItemResult], now: str) -> Iterator[LastResult]:
    for item, checks in results:
        for index, (block, check) in enumerate(zip(item.checks, checks, strict=True)):
            if check.outcome is Outcome.NOT_RUN or not item.applicable:
                continue
            yield LastResult(
                item=item.id,
                index=index,
                kind=check.kind,
                digest=block_digest(block, source),
                outcome=check.outcome,
                message=storable(check.message),
                at=now,
            )
