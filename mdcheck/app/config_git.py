"""The use case `config-git`: git learns, or forgets, how to merge and show checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.find import DEFAULT_NAMES, find_files
from mdcheck.errors import UsageError
from mdcheck.repository.config import Scope, disable, enable, pattern, state
from mdcheck.repository.discovery import NoRepository, open_repository

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.repository.discovery import Repository


def configure(names: Sequence[str], session: Session, scope: Scope, command: str | None) -> tuple[str, ...]:
    """Set git up to start `command` for the files, or, without one, undo that; what was changed, in words."""
    repository = open_repository(session.cwd)
    if scope is Scope.LOCAL and isinstance(repository, NoRepository):
        raise UsageError(repository.reason, fix="go into a repository, or use --global")
    root = session.cwd if isinstance(repository, NoRepository) else repository.root
    if command is None:
        return disable(root, scope)
    if scope is Scope.GLOBAL or isinstance(repository, NoRepository):
        return enable(root, scope, command, [pattern(name, anchored="/" in name) for name in names or DEFAULT_NAMES])
    return enable(root, scope, command, [_place(repository, path) for path in _files(names, session, root)])


def describe(session: Session, scope: Scope) -> tuple[str, ...]:
    """What git knows of mdcheck, in words; nothing where it knows nothing."""
    repository = open_repository(session.cwd)
    if isinstance(repository, NoRepository):
        if scope is Scope.LOCAL:
            raise UsageError(repository.reason, fix="go into a repository, or use --global")
        return state(session.cwd, scope)
    return state(repository.root, scope)


def _files(names: Sequence[str], session: Session, root: Path) -> tuple[Path, ...]:
    """Where there is no checklist yet, the usual places of one."""
    try:
        return tuple(session.cwd / path for path in find_files(names, session))
    except UsageError:
        return tuple(root / name for name in DEFAULT_NAMES)


def _place(repository: Repository, path: Path) -> str:
    name = repository.locate(path)
    if name is None:
        raise UsageError(f"stands outside of {repository.root}", where=str(path), fix="name a file of this repository")
    return pattern(name, anchored=True)
