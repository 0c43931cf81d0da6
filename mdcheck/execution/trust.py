"""Which executable checks may run: the person's decision, never the repository's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.document.model import Item
    from mdcheck.kinds.protocol import Kind, Running
    from mdcheck.kinds.read import Check

NOT_TRUSTED = "not trusted: run with --trust after reading the block"
STRANGERS_CODE = (
    "refused under pull_request_target: the check would run a stranger's code with this repository's secrets;"
    " run it under pull_request"
)


class Trust(Protocol):
    """What is asked before a check runs that is not inert. It is asked in the main thread only."""

    @property
    def reason(self) -> str:
        """The message of a check that is not allowed, with the mend."""
        ...

    def allows(self, check: Check, item: Item) -> bool: ...


class TrustAll:
    """The person has read the checklist."""

    reason: ClassVar[str] = ""

    def allows(self, check: Check, item: Item) -> bool:  # noqa: ARG002 - the Protocol's shape
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustNone:
    """Inert checks run, and nothing else."""

    reason: str = NOT_TRUSTED

    def allows(self, check: Check, item: Item) -> bool:  # noqa: ARG002 - the Protocol's shape
        return False


def trust_from(*, flag: bool, environ: Mapping[str, str]) -> Trust:
    """What `--trust` and the environment say. Under `pull_request_target` nothing can grant trust."""
    if environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        return TrustNone(reason=STRANGERS_CODE)
    return TrustAll() if flag or environ.get("MDCHECK_TRUST") == "1" else TrustNone()


def runs_process(kind: Kind) -> TypeGuard[Running]:
    """Whether the kind is a `Running`. Asking `isinstance` of a Protocol takes longer than most checks."""
    return hasattr(kind, "command")


def needs_trust(kind: Kind) -> bool:
    """Whether the kind is executable; one that runs a process is, whatever it says of itself."""
    return kind.executable or runs_process(kind)


def digest(check: Check) -> str:
    """What running the check depends on, as a SHA-256 in hexadecimal.

    It covers the kind, the interpreter, a script's body, the kind's own options and the timeout. Options that
    only say what an outcome means, such as `severity`, may change without a new approval.
    """
    import hashlib  # noqa: PLC0415 - takes milliseconds to load, and inert checklists need no digest
    import json  # noqa: PLC0415 - likewise

    block = check.block
    facts = {
        "kind": check.name,
        "language": block.language,
        "body": block.body if block.language is not None else None,
        "options": block.options,
        "timeout": block.common.timeout,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode("ascii")).hexdigest()
