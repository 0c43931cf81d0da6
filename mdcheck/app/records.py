"""The records of a checklist, judged by the session's date and by a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mdcheck.app.proofs import given_on, proven
from mdcheck.checks.signatures import read_signatures
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


def with_records(
    checklist: Checklist,
    checks: Mapping[CheckId, Check],
    session: Session,
    settings: Settings,
    policy: Policy,
    own: frozenset[str],
) -> tuple[Mapping[CheckId, Check], tuple[Diagnostic, ...]]:
    """The checks with their signatures and waivers, and what is wrong with records and with what asks for them.

    `own` are the roles of the repository's own settings. There are no waivers where the session has none.
    """
    signed, wrong = read_signatures(checklist, checks, policy, own)
    found, unfit = read_waivers(checklist, checks)
    changed = dict(checks)
    for key, signatures in signed.items():
        changed[key] = replace(changed[key], signatures=signatures)
    if not session.waivers:
        return changed, (*wrong, *unfit)
    today = day_of(session.judged_at)
    path, every = Path(checklist.source.path), [one for waivers in found.values() for one in waivers]
    known = proven(path, every, policy.waivers.proof, policy, session)
    given = {} if policy.waivers.max is None or not every else given_on(path, every, session)
    covered = {item.id: covered_by(item, settings) for item in checklist.items if item.records}
    for key, waivers in found.items():
        severity = checks[key].block.common.severity
        judged = (
            judge(
                one,
                policy=policy,
                severity=severity,
                covered=covered[key.item],
                today=today,
                proven=known.get(one),
                given=given.get(one),
                latest=day_of(session.dated_at),
            )
            for one in waivers
        )
        changed[key] = replace(changed[key], waivers=tuple(judged))
    return changed, (*wrong, *unfit)


def covered_by(item: Item, settings: Settings) -> str:
    """What a waiver of the item's checks is given for, digested."""
    return digest(item, map(asked_by, item.checks), project=settings.project)
