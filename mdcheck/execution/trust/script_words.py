"""The words of a script that may be names of files, and of the folders that it enters: text only, nothing is looked up.

Each is read as a shell reads it, and once more as it stands between blanks and punctuation, for scripts are not all a
shell's. A word too many does no harm, since whoever asks looks whether there is such a file.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_NAME = 1024
_HOME = re.compile(r"\$(?:HOME\b|\{HOME\})")
_VALUE = r"\$(?:\w+|\{\w[^{}\n]*\}|\([^()\n]*\))"
_PUT_IN = re.compile(rf'(?:"{_VALUE}"|{_VALUE})(?=/)')
"""What a shell puts in front of a name: often the root, and never more than a question too many if it is not."""
_SHELL_WORD = re.compile(r"""(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s;|&()<>"'`\\])+""", re.DOTALL)
_QUOTING = re.compile(r"""\\\n|\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'""", re.DOTALL)
_ESCAPED = re.compile(r'\\\n|\\(["\\$`])')
_PLAIN_WORD = re.compile(r"""[^\s;|&()<>"'`=,:\[\]{}]+""")
_QUOTED = re.compile(r""""([^"\n]+)"|'([^'\n]+)'""")
_GLUED = re.compile(r"-[A-Za-z](.+)", re.DOTALL)
_ENTERING = ("cd", "pushd", "-C")
_INTERPRETER = re.compile(
    r"(?:.*/)?(?:\.|source|eval|exec|env|sudo|(?:ba|da|k|z|fi)?sh|python[\d.]*|node|deno|bun|ruby|perl|php|lua|awk|sed)"
)


class Word(NamedTuple):
    """What may be a name, as it is written or as a shell understands it."""

    text: str
    run: bool
    """An interpreter stands in front of it."""


def words(text: str) -> Iterator[Word]:
    """The words of a script or a command line that may be names, some of them twice."""
    text = _filled_in(text)
    for found in (_PLAIN_WORD.findall(text), _as_a_shell_reads(text)):
        command = option = ""
        for word in found:
            run = _INTERPRETER.fullmatch(command) is not None
            yield from (Word(name, run) for name in _meanings(word, option) if may_be_name(name))
            if word.startswith("-"):
                option = word
            else:
                command, option = word, ""
    for match in _QUOTED.finditer(text):
        word = match[1] or match[2]
        if _PLAIN_WORD.fullmatch(word) is None and may_be_name(word):
            yield Word(word, run=False)


def entered(text: str) -> Iterator[str]:
    """The folders that a script or a command line changes to, in its order."""
    found = (word for word in _as_a_shell_reads(_filled_in(text)) if word in _ENTERING or word[:1] != "-")
    return (word for before, word in pairwise(found) if before in _ENTERING and may_be_name(word))


def may_be_name(word: str) -> bool:
    """Whether the system could take it for a file's name."""
    return 0 < len(word) <= _MAX_NAME and "\0" not in word


def _filled_in(text: str) -> str:
    """With the home folder, which is no part of the repository, and the root for all else that a shell puts in."""
    return _PUT_IN.sub(".", _HOME.sub("~", text))


def _meanings(word: str, option: str) -> Iterator[str]:
    """What the word may name: itself, the value of a short option, or behind `-m` a module of Python's."""
    yield word
    if (glued := _GLUED.fullmatch(word)) is not None:
        yield glued[1]
    if option == "-m":
        module = word.replace(".", "/")
        yield f"{module}.py"
        yield f"{module}/__main__.py"


def _as_a_shell_reads(text: str) -> list[str]:
    """The words without the quotes and backslashes that keep them together."""
    return [_QUOTING.sub(_unquoted, word) for word in _SHELL_WORD.findall(text)]


def _unquoted(match: re.Match[str]) -> str:
    if match[2] is not None:
        return _ESCAPED.sub(r"\1", match[2])
    return match[1] or match[3] or ""
