"""A checklist that is open for running: parsed, with its checks, its settings and what keeps them from being run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mdcheck.app.finding import read_checklist
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.repository.discovery import find_root
from mdcheck.settings import Settings, document_settings, repository_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mdcheck.document.model import Checklist
    from mdcheck.kinds.read import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A checklist in hand, and the bytes that it was read from."""

    path: Path
    shown: str
    """The path as people gave it, with `/`."""
    root: Path
    """What checks may look at: the repository's root, or the file's own folder where there is no repository."""
    data: bytes
    checklist: Checklist
    checks: Mapping[int, Check]
    """By the line of the block; blocks with errors have none."""
    settings: Settings
    errors: tuple[Diagnostic, ...]
    """What keeps the checks from being run."""


def open_checklist(path: Path, environ: Mapping[str, str]) -> Opened:
    """Open one checklist; raises SourceError or SettingsError. Errors in the document itself are in `errors`."""
    data, checklist = read_checklist(path)
    checks, errors = _checks(checklist)
    folder = path.resolve().parent
    root = find_root(folder) or folder
    return Opened(
        path=path,
        shown=path.as_posix(),
        root=root,
        data=data,
        checklist=checklist,
        checks=checks,
        settings=document_settings(repository_settings(root, environ), checklist),
        errors=tuple(sorted([*_only_errors(checklist.diagnostics), *errors])),
    )


def _checks(checklist: Checklist) -> tuple[Mapping[int, Check], tuple[Diagnostic, ...]]:
    if not any(item.checks for item in checklist.items):
        return {}, ()
    from mdcheck.document.lint import needs_errors  # noqa: PLC0415 - only documents with checks pay for it
    from mdcheck.kinds.read import read_checks  # noqa: PLC0415 - likewise

    checks, diagnostics = read_checks(checklist)
    return checks, (*diagnostics, *needs_errors(checklist))


def _only_errors(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in diagnostics if diagnostic.level is Level.ERROR]
