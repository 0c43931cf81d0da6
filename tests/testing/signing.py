"""Signatures in tests: what a record must hold to fit a checklist."""

from pathlib import Path

from mdcheck.app.checklist import open_checklist
from mdcheck.app.session import Session
from mdcheck.app.signatures import bound
from mdcheck.app.workspace import workspace_of

ADA = "Ada Lovelace <ada@example.org>"
GRACE = "Grace Hopper <grace@example.org>"
EVE = "Eve <eve@example.org>"


def of(path="CHECKLIST.md", item=0, evidence=""):
    """What a signature of the item covers now, digested."""
    session = Session.here()
    opened = bound(open_checklist(Path(path), session))
    found = opened.checklist.items[item]
    return opened.checks[found.check_ids[0]].kind.covers(workspace_of(opened, session), evidence)


def record(by=ADA, date="2026-11-20", **lines):
    """The lines of a fence with one record."""
    rows = {"by": by, "date": date, **lines}
    return "".join(f"  {key.rstrip('_')}: {value}\n" for key, value in rows.items())
