"""What is known of a repository: facts, each with the file that says so and what was seen in it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Subject(StrEnum):
    """What a fact is about."""

    MANIFEST = "a manifest"
    LOCK = "a lock file"
    LINTER = "a linter"
    TYPE_CHECKER = "a type checker"
    HOOKS = "hooks for commits"
    CI = "continuous integration"
    DOCKERFILE = "a container image"
    DOCKERIGNORE = "what the image's build leaves out"
    COMPOSE = "Compose"
    KUBERNETES = "Kubernetes workloads"
    HELM = "a Helm chart"
    KUSTOMIZE = "Kustomize"
    TERRAFORM = "Terraform"
    OPENTOFU = "OpenTofu"
    PULUMI = "Pulumi"
    CDK = "AWS CDK"
    CLOUDFORMATION = "CloudFormation"
    BICEP = "Bicep"
    ANSIBLE_ROLE = "an Ansible role"
    ANSIBLE = "Ansible playbooks"
    README = "a README"
    LICENCE = "a licence"
    CHANGELOG = "a changelog"
    SECURITY_POLICY = "a security policy"
    CONTRIBUTING = "a guide for contributors"
    CODEOWNERS = "code owners"
    CONDUCT = "a code of conduct"
    DOCS_SITE = "a documentation site"
    UPDATES = "updates of dependencies"
    SCANNER = "a scanner for secrets"
    ENV_EXAMPLE = "an example of the environment"
    MIGRATIONS = "database migrations"
    API = "a description of the interface"
    END_TO_END = "end-to-end tests"
    UI = "a user interface for browsers"
    ENTRY = "an entry of a service"
    COMMAND = "a command"
    MEMBER = "a package of a monorepo"
    MONITORING = "alert rules or dashboards"
    MADE_ELSEWHERE = "a template of repositories"


class Fact(NamedTuple):
    """One thing that a file says."""

    subject: Subject
    path: str
    name: str = ""
    """Which one it is: `ruff`, `npm`, `GitHub Actions`."""
    seen: str = ""
    """What in the file says so, where its name alone does not."""

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


class Facts:
    """All facts of a repository, those nearest to the root first."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self._facts = tuple(dict.fromkeys(sorted(facts, key=lambda fact: (fact.path.count("/"), fact.path))))

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def of(self, subject: Subject, *names: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self._facts if fact.subject is subject and (not names or fact.name in names))

    def first(self, subject: Subject, *names: str) -> Fact | None:
        return next(iter(self.of(subject, *names)), None)

    def has(self, subject: Subject, *names: str) -> bool:
        return self.first(subject, *names) is not None

    def paths(self, subject: Subject, *names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.path for fact in self.of(subject, *names)))
