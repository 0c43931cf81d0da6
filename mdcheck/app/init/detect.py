"""Applies the table of evidence to the files of a repository."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.facts import Fact, Facts, Subject
from mdcheck.app.init.languages import languages
from mdcheck.app.init.members import members
from mdcheck.app.init.nature import Nature, nature
from mdcheck.app.init.pipelines import Pipelines
from mdcheck.app.init.rows import ROWS, Row
from mdcheck.app.init.tree import Tree, folder_of, name_of
from mdcheck.app.init.variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_LOOKED_INTO = 300
"""Files that one row reads: a repository with more of them is known by then."""


class Repository:
    """What the files of a repository say about it. Nothing is run."""

    def __init__(self, root: Path) -> None:
        self.tree = Tree(root)

    @cached_property
    def facts(self) -> Facts:
        found = tuple(find_facts(self.tree))
        return Facts((*found, *(Fact(Subject.MEMBER, path, name) for path, name in members(self.tree, found))))

    @cached_property
    def nature(self) -> Nature:
        """What kind of project it is in the first place."""
        return nature(self.tree, self.facts)

    @cached_property
    def ecosystems(self) -> tuple[str, ...]:
        """The ecosystems of the manifests, nearest to the root first, and those of the most code before others."""
        return tuple(dict.fromkeys(fact.name for fact in self.facts.of(Subject.MANIFEST)))

    @cached_property
    def languages(self) -> tuple[tuple[str, float], ...]:
        """The languages of the code with their share of its bytes, largest first."""
        return languages(self.tree)

    @cached_property
    def pipelines(self) -> Pipelines:
        """What CI does, as far as its files can be read."""
        return Pipelines(self.tree)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that the code reads by name."""
        return variables(self.tree)


class _Candidate(NamedTuple):
    path: str
    name: str
    folder: str


def find_facts(tree: Tree) -> Iterator[Fact]:
    """What each row of the table says."""
    candidates = tuple(_candidates(tree))
    for row in ROWS:
        yield from _facts_of(row, tree, candidates)


def _candidates(tree: Tree) -> Iterator[_Candidate]:
    """The files whose name some row asks for: of 100,000 files that leaves few."""
    wanted = re.compile("|".join(dict.fromkeys(f"(?:{row.files})" for row in ROWS)))
    known: dict[str, bool] = {}
    for path in tree.own:
        name = name_of(path).lower()
        if name not in known:
            known[name] = wanted.fullmatch(name) is not None
        if known[name]:
            yield _Candidate(path, name, folder_of(path))


def _facts_of(row: Row, tree: Tree, candidates: tuple[_Candidate, ...]) -> Iterator[Fact]:
    name, folder = re.compile(row.files), re.compile(row.folder, re.IGNORECASE)
    looked_into = 0
    for candidate in candidates:
        if not name.fullmatch(candidate.name) or not folder.fullmatch(candidate.folder):
            continue
        if row.look is None:
            yield Fact(row.subject, candidate.path, row.name)
            continue
        looked_into += 1
        if looked_into > _MAX_LOOKED_INTO:
            return
        if seen := row.look(tree, candidate.path):
            yield Fact(row.subject, candidate.path, row.name, seen)
