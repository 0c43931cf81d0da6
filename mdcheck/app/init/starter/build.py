"""Chooses the items of a starter, and writes them as a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.items.entry import Entry, Section
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.starter.ranking import is_filler, judged_by_people, order, unfit_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.nature import Kind

MAX_ITEMS = 20
"""Of a starter: what is longer is not read."""
_ENOUGH = 10
_INTRODUCTION = """\
`mdcheck update` verifies the items with a `check` block, ticks or unticks their boxes and brings the counts up to
date. Items without one are for people: tick them by hand.
"""


class Chosen(NamedTuple):
    """An item and its id."""

    name: str
    entry: Entry


def choose(repository: Repository, kind: Kind) -> tuple[Chosen, ...]:
    """The items that fit the repository, the most useful first: as many as a person reads."""
    judged, unfit = judged_by_people(repository, kind), unfit_items(repository, kind)
    left = MAX_ITEMS - len(judged)
    found: list[Chosen] = []
    for name in order(kind):
        if len(found) == left or name in unfit or (len(found) >= _ENOUGH and is_filler(name, kind)):
            continue
        if (entry := ITEMS[name](repository)) is not None:
            found.append(Chosen(name, entry))
    return (*found, *(Chosen("", Entry(Section.PEOPLE, statement)) for statement in judged))


def write(title: str, chosen: Sequence[Chosen]) -> str:
    """The checklist's text: the items by section, each heading with a count that mdcheck keeps."""
    parts = [f"# {title}\n", _INTRODUCTION]
    for section in Section:
        entries = [one for one in chosen if one.entry.section is section]
        if entries:
            parts.append(f"## {section.value} [0/{len(entries)}]\n")
            parts.append("".join(one.entry.text(one.name) for one in entries))
    return "\n".join(parts)
