"""What a job may do, and whether it runs a stranger's code with a privileged token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.evidence.ci.model import OWN
from mdcheck.evidence.ci.shell import commands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.evidence.ci.model import Job

PRIVILEGED = frozenset(("pull_request_target", "workflow_run", "issue_comment"))
"""The events that a stranger causes and that run with the repository's secrets."""

_HEAD = re.compile(
    r"github\.head_ref|github\.event\.pull_request\.(head\.|number|merge_commit_sha)|github\.event\.number"
    r"|github\.event\.issue\.number|github\.event\.workflow_run\.(head_|pull_requests)|refs/pull/|pull/\d|/merge\b|\bhead\.(ref|sha)\b"
    r"|\b(pr|pull_request|head)_?(number|sha|ref|branch)\b",
    re.IGNORECASE,
)
_HEAD_COMMANDS = re.compile(r"(gh|hub) pr checkout\b|git\s+(clone|checkout|switch|fetch|pull|merge|reset|worktree)\b.*")
_UNKNOWN = re.compile(r"\$\{\{\s*(?:needs|steps)\.[^}]*\boutputs\b[^}]*\}\}")
_BRACKETS = re.compile(r"\[\s*'([\w-]+)'\s*\]")
_PINNED = re.compile(r".*@(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})")
_DIGEST = re.compile(r".*@sha256:[0-9a-f]{64}")
_EXACT_ORB = re.compile(r"[^@]+@\d+\.\d+\.\d+")


def head_checkout(job: Job) -> str:
    """How the job gets the code of a pull request's head; empty where it does not."""
    for use in job.uses:
        action = use.reference.partition("@")[0].lower()
        asked = _BRACKETS.sub(r".\1", f"{use.inputs.get('ref', '')} {use.inputs.get('repository', '')}")
        if action.endswith("/checkout") and _HEAD.search(asked):
            return f"{use.reference} with {asked.strip()}"
    for script in job.scripts:
        for command in commands(script.text):
            found = _HEAD_COMMANDS.match(command)
            if found and (found[1] or _HEAD.search(command)):
                return command
    return ""


def unknown_checkout(job: Job) -> str:
    """A checkout of what another job or step has worked out, which may be a pull request's head; else empty."""
    for use in job.uses:
        ref = str(use.inputs.get("ref", ""))
        if use.reference.partition("@")[0].lower().endswith("/checkout") and _UNKNOWN.search(ref):
            return ref
    return ""


def excess(job: Job, allowed: Mapping[str, str]) -> str:
    """What the job's token may do beyond reading, and beyond what is allowed for a scope; empty where nothing."""
    given = job.permissions
    if given is None:
        return "says nothing of permissions, so that the settings of the repository decide"
    if isinstance(given, str):
        return "" if given in ("read-all", "none", "{}") else f"has {given}"
    more = [
        f"{scope}: {access}" for scope, access in given.items() if access == "write" and allowed.get(scope) != "write"
    ]
    odd = [f"{scope}: {access}" for scope, access in given.items() if access not in ("read", "write", "none")]
    return f"has {', '.join(more + odd)}" if more or odd else ""


def is_pinned(reference: str) -> bool:
    """Whether what is used can't change: a commit, a digest, or a file of the same repository."""
    if reference.startswith(OWN):
        return True
    if reference.startswith("docker://"):
        return _DIGEST.fullmatch(reference) is not None
    return _PINNED.fullmatch(reference) is not None or _EXACT_ORB.fullmatch(reference) is not None
