"""The signatures of a checklist, with what git knows of their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from mdcheck.app.proofs import proven
from mdcheck.checks.signatures import SIGNOFF
from mdcheck.kinds.signoff import SignedItem

if TYPE_CHECKING:
    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.kinds.signoff import Signoff


def bound(opened: Opened, session: Session) -> Opened:
    """The checklist with sign-offs that judge the records of their items."""
    assert opened.policy is not None
    checks = dict(opened.checks)
    known = proven(opened, session)
    for item in opened.checklist.items:
        for key in item.check_ids:
            check = checks.get(key)
            if check is not None and check.name == SIGNOFF:
                kind = SignedItem(
                    kind=cast("Signoff", check.kind),
                    item=item,
                    block=check.block,
                    signatures=check.signatures,
                    proven=known,
                    policy=opened.policy,
                    project=opened.settings.project,
                )
                checks[key] = replace(check, kind=kind)
    return replace(opened, checks=checks)
