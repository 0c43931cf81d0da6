"""The merge driver and the text conversion of mdcheck in git's configuration, and the files that use them.

Both fall back to what git does by itself where there is no mdcheck: a driver that is missing would leave our side only,
without a mark, and a missing text conversion would end `git diff`.
"""

from __future__ import annotations

import os
import re
import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck import output_file
from mdcheck.errors import WriteError
from mdcheck.regular import read_regular
from mdcheck.repository.git import read, write
from mdcheck.repository.state import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST_BYTES = 1024 * 1024
_USES = " merge=mdcheck diff=mdcheck"

# `$1` to `$5` are git's %O %A %B %L %P. What ends without success and without marks may have written nothing.
_DRIVER = """\
if command -v {command} >/dev/null 2>&1; then {command} git-driver "$@" && exit 0; \
grep -q "^<<<<<<<" "$2" || {merge_file}; exit 1; fi; {merge_file} || exit 1"""
_MERGE_FILE = 'git merge-file --marker-size="$4" -L ours -L base -L theirs "$2" "$1" "$3"'
_TEXTCONV = 'command -v {command} >/dev/null 2>&1 && {command} git-textconv "$1" || cat "$1"'

_NEEDS_QUOTES = re.compile(r'[\s"\x00-\x1f\x7f]')


class Scope(StrEnum):
    """Whose git learns of mdcheck."""

    LOCAL = "local"
    """This clone: `.git/config` and `.git/info/attributes`."""
    GLOBAL = "global"
    """All repositories of the person."""


def enable(root: Path, scope: Scope, command: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """Set git up for the files of the patterns; safe to repeat. Returns a description of each change.

    `command` is how the shell starts mdcheck. Raises GitError or WriteError.
    """
    changed = []
    for key, value in _settings(command).items():
        if read(root, "config", f"--{scope}", "--get-all", key).line != value:
            checked(write(root, "config", f"--{scope}", "--replace-all", key, value))
            changed.append(f"set {key}")
    path = attributes_file(root, scope)
    before = _lines(path)
    added = [line for line in dict.fromkeys(f"{pattern}{_USES}" for pattern in patterns) if line not in before]
    # In front, so that what the person has written there has the last word, and taking ours away restores the file.
    _write(path, [*added, *before], before)
    return (*changed, *(f"added to {path}: {line}" for line in added))


def disable(root: Path, scope: Scope) -> tuple[str, ...]:
    """Take away what `enable` has set; what was changed, in words. Raises GitError or WriteError."""
    changed = []
    for key in _settings("mdcheck"):
        if read(root, "config", f"--{scope}", "--get-all", key).ok:
            checked(write(root, "config", f"--{scope}", "--unset-all", key))
            changed.append(f"removed {key}")
    path = attributes_file(root, scope)
    before = _lines(path)
    removed = [line for line in before if line.rstrip("\r").endswith(_USES)]
    _write(path, [line for line in before if line not in removed], before)
    return (*changed, *(f"removed from {path}: {line}" for line in removed))


def state(root: Path, scope: Scope) -> tuple[str, ...]:
    """What `enable` has set, in words; nothing where git does not know of mdcheck. Raises GitError or WriteError."""
    keys = [key for key in _settings("mdcheck") if read(root, "config", f"--{scope}", "--get-all", key).ok]
    path = attributes_file(root, scope)
    lines = [line.rstrip("\r") for line in _lines(path) if line.rstrip("\r").endswith(_USES)]
    return (*(f"set {key}" for key in keys), *(f"in {path}: {line}" for line in lines))


def attributes_file(root: Path, scope: Scope) -> Path:
    """The file of attributes that belongs to the scope; it need not exist."""
    if scope is Scope.LOCAL:
        return root / checked(read(root, "rev-parse", "--git-path", "info/attributes")).line
    for place in ("--global", "--system"):
        answer = read(root, "config", place, "--type=path", "--get", "core.attributesFile")
        if answer.ok and answer.line:
            return Path(os.path.realpath(answer.line))  # a person may keep it elsewhere, behind a link
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(os.path.realpath(Path(home) / "git" / "attributes"))


def pattern(name: str, *, anchored: bool) -> str:
    """The attribute pattern of just this file; anchored at the repository's root, or of that name anywhere."""
    literal = re.sub(r"([\\*?\[])", r"\\\1", name)
    text = f"/{literal}" if anchored else f"\\{literal}" if literal[:1] in ("#", "!") else literal
    if not _NEEDS_QUOTES.search(text):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda char: f"\\{ord(char[0]):03o}", quoted) + '"'


def _settings(command: str) -> dict[str, str]:
    quoted = shlex.quote(command)
    driver = _DRIVER.format(command=quoted, merge_file=_MERGE_FILE)
    return {
        "merge.mdcheck.name": "checklists, item by item (mdcheck)",
        "merge.mdcheck.driver": f"sh -c {shlex.quote(driver)} mdcheck %O %A %B %L %P",
        "diff.mdcheck.textconv": f"sh -c {shlex.quote(_TEXTCONV.format(command=quoted))} mdcheck",
        "diff.mdcheck.xfuncname": "^ {0,3}#{1,6}[ \t].*$",
    }


def _lines(path: Path) -> list[str]:
    try:
        return read_regular(os.fspath(path), _MOST_BYTES).decode("utf-8", "surrogateescape").split("\n")
    except FileNotFoundError:
        return [""]
    except OSError as error:
        raise WriteError(f"can't be read: {error.strerror}", where=str(path), fix="change its permissions") from error


def _write(path: Path, lines: list[str], before: Iterable[str]) -> None:
    """A file that has nothing in it any more is removed."""
    if lines == before:
        return
    try:
        if lines == [""]:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            output_file.write(path, "\n".join(lines).encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise WriteError(
            f"can't be written: {error.strerror}", where=str(path), fix="change its permissions"
        ) from error
