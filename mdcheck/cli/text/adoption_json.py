"""The contract of `mdcheck adopt --format json`, version 1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.adopt.adopt import Candidate
    from mdcheck.app.adopt.trial import Tried


def rendered(candidates: Sequence[Candidate]) -> str:
    """What could be done with each file."""
    files = [_file(candidate) for candidate in candidates]
    return json.dumps({"schema": 1, "files": files}, ensure_ascii=False, indent=2) + "\n"


def _file(candidate: Candidate) -> dict[str, Any]:
    return {
        "path": candidate.path,
        "manual": candidate.manual,
        "numbers": [
            {
                "line": one.line,
                "notation": one.notation.value,
                "written": one.written,
                "boxes": one.boxes,
                "kept": one.notation in candidate.kept,
                "contradicted": one.contradicted,
            }
            for one in candidate.numbers
        ],
        "boxes": [{"line": one.line, "before": one.before, "after": one.after} for one in candidate.boxes],
        "checks": [_check(one) for one in candidate.checks],
        "need_address": [one.item.line for one in candidate.need_address],
    }


def _check(tried: Tried) -> dict[str, Any]:
    item, result = tried.proposal.item, tried.result
    return {
        "line": item.line,
        "ticked": item.ticked,
        "text": item.text,
        "rule": tried.proposal.rule,
        "block": "\n".join(tried.proposal.block),
        "executable": tried.executable,
        "outcome": None if result is None else result.outcome.value,
        "message": "" if result is None else result.message,
        "not_shown": tried.proposal.not_shown,
    }
