"""The files of the repository that a block names, whose content is part of what the person approves.

A block such as `./scripts/deploy.sh` says little of what it does: the file says the rest. Only names that stand in the
block are followed, not what those files name in turn.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.execution.trust import runs_process
from mdcheck.kinds.local_kinds import LocalKind
from mdcheck.kinds.workspace import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.kinds.protocol import Command, Kind
    from mdcheck.kinds.workspace import Workspace

MAX_TEXT_BYTES = 64 * 1024
"""A longer file is digested, but its text is not kept for a diff."""
_MAX_FILES = 100
_MAX_BYTES = 16 * 1024 * 1024
_MAX_NAME = 1024

_HERE = re.compile(r"\$(?:\{(?:MDCHECK_ROOT|PWD)\}|(?:MDCHECK_ROOT|PWD)(?!\w))/")
_WORD = re.compile(r"""[^\s;|&()<>"'`=,:\[\]{}]+""")
_QUOTED = re.compile(r""""([^"\n]+)"|'([^'\n]+)'""")
_NOT_A_NAME = re.compile(r"[*?$~\0]")
_FOLDER_COMMANDS = ("cd", "pushd")
_INTERPRETERS = re.compile(
    r"(?:.*/)?(?:\.|source|eval|exec|env|sudo|(?:ba|da|k|z|fi)?sh|python[\d.]*|node|deno|bun|ruby|perl|php|lua|awk|sed)"
)
_PROSE = frozenset(
    f".{suffix}"
    for suffix in (
        *("md", "markdown", "rst", "adoc", "txt", "csv", "tsv", "log", "xml", "html", "lcov", "info"),
        *("pdf", "png", "jpg", "jpeg", "gif", "svg"),
    )
)
"""Files that are read and not run, unless they are executable or handed to an interpreter."""


class NamedFile(NamedTuple):
    """A file as it was when it was looked at."""

    path: str
    """From the repository's root, with `/`."""
    digest: str
    """What its content comes to; another content gives another one."""
    text: str | None
    """None where it is long, or no UTF-8."""
    run: bool = False
    """It is executable, or an interpreter stands in front of its name: it is no mere product of the block."""


class _Name(NamedTuple):
    word: str
    run: bool
    """An interpreter stands in front of it."""


def named_files(kind: Kind, workspace: Workspace) -> tuple[NamedFile, ...]:
    """The regular files inside the repository that the kind's command names, sorted; those that git ignores aside.

    What git ignores was made on this machine, such as a virtual environment, and comes with no commit.
    """
    if isinstance(kind, LocalKind):
        return tuple(NamedFile(path, _digest(data), _text(data)) for path, data in kind.code.items())
    if not runs_process(kind):
        return ()
    command = kind.command()
    found = _found(command, workspace)
    ignored = workspace.git.ignored(tuple(found)) if found else None
    kept = sorted(found.keys() - (ignored or frozenset()))
    looked = (_look(path, workspace, whole=number < _MAX_FILES) for number, path in enumerate(kept))
    return tuple(file._replace(run=found[file.path]) for file in looked)


def made_here(workspace: Workspace) -> frozenset[str]:
    """The files that came with no commit: those that git does not track, and could. Without git there are none."""
    return (workspace.git.visible() or frozenset()) - (workspace.git.tracked() or frozenset())


def _found(command: Command, workspace: Workspace) -> dict[str, bool]:
    """The paths from the root of the files that are named and count, and whether they are run."""
    names = dict.fromkeys(_Name(word, run=False) for word in command.argv[1:] if _may_be_name(word))
    names.update(dict.fromkeys(name for text in _texts(command) for name in _names(text)))
    bases = dict.fromkeys((posixpath.normpath(command.cwd), ".", *_entered(command)))
    found: dict[str, bool] = {}
    for name in names:
        for base in bases:
            path = _inside(base, name.word, workspace)
            if path is None or found.get(path, False):
                continue
            use = _use(path, workspace, run=name.run)
            if use is not None:
                found[path] = use
    return found


def _texts(command: Command) -> Iterator[str]:
    yield " ".join(command.argv)
    if command.script is not None:
        yield command.script
    yield from command.env.values()


def _names(text: str) -> Iterator[_Name]:
    text = _HERE.sub("./", text)
    before = ""
    for match in _WORD.finditer(text):
        word = match[0]
        if _may_be_name(word):
            yield _Name(word, _INTERPRETERS.fullmatch(before) is not None)
        if not word.startswith("-"):
            before = word
    for match in _QUOTED.finditer(text):
        word = match[1] or match[2]
        if " " in word and _may_be_name(word):
            yield _Name(word, run=False)


def _may_be_name(word: str) -> bool:
    return len(word) <= _MAX_NAME and _NOT_A_NAME.search(word) is None


def _entered(command: Command) -> Iterator[str]:
    """The folders that the script changes to, from the root."""
    words = _WORD.findall(_HERE.sub("./", command.script or ""))
    for before, word in pairwise(words):
        if before in _FOLDER_COMMANDS and _may_be_name(word):
            yield posixpath.normpath(posixpath.join(command.cwd, word))


def _inside(base: str, word: str, workspace: Workspace) -> str | None:
    """The path from the root that the word means in the folder `base`; None where it leads out."""
    if word.startswith("/"):
        path = os.path.relpath(word, workspace.root).replace(os.sep, "/")
    else:
        path = posixpath.normpath(posixpath.join(base, word))
    return None if path in (".", "..") or path.startswith(("../", "/")) else path


def _use(path: str, workspace: Workspace, *, run: bool) -> bool | None:
    """Whether the file is run, or may only be read; None for what does not count, such as documents."""
    target = workspace.root / path
    try:
        state = target.stat()
        if not stat.S_ISREG(state.st_mode):
            return None
        if path == workspace.document and not run:
            return None  # mdcheck writes to it
        if run or state.st_mode & stat.S_IXUSR:
            return True
        with target.open("rb") as stream:
            if stream.read(2) == b"#!":
                return True
    except (OSError, ValueError):
        return None
    return None if posixpath.splitext(path)[1].lower() in _PROSE else False


def _digest(data: bytes) -> str:
    import hashlib  # noqa: PLC0415 - inert checklists need no digest

    return hashlib.sha256(data).hexdigest()


def _look(path: str, workspace: Workspace, *, whole: bool) -> NamedFile:
    try:
        target = workspace.resolve(path)
        state = target.stat()
        if not whole or state.st_size > _MAX_BYTES:
            return NamedFile(path, f"{state.st_size} bytes of {state.st_mtime_ns}", None)
        data = target.read_bytes()
    except OutsideError:  # a link: where it leads is what a commit can change
        return NamedFile(path, f"outside: {os.path.realpath(workspace.root / path)}", None)
    except OSError as error:
        return NamedFile(path, f"unreadable: {error.strerror}", None)
    return NamedFile(path, _digest(data), _text(data))


def _text(data: bytes) -> str | None:
    if len(data) > MAX_TEXT_BYTES or b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
