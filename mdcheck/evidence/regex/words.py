"""Words that every match of a pattern holds, and looking for many words at once."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

# The parser's tree is no public interface: where it changes, no words are known.
try:
    from re import _constants as _op  # type: ignore[attr-defined]  # typeshed leaves the private modules out
    from re import _parser  # type: ignore[attr-defined]  # likewise

    import re2  # type: ignore[import-untyped]  # it has no annotations
except ImportError:  # pragma: no cover - see above
    re2 = None

_MAX_WORDS = 200
"""RE2 holds so many in little memory."""
_MAX_SPELLINGS = 64
_NONE: frozenset[bytes] = frozenset()
_NOTHING = frozenset([""])


class Words:
    """Words in UTF-8, each of at least one byte."""

    def __init__(self, words: Collection[bytes]) -> None:
        self._words = tuple(words)
        self._found = _set_of(self._words) if re2 is not None and 1 < len(words) <= _MAX_WORDS else None

    def in_text(self, text: bytes) -> frozenset[bytes]:
        """Those that stand in the text, found in one pass; the text need not be UTF-8."""
        if self._found is None:
            return frozenset(word for word in self._words if word in text)
        numbers = self._found.Match(text)
        return frozenset(self._words[number] for number in numbers) if numbers else _NONE


@lru_cache(maxsize=64)
def _set_of(words: tuple[bytes, ...]) -> Any:
    options = re2.Options()
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    for word in words:
        found.Add(re2.escape(word))
    found.Compile()
    return found


def sure_words(pattern: re.Pattern[str]) -> frozenset[str]:
    """Words, without white space, of which every match holds one; nothing where none is known."""
    if re2 is None or pattern.flags & re.IGNORECASE:
        return frozenset()
    return _sure(_parser.parse(pattern.pattern, pattern.flags))


def _sure(nodes: Any) -> frozenset[str]:
    """Of the runs of nodes that have few spellings, the one whose shortest spelling is the longest."""
    best: frozenset[str] = frozenset()
    run = _NOTHING
    for op, argument in nodes:
        spellings = _spellings(op, argument)
        if spellings and len(run) * len(spellings) <= _MAX_SPELLINGS:
            run = _joined(run, spellings)
        else:
            best = _longer(_longer(best, run), _inside(op, argument))
            run = spellings or _NOTHING
    return _longer(best, run)


def _longer(words: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Those whose shortest word is longer; none where some word is empty."""
    shortest, other = (min(map(len, each), default=0) for each in (words, others))
    return others if other > shortest else words


def _joined(heads: frozenset[str], tails: frozenset[str]) -> frozenset[str]:
    return frozenset(head + tail for head, tail in product(heads, tails))


def _spellings(op: Any, argument: Any) -> frozenset[str]:
    """All that a node can match, where that is a few words without white space; else nothing."""
    if op is _op.LITERAL:
        return frozenset() if chr(argument).isspace() else frozenset([chr(argument)])
    if op is _op.IN:
        each = [_spellings(*entry) if entry[0] is _op.LITERAL else frozenset[str]() for entry in argument]
        return _either(each)
    if op is _op.AT:
        return _NOTHING
    if op is _op.SUBPATTERN and not argument[1] & re.IGNORECASE:
        return _spellings_of_all(argument[3])
    if op is _op.BRANCH:
        return _either([_spellings_of_all(nodes) for nodes in argument[1]])
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT) and tuple(argument[:2]) == (0, 1):
        return _either([_NOTHING, _spellings_of_all(argument[2])])
    return frozenset()


def _spellings_of_all(nodes: Any) -> frozenset[str]:
    found = _NOTHING
    for op, argument in nodes:
        found = _joined(found, _spellings(op, argument))
        if len(found) > _MAX_SPELLINGS:
            return frozenset()
    return found


def _either(each: list[frozenset[str]]) -> frozenset[str]:
    """One of several; nothing where one of them is not known, or they are many."""
    found = frozenset[str]().union(*each) if all(each) else frozenset[str]()
    return found if len(found) <= _MAX_SPELLINGS else frozenset()


def _inside(op: Any, argument: Any) -> frozenset[str]:
    """The sure words of a group that has many spellings."""
    if op is _op.SUBPATTERN and not argument[1] & re.IGNORECASE:
        return _sure(argument[3])
    if op is _op.BRANCH:
        each = [_sure(nodes) for nodes in argument[1]]
        return frozenset[str]().union(*each) if all(each) else frozenset()
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT) and argument[0] > 0:
        return _sure(argument[2])
    return frozenset()
