"""What a checklist can be filled in with: a closed set of values, each looked up in the repository, or given.

Values go into YAML and into text as they are, so each sort of value is confined to characters that mean nothing there;
what does not fit is not used. What is not found has no value: nothing is made up.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from mdcheck.app.init import places
from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mdcheck.app.init.detect import Repository


class Sort(StrEnum):
    """What a value must look like."""

    NAME = "a name"
    PATH = "a path from the repository's root"
    VARIABLE = "the name of an environment variable"
    BRANCH = "the name of a branch"
    COMMAND = "a command on one line"


_FORMS = {
    Sort.NAME: re.compile(r"\w(?:[\w.+&'-]|,? (?=\w)){0,79}"),
    Sort.PATH: re.compile(r"(?!(?:.*/)?\.\.(?:/|$))[\w.](?:[\w.+@/-]| (?=[\w(]))*"),
    Sort.VARIABLE: re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    Sort.BRANCH: re.compile(r"[A-Za-z0-9_][\w./-]*"),
    Sort.COMMAND: re.compile(
        r"(?!.*(?:```|~~~))[^\s\x00-\x1f\x7f-\x9f](?:[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?"
    ),
}
_EXAMPLES = {
    Sort.NAME: "Acme-Billing",
    Sort.PATH: "build/report.xml",
    Sort.VARIABLE: "ACME_AUTH_SECRET",
    Sort.BRANCH: "main",
    Sort.COMMAND: "'make test'",
}


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One value."""

    meaning: str
    sort: Sort
    find: Callable[[Repository], str | None]
    """What the repository says, None where it says nothing."""
    items: tuple[str, ...] = ()
    """The items that are about it."""


UNNAMED = "Project"
"""What stands for a project whose name is not known."""

KEYS: dict[str, Key] = {
    "project": Key(meaning="the project's name", sort=Sort.NAME, find=places.project),
    "branch": Key(
        meaning="the branch that releases are made from",
        sort=Sort.BRANCH,
        find=places.branch,
        items=("release-branch",),
    ),
    "coverage": Key(
        meaning="the coverage report that the tests write",
        sort=Sort.PATH,
        find=places.coverage,
        items=("unit-test-coverage",),
    ),
    "backups": Key(
        meaning="the folder that backups are written to", sort=Sort.PATH, find=places.backups, items=("backups",)
    ),
    "secret_variable": Key(
        meaning="the environment variable that holds the signing secret",
        sort=Sort.VARIABLE,
        find=places.secret_variable,
        items=("authentication-secret",),
    ),
    "test_command": Key(
        meaning="the command that runs the tests",
        sort=Sort.COMMAND,
        find=places.test_command,
        items=("tests-pass",),
    ),
}


def value(repository: Repository, key: str) -> str | None:
    """What a person gives for the key, else what is found; None where nothing is found that can stand for it."""
    if key in repository.given:
        return repository.given[key]
    if key not in repository.looked_up:
        spec = KEYS[key]
        text = spec.find(repository)
        repository.looked_up[key] = text if text is not None and _FORMS[spec.sort].fullmatch(text) else None
    return repository.looked_up[key]


def values(repository: Repository, keys: Iterable[str] = KEYS) -> dict[str, str]:
    """Those of the keys that have a value."""
    return {key: text for key in keys if (text := value(repository, key)) is not None}


def check_value(key: str, text: str) -> None:
    """Raises UsageError for a key that is none, and a value that is unfit for it."""
    if key not in KEYS:
        message = f"“{key}” is nothing that a checklist is filled in with{did_you_mean(key, tuple(KEYS))}"
        raise UsageError(message, where="--set", fix=f"set one of {', '.join(KEYS)}")
    sort = KEYS[key].sort
    if not _FORMS[sort].fullmatch(text):
        fix = f"give {sort}, such as {key}={_EXAMPLES[sort]}"
        raise UsageError(f"“{text}” can't stand for {key}, {KEYS[key].meaning}", where="--set", fix=fix)
