"""What changed in a checklist between two versions: the one value that every report of `mdcheck diff` renders."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from mdcheck.document.comparison import Matching
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Item
    from mdcheck.results.verdict import Verdict


class Origin(StrEnum):
    """Who changed a box."""

    CHECK = "check"
    """A commit that mdcheck made says that the item's check found it so."""
    HAND = "hand"
    """A person: no check owns the box, or no commit says that one decided."""
    UNVERIFIED = "unverified"
    """In the working tree, while a check owns the box: the next `mdcheck update` decides."""
    UNKNOWN = "unknown"
    """No commit between the two versions changed the box; it was done in a merge, or on the other branch."""


class Assessment(NamedTuple):
    """What a run of mdcheck said of one version, as the commit that it made tells; None where it is silent."""

    score: float | None = None
    verdict: Verdict | None = None


class Version(NamedTuple):
    """One side of a comparison."""

    revision: str
    """In the words of the person who asked: `main`, `working tree`."""
    commit: str
    """The full id; empty for the working tree."""
    path: str
    completion: Completion | None
    """None where this side has no such file."""
    assessment: Assessment = Assessment()


class BoxFlip(NamedTuple):
    """A box that says the opposite."""

    item: Item
    """As it is in the later version."""
    origin: Origin
    message: str = ""
    """What its check said, where a commit tells."""
    commit: str = ""
    """The full id of the commit that did it."""

    @property
    def regression(self) -> bool:
        return not self.item.ticked


class CodeChange(NamedTuple):
    """A check block that is new, gone or different."""

    item: Item
    kind: str
    line: int
    """Of the block, in the later version; in the earlier one if it is gone."""
    executable: bool
    """It would run code if it were trusted, or can't be read and so might."""
    before: str
    """The info string and the content exactly; empty where there is no such side."""
    after: str

    @property
    def word(self) -> str:
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"


class FileChange(NamedTuple):
    """A file beside the checklist that decides what its checks run or mean."""

    path: str
    """From the repository's root."""
    reason: str
    """Why it matters: `settings`, `named by a check of “Tests pass”`."""
    before: str | None
    """Its text; None where there is no such file, or it is no short text."""
    after: str | None

    @property
    def word(self) -> str:
        if self.before is None and self.after is None:
            return "changed"
        if self.before is None:
            return "added"
        return "changed" if self.after is not None else "removed"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One checklist in two versions."""

    before: Version
    after: Version
    matching: Matching
    flips: tuple[BoxFlip, ...]
    """Regressions first, then in document order."""
    code: tuple[CodeChange, ...]
    """In document order; those that are gone with their items last."""
    files: tuple[FileChange, ...] = ()
    """Other files that decide what the checks run or mean, by name."""

    @property
    def regressions(self) -> int:
        return sum(flip.regression for flip in self.flips)

    @property
    def renamed(self) -> tuple[tuple[Item, Item], ...]:
        """Items with other words, or in another section, as they were and as they are."""
        return tuple(pair for pair in self.matching.pairs if pair.reworded or self.matching.moved(pair))

    @property
    def set_aside(self) -> tuple[Item, ...]:
        """Items that don't apply any more; the reason stands in their text."""
        return tuple(after for before, after in self.matching.pairs if before.applicable and not after.applicable)

    @property
    def taken_up(self) -> tuple[Item, ...]:
        """Items that apply again."""
        return tuple(after for before, after in self.matching.pairs if after.applicable and not before.applicable)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell but the two versions themselves."""
        matching = self.matching
        told = (self.flips, self.code, self.files, self.renamed, self.set_aside, self.taken_up)
        return not any((*told, matching.added, matching.removed, matching.sections))
