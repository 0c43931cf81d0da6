"""What stands behind a signature, and whether it counts: without the dates of `Signed`, which take time to load."""

from __future__ import annotations

from enum import StrEnum


class Proof(StrEnum):
    """What stands, or must stand, behind a signature; the weakest first."""

    CLAIMED = "claimed"
    """The file says so."""
    COMMITTED = "committed"
    """The commit that brought it has this author."""
    SIGNED = "signed"
    """That commit also has a good signature of this person."""

    def reaches(self, wanted: Proof) -> bool:
        """Whether the proof is at least as strong as the other."""
        order = tuple(Proof)
        return order.index(self) >= order.index(wanted)


class State(StrEnum):
    """Whether a signature counts, or why not. The values are words for reports."""

    IN_FORCE = "in force"
    DECLINED = "declined"
    """It counts: a person who may sign says no."""
    OUT_OF_BOUNDS = "out of bounds"
    """It counts: the value that the person has measured is not what the check asks for."""
    ENDED = "ended"
    CHANGED = "changed since"
    """The words, the options or the covered files are not those that were signed."""
    NOT_BOUND = "not bound"
    """It does not say what was signed, and the policy asks for that."""
    FUTURE = "in the future"
    NOT_ENTITLED = "not entitled"
    TOO_WEAK = "proof too weak"
    NO_EVIDENCE = "no evidence"
    NO_READING = "no reading"
    SUPERSEDED = "superseded"
    """The same person has signed anew."""
    UNKNOWN = "unknown"
    """Nobody can tell: git or a program that it needs has no answer."""

    @property
    def counts(self) -> bool:
        """Whether the check goes by it, in favour or against."""
        return self in (State.IN_FORCE, State.DECLINED, State.OUT_OF_BOUNDS)
