"""`! command` in shell scripts: `-e` ignores its exit status, so it fails nothing unless it is the last command."""

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
_LIST_SIGNS = frozenset(["&&", "||", ";", "&"])
_GOES_ON = ("\\", "|", "&&", "||")


def ignored_negations(checklist: Checklist) -> tuple[Diagnostic, ...]:
    """A warning for each negated command whose failure would be ignored."""
    return tuple(
        _diagnostic(line, command)
        for item in checklist.items
        for block in item.checks
        for line, command in _in_block(block)
    )


def _diagnostic(line: int, command: str) -> Diagnostic:
    return Diagnostic(
        line=line,
        column=1,
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
    heredoc, quote, goes_on = "", "", False
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
        begins, goes_on = not goes_on, text.endswith(_GOES_ON)
        found += [(number, command, negated and begins) for command, negated in _commands(text)]
        quote = _open_quote(text)
        if opened := _HEREDOC.search(text):
            heredoc = opened[1]
    return [(number, command) for number, command, negated in found[:-1] if negated]


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
    return [(" ".join(one), one[0] == "!" and _LIST_SIGNS.isdisjoint(one)) for one in lists if one]
