"""The use case `adopt`: a hand-written checklist, what of it can be kept and verified, and what the person chooses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from mdcheck.app.adopt.boxes import NearBox, find_boxes, with_boxes
from mdcheck.app.adopt.context import context_of
from mdcheck.app.adopt.figures import numbers, with_consent
from mdcheck.app.adopt.propose import propose
from mdcheck.app.adopt.trial import Tried, insert, try_out
from mdcheck.app.checklist import open_checklist, save
from mdcheck.app.find import find_files
from mdcheck.app.run import refuse_errors
from mdcheck.app.unified_diff import unified_diff
from mdcheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.adopt.figures import Number
    from mdcheck.app.adopt.proposal import NeedsAddress
    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Notation


class Candidate(NamedTuple):
    """A checklist before it is adopted, and all that could be done to it."""

    opened: Opened
    numbers: tuple[Number, ...]
    boxes: tuple[NearBox, ...]
    checks: tuple[Tried, ...]
    """Ticked items first."""
    need_address: tuple[NeedsAddress, ...]
    manual: int
    """The items without a check that apply."""

    @property
    def path(self) -> str:
        return self.opened.shown

    @property
    def kept(self) -> frozenset[Notation]:
        """The notations that the settings name already."""
        return self.opened.settings.figures


class Choice(NamedTuple):
    """What the person takes of a candidate."""

    figures: frozenset[Notation] | None = None
    """None leaves the front matter as it is."""
    boxes: frozenset[int] = frozenset()
    """Lines."""
    checks: frozenset[int] = frozenset()
    """Lines."""

    def __bool__(self) -> bool:
        return self.figures is not None or bool(self.boxes or self.checks)


def look(names: Sequence[str], session: Session, *, address: str = "") -> tuple[Candidate, ...]:
    """What could be done with each file. Executes nothing, writes nothing. Raises MdcheckError."""
    url = _address(address)
    opened = [open_checklist(path, session) for path in find_files(names, session)]
    refuse_errors(opened)
    return tuple(_candidate(file, session, url) for file in opened)


def _address(address: str) -> str:
    if not address:
        return ""
    fix = "write http or https, a host and perhaps a path: https://staging.example.org"
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or parts.query or parts.fragment or parts.username or not re.fullmatch(r"[!-~]+", address):
        raise UsageError(f"“{address}” is no address of a service", where="--address", fix=fix)
    return address.rstrip("/")


def _candidate(opened: Opened, session: Session, address: str) -> Candidate:
    proposals = propose(opened.checklist, context_of(opened, address))
    return Candidate(
        opened=opened,
        numbers=numbers(opened.checklist),
        boxes=find_boxes(opened.checklist),
        checks=try_out(opened, proposals.checks, session),
        need_address=proposals.need_address,
        manual=sum(item.manual and item.applicable for item in opened.checklist.items),
    )


def adopted(candidate: Candidate, choice: Choice) -> Checklist:
    """The checklist with what the person chose. Raises UsageError where that can't be written."""
    checklist = candidate.opened.checklist
    checklist = with_boxes(
        checklist, (edit for box in candidate.boxes if box.line in choice.boxes for edit in box.edits)
    )
    by_line = {item.line: item for item in checklist.items}
    chosen = [
        one.proposal._replace(item=by_line[one.line])
        for one in candidate.checks
        if one.line in choice.checks and one.line in by_line
    ]
    checklist, unfit = insert(checklist, chosen)
    if unfit:
        where = f"{candidate.path}:{unfit[0]}"
        raise UsageError("the block can't be put below this item", where=where, fix="write it by hand")
    return checklist if choice.figures is None else with_consent(checklist, choice.figures)


def diff(candidate: Candidate, after: Checklist) -> str:
    """What the choice changes, for people."""
    return unified_diff(candidate.opened.checklist.source, after.source, candidate.path)


def patch(candidate: Candidate, after: Checklist) -> str:
    """What the choice changes, as `git apply` takes it: with the path from the repository's root."""
    opened = candidate.opened
    name = opened.path.resolve().relative_to(opened.root).as_posix()
    return unified_diff(opened.checklist.source, after.source, name, exact=True)


def write(candidate: Candidate, after: Checklist) -> None:
    """Write the file as it has become. Raises StaleFileError and WriteError."""
    save(candidate.opened, after)
