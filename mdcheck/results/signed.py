"""What a signature is worth to a check on a day, as reports show it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the worker of inert checks decodes by these annotations
from enum import StrEnum
from typing import NamedTuple

from mdcheck.results.proof import Proof  # noqa: TC001 - likewise


class State(StrEnum):
    """Whether a signature counts, or why not. The values are words for reports."""

    IN_FORCE = "in force"
    DECLINED = "declined"
    """It counts: a person who may sign says no."""
    OUT_OF_BOUNDS = "out of bounds"
    """It counts: the value that the person has measured is not what the check asks for."""
    ENDED = "ran out"
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


class Signed(NamedTuple):
    """One signature as it stands on the day of a run, in one of the roles that its check asks for."""

    by: str
    """`Ada Lovelace <ada@example.org>`, as the record says."""
    role: str
    """Empty where the person has none of the roles that are asked for."""
    date: dt.date
    until: dt.date | None
    """The last day on which it is valid, in UTC; None for one without an end."""
    proof: Proof
    """What stands behind it, as far as the policy asks."""
    state: State
    line: int
    """Of the record, from 1."""
    days_left: int | None = None
    """From the day of the run to `until`: negative for what has ended, None where there is no end."""
    bound: bool = True
    """Whether it says what was signed."""
    evidence: str = ""
    reading: str = ""
    """As it is written."""
    note: str = ""
    declined: bool = False
    """The person says no, whether that counts or not."""
    problem: str = ""
    """Why it does not count, as a sentence; empty for one in force."""
