"""One model for all CI systems."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Permissions: TypeAlias = "Mapping[str, str] | str | None"
"""Scopes and what is granted (`read`, `write`, `none`), `read-all` or `write-all`; None where the file has none."""


class System(StrEnum):
    """The CI system that a file is for."""

    GITHUB = "GitHub Actions"
    GITLAB = "GitLab CI"
    CIRCLECI = "CircleCI"
    AZURE = "Azure Pipelines"
    BITBUCKET = "Bitbucket Pipelines"


OWN = ("./", "$/")
"""How the name of an action or a workflow of the same repository begins; GitHub takes the second before a checkout."""


class Script(NamedTuple):
    """Text that a shell is given."""

    text: str
    folder: str = ""
    """Where it runs, from the repository's root; empty for the root itself."""
    via: str = ""
    """What was followed to find it: `make test`."""
    may_fail: bool = False
    """Its failure is ignored: `continue-on-error`."""
    not_on: frozenset[str] = frozenset()
    """Triggers of the job on which the step is left out."""
    pipefail: bool = True
    """A pipe fails where any command of it does. Where nobody knows, it is taken for true."""


class Use(NamedTuple):
    """What a job takes from elsewhere: an action, a workflow, an orb, a task, a pipe."""

    reference: str
    """As it is written: `actions/checkout@v4`."""
    inputs: Mapping[str, Any] = {}
    not_on: frozenset[str] = frozenset()
    """Triggers of the job on which the step is left out."""


class Job(NamedTuple):
    """One job, as far as its file shows. A job that never runs is left out."""

    name: str
    place: str
    """The file, and the job in it."""
    triggers: frozenset[str]
    scripts: tuple[Script, ...] = ()
    uses: tuple[Use, ...] = ()
    permissions: Permissions = None
    """What its token may do: its own, or its workflow's."""


class Pipeline(NamedTuple):
    """One CI file."""

    path: str
    system: System
    jobs: tuple[Job, ...]
    unresolved: tuple[str, ...] = ()
    """What it takes from other repositories, whose content is not known here."""


ALIASES = {
    "merge_request": "pull_request",
    "merge_requests": "pull_request",
    "merge_request_event": "pull_request",
    "pr": "pull_request",
    "workflow_dispatch": "manual",
    "web": "manual",
    "schedules": "schedule",
    "cron": "schedule",
    "tags": "tag",
    "pushes": "push",
    "branches": "push",
}
"""Other names of the triggers that several systems have."""


def trigger(name: str) -> str:
    """The trigger's one name."""
    return ALIASES.get(name, name)


def texts(value: Any) -> list[str]:
    """All text in a value, a list, or lists in lists."""
    if isinstance(value, str):
        return [value]
    return [text for entry in value for text in texts(entry)] if isinstance(value, list) else []
