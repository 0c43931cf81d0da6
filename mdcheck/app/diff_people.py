"""What two versions of a repository say about people: who may sign and waive, and what signatures cover."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from mdcheck.checks.bind import read_check
from mdcheck.checks.names import kind_name
from mdcheck.errors import SettingsError
from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.path_sets import members
from mdcheck.evidence.workspace import BUILT_IN_SETS, below, set_name
from mdcheck.regular import inside, read_regular
from mdcheck.repository.versions import blob_at, changed_files, contents
from mdcheck.results.people.covered import reworded
from mdcheck.results.people.policy import Policy
from mdcheck.results.people.policy_changes import PolicyChange, policy_changes
from mdcheck.settings import Settings, document_settings, settings_of
from mdcheck.settings_file import MAX_BYTES, read_table
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.document.comparison import Pair
    from mdcheck.document.model import CheckBlock, Checklist, Item
    from mdcheck.repository.discovery import Repository

_FILES = ("mdcheck.toml", "pyproject.toml")


_KEYS = ("allowed_signers", "revoked_keys")


class _Version:
    """The settings of a commit, or of the working tree."""

    def __init__(self, repository: Repository, commit: str | None) -> None:
        self._repository = repository
        self._commit = commit
        self.settings = Settings()
        self.problem = ""
        """What keeps the settings from being read."""
        try:
            self.settings = self._stated()
        except (SettingsError, OSError) as error:
            self.problem = str(error)

    @property
    def policy(self) -> Policy:
        return Policy(self.settings.roles, self.settings.signoff, self.settings.waivers)

    def _stated(self) -> Settings:
        for name in _FILES:
            text = self.text(name)
            if text and (table := read_table(text, name)) is not None:
                return settings_of(table, name)
        return Settings()

    def text(self, name: str) -> str:
        """The file's text; empty where there is no such file. Raises OSError."""
        if self._commit is None:
            try:
                path = inside(os.fspath(self._repository.root), os.fspath(self._repository.root / name))
                return read_regular(path, MAX_BYTES).decode("utf-8", "replace")
            except FileNotFoundError:
                return ""
        blob = blob_at(self._repository, self._commit, name)
        return "" if blob is None else contents(self._repository, (blob,))[blob].decode("utf-8", "replace")


class People:
    """Both versions of the settings, and which tracked files differ."""

    def __init__(self, repository: Repository, before: str, after: str | None) -> None:
        self._changed = frozenset(changed_files(repository, before, after))
        self._before = _Version(repository, before)
        self._after = _Version(repository, after)

    def policy_changes(self) -> Iterator[PolicyChange]:
        """What differs of who may sign and waive, and of their keys."""
        before, after = self._before, self._after
        if before.problem != after.problem:
            yield PolicyChange("settings", *((one.problem,) if one.problem else () for one in (before, after)))
        yield from policy_changes(before.policy, after.policy)
        names = {getattr(one.settings.signoff, key) for one in (before, after) for key in _KEYS}
        for name in sorted(names & self._changed):
            yield PolicyChange(name, *(_lines(one.text(name)) for one in (before, after)))

    def reasons(self, checklist: Checklist, name: str, pair: Pair, record: Mapping[str, str]) -> tuple[str, ...]:
        """What was changed of all that a signature covers; `name` is the checklist's own, which it does not."""
        inputs = {pattern for _, patterns, _ in _asked(pair.after) for pattern in patterns}
        files = (self._covered(inputs, checklist) - {name}) | ({record.get("evidence", "")} & self._changed)
        changed = (f"{listed(sorted(files))} changed",) if files else ()
        return (*changed_in(pair.before, pair.after), *changed)

    def _covered(self, inputs: set[str], checklist: Checklist) -> set[str]:
        """The changed files that `inputs` names."""
        if not inputs:
            return set()
        try:
            sets = document_settings(self._after.settings, checklist).paths
        except SettingsError:
            sets = {}
        return {path for pattern in inputs for path in self._matching(pattern, sets)}

    def _matching(self, pattern: str, sets: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        name = set_name(pattern)
        if name is None:
            with suppress(re.error):
                rule = glob_regex(below(pattern))
                yield from (path for path in self._changed if rule.fullmatch(path))
        elif name in sets:  # which name each other in no circle
            for inner in sets[name]:
                yield from self._matching(inner, sets)
        elif name in BUILT_IN_SETS:
            yield from members(name, tuple(sorted(self._changed)), _NamesOnly())


class _NamesOnly:
    """Built-in sets by names alone: a commit has no attributes that could be asked for."""

    def attribute(self, _name: str, _paths: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(), frozenset()

    def head(self, _path: str) -> bytes:
        return b""


def changed_in(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of all that a signature covers within the checklist."""
    options = () if _asked(before) == _asked(after) else ("what is asked for was changed",)
    return (*reworded(before, after), *options)


def _asked(item: Item) -> list[tuple[object, frozenset[str], object]]:
    """What the sign-offs of an item ask for, however it is written."""
    return [
        (_kind(block), frozenset(block.common.inputs), block.common.when)
        for block in item.checks
        if kind_name(block) == "signoff"
    ]


def _kind(block: CheckBlock) -> object:
    try:
        return read_check(block).kind
    except ValueError:
        return block.options


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a file with keys that say something."""
    return tuple(line.strip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#"))
