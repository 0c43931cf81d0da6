"""The use case `sign`: put a person's signature below items, tick their boxes, and commit that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from mdcheck.app.checklist import open_checklist
from mdcheck.app.find import find_files
from mdcheck.app.find_items import files_named_by, find_items
from mdcheck.app.run import refuse_errors
from mdcheck.app.sign_changes import since_last
from mdcheck.app.signatures import bound
from mdcheck.app.workspace import workspace_of
from mdcheck.app.write_record import one_line, person
from mdcheck.checks.signatures import signoffs
from mdcheck.document.blocks.dates import day_of
from mdcheck.document.parse import parse
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Source
from mdcheck.errors import GitError, RefusedError, SourceError, UsageError, did_you_mean
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.workspace import OutsideError
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.versions import checked_out
from mdcheck.results.people.person import address_key
from mdcheck.results.people.signature import Signature
from mdcheck.results.people.signoff import Wanted, is_url, roles_in, until_of
from mdcheck.results.proof import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.app.sign_changes import Since
    from mdcheck.document.model import Item
    from mdcheck.kinds.signoff import SignedItem
    from mdcheck.results.people.person import Person
    from mdcheck.results.people.signoff import Asked
    from mdcheck.results.signed import Signed

_MOST = 5
"""Reasons why items are left out that a message tells."""


class Signing(NamedTuple):
    """What the person says."""

    ticked: bool = False
    """Sign the items whose boxes were ticked by hand since the last commit."""
    again: bool = False
    """Sign also where a signature of the person is in force."""
    declined: str | None = None
    """Why the person says no; None for a consent."""
    role: str = ""
    evidence: str = ""
    reading: str = ""
    note: str = ""


class Proposal(NamedTuple):
    """A signature that the person may give."""

    file: Opened
    item: Item
    kind: SignedItem
    by: Person
    roles: tuple[str, ...]
    """Those that it is given in."""
    until: date | None
    values: Mapping[str, str]
    """The lines of the record."""
    files: tuple[str, ...]
    """Those that it covers."""
    since: Since | None
    """The last signature of the item, whoever gave it."""


class _Candidate(NamedTuple):
    file: Opened
    item: Item
    kind: SignedItem
    named: bool
    """Whether the person named just this item."""
    role: str
    """The one role that it is to be signed in; empty for all."""


def propose(words: Sequence[str], session: Session, signing: Signing) -> tuple[Proposal, ...]:
    """The signatures that the words name: roles, items, or files; without any, all that await the person.

    Raises MdcheckError, also where there is nothing to sign.
    """
    names = [word for word in words if word.endswith(".md") and (session.cwd / word).is_file()]
    rest = [word for word in words if word not in names]
    paths = find_files(files_named_by(rest, names, session), session)
    return propose_in([open_checklist(path, session) for path in paths], rest, session, signing)


def propose_in(
    opened: Sequence[Opened], words: Sequence[str], session: Session, signing: Signing
) -> tuple[Proposal, ...]:
    """The same in checklists in hand; the words name roles or items."""
    refuse_errors(opened)
    opened = [bound(file, session) if file.policy is not None else file for file in opened]
    candidates = list(_candidates(words, opened, session, signing))
    by = person(opened[0].root)
    left_out: list[str] = []
    found = []
    for candidate in candidates:
        proposal = _proposal(candidate, by, session, signing)
        if isinstance(proposal, str):
            left_out.append(f"{candidate.file.shown}:{candidate.item.line}: {proposal}")
        else:
            found.append(proposal)
    if not found:
        raise _nothing(opened, by, left_out)
    return tuple(found)


def _nothing(opened: Sequence[Opened], by: Person, left_out: Sequence[str]) -> UsageError:
    where = ", ".join(file.shown for file in opened)
    if not left_out:
        fix = "`mdcheck due` lists what is signed, and what is pending"
        return UsageError(f"nothing awaits the signature of {by}", where=where, fix=fix)
    told = "\n       ".join([*left_out[:_MOST], *(["…"] if len(left_out) > _MOST else [])])
    return UsageError(f"there is nothing that {by} could sign", where=where, fix=told)


def _candidates(
    words: Sequence[str], opened: Sequence[Opened], session: Session, signing: Signing
) -> Iterator[_Candidate]:
    """The sign-offs that the words name, in the order of the documents, each once."""
    every = [
        _Candidate(file, item, cast("SignedItem", file.checks[key].kind), named=False, role=signing.role)
        for file in opened
        for item in file.checklist.items
        if item.applicable
        for key in signoffs(item, file.checks)
    ]
    where = ", ".join(file.shown for file in opened)
    if not every:
        fix = "put a check block under an item: `signoff: ROLE`; `mdcheck kinds signoff` shows it"
        raise UsageError("no item asks for a signature", where=where, fix=fix)
    if not words:
        yield from every
        return
    named: dict[tuple[str, int], _Candidate] = {}
    for word in words:
        roles = {role for one in every for role in one.kind.kind.roles}
        if word in roles:
            found = [one._replace(role=word) for one in every if word in one.kind.kind.roles]
        else:
            found = _items(word, every, opened, session, tuple(roles))
        named |= {(one.file.shown, one.item.line): one for one in found}
    yield from (one for key, one in sorted(named.items()))


def _items(
    word: str, every: Sequence[_Candidate], opened: Sequence[Opened], session: Session, roles: Sequence[str]
) -> list[_Candidate]:
    """The sign-offs of the items that a word names. Raises UsageError where there are none."""
    items = find_items(word, [file.checklist for file in opened], session)
    lines = {(opened[number].shown, item.line) for number, item in items}
    found = [one for one in every if (one.file.shown, one.item.line) in lines]
    if found:
        return [one._replace(named=len(found) == 1) for one in found]
    if items:
        where = f"{opened[items[0][0]].shown}:{items[0][1].line}"
        if not items[0][1].applicable:
            fix = "take the ~~ marks away if it applies"
            raise UsageError("the item does not apply, so nobody need sign it", where=where, fix=fix)
        fix = "put a check block under it: `signoff: ROLE`"
        raise UsageError("the item asks for no signature", where=where, fix=fix)
    known = [*roles, *(plain_text(one.item.text) for one in every), *(one.item.id for one in every)]
    fix = f"roles that are asked for: {', '.join(sorted(roles))}; `mdcheck status -v` lists all items"
    where = ", ".join(file.shown for file in opened)
    raise UsageError(f"“{word}” names no role and no item{did_you_mean(word, known)}", where=where, fix=fix)


def _proposal(candidate: _Candidate, by: Person, session: Session, signing: Signing) -> Proposal | str:
    """The signature, or why there is none to give. Raises UsageError for what the check does not ask for."""
    file, item, kind, _, role = candidate
    asked, policy = kind.kind.asked, kind.policy
    today = day_of(session.dated_at)
    held = roles_in(Signature(0, by, today), asked, policy)
    roles = tuple(one for one in held if role in ("", one))
    if not roles:
        return f"asks for {' and '.join(asked.roles)}; {policy.words}"
    workspace = workspace_of(file, session)
    finding = kind.check(workspace)
    mine = [one for one in finding.signatures if address_key(one.by.rpartition("<")[2]) == f"{by.key}>"]
    if not signing.again and signing.declined is None and _in_force(mine, roles):
        return "you have signed it already: --again renews that"
    if signing.ticked and not _just_ticked(file, item):
        return "its box was not ticked since the last commit"
    if (problem := _unfit(asked, signing)) is not None:
        if candidate.named:
            raise UsageError(problem[0], where=f"{file.shown}:{item.line}", fix=problem[1])
        return f"{problem[0]}: name the item, and {problem[1]}"
    evidence = one_line(signing.evidence, "--evidence") if asked.evidence is not Wanted.NONE or candidate.named else ""
    try:
        of, files = kind.covers(workspace, evidence)
    except (UndeterminedError, OutsideError, OSError) as error:
        raise RefusedError(
            str(error), where=f"{file.shown}:{item.line}", fix="correct `inputs` or the evidence; nothing was written"
        ) from error
    values = {
        "by": str(by),
        "date": today.isoformat(),
        "as": roles[0] if len(roles) < len(held) else "",
        "of": of,
        "evidence": evidence,
        "reading": signing.reading if asked.reading else "",
        "says": "no" if signing.declined is not None else "",
        "note": one_line(signing.note if signing.declined is None else signing.declined, "--note"),
    }
    until = until_of(Signature(0, by, today), asked)
    lapsed = frozenset(one.line for one in finding.signatures if one.state is State.CHANGED)
    since = since_last(file, item, kind, files, lapsed, session)
    return Proposal(file, item, kind, by, roles, until, values, files, since)


def _in_force(mine: Sequence[Signed], roles: Sequence[str]) -> bool:
    there = {one.role for one in mine if one.state is State.IN_FORCE}
    return there.issuperset(roles)


def _unfit(asked: Asked, signing: Signing) -> tuple[str, str] | None:
    """What the person has to say besides, or has said and nobody asks for, with the fix."""
    if signing.reading and not asked.reading:
        return "the sign-off asks for no number", "leave --reading out"
    if signing.declined is not None:
        return None
    if asked.reading and not signing.reading:
        return f"a number of {asked.reading} is asked for", "add --reading NUMBER"
    if asked.evidence is not Wanted.NONE and not signing.evidence:
        what = {Wanted.FILE: "FILE", Wanted.URL: "URL"}.get(asked.evidence, "FILE|URL")
        return "evidence is asked for", f"add --evidence {what}"
    wrong = Wanted.FILE if is_url(signing.evidence) else Wanted.URL
    if signing.evidence and asked.evidence is wrong:
        return f"{signing.evidence} is no {asked.evidence}", f"name a {asked.evidence} as evidence"
    return None


def _just_ticked(file: Opened, item: Item) -> bool:
    """Whether the box is ticked, and was not at the last commit."""
    if not item.ticked:
        return False
    repository = open_repository(file.path)
    if isinstance(repository, NoRepository):
        return True
    try:
        data = checked_out(repository, file.path)
        before = parse(Source.from_bytes(data or b"", path=file.shown))
    except (GitError, SourceError):
        return True
    return not any(one.id == item.id and one.ticked for one in before.items)
