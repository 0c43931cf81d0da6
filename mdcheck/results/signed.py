"""What a signature is worth to a check on a day, as reports show it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the worker of inert checks decodes by these annotations
from typing import NamedTuple

from mdcheck.results.proof import Proof, State  # noqa: TC001 - likewise


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
