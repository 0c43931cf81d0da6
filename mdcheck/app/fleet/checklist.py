"""From the bytes of a checklist and its settings to what a fleet shows of it. It runs nothing and loads no plugin."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, cast

from mdcheck.app.policy import own_policy
from mdcheck.app.records import covered_by
from mdcheck.checks.names import kind_name
from mdcheck.checks.signatures import SIGNOFF, read_signatures
from mdcheck.document.completion import completions
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import parse
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Source
from mdcheck.errors import SettingsError
from mdcheck.repository.assessment import assessment
from mdcheck.results.due import State, state_of
from mdcheck.results.fleet import FleetChecklist, FleetItem, FleetSection, ItemState, LastUpdate
from mdcheck.results.outcome import Outcome
from mdcheck.results.people.policy import Policy
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signoff import by_record
from mdcheck.results.people.waiver import judge, read_waiver
from mdcheck.results.proof import State as Standing
from mdcheck.results.verdict import Verdict
from mdcheck.settings import document_settings
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from mdcheck.document.model import Checklist, Item
    from mdcheck.repository.snapshot import Update
    from mdcheck.results.outcome import Finding
    from mdcheck.results.people.waiver import Judged
    from mdcheck.settings import Settings

_LONGEST = 300
"""Characters of an item's text."""


class File(NamedTuple):
    """A file at HEAD."""

    name: str
    """From the repository's root."""
    blob: str


def fleet_checklist(
    data: bytes, file: File, settings: Settings, *, update: LastUpdate | None, today: date, within: int
) -> FleetChecklist:
    """Raises SourceError for what is no text."""
    checklist = parse(Source.from_bytes(data, path=storable(file.name)))
    settings, policy, notes = _judging(checklist, settings)
    judged = {item.id: tuple(_waivers(item, settings, policy, today)) for item in checklist.items if item.records}
    every = [one for found in judged.values() for one in found]
    signed = _signed(checklist, settings, policy, today)
    until = [*(one.waiver.until for one in every), *_ends(signed.values())]
    ends = [state_of(end, today, within) for end in until]
    done = completions(checklist.root)
    return FleetChecklist(
        path=storable(file.name),
        blob=file.blob,
        completion=done[0],
        sections=tuple(
            FleetSection(plain_text(section.title), section.level, section.line, done[section.line])
            for section in checklist.root.all_sections()
            if section.level
        ),
        items=tuple(
            _item(item, signed.get(item.id), waived=any(one.in_force for one in judged.get(item.id, ())))
            for item in checklist.items
        ),
        update=update,
        waived=sum(one.in_force for one in every),
        idle=sum(not one.in_force for one in every),
        ended=sum(state is State.ENDED for state in ends),
        ending=sum(state is State.ENDING for state in ends),
        notes=notes,
        checked=any(item.checks for item in checklist.items),
    )


def last_update(update: Update | None, blob: str) -> LastUpdate | None:
    """What the newest update's message says; None for a message that says nothing."""
    if update is None:
        return None
    score, verdict = assessment(update.message)
    return LastUpdate(
        commit=update.commit,
        time=update.time,
        score=score,
        verdict=verdict or Verdict.UNASSESSED,
        changed_since=update.blob != blob,
    )


def _judging(checklist: Checklist, settings: Settings) -> tuple[Settings, Policy, tuple[str, ...]]:
    try:
        settings = document_settings(settings, checklist)
        return settings, own_policy(settings), ()
    except SettingsError as error:
        return settings, Policy(), (f"its settings are left aside: {error}",)


def _signed(checklist: Checklist, settings: Settings, policy: Policy, today: date) -> dict[str, Finding]:
    """What the signatures of each item that asks for some say, as the checklist alone tells. No plugin is loaded."""
    blocks = {
        key: block
        for item in checklist.items
        for key, block in zip(item.check_ids, item.checks, strict=True)
        if item.applicable and kind_name(block) == SIGNOFF
    }
    if not blocks:
        return {}
    from mdcheck.checks.bind import read_check  # late: most checklists ask for no signatures
    from mdcheck.kinds.signoff import SignedItem, Signoff

    checks = {}
    for key, block in blocks.items():
        if block.options.keys() <= {SIGNOFF, *Signoff.__struct_fields__}:  # else another kind is looked for
            with suppress(ValueError):  # `lint` reports it there
                checks[key] = read_check(block)
    signatures, _ = read_signatures(checklist, checks, policy, frozenset(settings.roles))
    items = {item.id: item for item in checklist.items}
    return {
        key.item: SignedItem(
            kind=cast("Signoff", check.kind),
            item=items[key.item],
            block=check.block,
            signatures=signatures.get(key, ()),
            proven={},
            policy=policy,
            project=settings.project,
        ).claimed(today)
        for key, check in checks.items()
    }


def _ends(signed: Iterable[Finding]) -> Iterator[date | None]:
    """The last day of each signature in force, and of each that ended while one is missing."""
    for finding in signed:
        ended = () if finding.outcome is Outcome.PASSED else (Standing.ENDED,)
        yield from (ones[0].until for ones in by_record(finding.signatures, Standing.IN_FORCE, *ended))


def _item(item: Item, signed: Finding | None, *, waived: bool) -> FleetItem:
    return FleetItem(
        id=item.id,
        text=plain_text(item.text)[:_LONGEST],
        section=" / ".join(item.section),
        state=_state(item, signed, waived=waived),
        pinned=any(block.common.id is not None for block in item.checks),
        line=item.line,
    )


def _state(item: Item, signed: Finding | None, *, waived: bool) -> ItemState:
    if signed is not None and signed.outcome is not Outcome.PASSED and not waived:  # a tick is no signature
        return ItemState.PENDING if signed.outcome is Outcome.PENDING else ItemState.OPEN
    if item.ticked:
        return ItemState.TICKED
    if not item.applicable:
        return ItemState.NOT_APPLICABLE
    return ItemState.WAIVED if waived else ItemState.OPEN


def _waivers(item: Item, settings: Settings, policy: Policy, today: date) -> Iterator[Judged]:
    """The waivers of the item's checks, each judged for the most severe check that it is for."""
    for record in item.records:
        if record.kind is not RecordKind.WAIVED:
            continue
        try:
            waiver = read_waiver(record)
        except RecordError:
            continue  # `lint` reports it there
        blocks = [block for block in item.checks if waiver.kind in ("", kind_name(block))]
        verdicts = [
            judge(
                waiver,
                policy=policy,
                severity=block.common.severity,
                covered=covered_by(item, settings),
                today=today,
            )
            for block in blocks
        ]
        if verdicts:
            yield next((one for one in verdicts if not one.in_force), verdicts[0])
