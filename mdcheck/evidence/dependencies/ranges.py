"""Whether the versions that a manifest allows are all as asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.formats.version import Version, version

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONDITION = re.compile(r"\s*(===?|!=|>=|<=|~=|~>|>|<|=|\^|~)?\s*([^\s,<>=!~^|()\[\]]+)\s*")
_WILD = re.compile(r"\.[*xX](\.[*xX])*$")


class Condition(NamedTuple):
    """One comparison."""

    sign: str
    version: Version


class _Range(NamedTuple):
    """What is allowed; None where there is no such bound."""

    low: Version | None
    high: Version | None
    """The first version that is not allowed, or the last that is."""
    exact: bool


def conditions(text: str) -> list[Condition]:
    """Comparisons that must all hold: `>=1.2,<2`; raises ValueError for anything else."""
    found: list[Condition] = []
    for part in text.split(","):
        match = _CONDITION.fullmatch(part)
        sign, written = (match[1], match[2]) if match else (None, "")
        wild = _WILD.search(written)
        known = version(written[: wild.start()] if wild else written)
        if match is None or known is None or (sign is None and not wild and text.count(",")):
            raise ValueError(f"“{text.strip()[:80]}” is no version condition: write >=1.2 or >=1.2,<2")
        if wild:
            found += [Condition(">=", known), Condition("<", _next(known, 1))]
        elif sign in ("^", "~", "~=", "~>"):
            found += [Condition(">=", known), Condition("<", _upper(sign, written, known))]
        else:
            found.append(Condition("==" if sign in (None, "=", "===") else sign, known))
    return found


def fits(known: str, asked: Sequence[Condition], *, locked: bool) -> bool | None:
    """Whether each version that is `known` to be allowed is as asked; None where that is unknown."""
    allowed = _exactly(known) if locked else _range(known)
    if allowed is None:
        return None
    answers = [_holds(allowed, condition) for condition in asked]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(allowed: _Range, condition: Condition) -> bool | None:
    sign, wanted = condition
    low, high = allowed.low, allowed.high
    if allowed.exact and low is not None:
        return {
            "==": low == wanted, "!=": low != wanted, ">=": low >= wanted, "<=": low <= wanted, ">": low > wanted,
            "<": low < wanted,
        }[sign]  # fmt: skip
    if sign in (">=", ">"):
        return None if low is None else low > wanted or (low == wanted and sign == ">=")
    if sign in ("<", "<="):
        return None if high is None else high <= wanted
    return None


def _exactly(text: str) -> _Range | None:
    known = version(text)
    return None if known is None else _Range(known, None, exact=True)


def _range(text: str) -> _Range | None:
    """The bounds of what a manifest writes; None where it writes alternatives, or none at all."""
    text = text.strip()
    if text in ("", "*", "latest", "any") or "||" in text or "|" in text:
        return None
    low: Version | None = None
    high: Version | None = None
    exact = False
    for match in _CONDITION.finditer(text):
        sign, known = match[1] or "", version(_WILD.sub("", match[2]))
        if known is None:
            return None
        if sign in ("", "=", "==", "==="):
            low, exact = known, not sign or not _WILD.search(match[2])
        elif sign in (">=", ">", "^", "~", "~=", "~>"):
            low = known if low is None else max(low, known)
            high = _upper(sign, match[2], known) if sign in ("^", "~", "~=", "~>") else high
        elif sign in ("<", "<="):
            high = known if high is None else min(high, known)
    return _Range(low, high, exact) if low is not None or high is not None else None


def _upper(sign: str, written: str, known: Version) -> Version:
    """The first version that `^`, `~`, `~=` or `~>` does not allow."""
    numbers = [int(part) for part in re.findall(r"\d+", written.partition("-")[0])]
    if sign == "^":
        first = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
        return _next(known, first + 1)
    kept = max(1, len(numbers) - 1) if sign in ("~=", "~>") else min(2, len(numbers))
    return _next(known, kept)


def _next(known: Version, parts: int) -> Version:
    """The version behind all that begin with the same numbers."""
    numbers = [*known[0], 0, 0, 0][:parts]
    numbers[-1] += 1
    return tuple(numbers), 0, ()
