"""A checklist that is open for running: parsed, with its checks, its settings and what keeps them from being run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mdcheck.app.find import read_checklist
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.merging import conflicts
from mdcheck.document.parse import parse
from mdcheck.errors import StaleFileError
from mdcheck.files import replace as replace_file
from mdcheck.files import target_of, writable
from mdcheck.repository.discovery import find_root, is_tracked
from mdcheck.settings import Settings, document_settings, repository_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId, Checklist, Item
    from mdcheck.results.people.policy import Policy


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist in hand, and the bytes that it was read from."""

    path: Path
    target: str
    """The file that `path` led to when it was opened, all links followed."""
    shown: str
    """The path as people gave it, with `/`."""
    root: Path
    """What checks may look at: the repository's root, or the file's own folder where there is no repository."""
    data: bytes
    checklist: Checklist
    checks: Mapping[CheckId, Check]
    """Blocks with errors have none."""
    settings: Settings
    policy: Policy | None
    """Who may sign and waive; None for a document without sign-offs and records."""
    errors: tuple[Diagnostic, ...]
    """What keeps the checks from being run."""
    settled: int = 0
    """How many merge conflicts of the file are resolved in `checklist`."""
    conflicted: bool = False
    """Whether the document holds merge conflicts, which are its only `errors`: the rest can't be judged."""

    @property
    def name(self) -> str:
        """The file's name from the root, links followed, with `/`."""
        return self.path.resolve().relative_to(self.root).as_posix()

    @property
    def work_tree(self) -> Path | None:
        """The root of the repository; None where there is no repository."""
        from mdcheck.repository.discovery import find_root  # late: `status` keeps nothing of a repository

        return self.root if find_root(self.root) == self.root else None

    @property
    def policy_words(self) -> str:
        """Whose policy it is, as reports show it; empty where there is none."""
        return "" if self.policy is None else self.policy.words

    @property
    def bound(self) -> list[tuple[Item, tuple[Check, ...]]]:
        """Each item with its checks, of a document without errors."""
        return [(item, tuple(self.checks[key] for key in item.check_ids)) for item in self.checklist.items]


def open_checklist(path: Path, session: Session, *, settle: bool = False) -> Opened:
    """Open one checklist; raises SourceError or SettingsError. Errors in the document itself are in `errors`.

    `settle` takes a document with merge conflicts as what it will be once they are settled, if mdcheck can do that.
    """
    data, checklist = read_checklist(path)
    return open_text(path, data, checklist, session, settle=settle)


def open_text(path: Path, data: bytes, checklist: Checklist, session: Session, *, settle: bool = False) -> Opened:
    """Open a checklist whose text is in hand: an editor's, which the file need not hold. Raises SettingsError."""
    found = conflicts.find(checklist.source)
    if not found:
        return _opened(path, session, data, checklist)
    from mdcheck.app.merge import conflict_errors, resolution  # late: conflicts are rare

    merged = resolution(path, checklist.source, found, session) if settle else None
    if merged is not None and not conflicts.find(merged):
        return replace(_opened(path, session, data, parse(merged)), settled=len(found))
    ours = parse(conflicts.side(checklist.source, found, conflicts.Side.OURS))
    errors = conflict_errors(checklist.source)
    return replace(_opened(path, session, data, ours), checklist=checklist, errors=errors, conflicted=True)


def _opened(path: Path, session: Session, data: bytes, checklist: Checklist) -> Opened:
    folder = path.resolve().parent
    root = find_root(folder) or folder
    settings = document_settings(repository_settings(root, session.environ), checklist)
    own = frozenset(settings.roles)
    base = session.base_settings if session.base_settings is not None and session.base_settings.root == root else None
    name = "" if base is None else path.resolve().relative_to(root).as_posix()
    if base is not None:
        settings = base.settings_of(name, checklist, settings)
    checks, errors = _checks(checklist, root, settings)
    if base is not None:
        checks = base.checks_of(name, checklist, checks)
    policy = None
    if any(item.records for item in checklist.items) or any(check.name == "signoff" for check in checks.values()):
        from mdcheck.app.policy import find_policy
        from mdcheck.app.records import with_records  # late: most checklists hold no records

        policy = find_policy(root, session, settings)
        checks, wrong = with_records(checklist, checks, session, settings, policy, own)
        errors = (*errors, *wrong)
    return Opened(
        path=path,
        target=target_of(path),
        shown=path.as_posix(),
        root=root,
        data=data,
        checklist=checklist,
        checks=checks,
        settings=settings,
        policy=policy,
        errors=tuple(sorted([*_only_errors(checklist.diagnostics), *errors])),
    )


def save(opened: Opened, after: Checklist) -> None:
    """Write what the checklist has become. Raises StaleFileError and WriteError, with the file as it was."""
    writable(opened.path)
    data = after.source.to_bytes()
    if not replace_file(opened.path, data, expected=opened.data, target=opened.target, tracked=is_tracked):
        raise StaleFileError("the file changed while it was looked at", where=opened.shown, fix="run again")


def _checks(
    checklist: Checklist, root: Path, settings: Settings
) -> tuple[Mapping[CheckId, Check], tuple[Diagnostic, ...]]:
    if not any(item.checks for item in checklist.items):
        return {}, ()
    from mdcheck.checks.bind import read_checks
    from mdcheck.checks.path_sets import unknown_sets
    from mdcheck.document.lint import needs_errors  # late: only documents with checks pay for it

    plugins = None
    if settings.kinds:
        from mdcheck.checks.plugins import Plugins  # late: most repositories have no kinds of their own

        plugins = Plugins(root=root, files=settings.kinds)
    checks, diagnostics = read_checks(checklist, plugins)
    unknown = unknown_sets(checks.values(), checklist.source, settings.paths)
    return checks, (*diagnostics, *unknown, *needs_errors(checklist))


def _only_errors(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in diagnostics if diagnostic.level is Level.ERROR]
