"""Starts a checklist that fits the repository around the working folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.facts import Subject
from mdcheck.app.init.nature import Kind, Nature
from mdcheck.app.init.starter.build import Chosen, choose, write
from mdcheck.app.init.values import UNNAMED, check_value, value
from mdcheck.repository.discovery import find_root

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 3
_LEAST_SHARE = 0.05


class Starter(NamedTuple):
    """A checklist that is not written yet."""

    project: str
    nature: Nature
    chosen: tuple[Chosen, ...]
    findings: tuple[tuple[str, str], ...]
    """What was found, as words for people: what it is about, and what is known."""

    @property
    def data(self) -> bytes:
        return write(f"{self.project} checklist", self.chosen).encode()


def prepare(cwd: Path, *, project_name: str | None = None, kind: Kind | None = None) -> Starter:
    """Looks at the repository and chooses the items. Runs and writes nothing; raises UsageError for an unfit name."""
    root = find_root(cwd) or cwd
    repository = Repository(root)
    nature = repository.nature if kind is None else Nature(kind, "you said so")
    name = project_name or value(repository, "project") or UNNAMED
    check_value("project", name)
    return Starter(name, nature, choose(repository, nature.kind), tuple(findings(repository)))


def findings(repository: Repository) -> list[tuple[str, str]]:
    """What a person should see before they believe the items."""
    found: list[tuple[str, str]] = []
    shares = [(name, share) for name, share in repository.languages if share >= _LEAST_SHARE][:_SHOWN]
    if shares:
        found.append(("code", ", ".join(f"{name} {share:.0%}" for name, share in shares)))
    if members := repository.facts.paths(Subject.MEMBER):
        found.append(("packages", _some(members)))
    elif manifests := repository.facts.paths(Subject.MANIFEST):
        found.append(("manifests", _some(manifests)))
    systems = tuple(dict.fromkeys(fact.name for fact in repository.facts.of(Subject.CI)))
    if systems:
        found.append(("CI", ", ".join(systems)))
    if runs := repository.pipelines.test_runs:
        found.append(("tests", f"{runs[0].command} ({runs[0].path})"))
    elif repository.tree.tests:
        found.append(("tests", f"{_some(repository.tree.tests)}; CI was not seen to run them"))
    return found


def _some(paths: tuple[str, ...]) -> str:
    more = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
