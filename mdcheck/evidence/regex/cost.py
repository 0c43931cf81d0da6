"""How long a regular expression may take at worst, before it is tried.

Python's engine backtracks: it tries a pattern at each place of a text, and there in every way that the
pattern leaves open. A bounded choice multiplies the ways; an unbounded repeat of one character, such as
`.*`, multiplies them by the length that it may cover; a repeat inside a repeat can double them with every
character, and has no estimate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# The parser's tree is no public interface: where it changes, every pattern counts as slow.
try:
    from re import _constants as _op  # type: ignore[attr-defined]  # typeshed leaves the private modules out
    from re import _parser  # type: ignore[attr-defined]  # likewise
except ImportError:  # pragma: no cover - an interpreter that moved its parser
    _parser = None
else:
    _PLACES = (
        ((_op.AT, _op.AT_BEGINNING), (_op.AT, _op.AT_BEGINNING_STRING)),
        ((_op.AT, _op.AT_END), (_op.AT, _op.AT_END_STRING)),
    )

_MAX_WAYS = 10_000
_MAX_TURNS = 20
_NEWLINE = 10


class Cost(NamedTuple):
    """The number of ways to match at one place: `ways` × (length of a run) ** `degree`."""

    ways: int
    degree: int
    length: int
    """Characters that one way looks at, with one turn of each unbounded repeat."""
    crosses_lines: bool
    """Whether an unbounded repeat may run over a line's end."""

    def steps(self, text: str) -> float:
        """An upper bound for trying the pattern all over the text."""
        here = float(self.ways) * self.length
        if not self.degree:
            return here * len(text)
        run = len(text) if self.crosses_lines else max(map(len, text.split("\n")))
        return here * len(text) * float(max(run, 1)) ** self.degree


_ONE_CHARACTER = Cost(1, 0, 1, crosses_lines=False)


class _UnknownError(Exception):
    """Something that has no useful bound."""


def estimate(pattern: re.Pattern[str]) -> Cost | None:
    """The pattern's cost; None where there is no useful bound."""
    if _parser is None:  # pragma: no cover - see above
        return None
    try:
        cost = _sequence(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    except (_UnknownError, AttributeError, TypeError, ValueError, RecursionError):
        return None
    return cost if cost.ways <= _MAX_WAYS else None


def fits_everywhere(pattern: re.Pattern[str]) -> bool:
    """Whether every search for the pattern succeeds: `x*` fits between any two characters, `^` where a text begins."""
    if _parser is None:  # pragma: no cover - see above
        return False
    try:
        return _is_everywhere(list(_parser.parse(pattern.pattern, pattern.flags)))
    except (AttributeError, TypeError, ValueError, RecursionError):
        return False


def _is_everywhere(nodes: list[tuple[Any, Any]]) -> bool:
    """Whether the nodes stand for nothing, anywhere or at a text's beginning or end, but not at both."""
    if len(nodes) == 1 and nodes[0][0] is _op.BRANCH:
        return any(_is_everywhere(list(branch)) for branch in nodes[0][1][1])
    if len(nodes) == 1 and nodes[0][0] is _op.SUBPATTERN:
        return _is_everywhere(list(nodes[0][1][3]))
    return any(_may_be_empty(node for node in nodes if node not in places) for places in _PLACES)


def _may_be_empty(nodes: Any) -> bool:
    """Whether all of the nodes may stand for nothing, whatever is around; what asks for a place may not."""
    return all(_node_may_be_empty(op, argument) for op, argument in nodes)


def _node_may_be_empty(op: Any, argument: Any) -> bool:
    if op is _op.SUBPATTERN:
        return _may_be_empty(argument[3])
    if op is _op.ATOMIC_GROUP:
        return _may_be_empty(argument)
    if op is _op.ASSERT:
        return _may_be_empty(argument[1])
    if op is _op.BRANCH:
        return any(map(_may_be_empty, argument[1]))
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        return int(argument[0]) == 0 or _may_be_empty(argument[2])
    return False


def _sequence(nodes: Any, flags: int) -> Cost:
    cost = Cost(1, 0, 0, crosses_lines=False)
    for op, argument in nodes:
        part = _node(op, argument, flags)
        cost = Cost(
            min(cost.ways * part.ways, _MAX_WAYS + 1),
            cost.degree + part.degree,
            cost.length + part.length,
            cost.crosses_lines or part.crosses_lines,
        )
    return cost


def _node(op: Any, argument: Any, flags: int) -> Cost:
    if op in (_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN, _op.AT):
        return _ONE_CHARACTER
    if op is _op.SUBPATTERN:
        _, added, removed, nodes = argument
        return _sequence(nodes, (flags | added) & ~removed)
    if op is _op.ATOMIC_GROUP:
        return _sequence(argument, flags)
    if op in (_op.ASSERT, _op.ASSERT_NOT):
        return _sequence(argument[1], flags)
    if op is _op.BRANCH:
        parts = [_sequence(nodes, flags) for nodes in argument[1]]
        return Cost(
            sum(part.ways for part in parts),
            max(part.degree for part in parts),
            max(part.length for part in parts),
            any(part.crosses_lines for part in parts),
        )
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        return _repeat(*argument, flags=flags)
    raise _UnknownError


def _repeat(least: Any, most: Any, nodes: Any, *, flags: int) -> Cost:
    inner = _sequence(nodes, flags)
    if most == _op.MAXREPEAT:
        if inner.ways > 1 or inner.degree:
            raise _UnknownError
        crosses = any(_matches_newline(node, flags) for node in _characters(nodes))
        return Cost(1, 1, inner.length, crosses_lines=crosses)
    choices, turns = int(most) - int(least) + 1, int(most)
    if turns > _MAX_TURNS and (inner.ways > 1 or inner.degree):
        raise _UnknownError
    choices *= inner.ways ** min(turns, _MAX_TURNS)  # each turn chooses anew
    return Cost(min(choices, _MAX_WAYS + 1), inner.degree * turns, inner.length * turns, inner.crosses_lines)


def _characters(nodes: Any) -> Iterator[tuple[Any, Any]]:
    """The nodes that stand for one character, in what has just one way to match."""
    for op, argument in nodes:
        if op in (_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN):
            yield op, argument
        elif op is _op.SUBPATTERN and not argument[1] and not argument[2]:
            yield from _characters(argument[3])
        elif op is not _op.AT:
            yield _op.LITERAL, _NEWLINE  # whatever it is, it may run over a line's end


def _matches_newline(node: tuple[Any, Any], flags: int) -> bool:
    op, argument = node
    if op is _op.ANY:
        return bool(flags & re.DOTALL)
    if op is _op.LITERAL:
        return bool(argument == _NEWLINE)
    if op is _op.NOT_LITERAL:
        return bool(argument != _NEWLINE)
    negated = any(kind is _op.NEGATE for kind, _ in argument)
    named = any(_names_newline(kind, value) for kind, value in argument)
    return named is not negated


def _names_newline(kind: Any, value: Any) -> bool:
    """Whether an entry of a set stands for the line feed."""
    if kind is _op.LITERAL:
        return bool(value == _NEWLINE)
    if kind is _op.RANGE:
        return bool(value[0] <= _NEWLINE <= value[1])
    return kind is _op.CATEGORY and value in (
        _op.CATEGORY_SPACE,
        _op.CATEGORY_NOT_DIGIT,
        _op.CATEGORY_NOT_WORD,
    )
