"""Applies the table of evidence to the files of a repository."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, cached_property
from typing import TYPE_CHECKING

from mdcheck.app.init.build_linters import BuildLinter, build_linter
from mdcheck.app.init.facts import Fact, Facts, Subject
from mdcheck.app.init.languages import languages
from mdcheck.app.init.members import members
from mdcheck.app.init.nature import Nature, declares, nature, runtime_dependencies, serves
from mdcheck.app.init.pipelines import Pipelines
from mdcheck.app.init.rows import ANYWHERE, ROWS, Row
from mdcheck.app.init.tree import Tree, folder_of, name_of
from mdcheck.app.init.variables import variables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

_MAX_LOOKED_INTO = 300
"""Files that one row reads: a repository with more of them is known by then."""


class Repository:
    """What the files of a repository say about it, and what a person says beside them. Nothing is run."""

    def __init__(self, root: Path, given: Mapping[str, str] | None = None, parts: Collection[str] = ()) -> None:
        self.tree = Tree(root)
        self.given = dict(given or {})
        """What the person says, by the keys of values."""
        self.looked_up: dict[str, str | None] = {}
        """What was found for the keys that were asked for."""
        self._parts = parts

    def asked(self, part: str) -> bool:
        """Whether the person says that the repository has it."""
        return part in self._parts

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

    @property
    def programmed(self) -> bool:
        """Whether there is code whose lines tests can cover."""
        return any(name not in ("Terraform", "Shell", "SQL", "PowerShell") for name, _ in self.languages)

    @cached_property
    def pipelines(self) -> Pipelines:
        """What CI does, as far as its files can be read."""
        return Pipelines(self.tree)

    @cached_property
    def build_linter(self) -> BuildLinter | None:
        """A linter that the build of Maven or Gradle runs."""
        return build_linter(self.tree, self.facts)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that the code reads by name."""
        return variables(self.tree)

    @cached_property
    def serves(self) -> bool:
        """Whether others call it over the network."""
        return self.asked("interface") or serves(self.tree, self.facts)

    @cached_property
    def operated(self) -> bool:
        """Whether somebody keeps it running."""
        running = (Subject.KUBERNETES, Subject.KUSTOMIZE, Subject.ANSIBLE, Subject.COMPOSE, Subject.MONITORING)
        return self.serves or self.holds_data or any(self.facts.has(subject) for subject in running)

    @cached_property
    def holds_data(self) -> bool:
        """Whether a database belongs to it."""
        return self.facts.has(Subject.MIGRATIONS) or self.asked("database") or self.depends(DATABASES)

    def depends(self, pattern: str) -> bool:
        """Whether the program needs a package whose whole name matches when it runs."""
        return any(re.fullmatch(pattern, name) for name, _ in self.runtime_dependencies)

    @cached_property
    def runtime_dependencies(self) -> tuple[tuple[str, str], ...]:
        return runtime_dependencies(self.tree, self.facts)

    def uses_packages(self, ecosystem: str) -> bool:
        """Whether a manifest of the ecosystem declares a package of others, or may do so."""
        found = self.facts.paths(Subject.MANIFEST, ecosystem)
        return any(declares(self.tree, path) for path in found if not _BESIDE.match(path))

    @cached_property
    def docs_folder(self) -> str:
        """The folder of the documentation; empty where there is none, so that a new page goes to the root."""
        folders = ("docs", "doc", "documentation", "guides")
        return next((name for name in folders if any(path.startswith(f"{name}/") for path in self.tree.docs)), "")

    @cached_property
    def has_platform(self) -> bool:
        """Whether something says that the code is on GitHub, GitLab or their like."""
        return any(path.startswith((".github/", ".gitlab", ".forgejo/", ".gitea/")) for path in self.tree.paths)

    @cached_property
    def scales(self) -> bool:
        """Whether an autoscaler decides how many instances there are."""
        return any(re.search(r"(?:^|[/_.-])(?:hpa|autoscal\w*|scaledobject)[_.-]", path) for path in self.tree.own)


DATABASES = (
    r"sqlalchemy|sqlmodel|psycopg\w*|psycopg2-binary|asyncpg|pymysql|mysqlclient|django|peewee|tortoise-orm|pymongo|motor|alembic"
    r"|pg|mysql2?|mongoose|mongodb|sequelize|typeorm|prisma|@prisma/client|knex|drizzle-orm|better-sqlite3|gorm\.io/.*|github\.com/lib/pq"
    r"|github\.com/jackc/pgx|github\.com/go-sql-driver/mysql|sqlx|diesel|sea-orm|tokio-postgres|(?:.*:)?spring-boot-starter-data-.*"
    r"|(?:.*:)?hibernate.*|(?:.*:)?postgresql|activerecord|rails|doctrine/.*|laravel/framework|ecto\w*|postgrex|npgsql.*"
    r"|microsoft\.entityframeworkcore.*|dapper"
)


_OF_TESTS = re.compile(r"(?:^|/)(?:tests?|specs?)/(?!.*\.(?:cs|fs|vb)proj$)")
"""Where a manifest is one of a test: what it needs and locks is no part of the program."""
_OF_DOCUMENTATION = re.compile(r"(?:docs?|documentation)/", re.IGNORECASE)
_FOR_WORK = re.compile(r"(?:.*/)?(?:hack|scripts?|tools?|ci|docs?|documentation|website|\.[\w-]+)/", re.IGNORECASE)
"""Where a linter is configured for what stands there, not for the project."""
_BESIDE = re.compile(r"(?:hack|scripts?|tools?|ci|support|contrib|packaging|misc|\.[\w-]+)/", re.IGNORECASE)
"""Where a manifest at the root of the folder is for work on the project."""
_TOOLS = frozenset((Subject.LINTER, Subject.TYPE_CHECKER))
_OF_PROGRAM = frozenset((Subject.MANIFEST, Subject.LOCK, *_TOOLS))


def find_facts(tree: Tree) -> Iterator[Fact]:
    """What each row of the table says."""
    looked_into: Counter[Row] = Counter()
    rows_of = _matcher()
    for path in tree.own:
        for row in rows_of(path):
            if row.subject in _OF_PROGRAM and (_OF_TESTS.search(path) or _OF_DOCUMENTATION.match(path)):
                continue
            if row.subject in _TOOLS and _FOR_WORK.match(path):
                continue
            if row.look is None:
                yield Fact(row.subject, path, row.name)
                continue
            looked_into[row] += 1
            if looked_into[row] <= _MAX_LOOKED_INTO and (seen := row.look(tree, path)):
                yield Fact(row.subject, path, row.name, seen)


def _matcher() -> Callable[[str], tuple[Row, ...]]:
    """What tells the rows that a file is evidence for, by its name and folder; quick for 100,000 files."""
    anywhere = tuple(row for row in ROWS if row.folder == ANYWHERE)
    somewhere = tuple(row for row in ROWS if row.folder != ANYWHERE)
    any_of = re.compile("|".join(dict.fromkeys(f"(?:{row.files})" for row in anywhere)))
    names = {row: re.compile(row.files) for row in ROWS}
    folders = {row: re.compile(row.folder, re.IGNORECASE) for row in somewhere}

    @cache
    def by_name(name: str) -> tuple[Row, ...]:
        return tuple(row for row in anywhere if names[row].fullmatch(name)) if any_of.fullmatch(name) else ()

    @cache
    def by_folder(folder: str) -> tuple[Row, ...]:
        return tuple(row for row in somewhere if folders[row].fullmatch(folder))

    def rows_of(path: str) -> tuple[Row, ...]:
        name = name_of(path).lower()
        return (*by_name(name), *(row for row in by_folder(folder_of(path)) if names[row].fullmatch(name)))

    return rows_of
