"""From a checklist's items to the checks that their words propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.adopt.proposal import NeedsAddress, Proposal, block_of
from mdcheck.app.adopt.rules import commands, dependencies, facts, judgement, paths, quality, services
from mdcheck.app.adopt.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.proposal import Proposed
    from mdcheck.app.adopt.statement import Statement
    from mdcheck.document.model import Checklist, Item

    Rule = Callable[[Statement, Context], Proposed | str | None]

RULES: dict[str, Rule] = {
    "command": commands.checking_command,
    "endpoint": services.endpoint,
    "variable": facts.variable,
    "dependency": dependencies.dependency,
    "kept out": facts.kept_out,
    "path": paths.existing_paths,
    "file": paths.named_file,
    "secrets": facts.no_secrets,
    "updates": dependencies.automatic_updates,
    "lock file": dependencies.locked,
    "vulnerabilities": dependencies.no_vulnerabilities,
    "coverage": facts.coverage,
    "tag": facts.tagged,
    "health": services.health,
    "security headers": services.security_headers,
    "certificate": services.certificate,
    "quality": quality.passing,
    "judgement": judgement.judgement,
}
"""The first that fits decides."""
FOREIGN: dict[str, Rule] = {"command": commands.checking_command}
"""Those for statements with unread words."""


class Proposals(NamedTuple):
    """What the items of one checklist propose: ticked ones first, each in the document's order."""

    checks: tuple[Proposal, ...]
    need_address: tuple[NeedsAddress, ...]


def propose(checklist: Checklist, context: Context) -> Proposals:
    """The proposals of all items. Nothing is run."""
    checks: list[Proposal] = []
    need_address: list[NeedsAddress] = []
    for item in sorted(checklist.items, key=lambda item: not item.ticked):
        match propose_for(item, context):
            case Proposal() as proposal:
                checks.append(proposal)
            case NeedsAddress() as need:
                need_address.append(need)
            case None:
                pass
    return Proposals(tuple(checks), tuple(need_address))


def propose_for(item: Item, context: Context) -> Proposal | NeedsAddress | None:
    """What one item proposes; None where its words say nothing that can be checked."""
    found = statement(item)
    if found is None:
        return None
    for name, rule in (RULES if not found.foreign else FOREIGN).items():
        proposed = rule(found, context)
        if isinstance(proposed, str):
            return NeedsAddress(item, name)
        if proposed is not None:
            return Proposal(item, name, block_of(proposed.check), proposed.not_shown)
    return None
