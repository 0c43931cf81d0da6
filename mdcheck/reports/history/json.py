"""`mdcheck history` for programs: a contract, versioned as the other reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.reports.history.words import moment
from mdcheck.reports.json import SCHEMA, encoded, item_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.results.history import ChecklistCommit, History, ItemPast


def render(histories: Sequence[History], limit: int = 0) -> str:
    """One JSON object; with `limit`, so many commits only, the newest. Commits stand oldest first."""
    return encoded({"schema": SCHEMA, "files": [_file(history, limit) for history in histories]})


def _file(history: History, limit: int) -> dict[str, Any]:
    return {
        "path": history.path,
        "until": moment(history.until),
        "revisions": [_entry(entry) for entry in history.entries[-limit:]],
        "items": [_item(history, past) for past in history.items],
    }


def _entry(entry: ChecklistCommit) -> dict[str, Any]:
    done, (score, verdict) = entry.completion, entry.assessment
    return {
        "commit": entry.commit,
        "date": moment(entry.time),
        "subject": entry.subject,
        "path": entry.path,
        "completion": None
        if done is None
        else {"ticked": done.ticked, "countable": done.countable, "percent": done.percent},
        "score": score,
        "verdict": None if verdict is None else verdict.value,
        "ticked": entry.ticked,
        "unticked": entry.unticked,
        "added": entry.added,
        "removed": entry.removed,
        "problem": entry.problem or None,
    }


def _item(history: History, past: ItemPast) -> dict[str, Any]:
    return item_facts(past.item) | {
        "first_seen": moment(past.born),
        "since": moment(past.since),
        "days": history.open_days(past),
        "revisions": history.open_revisions(past),
        "flips": past.flips,
        "traits": sorted(past.traits),
    }
