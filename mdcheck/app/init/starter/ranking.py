"""Which items come first for which kind of project: the most useful ones that teams often fail and can pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.terraform import is_terraform_module
from mdcheck.app.init.nature import Kind

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository

_ANY = (
    *("licence", "readme", "untracked", "secrets", "readme-links", "security-policy", "contributing", "gitignore"),
    *("tests-exist", "merge-marks", "changelog", "owners", "conduct"),
)
"""What every repository can have, for those of which little else is known."""

RANKED: dict[Kind, tuple[str, ...]] = {
    Kind.LIBRARY: (
        *("tests-in-ci", "licence", "metadata", "runtime", "readme-links", "changelog", "lint", "types", "updates"),
        *("permissions", "secrets", "typed", "untracked", "security-policy", "contributing", "docs-built", "one-lock"),
        *("strangers", "pinned"),
    ),
    Kind.TOOL: (
        *("tests-in-ci", "licence", "command", "command-shown", "readme-links", "changelog", "runtime", "lint"),
        *("types", "updates", "permissions", "secrets", "untracked", "lock", "one-lock", "security-policy"),
        *("contributing", "image-user", "strangers", "pinned"),
    ),
    Kind.SERVICE: (
        *("tests-in-ci", "secrets", "untracked", "image-user", "image-base", "lock", "one-lock", "env-example"),
        *("env-ignored", "updates", "permissions", "memory-limits", "readiness", "workload-images", "chart"),
        *("image-ignore", "telemetry", "lint", "types", "image-health", "security-policy", "interface", "strangers"),
        *("terraform-state", "pinned"),
    ),
    Kind.WEB: (
        *("tests-in-ci", "lock", "one-lock", "secrets", "untracked", "public-variables", "env-example", "env-ignored"),
        *("updates", "end-to-end", "lint", "types", "image-user", "image-base", "image-ignore", "licence"),
        *("permissions", "security-policy", "strangers", "pinned"),
    ),
    Kind.INFRASTRUCTURE: (
        *("terraform-versions", "terraform-module", "terraform-state", "infrastructure-checked", "terraform-lock"),
        *("terraform-tests", "terraform-examples", "chart", "role", "memory-limits", "readiness", "workload-images"),
        *(
            "secrets",
            "untracked",
            "licence",
            "changelog",
            "permissions",
            "updates",
            "lint",
            "readme-links",
            "strangers",
        ),
        "pinned",
    ),
    Kind.DOCUMENTS: (
        *("document-links", "dead-links", "licence", "contributing", "merge-marks", "docs-built", "owners"),
        *("permissions", "lint", "secrets", "untracked", "conduct", "readme", "strangers", "pinned"),
    ),
    Kind.MONOREPO: (
        *("tests-in-ci", "member-locks", "member-tests", "member-licences", "updates", "lock", "owners", "secrets"),
        *(
            "untracked",
            "permissions",
            "runtime",
            "lint",
            "types",
            "licence",
            "readme-links",
            "image-user",
            "image-base",
        ),
        *("end-to-end", "env-ignored", "strangers", "pinned"),
    ),
    Kind.PROJECT: ("tests-in-ci", "licence", "readme", "lint", "updates", "permissions", "image-user", "image-base"),
}

_OPTIONAL = frozenset(("conduct", "changelog", "tests-exist", "owners"))
_NOT_FOR = {
    Kind.DOCUMENTS: frozenset(("changelog", "tests-exist", "security-policy")),
    Kind.INFRASTRUCTURE: frozenset(("tests-exist", "conduct")),
}

JUDGED: dict[Kind, tuple[str, ...]] = {
    Kind.LIBRARY: (
        "It is decided which versions are supported, and how long",
        "Somebody answers reports about security, and was tried once",
    ),
    Kind.TOOL: (
        "Exit codes and output are stable enough for scripts",
        "Whatever deletes or overwrites asks first, or says how to undo it",
    ),
    Kind.SERVICE: (
        "An alert reached the person on call in the last month",
        "A restore from a backup was practised, and its date is written down",
        "It is known at which load the service breaks, and what breaks first",
    ),
    Kind.WEB: (
        "The important pages were used with a keyboard and a screen reader",
        "The privacy text says what is stored, and it is true",
    ),
    Kind.INFRASTRUCTURE: (
        "An owner reviews each plan before it is applied",
        "It was tried to build everything from nothing, and nobody had to remember a step",
    ),
    Kind.DOCUMENTS: (
        "Each page was read by somebody for whom it is meant",
        "What is out of date was removed in the last half year",
    ),
    Kind.MONOREPO: (
        "It is decided who may release which package",
        "The boundaries between the packages are still the right ones",
    ),
    Kind.PROJECT: ("The README was read by somebody new, who could begin",),
}
"""What only people can judge."""
_FOR_OTHERS = (
    "It is decided which versions are supported, and how long",
    "Somebody who uses it tried the upgrade from the release before",
)
"""The same of modules, charts and roles that others put to use."""
_PUT_TO_USE = (Subject.KUBERNETES, Subject.KUSTOMIZE, Subject.ANSIBLE, Subject.PULUMI, Subject.CDK)


def judged_by_people(repository: Repository, kind: Kind) -> tuple[str, ...]:
    """The statements that need no evidence of files."""
    return _FOR_OTHERS if kind is Kind.INFRASTRUCTURE and _is_for_others(repository) else JUDGED[kind]


def unfit_items(repository: Repository, kind: Kind) -> frozenset[str]:
    """Items that mean nothing there, though the repository has what they are about, or lacks it for a reason."""
    unfit: set[str] = set()
    if kind is Kind.INFRASTRUCTURE and not _is_for_others(repository) and not repository.facts.has(Subject.CHANGELOG):
        unfit.add("changelog")  # nobody waits for a release of what is applied from here
    if kind is Kind.DOCUMENTS and not repository.tree.has(".gitignore"):
        unfit.add("gitignore")  # nothing is built
    if kind is Kind.TOOL and not _ships_image(repository):
        unfit |= {"image-user", "image-base"}
    return frozenset(unfit)


def _is_for_others(repository: Repository) -> bool:
    """Whether others apply it."""
    facts = repository.facts
    if facts.has(Subject.TERRAFORM) or facts.has(Subject.OPENTOFU):
        return is_terraform_module(repository)
    charts = facts.has(Subject.HELM) or facts.has(Subject.ANSIBLE_ROLE)
    return charts and not any(map(facts.has, _PUT_TO_USE))


_BUILDS_IMAGE = re.compile(r"\b(?:docker|podman|buildah|kaniko|nerdctl)\b.* (?:build|push|buildx|bud)\b")


def _ships_image(repository: Repository) -> bool:
    """Whether CI builds an image: that of a command may be there to test it, or to work on it."""
    jobs = repository.pipelines.jobs
    used = any("docker/build-push-action@" in use.reference for job in jobs for use in job.uses)
    run = any(_BUILDS_IMAGE.search(script.text) for job in jobs for script in job.scripts)
    return used or run or "docker" in "".join(map(repository.tree.text, (".goreleaser.yml", ".goreleaser.yaml")))


def order(kind: Kind) -> tuple[str, ...]:
    """The ids of the items for a kind of project, the most useful first."""
    others = [name for name in _ANY if name not in _NOT_FOR.get(kind, frozenset())]
    return tuple(dict.fromkeys((*RANKED[kind], *others)))


def is_filler(name: str, kind: Kind) -> bool:
    """Whether the item is only there to make up for a repository that says little."""
    return name not in RANKED[kind] and name in _OPTIONAL
