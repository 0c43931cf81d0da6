"""`mdcheck diff` for programs: a contract, versioned as the other reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.reports.json import SCHEMA, completion_facts, encoded, item_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.results.difference import CodeChange, Difference, FileChange, Version
    from mdcheck.results.flip import Flip
    from mdcheck.results.people.changes import SignatureChange, WaiverChange


def render(differences: Sequence[Difference]) -> str:
    """One JSON object."""
    return encoded({"schema": SCHEMA, "files": [_file(difference) for difference in differences]})


def _file(difference: Difference) -> dict[str, Any]:
    matching = difference.matching
    return {
        "path": difference.after.path,
        "before": _version(difference.before),
        "after": _version(difference.after),
        "regressions": difference.regressions,
        "flips": [_flip(flip) for flip in difference.flips],
        "policy": [
            {"setting": one.setting, "before": list(one.before), "after": list(one.after)} for one in difference.policy
        ],
        "signatures": [_signature(one) for one in difference.signatures],
        "waivers": [_waiver(one) for one in difference.waivers],
        "checks": [_code(change) for change in difference.code],
        "files": [_named_file(file) for file in difference.files],
        "added": [item_facts(item) for item in matching.added],
        "removed": [item_facts(item) for item in matching.removed],
        "renamed": [{"before": item_facts(before), "after": item_facts(after)} for before, after in difference.renamed],
        "renamed_sections": [
            {"before": " / ".join(before), "after": " / ".join(after)} for before, after in matching.sections
        ],
        "set_aside": [item_facts(item) for item in difference.set_aside],
        "taken_up": [item_facts(item) for item in difference.taken_up],
    }


def _version(version: Version) -> dict[str, Any]:
    done = version.completion
    return {
        "revision": version.revision,
        "commit": version.commit or None,
        "path": version.path,
        "completion": None if done is None else completion_facts(done),
        "score": version.assessment.score,
        "verdict": None if version.assessment.verdict is None else version.assessment.verdict.value,
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "id": flip.item.id,
        "section": " / ".join(flip.item.section),
        "text": flip.item.text,
        "line": flip.item.line,
        "from": not flip.item.ticked,
        "to": flip.item.ticked,
        "by": flip.origin.value,
        "commit": flip.commit or None,
        "message": flip.message,
    }


def _signature(one: SignatureChange) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "line": one.line,
        "change": one.fate.value,
        "before": dict(one.before) or None,
        "after": dict(one.after) or None,
        "reasons": list(one.reasons),
        "text": one.item.text,
        "text_before": None if one.former is None else one.former.text,
    }


def _waiver(one: WaiverChange) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "line": one.line,
        "change": one.change.value,
        "before": dict(one.before) or None,
        "after": dict(one.after) or None,
    }


def _named_file(file: FileChange) -> dict[str, Any]:
    return {
        "path": file.path,
        "reason": file.reason,
        "change": file.word,
        "before": file.before,
        "after": file.after,
    }


def _code(change: CodeChange) -> dict[str, Any]:
    return {
        "id": change.block.item.id,
        "line": change.block.line,
        "kind": change.kind,
        "change": change.block.word,
        "executable": change.executable,
        "before": change.block.text_before or None,
        "after": change.block.text_after or None,
    }
