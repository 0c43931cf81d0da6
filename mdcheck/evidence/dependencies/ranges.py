"""Whether the versions that a manifest allows are all as asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.dependencies.model import Ecosystem
from mdcheck.evidence.formats.version import Version, version

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONDITION = re.compile(r"\s*(===?|!=|>=|<=|~=|~>|>|<|=|\^|~)?\s*([^\s,<>=!~^|()\[\]]+)\s*")
_WILD = re.compile(r"\.[*xX](\.[*xX])*$")
_INTERVAL = re.compile(r"([\[\](])\s*([^,\[\]()]*?)\s*(?:(,)\s*([^,\[\]()]*?)\s*)?([\[\])])")
_NUMBER = re.compile(r"\d+")
_OTHER_SIGNS = {(Ecosystem.RUST, ""): "^", (Ecosystem.PHP, "~"): "~>"}
_PARTIAL = frozenset((Ecosystem.NODE, Ecosystem.RUST))
"""Where a version of fewer numbers stands for all that begin with them."""
_FULL = 3


class Condition(NamedTuple):
    """One comparison."""

    sign: str
    version: Version


class _Range(NamedTuple):
    """What is allowed; None where there is no such bound."""

    low: Version | None
    high: Version | None
    exact: bool = False
    """Only `low` is allowed."""
    closed: bool = False
    """`high` itself is allowed."""


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


def fits(known: str, asked: Sequence[Condition], ecosystem: Ecosystem, *, locked: bool) -> bool | None:
    """Whether each version that is `known` to be allowed is as asked; None where that is unknown."""
    allowed = _exactly(known) if locked else _range(known, ecosystem)
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
        return None if high is None else high < wanted or (high == wanted and (sign == "<=" or not allowed.closed))
    return None


def _exactly(text: str) -> _Range | None:
    known = version(text)
    return None if known is None else _Range(known, None, exact=True)


def _range(text: str, ecosystem: Ecosystem) -> _Range | None:
    """The bounds of what a manifest writes; None where it writes alternatives, or none at all."""
    text = text.strip()
    if text in ("", "*", "latest", "any") or "|" in text:
        return None
    if not {*text}.isdisjoint("[]()"):
        return _interval(text)
    found: list[_Range] = []
    for match in _CONDITION.finditer(text):
        one = _comparison(match[1] or "", match[2], ecosystem)
        if one is None:
            return None
        found.append(one)
    if len(found) > 1 and any(one.exact for one in found):
        return None  # it holds at most one version, and perhaps none
    lows = [one.low for one in found if one.low is not None]
    highs = [(one.high, one.closed) for one in found if one.high is not None]
    low, (high, closed) = max(lows, default=None), min(highs, default=(None, False))
    return None if low is None and high is None else _Range(low, high, any(one.exact for one in found), closed)


def _interval(text: str) -> _Range | None:
    """Maven's, Gradle's and NuGet's `[1.0,2.0)`; None where it holds several."""
    found = _INTERVAL.fullmatch(text)
    if found is None:
        return None
    low, high = version(found[2]), version(found[4] or "")
    if not found[3]:
        return None if low is None else _Range(low, None, exact=True)
    if (low is None and found[2]) or (high is None and found[4]) or low is high is None:
        return None
    return _Range(low, high, closed=found[5] == "]")


def _comparison(sign: str, written: str, ecosystem: Ecosystem) -> _Range | None:
    """What one comparison of a manifest allows; None for what is no version."""
    wild = _WILD.search(written)
    known = version(written[: wild.start()] if wild else written)
    if known is None:
        return None
    numbers = len(_NUMBER.findall((written[: wild.start()] if wild else written).partition("-")[0]))
    partial = wild is not None or (ecosystem in _PARTIAL and numbers < _FULL)
    behind = _next(known, numbers)
    sign = _OTHER_SIGNS.get((ecosystem, sign), sign)
    if sign in ("^", "~", "~=", "~>"):
        return _Range(known, _upper(sign, written, known))
    if sign in ("", "=", "==", "==="):
        return _Range(known, behind) if partial else _Range(known, None, exact=True)
    if sign == "<=":
        return _Range(None, behind) if partial else _Range(None, known, closed=True)
    if sign in ("<", "!="):
        return _Range(None, known if sign == "<" else None)
    return _Range(known, None)


def _upper(sign: str, written: str, known: Version) -> Version:
    """The first version that `^`, `~`, `~=` or `~>` does not allow."""
    numbers = [int(part) for part in _NUMBER.findall(written.partition("-")[0])]
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
