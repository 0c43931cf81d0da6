"""Score and verdict, read back from the messages of the commits that mdcheck made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.slug import plain_text
from mdcheck.repository.message import plain
from mdcheck.results.difference import Assessment
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from mdcheck.document.model import Item

# A squashed commit holds the messages of several: each of them may end in trailers, and the last one counts.
_TRAILER = re.compile(r"^Mdcheck-(Score|Verdict|Completion):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)
_SCORE = re.compile(r"(?:100|[0-9]{1,2})(?:\.[0-9]+)?")
_BEST = 100


class Said(NamedTuple):
    """One line about a box."""

    by_check: bool
    message: str = ""


def assessment(message: str) -> Assessment:
    """The score and the verdict in a commit's trailers; what can't be one is none."""
    told = dict(_TRAILER.findall(message))
    score, verdict = told.get("Score", ""), told.get("Verdict", "")
    return Assessment(
        score=min(float(score), _BEST) if _SCORE.fullmatch(score) else None,
        verdict=Verdict(verdict) if verdict in tuple(Verdict) else None,
    )


def said_of(message: str, item: Item) -> Said:
    """Whether, by a commit's message, a check gave the item's box its state.

    It is what the commit says, no proof: anyone can write such a message.
    """
    if item.manual or not _TRAILER.search(message):
        return Said(by_check=False)
    word = "ticked" if item.ticked else "unticked"
    for text in (plain(plain_text(item.text)), plain(item.text)):
        head = f"- {word}: {text}"
        for line in message.split("\n"):
            if line == head:
                return Said(by_check=True)
            if line.startswith(f"{head} — "):
                return Said(by_check=True, message=line[len(head) + len(" — ") :])
    return Said(by_check=False)
