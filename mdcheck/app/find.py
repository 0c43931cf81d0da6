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
"""What a checklist is called most often."""
USUAL = "*CHECKLIST*.md"
"""The files at the root that commands work on where nothing names any."""

_LIKELY = "*[Cc][Hh][Ee][Cc][Kk][Ll][Ii][Ss][Tt]*.md"
_EXAMPLES = 3


def find_files(names: Sequence[str], session: Session) -> tuple[Path, ...]:
    """The checklists to work on: those named, else those of the settings, else `*CHECKLIST*.md` at the root.

    Each once, under its first name, also where a symbolic link leads to it.
    """
    if names:
        return _once((Path(name) for name in names), session.cwd)
    from mdcheck.settings import repository_settings  # late: not needed where files are named

    root = session.root
    named = repository_settings(root, session.environ).files
    if named:
        found = [path for name in named for path in _matches(root, name)]
        return _once(
            (_from_here(_inside(root, name, "named in the settings"), session.cwd) for name in found), session.cwd
        )
    usual = sorted(path.name for path in root.glob(USUAL) if not path.is_dir())
    if usual:
        return _once((_from_here(_inside(root, name, "a usual checklist"), session.cwd) for name in usual), session.cwd)
    message = f"no checklist: no file {USUAL} stands in {root}"
    likely = [os.fspath(_from_here(path, session.cwd)) for path in _likely(root)]
    example = f": {', '.join(likely[:_EXAMPLES])}" if likely else ""
    raise UsageError(message, fix=f"name one (mdcheck COMMAND FILE){example}, or start one with `mdcheck init`")


def _likely(root: Path) -> list[Path]:
    """What is a checklist by its name, but has to be named: in small letters, or in a folder at the root."""
    return sorted(path for form in ("", "*/", ".github/*/") for path in root.glob(form + _LIKELY) if path.is_file())


def find_files_by(base: Base | None, names: Sequence[str], session: Session) -> tuple[Path, ...]:
    """The same where a base judges: without names, also what the base has."""
    return find_files(names, session) if base is None or names else _with_base(base, session)


def _with_base(base: Base, session: Session) -> tuple[Path, ...]:
    """The checklists that the base has, under their present names, and those that the change names itself."""
    found = [_from_here(base.root / name, session.cwd) for name in base.names()]
    try:
        own = find_files((), session)
    except UsageError:  # it names none any more
        own = ()
    return _once((*found, *own), session.cwd)


def _matches(root: Path, name: str) -> list[str]:
    """The files that a path or a glob of the settings names, from the root. Raises UsageError where a glob has none."""
    if not any(char in name for char in "*?["):
        return [name]
    try:
        found = sorted(path.relative_to(root).as_posix() for path in root.glob(name) if not path.is_dir())
    except (NotImplementedError, ValueError, IndexError) as error:
        raise UsageError(
            f"no pattern: {error}", where=f"files: {name}", fix="write it from the root: docs/*.md"
        ) from error
    if not found:
        raise UsageError("no file matches", where=f"files: {name}", fix="change the setting `files`, or name a file")
    return found


def _inside(root: Path, name: str, origin: str) -> Path:
    """A checklist that is not named on the command line; raises SourceError where it lies outside the repository."""
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
    """The file's bytes and its checklist; raises SourceError. Errors in the document are in its diagnostics."""
    data = files.read(path)
    return data, parse(Source.from_bytes(data, path=path.as_posix()))
