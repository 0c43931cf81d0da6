"""Which commands a shell script would execute.

This is no shell: it finds where commands begin, and leaves out what is no call of a program: comments, here-documents,
output, the arguments of `rm` and the like, and what stands behind `false &&`, in `if false` or behind `exit`.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

_PIECE = re.compile(
    r"""
    (?P<quoted>'[^']*+'?|"(?:[^"\\]|\\.)*+"?)
    |(?P<escaped>\\.)
    |(?P<expression>\$\{\{.*?\}\})
    |(?P<comment>(?:(?<=\s)|(?<=^)|(?<=;))\#[^\n]*)
    |(?P<heredoc><<-?\s*(?:'(?P<single>[^'\n]+)'|"(?P<double>[^"\n]+)"|\\?(?P<bare>[A-Za-z_]\w*)))
    |(?P<redirection>\d?>>?&\d?|&>>?)
    |(?P<separator>&&|\|\||;;|[;\n|&])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_KEYWORD = re.compile(r"(?:then|else|elif|do|while|until|if|!|\{|\(|time|\$\()(?=\s|$)|[({](?=\S)|\((?=\s)")
_CAPTURED = re.compile(r"[A-Za-z_]\w*=[\"]?\$\(")
_ASSIGNMENT = re.compile(
    r"[A-Za-z_]\w*\+?=(?:'[^']*'|\"(?:[^\"\\]|\\.)*+\"|\$\((?:[^()]|\([^()]*\))*\)|[^\s;'\"])*+(?:\s+|$)"
)
_CASE = re.compile(r"[\w*|.-]+\)\s+(?=\S)")
_FUNCTION = re.compile(r"(?:function\s+)?(?P<name>[A-Za-z_][\w-]*)\s*\(\)\s*\{?")
_SWALLOWS = re.compile(r"(?:true|:|exit 0|(?:echo|printf)\b.*)", re.DOTALL)
_FAILS = re.compile(r"(?:exit|return)(?!\s+0\b)|false\b")
_WORD = re.compile(r"(?:'[^']*+'?|\"(?:[^\"\\]|\\.)*+\"?|\$\{\{.*?\}\}|\\.|[^\s'\"\\])++", re.DOTALL)
_SILENT = frozenset(
    (  # noqa: SIM905 - a list of a hundred lines is no easier to read
        "echo printf : rm rmdir true false [ [[ test export unset set shopt mkdir touch cp mv ln"
        " chmod chown cat grep egrep fgrep rg ls which type hash alias read local declare readonly return break"
        " continue shift trap sleep wait exit fi done esac case for select in function } ) ;; Write-Host"
        " Write-Output Remove-Item"
    ).split()
)
"""What is no call of a program that anybody asks for; names in its arguments prove nothing."""
_SHELL_WITH_TEXT = re.compile(
    r"(?:(?:\S*/)?(?:ba|da|z|k)?sh\s+(?:[-+]\w*o\s+\w+\s+|-\w+\s+)*-\w*c|eval)\s+(?P<text>'[^']*+'|\"(?:[^\"\\]|\\.)*+\")"
)
_MOVES = frozenset(("cd", "pushd", "popd"))
_OPENING = frozenset(("if", "case", "for", "while", "until", "select"))
_CLOSING = frozenset(("fi", "esac", "done", "}"))
_MAX_DEPTH = 3
_LONGEST = 1000
"""Of a folder's path."""
_MAX_BYTES = 256 * 1024


class _Part(NamedTuple):
    text: str
    before: str
    """The separator in front: `&&`, `||`, `;`, `|`, `&` or a line's end."""


class Call(NamedTuple):
    """A command that a script would execute."""

    text: str
    """On one line, without what stands before the program's name."""
    may_fail: bool = False
    """Its failure is ignored: `pytest || true`."""
    function: str = ""
    """The function of the script in whose body it stands."""
    piped: bool = False
    """What it prints goes into another command, whose status is that of both without `pipefail`."""
    folder: str = ""
    """Where `cd` leads before it, from where the script starts; empty also where nobody knows."""


def calls(script: str) -> list[Call]:
    """What the script would execute. The bodies of functions that it never calls are left out."""
    found = _Reader(0).read(script)
    called = {_program(call.text) for call in found}
    return [call for call in found if not call.function or call.function in called]


def commands(script: str) -> list[str]:
    """The commands that the script would execute."""
    return [call.text for call in calls(script)]


class _Reader:
    """Goes through the parts of a script, and leaves out what never runs."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._blocks: list[bool] = []
        """The blocks that are open, and whether each is one that never runs."""
        self._functions: list[tuple[str, int]] = []
        """The functions whose bodies are open, and how many blocks were open before."""
        self._previous = ""
        self._skipped = False
        self._place = _Place()
        self._found: list[Call] = []

    def read(self, script: str) -> list[Call]:
        parts = _parts(script[:_MAX_BYTES])
        behind = [*(part.before for part in parts[1:]), ""]
        left = 0
        for (text, before), may_fail, after in zip(parts, _ignored(parts), behind, strict=True):
            self._place.leave(left)
            opened, left = text.count("("), text.count(")")
            if opened == left and not text.startswith("("):
                opened = left = 0  # `$(…)` within a word
            self._place.nest(opened)
            self._enter_and_leave(text)
            bare = _bare(text)
            stops = {"&&": ("false",), "||": ("true", ":")}.get(before, ())
            self._skipped = bool(stops) and (self._skipped or self._previous in stops)
            self._previous = bare
            if self._skipped or any(self._blocks) or not bare:
                continue
            if _program(bare) == "exit" and before not in ("&&", "||") and not self._blocks:
                break
            self._add(bare, may_fail=may_fail, piped=after == "|")
        return self._found

    def _enter_and_leave(self, text: str) -> None:
        word = _program(text)
        if _opens(text):
            if function := _FUNCTION.match(text):
                self._functions.append((function["name"], len(self._blocks)))
                self._place.nest(1)
            self._blocks.append(word in ("if", "while") and _bare(text) == "false")
        elif word in _CLOSING and self._blocks:
            self._blocks.pop()
            if self._functions and self._functions[-1][1] == len(self._blocks):
                self._functions.pop()
                self._place.leave(1)
        elif word in ("else", "elif") and self._blocks:
            self._blocks[-1] = False

    def _add(self, command: str, *, may_fail: bool, piped: bool) -> None:
        inner = _SHELL_WITH_TEXT.match(command)
        function = self._functions[0][0] if self._functions else ""
        if inner is not None and self._depth < _MAX_DEPTH:
            found = _Reader(self._depth + 1).read(_unquoted(inner["text"]))
            self._found += [
                call._replace(
                    may_fail=may_fail or call.may_fail,
                    function=function,
                    piped=piped or call.piped,
                    folder=self._place.inside(call.folder),
                )
                for call in found
            ]
        elif _program(command) in _MOVES:
            self._place.move(words(command))
        elif _program(command) not in _SILENT and not command.startswith(("command -v", "command -V")):
            self._found.append(Call(command, may_fail, function, piped, self._place.inside()))


class _Left(NamedTuple):
    """A folder, and where `cd -` and `popd` go back to."""

    folder: str | None
    """None where nobody knows it."""
    before: _Left | None


class _Place:
    """The folder that `cd` leads to. A subshell and a function have one of their own."""

    def __init__(self) -> None:
        self._now = _Left("", None)
        self._outer: list[_Left] = []

    def inside(self, folder: str = "") -> str:
        """The folder below the present one; empty where nobody knows it."""
        if self._now.folder is None:
            return ""
        found = posixpath.normpath(posixpath.join(self._now.folder, folder))
        return "" if found == "." else found

    def nest(self, shells: int) -> None:
        self._outer += [self._now] * shells

    def leave(self, shells: int) -> None:
        for _ in range(min(shells, len(self._outer))):
            self._now = self._outer.pop()

    def move(self, parts: list[str]) -> None:
        """What `cd web`, `pushd web`, `popd` and `cd -` do. Nobody knows where a variable leads."""
        named = next((part for part in parts[1:] if part == "-" or not part.startswith("-")), "~")
        if parts[0] == "popd" or named == "-":
            self._now = self._now.before or _Left(None, None)
            return
        is_known = self._now.folder is not None and not re.match(r"[/~]|.*[$`*{]", named)
        found = self.inside(named) if is_known else None
        self._now = _Left(None if found is None or len(found) > _LONGEST else found, self._now)


def words(command: str) -> list[str]:
    """The words of a command, quotes taken off."""
    return [_unquoted(word) for word in _WORD.findall(command)]


def _parts(script: str) -> list[_Part]:
    """What stands between separators, without comments and here-documents, continued lines joined."""
    text = re.sub(r"[ \t]*\\\r?\n[ \t]*", " ", script.replace("\r\n", "\n"))
    parts: list[_Part] = []
    pieces: list[str] = []
    waiting: list[str] = []
    before, position = "\n", 0
    while position < len(text):
        found = _PIECE.search(text, position)
        pieces.append(text[position : found.start() if found else len(text)])
        if found is None:
            break
        position = found.end()
        if found["heredoc"]:
            waiting.append(found["single"] or found["double"] or found["bare"])
        elif found["separator"]:
            parts.append(_Part("".join(pieces).strip(), before))
            pieces, before = [], found["separator"]
            if before == "\n" and waiting:
                position = _behind(text, position, waiting)
                waiting = []
        elif not found["comment"]:
            pieces.append(found[0])
    return [*parts, _Part("".join(pieces).strip(), before)]


def _ignored(parts: list[_Part]) -> list[bool]:
    """For each part, whether the script goes on where it fails: before `|| true`, in a condition, in the background."""
    ignored = [_is_condition(part.text) for part in parts]
    if any(map(_FAILS.match, (_bare(part.text) for part in parts))):
        ignored = [False] * len(parts)  # a condition may lead there
    waited = any(_program(part.text) == "wait" for part in parts)
    opened: list[int] = []
    begun = 0
    for index, part in enumerate(parts):
        if part.before not in ("&&", "||", "|"):
            begun = index
        if part.before == "&" and not waited:
            ignored[index - 1] = True
        word = _program(part.text)
        if _opens(part.text):
            opened.append(index)
        elif word in _CLOSING and opened:
            begun = min(begun, opened.pop())
        last = index + 1 == len(parts) or parts[index + 1].before not in ("&&", "||", "|")
        if last and part.before == "||" and _SWALLOWS.fullmatch(part.text):
            ignored[begun : index + 1] = [True] * (index + 1 - begun)
    return ignored


def _opens(text: str) -> bool:
    """Whether a block begins here that ends in one of `_CLOSING`."""
    return _program(text) in _OPENING or _FUNCTION.match(text) is not None or _program(text) == "{"


def _is_condition(text: str) -> bool:
    """Whether the command's status is only looked at, or turned round."""
    return _program(text) in ("if", "elif", "while", "until", "!")


def _behind(text: str, position: int, names: list[str]) -> int:
    """Where the here-documents end that begin at the position."""
    for name in names:
        end = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*$\n?", re.MULTILINE).search(text, position)
        position = end.end() if end else len(text)
    return position


def _bare(text: str) -> str:
    """The command without keywords, assignments and the head of a function in front."""
    while True:
        found = _FUNCTION.match(text) or _KEYWORD.match(text) or _CASE.match(text) or _ASSIGNMENT.match(text)
        if found is not None and found.end() == len(text) and (captured := _CAPTURED.match(text)):
            found = captured
        if found is None:
            return text.rstrip(")}").rstrip() if text.count("(") < text.count(")") or text.endswith(" }") else text
        text = text[found.end() :].lstrip()


def _program(command: str) -> str:
    found = _WORD.match(command)
    return _unquoted(found[0]) if found else ""


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1].replace('\\"', '"') if word[0] == '"' else word[1:-1]
    return word
