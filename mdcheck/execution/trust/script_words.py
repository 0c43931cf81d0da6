"""The words of a script or a command line that may name files of the repository. Text only: nothing is looked up.

Each word is read as a shell reads it, and once more as it stands between blanks and punctuation, since not every
script is a shell's. A word too many does no harm: the caller looks whether there is such a file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEPT = 4096
"""Texts whose words are kept: a block is read when it is shown, and again just before it runs."""
_MAX_NAME = 1024
_MAX_EXPANDED = 64
"""The most words that braces expand to; with more, the word is not expanded."""
_HOME = re.compile(r"\$(?:HOME\b|\{HOME\})")
_FOLDER_TILDE = re.compile(r"(?<![^\s;|&()<>\"'`=:])~[+-](?=/|$|\s)")
"""`~+` is the working folder, `~-` the one before it."""
_VALUE = r"\$(?:\w+|\{\w[^{}\n]*\}|\([^()\n]*\))"
_PUT_IN = re.compile(rf'(?:"{_VALUE}"|{_VALUE})(?=/)')
"""A value in front of a name: often the root, and one question too many if it is not."""
_SHELL_WORD = re.compile(r"""(?:\\.|\$'(?:\\.|[^'\\])*'|\$?"(?:\\.|[^"\\])*"|'[^']*'|[^\s;|&()<>"'`\\])+""", re.DOTALL)
_QUOTING = re.compile(r"""\\\n|\\(.)|\$?"((?:\\.|[^"\\])*)"|\$'((?:\\.|[^'\\])*)'|'([^']*)'""", re.DOTALL)
_ESCAPED = re.compile(r'\\\n|\\(["\\$`])')
_ANSI_C = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))", re.DOTALL
)
_ANSI_C_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}
WILDCARD = re.compile(r"[*?\[]")
_BRACES = re.compile(r"\{([^{}\s]*(?:,|\.\.)[^{}\s]*)\}")
_RANGE = re.compile(r"(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])(?:\.\.-?\d{1,6})?")
_PLAIN_WORD = re.compile(r"""[^\s;|&()<>"'`=,:\[\]{}]+""")
_QUOTED = re.compile(r""""([^"\n]+)"|'([^'\n]+)'""")
_GLUED = re.compile(r"-[A-Za-z](.+)", re.DOTALL)
_GLUED_MODULE = re.compile(r"-[A-Za-z]*m([A-Za-z_][\w.]*)")
_ENTERING = ("cd", "pushd", "-C")
_PROGRAM = (
    r"(?:\.|source|eval|exec|env|sudo|xargs|command|nohup|time|(?:ba|da|k|z|fi|c|tc)?sh"
    r"|(?:python|pypy)[\d.]*|py|node|nodejs|deno|bun|tsx|ts-node|ruby|perl|php|lua|Rscript|awk|gawk|sed)"
)
_INTERPRETER = re.compile(rf"(?:.*/)?{_PROGRAM}")
_READS_INPUT = re.compile(
    rf"\|&?\s*(?:sudo\s+|env\s+)*(?:\S*/)?{_PROGRAM}(?=\s|[;|&)`]|$)"  # … | sh
    rf"|(?:^|[\s;|&(])(?:\S*/)?{_PROGRAM}\s+(?:-\S*\s+)*<"  # sh < …, sh <(…)
    r"|\beval\b",
    re.MULTILINE,
)
_IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+\(?([\w, \t]*)|import\s+([\w., \t]+))", re.MULTILINE)
_NODE_SUFFIXES = (".js", ".mjs", ".cjs", ".json", ".ts", "/index.js", "/package.json")


class Word(NamedTuple):
    """A word that may be a file's name."""

    text: str
    run: bool
    """The file would be run: the word is an argument that an interpreter takes for a program."""


@lru_cache(_KEPT)
def words(text: str) -> tuple[Word, ...]:
    """The words of a script or a command line that may be names."""
    return tuple(dict.fromkeys(_words(_filled_in(text))))


def _words(text: str) -> Iterator[Word]:
    fed = _READS_INPUT.search(text) is not None  # an interpreter runs what another command prints: any file may be run
    plain = [word for word in _PLAIN_WORD.findall(text) if not WILDCARD.search(word)]  # only a shell expands them
    for found in (plain, read_as_shell(text)):
        yield from (word._replace(run=word.run or fed) for word in _arguments(found))
    for match in _QUOTED.finditer(text):
        word = match[1] or match[2]
        if word.startswith(("./", "../")):  # require('./lib')
            yield from (Word(word + suffix, run=True) for suffix in _NODE_SUFFIXES)
        if _PLAIN_WORD.fullmatch(word) is None and may_be_name(word):
            yield Word(word, run=fed)
    yield from (Word(name, run=True) for name in _imported(text))


def entered(text: str) -> Iterator[str]:
    """The folders that a script or a command line changes to, in its order."""
    found = (word for word in read_as_shell(_filled_in(text)) if word in _ENTERING or word[:1] != "-")
    return (word for before, word in pairwise(found) if before in _ENTERING and may_be_name(word))


def may_be_name(word: str) -> bool:
    """Whether the system could take it for a file's name."""
    return 0 < len(word) <= _MAX_NAME and "\0" not in word


@lru_cache(_KEPT)
def read_as_shell(text: str) -> tuple[str, ...]:
    """The words without quotes and backslashes, with braces expanded."""
    found: list[str] = []
    for word in _SHELL_WORD.findall(text):
        expanded = _braces(word) if "{" in word else [word]
        if len(expanded) > 1 and _QUOTING.search(word):  # quoted braces stand for themselves
            expanded.append(word)
        found += [_QUOTING.sub(_unquoted, one) for one in expanded]
    return tuple(found)


def _filled_in(text: str) -> str:
    """The root for all values that stand in front of a name, but for the home folder: it is not in the repository."""
    return _FOLDER_TILDE.sub(".", _PUT_IN.sub(".", _HOME.sub("~", text)))


def _arguments(found: Sequence[str]) -> Iterator[Word]:
    """Each word with its other meanings.

    An interpreter's program is its first argument that is no option. A word behind an option may be the option's
    value or the program, so it counts as run and the search goes on: `bash -o errexit program`.
    """
    searching = False
    option = ""
    for word in found:
        run = searching
        if word.startswith("-"):
            option = word
        elif _INTERPRETER.fullmatch(word) is not None:
            searching, option = True, ""
        else:
            searching = searching and bool(option)
        yield from (Word(name, run) for name in _meanings(word, option, run=run) if may_be_name(name))
        if not word.startswith("-"):
            option = ""


def _meanings(word: str, option: str, *, run: bool) -> Iterator[str]:
    """What a word may name: itself, the value of a short option, a module behind `-m`, a folder's main file."""
    yield word
    if (glued := _GLUED.fullmatch(word)) is not None:
        yield glued[1]
    if (module := _GLUED_MODULE.fullmatch(word)) is not None:
        yield from _module_files(module[1])
    if option.endswith("m") and option != word:
        yield from _module_files(word)
    if run and word[:1] != "-":
        name = word.rstrip("/")
        yield from (f"{name}/__main__.py", f"{name}/__init__.py", *(name + suffix for suffix in _NODE_SUFFIXES))
    elif word.startswith("-r"):  # ruby -r./lib, node -r ./lib
        yield from (word[2:] + suffix for suffix in (".rb", *_NODE_SUFFIXES))


def _module_files(module: str, *, main: bool = True) -> Iterator[str]:
    """The files that Python runs when it imports a module: those of the packages around it, too.

    With `main` it runs the module itself: `python -m`.
    """
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        folder = "/".join(parts[:end])
        yield f"{folder}/__init__.py"
    yield f"{folder}.py"
    if main:
        yield f"{folder}/__main__.py"


def _imported(text: str) -> Iterator[str]:
    """The files of the modules that Python code imports."""
    for match in _IMPORT.finditer(text):
        base, names, plain = match.groups()
        if base:
            modules = [base, *(f"{base}.{name}" for name in re.findall(r"\w+", names))]
        else:
            modules = re.findall(r"[\w.]+", plain)
        for module in modules:
            if module.strip("."):
                yield from _module_files(module.strip("."), main=False)


def _braces(word: str) -> list[str]:
    """The words that a shell makes of braces: `x{,.bak}`, `{1..3}`."""
    done: list[str] = []
    waiting = [word]
    while waiting:
        one = waiting.pop()
        match = _BRACES.search(one)
        if match is None:
            done.append(one)
        else:
            waiting += [one[: match.start()] + part + one[match.end() :] for part in _parts(match[1])]
        if len(done) + len(waiting) > _MAX_EXPANDED:
            return [word]
    return done[::-1]


def _parts(inner: str) -> list[str]:
    if (bounds := _RANGE.fullmatch(inner)) is None:
        return inner.split(",") if "," in inner else [f"\\{{{inner}\\}}"]
    first, last = bounds[1], bounds[2]
    if first.lstrip("-").isdigit() != last.lstrip("-").isdigit():
        return [f"\\{{{inner}\\}}"]
    start, stop = (int(first), int(last)) if first.lstrip("-").isdigit() else (ord(first), ord(last))
    if abs(stop - start) >= _MAX_EXPANDED:
        return [f"\\{{{inner}\\}}"]
    numbers = range(min(start, stop), max(start, stop) + 1)
    return [str(number) if first.lstrip("-").isdigit() else chr(number) for number in numbers]


def _unquoted(match: re.Match[str]) -> str:
    if match[2] is not None:
        return _ESCAPED.sub(r"\1", match[2])
    if match[3] is not None:
        return _ANSI_C.sub(_ansi_c, match[3])
    return match[1] or match[4] or ""


def _ansi_c(match: re.Match[str]) -> str:
    r"""The character that an escape in `$'…'` stands for: `\x41`, `\u0041`, `\101`, `\cA`, `\n`."""
    two, four, eight, octal, control, letter = match.groups()
    if (number := two or four or eight) is not None:
        code = int(number, 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
    if octal is not None:
        return chr(int(octal, 8))
    if control is not None:
        return chr(ord(control) & 0x1F)
    return _ANSI_C_LETTERS.get(letter, letter)
