r"""Python regular expressions for RE2, whose time is linear in the text for any pattern.

A pattern is translated node by node from the tree that Python's own parser makes of it, so that what is found equals
what `re` finds. RE2 knows no look-around and no back-references, and its `\b` and `\w` know ASCII only. Such a node
becomes one that matches at least as much. Then the program is not exact: where it finds nothing, `re` finds nothing
either, and where it finds something, `re` has to decide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The parser's tree is no public interface: where it changes, and where RE2 is not installed, nothing is translated.
try:
    from re import _constants as _op  # type: ignore[attr-defined]  # typeshed leaves the private modules out
    from re import _parser  # type: ignore[attr-defined]  # likewise

    import re2  # type: ignore[import-untyped]  # it has no annotations
except ImportError:  # pragma: no cover - see above
    re2 = None

Ranges: TypeAlias = list[tuple[int, int]]

_LAST = 0x10FFFF
_NON_ASCII = (0x80, _LAST)
_DIGIT: Ranges = [(0x30, 0x39)]
_WORD: Ranges = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
_ASCII_SPACE: Ranges = [(0x09, 0x0D), (0x20, 0x20)]
_SPACE: Ranges = [
    *((0x09, 0x0D), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
]
_FOLDED = {"i": (0x130, 0x131), "k": (0x212A,), "s": (0x17F,)}
"""The characters beyond ASCII that equal an ASCII letter where case is ignored."""
_MAX_REPEAT = 1000
_MAX_PROGRAM = 5000
"""Instructions. RE2's slowest engine takes so many steps for each byte at worst."""


class Program(NamedTuple):
    """A pattern that RE2 runs on UTF-8."""

    regex: Any
    exact: bool
    """Whether it finds what `re` finds, and not more."""

    def starts(self, data: bytes, limit: int) -> list[int]:
        """The offsets, in bytes, of the first `limit` matches."""
        return [match.start() for match in islice(self.regex.finditer(data), limit)]

    def fits(self, data: bytes) -> bool:
        """Whether the whole text matches."""
        return self.regex.fullmatch(data) is not None

    def finds(self, data: bytes) -> bool:
        return self.regex.search(data) is not None


@lru_cache(maxsize=256)
def program(pattern: re.Pattern[str], *, ascii_text: bool) -> Program | None:
    """The pattern for texts of ASCII, or for any text; None where RE2 can't run it."""
    if re2 is None:  # pragma: no cover - see above
        return None
    emitter = _Emitter(ascii_text=ascii_text)
    options = re2.Options()
    options.log_errors = False
    try:
        tree = _parser.parse(pattern.pattern, pattern.flags)
        translated = emitter.sequence(tree, pattern.flags).encode()
        regex = re2.compile(translated, options)
    except (_UntranslatableError, re2.error, UnicodeEncodeError, AttributeError, TypeError, ValueError, RecursionError):
        return None
    # Python may find an empty match right behind another match; RE2 does not.
    exact = emitter.exact and tree.getwidth()[0] > 0
    return Program(regex, exact) if regex.programsize <= _MAX_PROGRAM else None


class _UntranslatableError(Exception):
    """A node that has no useful translation."""


class _Emitter:
    """Writes RE2's syntax; `exact` turns False at the first node that had to be widened."""

    def __init__(self, *, ascii_text: bool) -> None:
        self._ascii_text = ascii_text
        self.exact = True

    def sequence(self, nodes: Any, flags: int) -> str:
        return "".join(self._node(op, argument, flags) for op, argument in nodes)

    def _node(self, op: Any, argument: Any, flags: int) -> str:
        if op is _op.LITERAL:
            return self._set([(op, argument)], flags) if flags & re.IGNORECASE else _character(argument)
        if op is _op.NOT_LITERAL:
            return self._set([(_op.NEGATE, None), (_op.LITERAL, argument)], flags)
        if op is _op.ANY:
            return "(?s:.)" if flags & re.DOTALL else r"[^\n]"
        if op is _op.IN:
            return self._set(argument, flags)
        if op is _op.AT:
            return self._place(argument, flags)
        if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
            return self._repeat(op, argument, flags)
        return self._group(op, argument, flags)

    def _group(self, op: Any, argument: Any, flags: int) -> str:
        if op is _op.SUBPATTERN:
            _, added, removed, nodes = argument
            return f"(?:{self.sequence(nodes, (flags | added) & ~removed)})"
        if op is _op.BRANCH:
            return f"(?:{'|'.join(self.sequence(nodes, flags) for nodes in argument[1])})"
        if op is _op.FAILURE:
            return rf"[^\x{{0}}-\x{{{_LAST:x}}}]"
        self.exact = False
        if op is _op.ATOMIC_GROUP:
            return f"(?:{self.sequence(argument, flags)})"
        if op in (_op.ASSERT, _op.ASSERT_NOT):
            return "(?:)"
        if op is _op.GROUPREF:
            return "(?s:.*)"
        if op is _op.GROUPREF_EXISTS:
            _, yes, no = argument
            return f"(?:{self.sequence(yes, flags)}|{self.sequence(no or (), flags)})"
        raise _UntranslatableError

    def _place(self, place: Any, flags: int) -> str:
        if place is _op.AT_BEGINNING_STRING or (place is _op.AT_BEGINNING and not flags & re.MULTILINE):
            return r"\A"
        if place is _op.AT_BEGINNING:
            return "(?m:^)"
        if place is _op.AT_END_STRING:
            return r"\z"
        if place is _op.AT_END and flags & re.MULTILINE:
            return "(?m:$)"
        if place in (_op.AT_BOUNDARY, _op.AT_NON_BOUNDARY) and (self._ascii_text or flags & re.ASCII):
            return r"\b" if place is _op.AT_BOUNDARY else r"\B"
        self.exact = False
        return "(?:)"

    def _repeat(self, op: Any, argument: Any, flags: int) -> str:
        least, most, nodes = argument
        # How often nothing is repeated, and with which of its alternatives, differs between the engines.
        if op is _op.POSSESSIVE_REPEAT or nodes.getwidth()[0] == 0:
            self.exact = False
        endless = most == _op.MAXREPEAT
        if least > _MAX_REPEAT or (not endless and most > _MAX_REPEAT):
            self.exact = False
            least, endless = min(least, _MAX_REPEAT), True
        lazy = "?" if op is _op.MIN_REPEAT else ""
        return f"(?:{self.sequence(nodes, flags)}){{{least},{'' if endless else most}}}{lazy}"

    def _set(self, entries: Iterable[tuple[Any, Any]], flags: int) -> str:
        entries = list(entries)
        negated = entries[0][0] is _op.NEGATE
        ranges: Ranges = []
        for op, argument in entries[negated:]:
            if op is _op.CATEGORY:
                ranges += self._category(argument, flags, least=negated)
            elif op in (_op.LITERAL, _op.RANGE):
                low, high = (argument, argument) if op is _op.LITERAL else argument
                ranges += self._folded(low, high, flags, least=negated) if flags & re.IGNORECASE else [(low, high)]
            else:
                raise _UntranslatableError
        if not ranges:
            return "(?s:.)" if negated else rf"[^\x{{0}}-\x{{{_LAST:x}}}]"
        inside = "".join(f"{_escaped(low)}-{_escaped(high)}" for low, high in ranges)
        return f"[{'^' if negated else ''}{inside}]"

    def _category(self, category: Any, flags: int, *, least: bool) -> Ranges:
        r"""The characters of `\d`, `\s` or `\w`, or all others; beyond ASCII at most or at least those."""
        spaces = category in (_op.CATEGORY_SPACE, _op.CATEGORY_NOT_SPACE)
        if spaces:
            base = _ASCII_SPACE if flags & re.ASCII else _SPACE
        elif category in (_op.CATEGORY_DIGIT, _op.CATEGORY_NOT_DIGIT):
            base = _DIGIT
        else:
            base = _WORD
        negated = category in (_op.CATEGORY_NOT_SPACE, _op.CATEGORY_NOT_DIGIT, _op.CATEGORY_NOT_WORD)
        found = list(_others(base)) if negated else base
        if spaces or flags & re.ASCII or self._ascii_text:
            return found
        self.exact = False
        within_ascii = [(low, min(high, _NON_ASCII[0] - 1)) for low, high in found if low < _NON_ASCII[0]]
        return within_ascii if least else [*within_ascii, _NON_ASCII]

    def _folded(self, low: int, high: int, flags: int, *, least: bool) -> Ranges:
        """The characters from `low` to `high` and those that equal one of them where case is ignored."""
        ranges = [(low, high)]
        for code in range(low, min(high, _NON_ASCII[0] - 1) + 1):
            letter = chr(code).lower()
            if letter.isalpha():
                ranges += [(ord(letter), ord(letter)), (ord(letter.upper()), ord(letter.upper()))]
                if not flags & re.ASCII:
                    ranges += [(other, other) for other in _FOLDED.get(letter, ())]
        if high < _NON_ASCII[0] or flags & re.ASCII or (low == high and _has_no_case(low)):
            return ranges
        self.exact = False
        return ranges if least else [*ranges, _NON_ASCII, *((ord(char), ord(char)) for char in "iIkKsS")]


def _others(ranges: Ranges) -> Iterator[tuple[int, int]]:
    """All characters outside ascending ranges."""
    begin = 0
    for low, high in ranges:
        if begin < low:
            yield begin, low - 1
        begin = high + 1
    yield begin, _LAST


def _has_no_case(code: int) -> bool:
    return chr(code).lower() == chr(code) == chr(code).upper()


def _character(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else _escaped(code)


def _escaped(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - surrogates, which no UTF-8 holds
        raise _UntranslatableError
    return rf"\x{{{code:x}}}"
