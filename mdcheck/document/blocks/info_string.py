"""The info string of a check block: `check`, an interpreter, then `key=value` options.

A value may stand in double or single quotes; there are no escapes. Every value is text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mdcheck.document.diagnostic import PlacedError
from mdcheck.document.source import Span

_WORD = re.compile(r"\S+")
_OPTION = re.compile(
    r"""(?P<key>[A-Za-z_][\w-]*)=(?P<value>"(?P<double>[^"]*)"(?!\S)|'(?P<single>[^']*)'(?!\S)|(?P<bare>[^\s"']\S*)|)(?!\S)"""
)


class InfoStringError(PlacedError):
    """What is wrong with an info string, and at which offset of it."""


class InfoString(NamedTuple):
    """A parsed info string; places are offsets into it."""

    language: str | None
    options: dict[str, str]
    places: dict[str, Span]


def read(info: str) -> InfoString:
    """Read an info string whose first word is `check`; raises InfoStringError."""
    first = _WORD.search(info)
    assert first is not None
    position = first.end()
    language: str | None = None
    options: dict[str, str] = {}
    places: dict[str, Span] = {}
    while word := _WORD.search(info, position):
        option = _OPTION.match(info, word.start())
        if option is None and "=" not in word[0] and language is None and not options:
            language = word[0]
            position = word.end()
            continue
        if option is None:
            raise InfoStringError(
                f"“{word[0]}” is no option",
                word.start(),
                'write key=value, and key="two words" where a value has spaces',
            )
        key = option["key"]
        if key in options:
            raise InfoStringError(f"“{key}” is given twice", word.start(), "keep one of them")
        options[key] = next((value for value in option.group("double", "single", "bare") if value is not None), "")
        places[key] = Span(option.start("key"), option.end())
        position = option.end()
    return InfoString(language=language, options=options, places=places)
