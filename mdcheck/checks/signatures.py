"""Records -> signatures of sign-offs, and what is wrong with sign-offs and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mdcheck.document.diagnostic import error_at
from mdcheck.document.model import CheckId, RecordKind
from mdcheck.errors import did_you_mean
from mdcheck.results.people.policy import ANYONE
from mdcheck.results.people.records import RecordError, record_error, unasked
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.checks.bind import Check
    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.model import Checklist, Item, Record
    from mdcheck.kinds.signoff import Signoff
    from mdcheck.results.people.policy import Policy
    from mdcheck.results.people.signature import Signature

SIGNOFF = "signoff"
"""The kind of check that asks for signatures."""


def signoffs(item: Item, checks: Mapping[CheckId, Check]) -> tuple[CheckId, ...]:
    """The checks of the item that ask for signatures."""
    return tuple(key for key in item.check_ids if key in checks and checks[key].name == SIGNOFF)


def read_signatures(
    checklist: Checklist, checks: Mapping[CheckId, Check], policy: Policy, own: frozenset[str]
) -> tuple[dict[CheckId, tuple[Signature, ...]], tuple[Diagnostic, ...]]:
    """The signatures of each sign-off, and what is wrong with sign-offs and with `signed` records.

    `own` are the roles that the checklist's own repository defines: a role that only a change defines is no error,
    but nobody has it yet where the base's policy counts.
    """
    found: dict[CheckId, tuple[Signature, ...]] = {}
    diagnostics: list[Diagnostic] = []
    for item in checklist.items:
        asking = signoffs(item, checks)
        for key in asking:
            diagnostics += _unfit(checklist, checks[key], policy, own)
        if len(asking) > 1:
            block, fix = checks[asking[1]].block, "name all roles in one, or give each an item of its own"
            diagnostics.append(
                error_at(checklist.source, block.span.start, "two-signoffs", "the item has two sign-offs", fix)
            )
        for record in item.records:
            if record.kind is not RecordKind.SIGNED:
                continue
            try:
                signature = _signature(record, item, checks, checklist)
            except RecordError as error:
                diagnostics.append(record_error(checklist, record, error))
            else:
                for key in asking[:1]:
                    found[key] = (*found.get(key, ()), signature)
    return found, tuple(diagnostics)


def _signature(record: Record, item: Item, checks: Mapping[CheckId, Check], checklist: Checklist) -> Signature:
    """The signature of a record that its item asks for. Raises RecordError."""
    from mdcheck.results.people.signature import read_signature  # late: few checklists have any

    asking = signoffs(item, checks)
    if not asking and all(key in checks for key in item.check_ids):
        reason = "no check block of the item says" if item.checks else "the item has no check block that says"
        raise unasked("signature", f"{reason} `signoff`")
    first = min((place.start for place in record.places.values()), default=record.span.start)
    signature = read_signature(record, checklist.source.locate(first).line)
    for key in asking[:1]:
        _refuse_unasked(signature, cast("Signoff", checks[key].kind))
    return signature


def _refuse_unasked(signature: Signature, kind: Signoff) -> None:
    """Raises RecordError for what the sign-off does not ask for: it would be taken for something that counts."""
    if signature.reading is not None and not kind.reading:
        raise RecordError("reading: the sign-off asks for no number", key="reading", fix="leave the line out")
    if signature.role and signature.role not in kind.roles:
        message = f"as: the sign-off does not ask for “{signature.role}”{did_you_mean(signature.role, kind.roles)}"
        raise RecordError(message, key="as", fix=f"write {' or '.join(kind.roles)}, or leave the line out")


def _unfit(checklist: Checklist, check: Check, policy: Policy, own: frozenset[str]) -> Iterator[Diagnostic]:
    """What is wrong with the roles of a sign-off."""
    kind, block = cast("Signoff", check.kind), check.block
    place = next((block.places[path] for path in (("signoff", "roles"), ("signoff",)) if path in block.places), None)
    start = block.span.start if place is None else place.start
    for role in kind.roles:
        if role == ANYONE:
            continue
        if role not in policy.roles and role not in own:
            known = (*policy.roles, ANYONE)
            fix = f'name those who have it in mdcheck.toml, below [roles]: {_key(role)} = ["ada@example.org"]'
            message = f"signoff: nobody has the role “{role}”{did_you_mean(role, known)}"
            yield error_at(checklist.source, start, "unknown-role", message, fix)
        elif role in policy.roles and len(policy.roles[role]) < kind.count:
            there = count(len(policy.roles[role]), "person has", "people have")
            message = f"signoff: {count(kind.count, 'person', 'people')} of “{role}” must sign, and {there} it"
            fix = f"ask for fewer (`count`), or name more people in {policy.origin}"
            yield error_at(checklist.source, start, "unknown-role", message, fix)


def _key(role: str) -> str:
    bare = role.replace("-", "").replace("_", "")
    return role if bare.isascii() and bare.isalnum() else f'"{role}"'
