"""Recorded results in tests, without a run."""

from __future__ import annotations

from datetime import date

import msgspec
from testing.documents import read

from mdcheck.document.blocks.read import block_digest
from mdcheck.document.merging.normalized import blank_digest
from mdcheck.document.model import Severity
from mdcheck.results.outcome import Outcome
from mdcheck.results.proof import Proof, State
from mdcheck.results.recording.lines import decode, encode
from mdcheck.results.recording.model import (
    SCHEMA,
    Head,
    RecordedCheck,
    RecordedDocument,
    RecordedItem,
    RecordedSignature,
    RecordedWaiver,
)

PLAN = "0" * 64
WAIVER = RecordedWaiver(
    outcome=Outcome.FAILED, until=date(2027, 1, 31), by="Ada <a@b>", reason="why", ticket="T-1", days_left=3
)
SIGNATURE = RecordedSignature(
    by="Ada <a@b>",
    role="lead",
    date=date(2026, 1, 31),
    until=None,
    proof=Proof.CLAIMED,
    state=State.ENDED,
    line=3,
    days_left=-1,
    bound=True,
    evidence="",
    reading="",
    note="",
    declined=False,
    problem="it ended",
)
LIST = """\
- [ ] A
  ```check
  file_exists: a
  ```
- [x] B
  ```check
  file_exists: b
  ```
  ```check
  file_exists: c
  ```
- [ ] By hand
"""


def document(text=LIST, path="list.md", **changes):
    facts = {
        "path": path,
        "project": "",
        "digest": blank_digest(read(text)),
        "bom": False,
        "text": text,
        "bands": (90, 70, 50),
        "fail_under": None,
        "policy": "",
    }
    return RecordedDocument(**facts | changes)


def head(*documents, **changes):
    facts = {
        "schema": SCHEMA,
        "mdcheck": "1.0",
        "commit": "c0ffee",
        "shard": "1/1",
        "plan": PLAN,
        "as_of": "",
        "trust": "none",
        "system": "Linux",
        "documents": documents or (document(),),
    }
    return Head(**facts | changes)


def check(written, source, outcome=Outcome.PASSED, message="", **changes):
    facts = {
        "block": block_digest(written, source),
        "kind": "file_exists",
        "severity": Severity.ERROR,
        "weight": 1.0,
        "outcome": outcome,
        "message": message,
        "fix": "",
        "duration_ms": 1,
        "output": "",
        "refused": False,
        "left_out": False,
        "waiver": WAIVER if outcome is Outcome.WAIVED else None,
        "signatures": (),
    }
    return RecordedCheck(**facts | changes)


def items(text=LIST, path="list.md", only=None, **changes):
    """The items of a document, all of one outcome."""
    checklist = read(text)
    return [
        RecordedItem(
            document=path,
            id=item.id,
            checks=tuple(check(block, checklist.source, **changes) for block in item.checks),
        )
        for item in checklist.items
        if item.checks and (only is None or item.id in only)
    ]


def recording(begin=None, lines=None, findings=(), where="r.jsonl"):
    (made,) = decode(encode(begin or head(), items() if lines is None else lines, findings), where)
    return made


def changed(value, **changes):
    return msgspec.structs.replace(value, **changes)
