"""The files beside a checklist that decide what its checks mean: what blocks run, kinds of the repository, settings.

A change to one of them changes no block, and is part of what a reviewer must see.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.checks.bind import read_check
from mdcheck.document.slug import plain_text
from mdcheck.errors import SettingsError
from mdcheck.evidence.text import short_text
from mdcheck.kinds.protocol import runs_process
from mdcheck.regular import read_regular
from mdcheck.repository.versions import changed_files, contents
from mdcheck.results.difference import FileChange
from mdcheck.settings import settings_of
from mdcheck.settings_file import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.document.model import Checklist
    from mdcheck.repository.discovery import Repository

_SETTINGS = ("mdcheck.toml", "pyproject.toml")
_MAX_BYTES = 256 * 1024
"""Of a file whose text is shown."""


class _Changed(NamedTuple):
    """A file in both versions; None where a side has none, or it is no text that can be shown."""

    before: str | None
    after: str | None


def file_changes(
    repository: Repository, before: str, after: str | None, checklists: Sequence[Checklist | None]
) -> tuple[FileChange, ...]:
    """The changed files that the later (else the earlier) version's checks run or are read by, sorted by name."""
    changed = changed_files(repository, before, after)
    if not changed:
        return ()
    reasons: dict[str, str] = {}
    for path, reason in (*_settings(repository, changed, after), *_run(repository, changed, checklists)):
        reasons.setdefault(path, reason)
    texts = _texts(repository, {path: changed[path] for path in reasons}, after)
    return tuple(
        FileChange(path=path, reason=reasons[path], before=texts[path].before, after=texts[path].after)
        for path in sorted(reasons)
    )


def _settings(
    repository: Repository, changed: Mapping[str, tuple[str | None, str | None]], after: str | None
) -> Iterator[tuple[str, str]]:
    """The settings files whose part of mdcheck differs, and files with kinds that they name."""
    for name in _SETTINGS:
        if name not in changed:
            continue
        text = _texts(repository, {name: changed[name]}, after)[name]
        tables = [_table(one, name) for one in text]
        if tables[0] != tables[1]:
            yield name, "settings"
    for name in _SETTINGS:
        for kind in _kinds(repository, name):
            if kind in changed:
                yield kind, "kinds of the repository"


def _table(text: str | None, name: str) -> object:
    try:
        return None if text is None else read_table(text, name)
    except SettingsError:
        return text


def _kinds(repository: Repository, name: str) -> tuple[str, ...]:
    try:
        text = read_regular(os.fspath(repository.root / name), _MAX_BYTES).decode("utf-8", "replace")
        table = read_table(text, name)
        return () if table is None else settings_of(table, name).kinds
    except (OSError, SettingsError):
        return ()


def _run(
    repository: Repository, changed: Mapping[str, object], checklists: Sequence[Checklist | None]
) -> Iterator[tuple[str, str]]:
    """The changed files that a block names, with the item that it verifies."""
    from mdcheck.execution.trust.named_files import named_among

    for checklist in checklists:
        for item in checklist.items if checklist is not None else ():
            for block in item.checks:
                try:
                    kind = read_check(block).kind
                except ValueError:
                    continue
                if runs_process(kind):
                    reason = f"named by a check of “{plain_text(item.text)}”"
                    yield from ((path, reason) for path in named_among(kind.command(), changed, repository.root))


def _texts(
    repository: Repository, changed: Mapping[str, tuple[str | None, str | None]], after: str | None
) -> dict[str, _Changed]:
    known = contents(repository, [blob for blobs in changed.values() for blob in blobs])
    found = {}
    for path, (old, new) in changed.items():
        now = _on_disk(repository, path) if after is None else known.get(new or "")
        found[path] = _Changed(_shown(known.get(old or "")), _shown(now))
    return found


def _on_disk(repository: Repository, path: str) -> bytes | None:
    try:
        return read_regular(os.fspath(repository.root / path), _MAX_BYTES)
    except OSError:
        return None


def _shown(data: bytes | None) -> str | None:
    return None if data is None else short_text(data, _MAX_BYTES)
