"""The conditions of GitHub's jobs and steps (`if:`), as far as a file says what they come to."""

from __future__ import annotations

import re
from typing import Any

from mdcheck.evidence.ci.model import trigger

_WRAPPED = re.compile(r"\$\{\{(.*)\}\}", re.DOTALL)
_TOKEN = re.compile(r"'(?:[^']|'')*'|\|\||&&|[()]|[^'()|&]+|.", re.DOTALL)
_FALSE = frozenset(("false", "0", "''", "null", "!true", "! true", "!1"))
_LITERALS = re.compile(r"('[^']*'|-?\d+|true|false)\s*(==|!=)\s*('[^']*'|-?\d+|true|false)", re.IGNORECASE)
_EVENT = re.compile(r"github\.event_name\s*(==|!=)\s*'(\w+)'")
_BRANCH = re.compile(
    r"github\.ref\s*==\s*'refs/(heads|tags)/[^']*'|startsWith\(\s*github\.ref\s*,\s*'refs/(heads|tags)/?[^']*'\s*\)"
)
_MAX_DEPTH = 8


def left(triggers: frozenset[str], condition: Any) -> frozenset[str]:
    """The triggers on which the condition may hold; what can't be told, such as a check of secrets, may hold."""
    if condition is None or condition is True:
        return triggers
    text = str(condition).strip()
    found = _WRAPPED.fullmatch(text)
    return _left(triggers, found[1] if found and "${{" not in found[1] else text, 0)


def never(condition: Any) -> bool:
    """Whether the condition is false whatever happens: `false`, `${{ false && … }}`, `1 == 2`."""
    return not left(frozenset({"*"}), condition)


def runs_always(condition: Any) -> bool:
    """Whether a job with the condition runs even if one that it needs was skipped."""
    return isinstance(condition, str) and re.search(r"\b(always|cancelled|failure)\(\)", condition) is not None


def _left(triggers: frozenset[str], text: str, depth: int) -> frozenset[str]:
    if depth > _MAX_DEPTH:
        return triggers
    either = _split(text, "||")
    if len(either) > 1:
        return frozenset().union(*(_left(triggers, part, depth + 1) for part in either))
    both = _split(text, "&&")
    if len(both) > 1:
        for part in both:
            triggers = _left(triggers, part, depth + 1)
        return triggers
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")"):
        return _left(triggers, bare[1:-1], depth + 1)
    return _left_by_one(triggers, bare)


def _left_by_one(triggers: frozenset[str], text: str) -> frozenset[str]:
    if text.lower() in _FALSE:
        return frozenset()
    if found := _LITERALS.fullmatch(text):
        return triggers if (found[1].lower() == found[3].lower()) is (found[2] == "==") else frozenset()
    if found := _EVENT.fullmatch(text):
        name = frozenset({trigger(found[2])})
        if "*" in triggers:
            return triggers
        return triggers & name if found[1] == "==" else triggers - name
    if found := _BRANCH.fullmatch(text):
        # On a pull request, github.ref is refs/pull/….
        other = {"tag"} if "heads" in (found[1], found[2]) else {"schedule"}
        return triggers - {"pull_request"} - other
    return triggers


def _split(text: str, operator: str) -> list[str]:
    """The operands of the operator that stands in no parentheses and no quotes."""
    parts = [""]
    depth = 0
    for piece in _TOKEN.findall(text):
        depth += (piece == "(") - (piece == ")")
        if piece == operator and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
