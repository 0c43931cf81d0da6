"""The files of the repository that a block names, whose content is part of what the person approves.

What a block such as `./scripts/deploy.sh` does stands in the file. Only names that stand in the block are followed, not
what those files name in turn.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.checks.local_kinds import LocalKind
from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.text import short_text
from mdcheck.evidence.workspace import OutsideError
from mdcheck.execution.trust.script_words import WILDCARD, Word, entered, may_be_name, words
from mdcheck.kinds.protocol import runs_process
from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.kinds.protocol import Command, Kind

MAX_TEXT_BYTES = 64 * 1024
"""A longer file is digested, but its text is not kept for a diff."""
_MAX_FILES = 100
_MAX_BYTES = 16 * 1024 * 1024
_MAX_FOLDERS = 32
"""The most folders in which a name is looked for."""

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
    """A digest of its content."""
    text: str | None
    """None where it is long, or no UTF-8."""
    run: bool = False
    """It is executable, or an interpreter stands in front of its name: it is no mere product of the block."""


def named_files(kind: Kind, workspace: Workspace) -> tuple[NamedFile, ...]:
    """The regular files inside the repository that the kind's command names, sorted; those that git ignores aside.

    What git ignores was made on this machine, such as a virtual environment, and comes with no commit.
    """
    if isinstance(kind, LocalKind):
        return tuple(_as_read(path, data) for path, data in kind.code.items())
    if not runs_process(kind):
        return ()
    command = kind.command()
    found = _found(command, workspace)
    ignored = workspace.git.ignored(tuple(found)) if found else None
    kept = sorted(found.keys() - (ignored or frozenset()))
    looked = (_look(path, workspace, whole=number < _MAX_FILES) for number, path in enumerate(kept))
    return tuple(file._replace(run=found[file.path]) for file in looked)


def named_among(command: Command, paths: Collection[str], root: Path) -> tuple[str, ...]:
    """Those of the paths from the root that the command names, sorted: for versions of files that are not on disk."""
    bases = dict.fromkeys((posixpath.normpath(command.cwd), "."))
    for word in dict.fromkeys(entered(command.script or " ".join(command.argv))):
        for base in tuple(bases)[:_MAX_FOLDERS]:
            if (folder := _inside(base, word, root)) is not None:
                bases[folder] = None
    found: set[str] = set()
    for name in dict.fromkeys(_names(command)):
        for base in bases:
            path = _inside(base, name.text, root)
            if path is None:
                continue
            if path in paths:
                found.add(path)
            elif WILDCARD.search(path):
                with suppress(re.error, ValueError):
                    rule = glob_regex(path)
                    found.update(one for one in paths if rule.fullmatch(one))
    return tuple(sorted(found))


def made_here(workspace: Workspace) -> frozenset[str]:
    """The files that came with no commit: those that git does not track, and could. Without git there are none."""
    return (workspace.git.visible() or frozenset()) - (workspace.git.tracked() or frozenset())


def _found(command: Command, workspace: Workspace) -> dict[str, bool]:
    """The paths from the root of the files that are named and count, and whether they are run."""
    found: dict[str, bool] = {}
    bases = _folders(command, workspace)
    for name in dict.fromkeys(_names(command)):
        for path in _paths(name.text, bases, workspace):
            if found.get(path, False):
                continue
            use = _use(path, workspace, run=name.run)
            if use is not None:
                found[path] = use
    return found


def _names(command: Command) -> Iterator[Word]:
    yield from (Word(word, run=False) for word in command.argv[1:] if may_be_name(word))
    yield from words(" ".join(command.argv))
    if command.script is not None:
        yield from words(command.script)
    for value in command.env.values():  # BASH_ENV, NODE_OPTIONS and others name files that are run
        yield from (word._replace(run=True) for word in words(value))


def _paths(name: str, bases: tuple[str, ...], workspace: Workspace) -> Iterator[str]:
    """The paths from the root that the name may mean; those of the files that its wildcards match, too."""
    for base in bases:
        path = _inside(base, name, workspace.root)
        if path is None:
            continue
        yield path
        if WILDCARD.search(path):
            with suppress(OSError, OutsideError, ValueError, re.error):
                yield from islice(workspace.files((path,), skip_closed=True), _MAX_FILES)


def _folders(command: Command, workspace: Workspace) -> tuple[str, ...]:
    """Where a name may be meant: the command's folder, the root, and what the script enters from any of them."""
    found = dict.fromkeys((posixpath.normpath(command.cwd), "."))
    for word in dict.fromkeys(entered(command.script or " ".join(command.argv))):
        for base in tuple(found):
            folder = _inside(base, word, workspace.root)
            if folder is not None and len(found) < _MAX_FOLDERS and (workspace.root / folder).is_dir():
                found[folder] = None
    return tuple(found)


def _inside(base: str, word: str, root: Path) -> str | None:
    """The path from the root that the word means in the folder `base`; None where it leads out.

    One that begins with a slash and leads out may be the end of a name: `$(pwd)/run.sh`.
    """
    if word.startswith("/"):
        path = os.path.relpath(word, root).replace(os.sep, "/")
        if not path.startswith("../"):
            return None if path == "." else path
    path = posixpath.normpath(posixpath.join(base, word.lstrip("/")))
    return None if path in (".", "..") or path.startswith(("../", "/")) else path


def _use(path: str, workspace: Workspace, *, run: bool) -> bool | None:
    """Whether the file is run, or may only be read; None for what does not count, such as documents."""
    target = f"{workspace.root}/{path}"  # each word of each block is asked for, and a Path costs more than the question
    try:
        state = os.stat(target)  # noqa: PTH116
        if not stat.S_ISREG(state.st_mode):
            return None
        if path == workspace.document and not run:
            return None  # mdcheck writes to it
        if run or state.st_mode & stat.S_IXUSR:
            return True
        with open(target, "rb") as stream:  # noqa: PTH123
            if stream.read(2) == b"#!":
                return True
    except (OSError, ValueError):
        return None
    return None if posixpath.splitext(path)[1].lower() in _PROSE else False


def _as_read(path: str, data: bytes) -> NamedFile:
    return NamedFile(path, sha256(data), short_text(data, MAX_TEXT_BYTES))


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
    return _as_read(path, data)
