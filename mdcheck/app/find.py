"""From the names on a command line to checklists that are found, read and parsed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck import files
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import SourceError, UsageError
from mdcheck.regular import inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mdcheck.app.base import Base
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist

DEFAULT_NAMES = ("PRODUCTION_READINESS_CHECKLIST.md", "CHECKLIST.md")


def find_files(names: Sequence[str], session: Session) -> tuple[Path, ...]:
    """The checklists to work on: those named, else those of the settings, else the usual ones at the root.

    Each once, under its first name, also where a symbolic link leads to it.
    """
    if names:
        return _once((Path(name) for name in names), session.cwd)
    from mdcheck.settings import repository_settings  # late: not needed where files are named

    root = session.root
    named = repository_settings(root, session.environ).files
    if named:
        paths = (_from_here(_inside(root, name, "named in the settings"), session.cwd) for name in named)
        return _once(paths, session.cwd)
    for name in DEFAULT_NAMES:
        if os.path.lexists(root / name) and not (root / name).is_dir():
            return (_from_here(_inside(root, name, "the usual checklist"), session.cwd),)
    message = f"no checklist: neither {DEFAULT_NAMES[0]} nor {DEFAULT_NAMES[1]} stands in {root}"
    raise UsageError(message, fix="name one (mdcheck COMMAND FILE), or start one with `mdcheck init`")


def with_base(base: Base, session: Session) -> tuple[Path, ...]:
    """The checklists that the base has, under their present names, and those that the change names itself."""
    found = [_from_here(base.root / name, session.cwd) for name in base.names()]
    try:
        own = find_files((), session)
    except UsageError:  # it names none any more
        own = ()
    return _once((*found, *own), session.cwd)


def _inside(root: Path, name: str, origin: str) -> Path:
    """A checklist that nobody named on the command line; raises SourceError where it lies outside the repository."""
    try:
        inside(os.fspath(root), os.fspath(root / name))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "holds a NUL character"
        fix = "keep checklists inside the repository, or name it on the command line if you trust it"
        raise SourceError(f"{origin}, {reason}", where=name, fix=fix) from error
    return root / name


def _once(paths: Iterable[Path], cwd: Path) -> tuple[Path, ...]:
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(os.path.realpath(cwd / path), path)
    return tuple(first.values())


def _from_here(path: Path, cwd: Path) -> Path:
    return Path(os.path.relpath(path, cwd))


def read_checklist(path: Path) -> tuple[bytes, Checklist]:
    """The file's bytes and what they say; raises SourceError. Errors in the document are in its diagnostics."""
    data = files.read(path)
    return data, parse(Source.from_bytes(data, path=path.as_posix()))
