"""The records of a checklist, judged by the session's date and by a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from mdcheck.checks.waivers import read_waivers
from mdcheck.document.blocks.dates import day_of
from mdcheck.results.people.covered import asked_by, digest
from mdcheck.results.people.waiver import judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.app.session import Session
    from mdcheck.checks.bind import Check
    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.model import CheckId, Checklist, Item
    from mdcheck.results.people.policy import Policy
    from mdcheck.settings import Settings


def with_waivers(
    checklist: Checklist, checks: Mapping[CheckId, Check], session: Session, settings: Settings, policy: Policy
) -> tuple[Mapping[CheckId, Check], tuple[Diagnostic, ...]]:
    """The checks with their waivers, and what is wrong with records; without waivers where the session has none."""
    found, wrong = read_waivers(checklist, checks)
    if not session.waivers:
        return checks, wrong
    today = day_of(session.judged_at)
    covered = {item.id: covered_by(item, settings) for item in checklist.items if item.records}
    waived = dict(checks)
    for key, waivers in found.items():
        check = checks[key]
        judged = (
            judge(one, policy=policy, severity=check.block.common.severity, covered=covered[key.item], today=today)
            for one in waivers
        )
        waived[key] = replace(check, waivers=tuple(judged))
    return waived, wrong


def covered_by(item: Item, settings: Settings) -> str:
    """What a waiver of the item's checks is given for, digested."""
    return digest(item, map(asked_by, item.checks), project=settings.project)
