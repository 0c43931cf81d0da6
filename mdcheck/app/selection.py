"""Which checks run, where a person asked for a part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.find_items import select_items
from mdcheck.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.execution.plan import Plan, Selection
    from mdcheck.execution.shards import Assignment, Candidates, Durations


def plans(opened: Sequence[Opened], session: Session, options: RunOptions) -> list[tuple[Opened, Plan]]:
    """What runs of each file. Where the person asked for a part, only the files that hold some of it.

    Raises UsageError as `_selections` does, and where nothing is left to run: to have run nothing is no pass.
    """
    from mdcheck.execution.plan import plan  # late: only commands that run pay for it

    chosen = _selections(opened, session, options)
    planned = [(file, plan(file.bound, selection)) for file, selection in zip(opened, chosen, strict=True)]
    if not options.partial:
        return planned
    if not any(each.jobs for _, each in planned):
        raise _nothing_left(opened, options)
    judged_whole = options.inert and session.base  # a base must see what a file has lost, too
    return [(file, each) for file, each in planned if each.jobs or judged_whole]


def candidates(planned: Sequence[tuple[Opened, Plan]]) -> list[Candidates]:
    """What is assigned to shards."""
    from mdcheck.execution.shards import Candidates

    return [
        Candidates(
            file.name,
            each.items,
            frozenset(item.id for item in file.checklist.items if not each.selection.takes(item)),
        )
        for file, each in planned
    ]


def _selections(opened: Sequence[Opened], session: Session, options: RunOptions) -> list[Selection]:
    """What is to run of each file: what `--only` names and what did not pass, less what `--inert` leaves out.

    Raises UsageError for words that name nothing, and for flags that contradict each other.
    """
    from mdcheck.execution.plan import EVERYTHING, Selection, needing_trust

    if options.inert and options.trust:
        raise UsageError("--inert and --trust contradict each other", fix="give one of them")
    if not options.partial:
        return [EVERYTHING] * len(opened)
    named = select_items(options.only, [file.checklist for file in opened], session)
    chosen: list[Selection] = []
    for file, lines in zip(opened, named, strict=True):
        left_out: dict[int, str] = {}
        failed = _not_passed(file, options) if options.failed else frozenset()
        trusting = needing_trust(file.bound) if options.inert else frozenset()
        for item in file.checklist.items:
            if options.only and item.line not in lines:
                left_out[item.line] = "left out by --only"
            elif options.failed and item.line not in failed:
                left_out[item.line] = "passed last time, left out by --failed"
            elif item.line in trusting:
                left_out[item.line] = "needs trust, left out by --inert"
        chosen.append(Selection(left_out))
    return chosen


def _not_passed(opened: Opened, options: RunOptions) -> frozenset[int]:
    """The lines of items with a check that did not pass when it was last run here, was edited since, or never ran."""
    from mdcheck.app.last_results import recall

    try:
        known = recall(opened)
    except RefusedError as error:
        options.warn(f"{error}: what checks last said is not known, so --failed runs all", error.fix or "")
        known = {}
    return frozenset(
        item.line
        for item in opened.checklist.items
        for key in item.check_ids
        if (last := known.get(key)) is None or last.edited or not last.result.outcome.meaning.meets_need
    )


def _nothing_left(opened: Sequence[Opened], options: RunOptions) -> UsageError:
    """Why a part of a checklist has nothing to run."""
    where = ", ".join(file.shown for file in opened)
    if options.only and not options.inert and not options.failed:
        told = ", ".join(f"“{token}”" for token in options.only)
        fix = "a person ticks such an item; to verify it by a check, put a ```check block under it"
        return UsageError(f"nothing to run: {told} names no item with a check that applies", where=where, fix=fix)
    if options.failed and not options.inert:
        fix = "leave --failed out to run all checks"
        return UsageError("nothing to run: no check failed when it was last run here", where=where, fix=fix)
    fix = "leave --inert out where the code may run, with --trust or after `mdcheck trust --grant`"
    return UsageError("every check needs trust, so --inert leaves none", where=where, fix=fix)


def sharded(
    planned: Sequence[tuple[Opened, Plan]], session: Session, options: RunOptions
) -> tuple[list[tuple[Opened, Plan]], Assignment]:
    """The plans without what belongs to other shards, and what belongs to which. Raises UsageError, RecordingError."""
    from mdcheck.execution.plan import Selection, plan
    from mdcheck.execution.shards import UNSHARDED, assign

    if options.shard.of == 1 and not options.record:
        return list(planned), UNSHARDED
    assignment = assign(candidates(planned), options.shard.of, _durations(session, options))
    if options.shard.of == 1:
        return list(planned), assignment
    if options.failed:
        fix = "name the items with --only, or run the whole"
        raise UsageError("--failed and --shard contradict each other: each machine knows its own failures", fix=fix)
    mine = []
    for file, each in planned:
        own = assignment.own(file.name, options.shard)
        others = {
            item.line: f"left out by --shard {options.shard}" for item in file.checklist.items if item.id not in own
        }
        mine.append((file, plan(file.bound, Selection({**others, **each.selection.left_out}))))
    return mine, assignment


def _durations(session: Session, options: RunOptions) -> Durations:
    """How long items took when the results that the person names were recorded."""
    from mdcheck.execution.shards import NO_DURATIONS, ItemKey

    if not options.durations:
        return NO_DURATIONS
    from mdcheck.app.recording import read_recordings

    found: dict[ItemKey, int] = {}
    for recording in read_recordings(options.durations, session):
        for item in recording.items:
            known = [check.duration_ms for check in item.checks if check.duration_ms is not None]
            if known:
                key = ItemKey(item.document, item.id)
                found[key] = max(found.get(key, 0), sum(known))
    return found
