"""Finds CI files, and reads each with the reader of its system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from mdcheck.evidence.ci.model import Pipeline, System
from mdcheck.evidence.content import UndeterminedError

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

CI_FILES = (
    ".github/workflows/*.{yml,yaml}",
    ".forgejo/workflows/*.{yml,yaml}",
    ".gitea/workflows/*.{yml,yaml}",
    ".gitlab-ci.{yml,yaml}",
    ".circleci/config.{yml,yaml}",
    "azure-pipelines*.{yml,yaml}",
    ".azure-pipelines/*.{yml,yaml}",
    "bitbucket-pipelines.{yml,yaml}",
)
"""Where each system looks."""

_SYSTEMS = (
    (re.compile(r"(.*/)?\.(github|forgejo|gitea)/workflows/[^/]+"), System.GITHUB),
    (re.compile(r"(.*/)?[^/]*\.gitlab-ci\.ya?ml"), System.GITLAB),
    (re.compile(r"(.*/)?\.circleci/[^/]+"), System.CIRCLECI),
    (re.compile(r"(.*/)?(azure-pipelines[^/]*|\.azure-pipelines/[^/]+)"), System.AZURE),
    (re.compile(r"(.*/)?bitbucket-pipelines\.ya?ml"), System.BITBUCKET),
)


def system_of(path: str) -> System | None:
    """The CI system that the file is for, by its name."""
    return next((system for regex, system in _SYSTEMS if regex.fullmatch(path)), None)


def read_pipeline(workspace: Workspace, path: str) -> Pipeline:
    """What the file does; raises UndeterminedError."""
    system = system_of(path)
    if system is None:
        known = ", ".join(CI_FILES)
        raise UndeterminedError(f"{path} is no CI file by its name; known are {known}")
    match system:
        case System.GITHUB:
            from mdcheck.evidence.ci.github import read_github  # late: a repository has one system

            return read_github(workspace, path)
        case System.GITLAB:
            from mdcheck.evidence.ci.gitlab import read_gitlab

            return read_gitlab(workspace, path)
        case System.CIRCLECI:
            from mdcheck.evidence.ci.circleci import read_circleci

            return read_circleci(workspace, path)
        case System.AZURE:
            from mdcheck.evidence.ci.azure import read_azure

            return read_azure(workspace, path)
        case System.BITBUCKET:
            from mdcheck.evidence.ci.bitbucket import read_bitbucket

            return read_bitbucket(workspace, path)
        case never:
            assert_never(never)
