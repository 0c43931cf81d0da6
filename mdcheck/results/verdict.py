"""The recommendation that a run ends in."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """Best first; `mdcheck.results.score` decides."""

    READY = "READY"
    ALMOST_READY = "ALMOST READY"
    NOT_READY = "NOT READY"
    CRITICAL = "CRITICAL"
    UNASSESSED = "UNASSESSED"
    """Nothing has run that counts."""
