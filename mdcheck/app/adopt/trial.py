"""Trying proposed checks: those that only read, as `run` would; those that would run something, never."""

from __future__ import annotations

import time
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.checklist import open_text
from mdcheck.app.file_report import file_report
from mdcheck.app.run import with_signatures
from mdcheck.app.workspace import workspace_of
from mdcheck.document.insert import Block, with_blocks
from mdcheck.kinds.protocol import needs_trust
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mdcheck.app.adopt.proposal import Proposal
    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist
    from mdcheck.results.outcome import CheckResult

_BUDGET = 60.0
"""Seconds for all of them together."""


class Tried(NamedTuple):
    """A proposal, and what it says now."""

    proposal: Proposal
    executable: bool
    result: CheckResult | None
    """None for one that was not run."""

    @property
    def line(self) -> int:
        return self.proposal.item.line


def insert(checklist: Checklist, proposals: Sequence[Proposal]) -> tuple[Checklist, tuple[int, ...]]:
    """The checklist with the blocks of the proposals, and the lines of the items that can't have theirs."""
    inserted = with_blocks(checklist, [Block(one.item, one.block) for one in proposals])
    return inserted.checklist, tuple(block.item.line for block in inserted.unfit)


def try_out(opened: Opened, proposals: Sequence[Proposal], session: Session) -> tuple[Tried, ...]:
    """What each proposal says now, in their order; those that can't stand below their items are left out."""
    after, unfit = insert(opened.checklist, proposals)
    copy = open_text(opened.path, opened.data, after, session)
    # No item is added, so both documents have the same ones in the same order.
    new_lines = {old.line: new.line for old, new in zip(opened.checklist.items, after.items, strict=True)}
    if unread := _unread(copy, frozenset(new_lines[one.item.line] for one in proposals)):
        return try_out(opened, [one for one in proposals if new_lines[one.item.line] not in unread], session)
    fitting = [one for one in proposals if one.item.line not in unfit]
    by_line = {item.line: item for item in after.items}
    executable: dict[int, bool] = {}
    first: dict[tuple[str, ...], int] = {}
    for one in fitting:
        item = by_line[new_lines[one.item.line]]
        executable[one.item.line] = any(needs_trust(copy.checks[key].kind) for key in item.check_ids)
        if not executable[one.item.line]:
            first.setdefault(one.block, item.line)
    results = _run(copy, frozenset(first.values()), session)
    return tuple(Tried(one, executable[one.item.line], results.get(first.get(one.block, 0))) for one in fitting)


def _unread(copy: Opened, proposed: frozenset[int]) -> frozenset[int]:
    """The lines of those items whose new blocks have errors: a name from a file can be one that no kind takes."""
    lines = sorted(item.line for item in copy.checklist.items)
    return frozenset(lines[bisect_right(lines, error.line) - 1] for error in copy.errors) & proposed


def _run(opened: Opened, lines: frozenset[int], session: Session) -> Mapping[int, CheckResult]:
    """The results of the items on these lines. What they say is remembered nowhere."""
    if not lines:
        return {}
    from mdcheck.execution.perform import Limits
    from mdcheck.execution.plan import Selection, plan
    from mdcheck.execution.runner import run_checks
    from mdcheck.execution.trust.policy import TrustNone

    others = {item.line: "is not proposed" for item in opened.checklist.items if item.line not in lines}
    results = run_checks(
        plan(with_signatures(opened, session).bound, Selection(others)),
        workspace=workspace_of(opened, session),
        trust=TrustNone(),
        jobs=opened.settings.jobs,
        document=str(opened.path.resolve()),
        limits=Limits(until=time.monotonic() + _BUDGET, worker=True, hide_secrets=in_ci(session.environ)),
    )
    report = file_report(opened.checklist, results, written=False)  # its messages are those that `run` shows
    return {one.item.line: one.checks[-1] for one in report.items if one.item.line in lines}
