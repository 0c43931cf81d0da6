"""Which executable checks may run: the person's decision, never the repository's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar, Protocol

import msgspec

from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CommonOptions, Item
    from mdcheck.execution.trust.named_files import NamedFile

NOT_TRUSTED = "not trusted: read it and approve it with `mdcheck trust --grant`, or run with --trust"
STRANGERS_EVENTS = frozenset(
    {"pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "discussion_comment"}
)
"""Events of GitHub Actions that a stranger can cause and that give a workflow the repository's secrets."""
REFUSED_UNDER = "refused under "


class Trust(Protocol):
    """What is asked before a check runs that is not inert. It is asked in the main thread only."""

    @property
    def reason(self) -> str:
        """The message of a check that is not allowed, with the fix."""
        ...

    def allows(self, check: Check, item: Item) -> bool: ...


class TrustAll:
    """The person has read the checklist."""

    reason: ClassVar[str] = ""

    def allows(self, check: Check, item: Item) -> bool:  # noqa: ARG002 - the Protocol's shape
        return True


class TrustNone(msgspec.Struct, frozen=True, kw_only=True):
    """Inert checks run, and nothing else."""

    reason: str = NOT_TRUSTED

    def allows(self, check: Check, item: Item) -> bool:  # noqa: ARG002 - the Protocol's shape
        return False


def strangers_event(environ: Mapping[str, str]) -> str:
    """The event under which nothing is trusted; empty under every other one."""
    event = environ.get("GITHUB_EVENT_NAME", "")
    return event if event in STRANGERS_EVENTS else ""


def trust_from(*, flag: bool, environ: Mapping[str, str]) -> Trust | None:
    """The decision of `--trust` and the environment; None where they make none, so that approvals decide.

    Under an event that a stranger can cause, with the repository's secrets, nothing grants trust, not even approvals.
    """
    event = strangers_event(environ)
    if event:
        what = "the check would run a stranger's code with this repository's secrets"
        return TrustNone(reason=f"{REFUSED_UNDER}{event}: {what}; run it under pull_request")
    return TrustAll() if flag or environ.get("MDCHECK_TRUST") == "1" else None


def digest(check: Check, files: Iterable[NamedFile] = ()) -> str:
    """What the person approves, as a SHA-256 in hexadecimal: the block as it is written, and the files that it names.

    It covers the kind, the interpreter, the body and every option, but nothing around the block: neither its item's
    text nor its place in the document.
    """
    block = check.block
    facts = {
        "kind": check.name,
        "language": block.language,
        "body": block.body,
        "options": block.options,
        "common": _given(block.common),
        "files": {file.path: file.digest for file in files},
    }
    return sha256(json.dumps(facts, sort_keys=True, default=str).encode("ascii"))


def _given(common: CommonOptions) -> dict[str, object]:
    """The common options that differ from their defaults, so that a new one of mdcheck's changes no digest."""
    return {name: value for name, value in common._asdict().items() if value != common._field_defaults[name]}
