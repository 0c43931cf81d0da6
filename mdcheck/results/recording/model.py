"""The lines of recorded results, as docs/schema/results-1.json publishes them.

A file holds one recording after the other: a head, a line for each item and for each finding, and an end. A change
that could break a reader raises `SCHEMA`.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations when it decodes
from typing import Annotated, NamedTuple, TypeAlias

import msgspec

from mdcheck.document.model import Severity  # noqa: TC001 - likewise
from mdcheck.results.outcome import Outcome
from mdcheck.results.proof import Proof, State  # noqa: TC001 - likewise

SCHEMA = 1

_Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Shard: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$")]
_Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=100)]
_Weight: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
_Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]


class RecordedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist of the run."""

    path: str
    """From the repository's root."""
    project: str
    """The setting `project`."""
    digest: _Digest
    """Of the text with boxes and figures blank."""
    bom: bool
    text: str
    """All of it, as it stood before the run: reports need it, and so need no clone."""
    bands: tuple[_Share, _Share, _Share]
    """The lowest scores of the verdicts."""
    fail_under: _Share | None
    policy: str
    """Where it stands who may sign and waive, in words; empty for a checklist without records."""


class Head(msgspec.Struct, frozen=True, kw_only=True, tag="head", tag_field="type"):
    """The first line of a recording: what was run, on what, and where."""

    schema: int
    mdcheck: str
    """The version."""
    commit: str
    """The full id of HEAD before the run; empty without a repository or a commit."""
    shard: _Shard
    """`2/4`; `1/1` for a whole run."""
    plan: _Digest
    """Of the assignment of all items to shards: the shards of one plan share it."""
    as_of: str
    """The date by which checks judged ages, in words; empty where it is that of the run."""
    trust: str
    """What was trusted: `all`, `approved`, `none`."""
    system: str
    """`Linux x86_64, Python 3.12`, or a name that the person gave."""
    documents: tuple[RecordedDocument, ...]


class RecordedWaiver(msgspec.Struct, frozen=True, kw_only=True):
    """The waiver that a check fell under."""

    outcome: Outcome
    until: dt.date
    by: str
    reason: str
    ticket: str
    days_left: int | None


class RecordedSignature(msgspec.Struct, frozen=True, kw_only=True):
    """One signature as the run judged it: `mdcheck.results.signed.Signed`."""

    by: str
    role: str
    date: dt.date
    until: dt.date | None
    proof: Proof
    state: State
    line: Annotated[int, msgspec.Meta(ge=1)]
    days_left: int | None
    bound: bool
    evidence: str
    reading: str
    note: str
    declined: bool
    problem: str


class RecordedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How one check ended; what else reports show of it stands in its block."""

    block: _Digest
    """Of the block as it is written."""
    kind: str
    severity: Severity
    weight: _Weight
    outcome: Outcome
    message: str
    fix: str
    duration_ms: _Count | None
    """None where nothing ran."""
    output: str
    refused: bool
    left_out: bool
    waiver: RecordedWaiver | None
    signatures: tuple[RecordedSignature, ...]

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.WAIVED) is (self.waiver is None):
            raise ValueError("what is waived has a waiver, and nothing else has one")


class RecordedItem(msgspec.Struct, frozen=True, kw_only=True, tag="item", tag_field="type"):
    """An item with checks that is the shard's own."""

    document: str
    id: str
    checks: tuple[RecordedCheck, ...]


class RecordedFinding(msgspec.Struct, frozen=True, kw_only=True, tag="finding", tag_field="type"):
    """What the base of a change has and the change lacks (`run --base`)."""

    document: str
    id: str
    section: tuple[str, ...]
    item: str
    """The item's text."""
    ticked: bool
    manual: bool
    kind: str
    message: str
    fix: str
    line: int = 1
    """Where it is shown: of the item, or where it would stand."""


class End(msgspec.Struct, frozen=True, kw_only=True, tag="end", tag_field="type"):
    """The last line of a recording, without which it is cut off."""

    lines: _Count
    """How many stand between head and end."""
    digest: _Digest
    """Of all lines of the recording before this one: what was edited by mistake is noticed."""


Line: TypeAlias = Head | RecordedItem | RecordedFinding | End


class Recording(NamedTuple):
    """One run, or one shard of it."""

    head: Head
    items: tuple[RecordedItem, ...]
    findings: tuple[RecordedFinding, ...]
    digest: str
    """That of its last line, which identifies it."""
    where: str = ""
    """The file that it was read from, for messages."""
