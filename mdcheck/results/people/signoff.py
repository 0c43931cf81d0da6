"""Sign-offs: which signatures count on a day, and what they say together. Pure: files and git were asked before."""

from __future__ import annotations

import shlex
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.dates import days_after
from mdcheck.late import late_pattern
from mdcheck.results.outcome import errored, failed, passed, pending
from mdcheck.results.people.person import address_key
from mdcheck.results.people.policy import ANYONE
from mdcheck.results.proof import Proof, State
from mdcheck.results.signed import Signed
from mdcheck.wording import count, days_left, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mdcheck.results.outcome import Finding
    from mdcheck.results.people.policy import Policy
    from mdcheck.results.people.signature import Signature

_URL = late_pattern(r"https?://[^\s/]\S*")
_FEW = 5
"""Reasons and people in a message; the details and `signatures` hold all."""


class Wanted(StrEnum):
    """The evidence that a signature must name."""

    NONE = "none"
    FILE = "file"
    URL = "url"
    ANY = "any"


class Asked(NamedTuple):
    """What a check of the kind `signoff` asks for."""

    roles: tuple[str, ...]
    people: int = 1
    """How many different ones in each role."""
    valid_for: int | None = None
    """Days from the day of the signature on, that day not counted; None: no end."""
    evidence: Wanted = Wanted.NONE
    reading: str = ""
    """What the person has to measure; empty where no number is asked for."""
    min: Decimal | None = None
    max: Decimal | None = None


class Proven(NamedTuple):
    """What git knows of a record."""

    proof: Proof = Proof.CLAIMED
    problem: str = ""
    """Why it is no stronger one, and the way out."""
    unknown: bool = False
    """Nobody can tell: the clone is shallow, or a program is missing."""


class Seen(NamedTuple):
    """What the repository says of a signature today."""

    of: str
    """The digest of the words, the options and the covered files as they are now."""
    evidence: str = ""
    """Why the file that it names as evidence is none; empty for a good one, and for a URL."""
    proven: Proven = Proven()


def is_url(text: str) -> bool:
    """Whether the evidence is a URL; else it is a path."""
    return _URL().fullmatch(text) is not None


def until_of(signature: Signature, asked: Asked) -> date | None:
    """The last day on which the signature is valid; None for one without an end."""
    return None if asked.valid_for is None else days_after(signature.date, asked.valid_for)


def roles_in(signature: Signature, asked: Asked, policy: Policy) -> tuple[str, ...]:
    """The roles that are asked for and that the signature is given in."""
    held = (*policy.roles_of(signature.by), ANYONE)
    return tuple(role for role in asked.roles if role in held and signature.role in ("", role))


def judge(
    signatures: Sequence[Signature],
    seen: Sequence[Seen],
    asked: Asked,
    policy: Policy,
    today: date,
    latest: date | None = None,
) -> tuple[Signed, ...]:
    """Each signature as it stands today, in the order of the roles; `seen` has one entry for each.

    A change is judged by the date of its base: then what is signed in it may be later, up to `latest`.

    Of those by one person in one role that count, only the newest does. One that does not count takes nothing away
    from an older one: so no record can be made worse by a wrong one below it.
    """
    found: list[Signed] = []
    for signature, facts in zip(signatures, seen, strict=True):
        roles = roles_in(signature, asked, policy)
        if not roles:
            found.append(_signed(signature, "", facts, asked, today, State.NOT_ENTITLED, _not_entitled(asked, policy)))
        else:
            state, problem = _stands(signature, facts, asked, policy, today)
            if signature.date > (latest or today):
                state, problem = State.FUTURE, f"is dated in the future ({signature.date.isoformat()})"
            found += (_signed(signature, role, facts, asked, today, state, problem) for role in roles)
    order = {role: index for index, role in enumerate(asked.roles)}
    return tuple(sorted(_settled(found), key=lambda one: (order.get(one.role, len(order)), one.date, one.line)))


def _signed(  # noqa: PLR0913, PLR0917 - the facts of one row
    signature: Signature, role: str, seen: Seen, asked: Asked, today: date, state: State, problem: str
) -> Signed:
    until = until_of(signature, asked)
    return Signed(
        by=str(signature.by),
        role=role,
        date=signature.date,
        until=until,
        proof=seen.proven.proof,
        state=state,
        line=signature.line,
        days_left=None if until is None else (until - today).days,
        bound=bool(signature.of),
        evidence=signature.evidence,
        reading="" if signature.reading is None else str(signature.reading),
        note=signature.note,
        declined=signature.declined,
        problem=f"the signature of {signature.by.name} {problem}" if problem else "",
    )


def _not_entitled(asked: Asked, policy: Policy) -> str:
    where = f" by {policy.origin}" if policy.origin else ""
    return f"does not count: the address is not in {' or '.join(asked.roles)}{where}"


def _stands(signature: Signature, seen: Seen, asked: Asked, policy: Policy, today: date) -> tuple[State, str]:
    """The state of a signature in a role that its person has, and why it does not count."""
    until = until_of(signature, asked)
    if not signature.of and policy.signoff.bound:
        return State.NOT_BOUND, "does not say what was signed (`of`), as the policy asks: `mdcheck sign` writes it"
    if signature.of and signature.of != seen.of:
        return State.CHANGED, "is for other words, options or files than there are now"
    if until is not None and until < today:
        return State.ENDED, f"ended on {until.isoformat()}"
    if not seen.proven.proof.reaches(policy.signoff.proof):
        problem = f"is {seen.proven.proof}, and the policy asks for {policy.signoff.proof}: {seen.proven.problem}"
        return (State.UNKNOWN if seen.proven.unknown else State.TOO_WEAK), problem
    if signature.declined:
        return State.DECLINED, ""
    if problem := _no_evidence(signature, seen, asked):
        return State.NO_EVIDENCE, problem
    return _measured(signature, asked)


def _no_evidence(signature: Signature, seen: Seen, asked: Asked) -> str:
    named = signature.evidence
    if not named:
        what = {Wanted.FILE: "a file", Wanted.URL: "a URL", Wanted.ANY: "a file or a URL"}.get(asked.evidence)
        return f"names no evidence: {what} is asked for" if what else ""
    if is_url(named) and asked.evidence is Wanted.FILE:
        return f"names no file as evidence, but {named}"
    if not is_url(named) and asked.evidence is Wanted.URL:
        return f"names no URL as evidence, but {named}"
    return f"has no evidence: {seen.evidence}" if seen.evidence else ""


def _measured(signature: Signature, asked: Asked) -> tuple[State, str]:
    value = signature.reading
    if not asked.reading:
        return State.IN_FORCE, ""
    if value is None:
        return State.NO_READING, f"gives no number of {asked.reading} (`reading`)"
    low = asked.min is not None and value < asked.min
    high = asked.max is not None and value > asked.max
    return (State.OUT_OF_BOUNDS if low or high else State.IN_FORCE), ""


def _settled(found: Sequence[Signed]) -> Iterator[Signed]:
    """The signatures, of which those that the same person has replaced in the same role are superseded.

    Of one day a refusal goes before a consent: the order of lines must not decide what merges can change.
    """
    newest: dict[tuple[str, str], Signed] = {}
    for one in found:
        if one.state.counts:
            key = (_address(one.by), one.role)
            newest[key] = max(newest.get(key, one), one, key=_rank)
    for one in found:
        last = newest.get((_address(one.by), one.role))
        if one.state.counts and one is not last:
            name = one.by.rsplit(" <", 1)[0]
            yield one._replace(state=State.SUPERSEDED, problem=f"{name} has signed anew")
        else:
            yield one


def _rank(one: Signed) -> tuple[int, bool, int]:
    return one.date.toordinal(), one.state is not State.IN_FORCE, one.line


def _address(person: str) -> str:
    return address_key(person.rsplit("<", 1)[-1])


def missing(asked: Asked, signed: Sequence[Signed]) -> Mapping[str, int]:
    """How many people have yet to sign, by the roles in which any have."""
    people = {
        role: {_address(one.by) for one in signed if one.role == role and one.state is State.IN_FORCE}
        for role in asked.roles
    }
    return {role: asked.people - len(there) for role, there in people.items() if len(there) < asked.people}


def decide(asked: Asked, signed: Sequence[Signed], *, ticked: bool) -> Finding:
    """What the signatures say together; `ticked` is the box as it stands."""
    details = tuple(filter(None, (one.problem for one in signed)))
    against = [_against(ones, asked) for ones in by_record(signed, State.DECLINED, State.OUT_OF_BOUNDS)]
    lacking = missing(asked, signed)
    unknown = [one.problem for one in signed if one.state is State.UNKNOWN and (one.declined or one.role in lacking)]
    if against:
        found = failed(listed(against, _FEW))
    elif unknown:
        found = errored(unknown[0])
    elif lacking:
        found = pending(_pending(asked, lacking, signed, ticked=ticked))
        found = found._replace(fix=f"`mdcheck sign {shlex.quote(next(iter(lacking)))}`")
    else:
        found = passed(_few([_in_force(ones, asked) for ones in by_record(signed, State.IN_FORCE)]))
    return found._replace(details=details, signatures=tuple(signed))


def by_record(signed: Sequence[Signed], *states: State) -> Iterator[list[Signed]]:
    """The signatures in one of the states, by record, with the roles of each."""
    there = [one for one in signed if one.state in states]
    for line in dict.fromkeys(one.line for one in there):
        yield [one for one in there if one.line == line]


def _who(ones: Sequence[Signed]) -> str:
    name = ones[0].by.rsplit(" <", 1)[0]
    roles = [one.role for one in ones if one.role != ANYONE]
    return f"{name} ({', '.join(roles)})" if roles else name


def _against(ones: Sequence[Signed], asked: Asked) -> str:
    one = ones[0]
    note = f": {one.note}" if one.note else ""
    if one.state is State.DECLINED:
        return f"{_who(ones)} says no{note}"
    low = asked.min is not None and Decimal(one.reading) < asked.min
    bound = f"below {asked.min}" if low else f"above {asked.max}"
    return f"{_who(ones)} measured {one.reading} {asked.reading}, {bound}{note}"


def _in_force(ones: Sequence[Signed], asked: Asked) -> str:
    one = ones[0]
    parts = [_who(ones)]
    if asked.reading:
        parts.append(f"{one.reading} {asked.reading}")
    if one.days_left is not None:
        parts.append(days_left(one.days_left))
    if not one.bound:
        parts.append("not bound to the words")
    return ", ".join(parts)


def _pending(asked: Asked, lacking: Mapping[str, int], signed: Sequence[Signed], *, ticked: bool) -> str:
    told = [_lacking(role, number, asked.people) for role, number in lacking.items()]
    reasons = [one.problem for one in signed if one.problem and one.state is not State.SUPERSEDED]
    if ticked and not signed:
        reasons.append("a tick alone is no signature: `mdcheck sign --ticked` makes it one")
    return "; ".join(filter(None, (*told, _few(list(dict.fromkeys(reasons))))))


def _few(parts: Sequence[str]) -> str:
    more = [f"and {len(parts) - _FEW} more"] if len(parts) > _FEW else []
    return "; ".join((*parts[:_FEW], *more))


def _lacking(role: str, number: int, wanted: int) -> str:
    if wanted == 1:
        return "nobody has signed" if role == ANYONE else f"{role} has yet to sign"
    who = "" if role == ANYONE else f" in {role}"
    return f"{wanted - number} of {count(wanted, 'person', 'people')}{who} signed"
