"""What changed in a checklist between two versions: the value that every report of `mdcheck diff` renders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from mdcheck.document.comparison import BlockChange, Matching
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Item
    from mdcheck.results.flip import Flip
    from mdcheck.results.people.changes import SignatureChange, WaiverChange
    from mdcheck.results.people.policy_changes import PolicyChange
    from mdcheck.results.verdict import Verdict


class Assessment(NamedTuple):
    """Score and verdict of one version, from the message of the commit that mdcheck made; None where it has none."""

    score: float | None = None
    verdict: Verdict | None = None


class Version(NamedTuple):
    """One side of a comparison."""

    revision: str
    """As the person named it: `main`, `working tree`."""
    commit: str
    """The full id; empty for the working tree."""
    path: str
    completion: Completion | None
    """None where this side has no such file."""
    assessment: Assessment = Assessment()


class CodeChange(NamedTuple):
    """A check block that is new, gone or different, with what it means to a person who reviews it."""

    block: BlockChange
    kind: str
    executable: bool
    """Whether it runs code where it is trusted; also true of a block that can't be read."""


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
    flips: tuple[Flip, ...]
    """Regressions first, then in document order."""
    code: tuple[CodeChange, ...]
    """In document order; those that are gone with their items last."""
    files: tuple[FileChange, ...] = ()
    """Other files that decide what the checks run or mean, by name."""
    policy: tuple[PolicyChange, ...] = ()
    """Who may sign and waive, as far as it differs."""
    signatures: tuple[SignatureChange, ...] = ()
    waivers: tuple[WaiverChange, ...] = ()

    @property
    def who_signs(self) -> tuple[CodeChange, ...]:
        """The checks that asked for signatures, and now ask for others or for none."""
        return tuple(one for one in self.code if one.kind == "signoff" and one.block.before is not None)

    @property
    def running(self) -> tuple[CodeChange, ...]:
        """The checks that run code."""
        return tuple(one for one in self.code if one.executable)

    @property
    def reading(self) -> tuple[CodeChange, ...]:
        """The checks that only read, but for those of `who_signs`."""
        return tuple(one for one in self.code if not one.executable and one not in self.who_signs)

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
