"""The signatures of a checklist, with what git knows of their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from mdcheck.app.proofs import proven
from mdcheck.app.workspace import workspace_of
from mdcheck.checks.signatures import SIGNOFF, signoffs
from mdcheck.document.blocks.dates import day_of
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.kinds.signoff import SignedItem
from mdcheck.results.outcome import Outcome
from mdcheck.results.proof import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Item
    from mdcheck.kinds.signoff import Signoff
    from mdcheck.results.outcome import Finding


def bound(opened: Opened, session: Session) -> Opened:
    """The checklist with sign-offs that judge the records of their items."""
    assert opened.policy is not None
    checks = dict(opened.checks)
    signatures = [one for check in checks.values() for one in check.signatures]
    known = proven(opened.path, signatures, opened.policy.signoff.proof, opened.policy, session)
    for item in opened.checklist.items:
        for key in item.check_ids:
            check = checks.get(key)
            if check is not None and check.name == SIGNOFF:
                kind = SignedItem(
                    kind=cast("Signoff", check.kind),
                    item=item,
                    block=check.block,
                    signatures=check.signatures,
                    proven={one.line: proof for one, proof in known.items()},
                    policy=opened.policy,
                    project=opened.settings.project,
                    latest=day_of(session.dated_at),
                )
                checks[key] = replace(check, kind=kind)
    return replace(opened, checks=checks)


def standings(opened: Opened, session: Session) -> Iterator[tuple[Item, Finding]]:
    """Each item with a sign-off, and what its signatures say together; nothing runs but git."""
    if opened.policy is None or opened.conflicted:
        return
    opened = bound(opened, session)
    workspace = workspace_of(opened, session)
    for item in opened.checklist.items:
        if item.applicable:
            for key in signoffs(item, opened.checks):
                yield item, cast("SignedItem", opened.checks[key].kind).check(workspace)


def idle_records(opened: Opened, session: Session) -> Iterator[Diagnostic]:
    """A diagnostic for each signature that does not count, but for those that the person has replaced.

    And one for each waiver of a sign-off that awaits people: it waives their “no”, and not that they have yet to sign.
    """
    for item, finding in standings(opened, session):
        if finding.outcome is Outcome.PENDING:
            yield from _changing_nothing(item, opened)
        for one in finding.signatures:
            if not one.state.counts and one.state is not State.SUPERSEDED:
                fix = "`mdcheck sign` makes a new one; remove what is not to count"
                yield Diagnostic(
                    line=one.line, column=1, level=Level.WARNING, code="idle-signature", message=one.problem, fix=fix
                )


def _changing_nothing(item: Item, opened: Opened) -> Iterator[Diagnostic]:
    """A diagnostic for each waiver of the item that is for its sign-off alone."""
    asking = signoffs(item, opened.checks)
    known = [key for key in item.check_ids if key in opened.checks]
    waived = {key: {one.waiver.line for one in opened.checks[key].waivers if one.in_force} for key in known}
    others = set().union(*(lines for key, lines in waived.items() if key not in asking))
    for line in sorted(set().union(*(waived[key] for key in asking)) - others):
        message = "the waiver changes nothing: the sign-off is pending, which nobody can waive"
        fix = "`mdcheck sign` signs it; remove the record, or strike the item out if it does not apply"
        yield Diagnostic(line=line, column=1, level=Level.WARNING, code="idle-waiver", message=message, fix=fix)
