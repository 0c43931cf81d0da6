"""Writing signatures that a person has agreed to: one record and one box for each, the figures, and the commit."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, cast

from msgspec.structs import replace

from mdcheck.app.checklist import open_checklist, save
from mdcheck.app.run import refuse_errors
from mdcheck.app.signatures import bound
from mdcheck.app.unified_diff import unified_diff
from mdcheck.app.workspace import workspace_of
from mdcheck.app.write_record import alone, fenced, newline_of, prefix_of, rows
from mdcheck.checks.signatures import signoffs
from mdcheck.document.edits import Edit
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import edited
from mdcheck.document.rewrite import rewrite
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Span
from mdcheck.errors import RefusedError, UsageError
from mdcheck.repository.commit import Committed, NothingToCommit, commit_checklist, commit_obstacle
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.message import CommitMessage, plain
from mdcheck.results.outcome import Box, Outcome
from mdcheck.results.people.keys import key_of
from mdcheck.results.people.person import read_person
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import read_signature
from mdcheck.results.people.signoff import Proven
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.app.sign import Proposal
    from mdcheck.document.model import Checklist, Item, Record
    from mdcheck.kinds.signoff import SignedItem
    from mdcheck.repository.commit import CommitOutcome
    from mdcheck.results.outcome import Finding

_DASH = re.compile(r"^[ \t>]*-[ \t]+")


class Ended(NamedTuple):
    """What became of one signature."""

    item: Item
    outcome: Outcome
    message: str
    """What the check says now."""


class SignedFile(NamedTuple):
    """What was written into one checklist, or would be."""

    path: str
    diff: str
    signatures: tuple[Ended, ...]
    notes: tuple[str, ...] = ()
    refused: bool = False
    """Git refused the commit."""


def sign(proposals: Sequence[Proposal], session: Session, *, commit: bool, dry: bool = False) -> tuple[SignedFile, ...]:
    """Write the records, tick the boxes that may be ticked, and commit. Raises MdcheckError before it writes."""
    files = {proposal.file.shown: proposal.file for proposal in proposals}
    return tuple(
        _sign_file(file, [one for one in proposals if one.file is file], session, commit=commit, dry=dry)
        for file in files.values()
    )


def _sign_file(file: Opened, proposals: Sequence[Proposal], session: Session, *, commit: bool, dry: bool) -> SignedFile:
    after, findings = signed(file, proposals, session)
    diff = unified_diff(file.checklist.source, after.source, file.shown)
    if dry:
        return SignedFile(file.shown, diff, tuple(_ended(after, proposals, findings)))
    repository = open_repository(file.path) if commit else NoRepository("it was not asked for")
    obstacle = None if isinstance(repository, NoRepository) else commit_obstacle(repository, file.path)
    save(file, after)
    notes: tuple[str, ...] = ()
    refused = False
    if isinstance(repository, NoRepository):
        notes = (f"not committed: {repository.reason}",)
    else:
        message = _message(proposals, findings)
        outcome = obstacle or commit_checklist(repository, file.path, message, before=file.data)
        notes, refused = _told(outcome)
    return SignedFile(file.shown, diff, tuple(_as_it_stands(file, proposals, session)), notes, refused=refused)


def signed(file: Opened, proposals: Sequence[Proposal], session: Session) -> tuple[Checklist, Mapping[str, Finding]]:
    """The checklist with the records, their boxes and its figures, and what its sign-offs say then.

    Raises UsageError and RefusedError.
    """
    after = file.checklist
    for proposal in proposals:
        after = _with_record(after, file, proposal)
    findings = _findings(file, after, proposals, session)
    marks = dict(_marks(after, proposals, findings))
    return edited(after, rewrite(after, marks, notations=file.settings.figures)), findings


def _told(outcome: CommitOutcome) -> tuple[tuple[str, ...], bool]:
    if isinstance(outcome, Committed):
        return (f"committed {short_id(outcome.commit)} {outcome.subject}", *outcome.notes), False
    if isinstance(outcome, NothingToCommit):
        return ("nothing to commit: the file is as it was last committed",), False
    fix = f"; {outcome.fix}" if outcome.fix else ""
    return (f"not committed: {outcome.reason}{fix}",), outcome.refused


def _as_it_stands(file: Opened, proposals: Sequence[Proposal], session: Session) -> Iterator[Ended]:
    """What the sign-offs say of the file on disk: a commit may prove less than the policy asks for."""
    opened = open_checklist(file.path, session)
    refuse_errors([opened])
    opened = bound(opened, session)
    workspace = workspace_of(opened, session)
    by_id = {item.id: item for item in opened.checklist.items}
    for proposal in proposals:
        item = by_id[proposal.item.id]
        (key, *_) = signoffs(item, opened.checks)
        finding = cast("SignedItem", opened.checks[key].kind).check(workspace)
        yield Ended(item, finding.outcome, finding.message)


def _ended(after: Checklist, proposals: Sequence[Proposal], findings: Mapping[str, Finding]) -> Iterator[Ended]:
    by_id = {item.id: item for item in after.items}
    for proposal in proposals:
        finding = findings[proposal.item.id]
        yield Ended(by_id[proposal.item.id], finding.outcome, finding.message)


def _with_record(checklist: Checklist, file: Opened, proposal: Proposal) -> Checklist:
    """The checklist with the record, in the place of the person's former one in the same role, if there is one."""
    item = next(one for one in checklist.items if one.id == proposal.item.id)
    signed = [record for record in item.records if record.kind is RecordKind.SIGNED]
    former = next((record for record in reversed(signed) if _same(record, proposal.values)), None)
    values = _another(proposal.values, former)
    after = edited(checklist, (_edit(checklist, item, signed, former, rows(values), proposal),))
    where = f"{file.shown}:{item.line}"
    before, now = (Counter(_records(each)) for each in (checklist, after))
    wanted = Counter({_facts(item, _written(values)): 1})
    gone = Counter({} if former is None else {_facts(item, former.values): 1})
    if now != before - gone + wanted or [one.id for one in after.items] != [one.id for one in checklist.items]:
        fix = "write the record by hand, below the check block: " + "; ".join(rows(values))
        raise RefusedError("the record can't be put below the check block here", where=where, fix=fix)
    written = next(one for one in after.items if one.id == item.id)
    try:
        for record in written.records:
            if record.kind is RecordKind.SIGNED:
                read_signature(record, record.line)
    except RecordError as error:
        raise UsageError(error.message, where=where, fix=error.fix) from error
    return after


def _another(values: Mapping[str, str], former: Record | None) -> Mapping[str, str]:
    """The record; where it would say just what the former one does, its note differs, so that a commit can bring it."""
    number = 1
    wanted = values
    while former is not None and _written(wanted) == dict(former.values):
        told = "signed again" if number == 1 else f"signed again ({number})"
        wanted = {**values, "note": f"{values['note']}; {told}" if values["note"] else told}
        number += 1
    return wanted


def _written(values: Mapping[str, str]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def _records(checklist: Checklist) -> Iterator[str]:
    return (_facts(item, record.values) for item in checklist.items for record in item.records)


def _facts(item: Item, values: Mapping[str, object]) -> str:
    return repr((item.id, sorted(values.items())))


def _same(record: Record, values: Mapping[str, str]) -> bool:
    """Whether the record is the person's own, in the same role."""
    try:
        address = read_person(str(record.values.get("by"))).key
    except ValueError:
        return False
    return address == read_person(values["by"]).key and (record.values.get("as") or "") == values["as"]


def _edit(
    checklist: Checklist,
    item: Item,
    signed: Sequence[Record],
    former: Record | None,
    lines: list[str],
    proposal: Proposal,
) -> Edit:
    source, newline = checklist.source, newline_of(checklist.source)
    entry = [("- " if not index else "  ") + line for index, line in enumerate(lines)]
    if former is not None and alone(former, signed):
        text = fenced(RecordKind.SIGNED, entry, source, prefix_of(source, former.line))
        return Edit(former.span, text)
    if former is not None:
        first, last = _entry_lines(checklist, former, signed)
        lead = _dash(source.line(first - 1))
        span = Span(source.starts[first - 1], source.line_end(last - 1))
        return Edit(span, newline.join(_under(lead, lines)))
    if signed and signed[-1].body.lstrip().startswith("- "):
        last = source.locate(signed[-1].span.end - 1).line
        first, _ = _entry_lines(checklist, signed[-1], signed)
        lead = _dash(source.line(first - 1))
        place = source.starts[last - 1]
        return Edit(Span(place, place), "".join(row + newline for row in _under(lead, lines)))
    number = [block.line for block in proposal.item.checks].index(proposal.kind.block.line)
    here = signed[-1] if signed else item.checks[number]
    text = fenced(RecordKind.SIGNED, entry, source, prefix_of(source, here.line))
    return Edit(Span(here.span.end, here.span.end), newline + text)


def _dash(line: str) -> str:
    """What stands in front of an entry of a list, its dash included."""
    found = _DASH.match(line)
    return found[0] if found else ""


def _under(lead: str, lines: Sequence[str]) -> list[str]:
    """The lines as one entry of a list: the first behind the dash, the others below it."""
    blank = lead.replace("-", " ")
    return [(blank if index else lead) + line for index, line in enumerate(lines)]


def _entry_lines(checklist: Checklist, record: Record, signed: Sequence[Record]) -> tuple[int, int]:
    """The first and the last line of a record within a list."""
    source = checklist.source
    starts = sorted(_first_line(checklist, one) for one in signed if one.span == record.span)
    first = _first_line(checklist, record)
    later = [line for line in starts if line > first]
    closing = source.locate(record.span.end - 1).line
    return first, (later[0] if later else closing) - 1


def _first_line(checklist: Checklist, record: Record) -> int:
    return checklist.source.locate(min(place.start for place in record.places.values())).line


def _findings(file: Opened, after: Checklist, proposals: Sequence[Proposal], session: Session) -> Mapping[str, Finding]:
    """What each sign-off of the file will say, by its item, once the records are committed as the policy asks."""
    signing = {one.item.id for one in proposals}
    workspace = workspace_of(file, session)
    found = {}
    for before, item in zip(file.checklist.items, after.items, strict=True):
        for key in signoffs(before, file.checks):
            kind = cast("SignedItem", file.checks[key].kind)
            if before.id in signing:
                kind = _with_new(kind, item)
            found[before.id] = kind.check(workspace)
    return found


def _with_new(kind: SignedItem, item: Item) -> SignedItem:
    """The sign-off with the records that the item will have; those that are new are taken for proven."""
    known = {key_of(one): kind.proven.get(one.line) for one in kind.signatures}
    records = [record for record in item.records if record.kind is RecordKind.SIGNED]
    signatures = tuple(read_signature(record, number) for number, record in enumerate(records))
    policy = kind.policy.signoff.proof
    proven = {
        one.line: proof if (proof := known.get(key_of(one), Proven(policy))) is not None else Proven()
        for one in signatures
    }
    return replace(kind, signatures=signatures, proven=proven, item=item)


def _marks(
    after: Checklist, proposals: Sequence[Proposal], findings: Mapping[str, Finding]
) -> Iterator[tuple[str, bool]]:
    """A box is ticked if the sign-off is all that the item waits for, and unticked where a signature is missing."""
    signing = {one.item.id for one in proposals}
    for item in after.items:
        if item.id not in signing:
            continue
        box = findings[item.id].outcome.meaning.box
        if box is Box.TICK and len(item.checks) == 1 and not item.guarded:
            yield item.id, True
        elif box is Box.UNTICK:
            yield item.id, False


def _message(proposals: Sequence[Proposal], findings: Mapping[str, Finding]) -> CommitMessage:
    by = proposals[0].by.name
    declined = all(one.values["says"] for one in proposals)
    what = plain_text(proposals[0].item.text) if len(proposals) == 1 else f"{len(proposals)} items"
    passed = sum(finding.outcome is Outcome.PASSED for finding in findings.values())
    return CommitMessage(
        subject=plain(f"{'decline' if declined else 'sign'}: {what} ({by})"),
        body=tuple(map(_line, proposals)),
        trailers=(("Mdcheck-Signed", f"{passed}/{len(findings)}"),),
    )


def _line(proposal: Proposal) -> str:
    values = proposal.values
    until = f", until {proposal.until.isoformat()}" if proposal.until is not None and not values["says"] else ""
    note = f" — {plain(values['note'])}" if values["note"] else ""
    what = "declined" if values["says"] else "signed"
    return f"- {what}: {plain(plain_text(proposal.item.text))} — {', '.join(proposal.roles)}{until}{note}"
