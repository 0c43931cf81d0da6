"""Texts about a difference that all formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mdcheck.document.comparison import statement
from mdcheck.document.slug import plain_text
from mdcheck.reports.counts import completion_in_words
from mdcheck.results.flip import Origin
from mdcheck.results.people.changes import Change, Fate
from mdcheck.wording import count, short_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Item
    from mdcheck.results.difference import Difference, Version
    from mdcheck.results.flip import Flip
    from mdcheck.results.people.changes import SignatureChange, WaiverChange
    from mdcheck.results.people.policy_changes import PolicyChange


def by(flip: Flip) -> str:
    """Who flipped a box."""
    match flip.origin:
        case Origin.CHECK:
            return f"by its check in {short_id(flip.commit)}"
        case Origin.HAND:
            return f"by hand in {short_id(flip.commit)}" if flip.commit else "by hand"
        case Origin.UNVERIFIED:
            return "not verified: a check owns it; run mdcheck update"
        case Origin.UNKNOWN:
            return "in a merge or on another branch"
        case never:
            assert_never(never)


def name(item: Item) -> str:
    return statement(item) or "(no text)"


def whole_name(item: Item) -> str:
    """The item's words with its section, for an item whose words alone are ambiguous."""
    return " / ".join((*(plain_text(title) for title in item.section[-1:]), name(item)))


def renamed(difference: Difference) -> Iterator[tuple[int | None, str, str]]:
    """What has another name or place: its line (None for a section), what it was called, and what it is called."""
    for here, there in difference.matching.sections:
        yield None, title(here), title(there)
    for before, after in difference.renamed:
        called = whole_name if before.section != after.section and name(before) == name(after) else name
        yield after.line, called(before), called(after)


def done(version: Version) -> str:
    return "no such file" if version.completion is None else completion_in_words(version.completion)


def score(version: Version) -> str:
    return "not known" if version.assessment.score is None else f"{version.assessment.score:g}"


def verdict(version: Version) -> str:
    return "not known" if version.assessment.verdict is None else version.assessment.verdict.value


def assessed(difference: Difference) -> bool:
    """Whether any commit has a score or a verdict."""
    return any(version.assessment != (None, None) for version in (difference.before, difference.after))


def summary(difference: Difference) -> str:
    """`1 regression, 2 ticked, 3 items added`, or that there is nothing."""
    matching = difference.matching
    code = len(difference.running)
    fates = [one.fate for one in difference.signatures]
    waived = sum(one.change in (Change.ADDED, Change.LENGTHENED) for one in difference.waivers)
    who = len(difference.policy) + len(difference.who_signs)
    counts = (
        (who, "who may sign changed"),
        (difference.regressions, count(difference.regressions, "regression")),
        (len(difference.flips) - difference.regressions, f"{len(difference.flips) - difference.regressions} ticked"),
        *((fates.count(fate), f"{fates.count(fate)} {_FATES[fate]}") for fate in Fate),
        (len(matching.added), f"{count(len(matching.added), 'item')} added"),
        (len(matching.removed), f"{count(len(matching.removed), 'item')} removed"),
        (len(difference.renamed), f"{count(len(difference.renamed), 'item')} renamed or moved"),
        (len(matching.sections), f"{count(len(matching.sections), 'section')} renamed"),
        (len(difference.set_aside), f"{count(len(difference.set_aside), 'item')} set aside"),
        (len(difference.taken_up), f"{count(len(difference.taken_up), 'item')} taken up again"),
        (waived, f"{count(waived, 'waiver')} new or longer"),
        (code, f"{count(code, 'executable block')} to review"),
        (len(difference.files), f"{count(len(difference.files), 'other file')} to review"),
        (len(difference.code) - code, f"{count(len(difference.code) - code, 'other check')} changed"),
    )
    return ", ".join(words for count, words in counts if count) or "no item, box or check differs"


HEADS = {
    Fate.SIGNED: "Signed",
    Fate.DECLINED: "Declined",
    Fate.LAPSED: "Signatures that lapsed",
    Fate.UNBOUND: "Signatures that are not bound to what was changed",
    Fate.REMOVED: "Signatures removed",
}
"""Above the signatures of each fate."""


_FATES = {
    Fate.SIGNED: "signed",
    Fate.DECLINED: "declined",
    Fate.LAPSED: "lapsed",
    Fate.UNBOUND: "not bound to what was changed",
    Fate.REMOVED: "no longer signed",
}


def policy(change: PolicyChange) -> str:
    """`waivers.max: 90d → not set`; of a list, what was added and removed."""
    added, removed = (
        [value for value in one if value not in other]
        for one, other in ((change.after, change.before), (change.before, change.after))
    )
    if len(change.before) <= 1 and len(change.after) <= 1 and not change.setting.startswith("roles."):
        return f"{change.setting}: {' → '.join(''.join(side) or 'not set' for side in (change.before, change.after))}"
    told = [f"{words} {', '.join(values)}" for words, values in (("added", added), ("removed", removed)) if values]
    return f"{change.setting}: {'; '.join(told)}"


def signature(change: SignatureChange) -> str:
    """`by Ada Lovelace <ada@example.org> on 2026-11-20 (before: 2026-08-02): a note`."""
    said = change.after or change.before
    date = said.get("date", "?")
    if change.before and change.after and change.before.get("date") != date:
        date = f"{date} (before: {change.before.get('date', '?')})"
    role = f" as {said['as']}" if said.get("as") else ""
    note = f": {said['note']}" if said.get("note") else ""
    return f"by {said.get('by', '?')}{role} on {date}{note}"


def waiver(change: WaiverChange) -> str:
    """`until 2026-11-15 → 2026-12-15, by Ada Lovelace <ada@example.org>: the reason`."""
    said = change.after or change.before
    until = said.get("until", "?")
    if change.before and change.after and change.before.get("until") != until:
        until = f"{change.before.get('until', '?')} → {until}"
    return f"until {until}, by {said.get('by', '?')}: {said.get('reason', '?')}"


def title(section: tuple[str, ...]) -> str:
    return " / ".join(plain_text(part) for part in section) or "(no section)"
