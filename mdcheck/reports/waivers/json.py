"""`mdcheck waivers` for programs: a contract, versioned as the other reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.reports.json import SCHEMA, encoded, item_facts

if TYPE_CHECKING:
    from mdcheck.results.waivers import Listed, WaiverFile, WaiverReport


def render(report: WaiverReport) -> str:
    """One JSON object."""
    files = [_file(file, report) for file in report.files]
    return encoded({"schema": SCHEMA, "today": report.today.isoformat(), "files": files})


def _file(file: WaiverFile, report: WaiverReport) -> dict[str, Any]:
    return {
        "path": file.path,
        "policy": file.policy,
        "waivers": [_waiver(one, report) for one in file.waivers],
    }


def _waiver(one: Listed, report: WaiverReport) -> dict[str, Any]:
    waiver = one.judged.waiver
    return {
        "item": item_facts(one.item),
        "kind": one.kind,
        "line": waiver.line,
        "until": waiver.until.isoformat(),
        "days_left": (waiver.until - report.today).days,
        "by": str(waiver.by),
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "standing": one.judged.standing.value,
        "problem": one.judged.problem,
        "not_needed": one.idle,
        "renewals": one.renewals,
    }
