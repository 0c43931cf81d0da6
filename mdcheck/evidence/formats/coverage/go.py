"""Coverage in the profiles that `go test -coverprofile` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.coverage.figures import Coverage, Share
from mdcheck.evidence.formats.numbers import whole_number

if TYPE_CHECKING:
    from mdcheck.evidence.formats.coverage.figures import Metric


def go_profile(text: str, metric: Metric, *, where: str) -> Coverage:
    """Reads a profile. Raises UndeterminedError.

    A line is `name:line.column,line.column statements count`. Profiles of several packages may be joined to one, so
    the line `mode:` and the same block may come again: a block is covered if one of its lines says so.
    """
    if metric == "branch":
        raise UndeterminedError(f"{where} is a Go cover profile, which measures statements and no branches")
    if not text.endswith("\n"):
        raise UndeterminedError(f"{where} ends in the middle of a line: make it anew")
    blocks: dict[tuple[str, str], Share] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("mode:"):
            continue
        block, statements, times = (["", "", "", *line.rsplit(" ", 2)])[-3:]  # a name may hold blanks
        name, colon, place = block.rpartition(":")
        if not colon or "," not in place:
            raise UndeterminedError(f"{where}:{number} is no line of a Go cover profile")
        size = whole_number(statements, f"{where}:{number}")
        known = blocks.get((name, place), Share())
        hit = size if whole_number(times, f"{where}:{number}") else 0
        blocks[name, place] = Share(max(hit, known.covered), max(size, known.valid))
    files: dict[str, Share] = {}
    for (name, _), share in blocks.items():
        files[name] = files.get(name, Share()).plus(share)
    return Coverage(files, noun="statement")
