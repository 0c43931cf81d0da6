"""`! command` in shell scripts: `-e` ignores its exit status, so it fails nothing unless it is the last command.

The same holds for a list of commands that ends with one, as `a && ! b`.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from mdcheck.document.diagnostic import Diagnostic, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import CheckBlock, Checklist

_SHELLS = ("bash", "sh")
_HEREDOC = re.compile(r"<<-?\s*[\"']?([A-Za-z_]\w*)")
_GOES_ON = ("|", "&&")
_OPENING = frozenset(["then", "do", "else", "{"])
"""Words that stand in front of a command of its own."""
_CONDITION = frozenset(["if", "elif", "while", "until"])
_CLOSING = frozenset(["fi", "}"])
"""Words whose status is that of the command in front of them."""


def ignored_negations(checklist: Checklist) -> tuple[Diagnostic, ...]:
    """A warning for each negated command whose failure would be ignored."""
    return tuple(
        _diagnostic(checklist.source.line(line - 1), line, command)
        for item in checklist.items
        for block in item.checks
        for line, command in _in_block(block)
    )


def _diagnostic(text: str, line: int, command: str) -> Diagnostic:
    start = text.find(command)
    return Diagnostic(
        line=line,
        column=(start if start >= 0 else len(text) - len(text.lstrip(" \t>"))) + 1,
        level=Level.WARNING,
        code="ignored-negation",
        message=f"the exit status of “{command}” is ignored: -e leaves out negated commands",
        fix=f"write “{command} || exit 1”",
    )


def _in_block(block: CheckBlock) -> Iterator[tuple[int, str]]:
    """The lines and the commands."""
    if block.language in _SHELLS:
        for offset, command in ignored(block.body):
            yield block.line + offset, command
    script = block.options.get("run") if block.language is None else None
    if isinstance(script, str):
        for _, command in ignored(script):
            yield block.line, command


def ignored(script: str) -> list[tuple[int, str]]:
    """The negated commands whose status nothing looks at, each with its line from 1."""
    found: list[tuple[int, str, bool]] = []
    for number, line in _joined(script):
        found += [(number, command, negated) for command, negated in _commands(line)]
    while found and found[-1][1] in _CLOSING:
        found.pop()
    return [(number, command) for number, command, negated in found[:-1] if negated]


def _joined(script: str) -> Iterator[tuple[int, str]]:
    """The lines of commands, each with its number: those that go on in the next line together with it."""
    heredoc, quote, first, begun = "", "", 0, ""
    for number, line in enumerate(script.split("\n"), 1):
        text = line.strip()
        if heredoc:
            heredoc = "" if text == heredoc else heredoc
            continue
        if quote:
            quote = "" if quote in text else quote
            continue
        if not text or text.startswith("#"):
            continue
        first, begun = (first if begun else number), f"{begun} {text}".strip()
        if begun.endswith("\\"):
            begun = begun[:-1].rstrip()
            continue
        quote = _open_quote(text)
        if opened := _HEREDOC.search(text):
            heredoc = opened[1]
        if not begun.endswith(_GOES_ON):
            yield first, begun
            begun = ""
    if begun:
        yield first, begun


def _open_quote(line: str) -> str:
    """The quote that goes on in the next line."""
    quote = ""
    for char in re.sub(r"\\.", "", line):
        if char in "'\"" and quote in ("", char):
            quote = "" if quote else char
    return quote


def _commands(line: str) -> list[tuple[str, bool]]:
    """The commands of a line, and whether each is negated and its status used by nothing on the line."""
    lexer = shlex.shlex(line, posix=False, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:  # a quote that goes on in the next line
        return [(line, False)]
    lists: list[list[str]] = [[]]
    for word in words:
        if word in (";", "&"):
            lists.append([])
        else:
            lists[-1].append(word)
    return [(" ".join(one), _is_negated(one)) for one in map(_without_opening, lists) if one]


def _without_opening(words: list[str]) -> list[str]:
    """A command without the words in front that open a block."""
    start = next((index for index, word in enumerate(words) if word not in _OPENING), len(words))
    return words[start:]


def _is_negated(words: list[str]) -> bool:
    """Whether a list of commands ends with a negated one: `! a` and `a && ! b`."""
    last = max((index + 1 for index, word in enumerate(words) if word in ("&&", "||")), default=0)
    command = words[last:]
    if command[:1] != ["!"] or words[0] in _CONDITION:
        return False
    text = " ".join(command)  # what it closes and does not open began in front of it, as in [[ a && ! b ]]
    return all(text.count(closing) <= text.count(opening) for opening, closing in (("[[", "]]"), ("(", ")")))
