"""SARIF 2.1.0, for code scanning: one rule for each kind of check, one result for each problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import mdcheck
from mdcheck.reports.json import encoded
from mdcheck.reports.layout.problems import problems, waived_problems
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.report import Report

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_EXPLAIN = "`mdcheck explain FILE:LINE`, with the place of the result, shows what the check looks at or runs."
_FINGERPRINT = "mdcheckItem/v1"


def render(report: Report) -> str:
    """One run with all problems, those that are waived as suppressed; checks that passed or did not run are none."""
    found = (*problems(report), *waived_problems(report))
    kinds = list(dict.fromkeys(_kind(problem) for problem in found))
    run = {
        "tool": {
            "driver": {
                "name": "mdcheck",
                "version": mdcheck.__version__,
                "rules": [_rule(kind) for kind in kinds],
            }
        },
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, kinds.index(_kind(problem))) for problem in found],
    }
    return encoded({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _kind(problem: Problem) -> str:
    return clean(problem.check.kind) or "?"


def _rule(kind: str) -> dict[str, Any]:
    return {
        "id": kind,
        "shortDescription": {"text": f"A check of the kind {kind} does not pass."},
        "fullDescription": {"text": f"A check of the kind {kind} below an item of a checklist does not pass."},
        "help": {"text": f"Act on the message of the result. {_EXPLAIN}"},
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    return {
        "ruleId": _kind(problem),
        "ruleIndex": rule,
        "level": problem.level,
        "message": {"text": _message(problem)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(problem.path),
                    "region": {"startLine": problem.line},
                },
            }
        ],
        **_suppressed(problem),
        "partialFingerprints": {_FINGERPRINT: problem.fingerprint},
        "properties": {
            "outcome": problem.check.outcome.value,
            "severity": problem.check.severity.value,
            "item": problem.item.id,
        },
    }


def _suppressed(problem: Problem) -> dict[str, Any]:
    waiver = problem.check.waiver
    if waiver is None:
        return {}
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    told = f"until {waiver.until.isoformat()} by {waiver.by}: {waiver.reason}{ticket}"
    return {"suppressions": [{"kind": "inSource", "status": "accepted", "justification": clean(told)}]}


def _message(problem: Problem) -> str:
    """The first line is all that most viewers show in a list."""
    check = problem.check
    told = [("fix", check.fix), ("see", check.url), *((more.label, more.text) for more in check.more)]
    return "\n".join([problem.text, *(f"{label}: {clean(text)}" for label, text in told if clean(text))])


def _location(path: str) -> dict[str, str]:
    """Relative to the repository's root, except for a file outside it."""
    uri = quote(path, safe="/", errors="surrogateescape")
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}
