"""What a SARIF 2.1.0 log says was found."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, NamedTuple

from mdcheck.evidence.content import UndeterminedError, decode

_READ = "2.1."
_SUPPRESSING = ("accepted", None)
_NO_FAILURES = ("pass", "open", "informational", "notApplicable", "review")
_SHOWN = 60


class SarifLevel(StrEnum):
    """How grave a result is, the least grave first; the words are SARIF's."""

    NONE = "none"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return tuple(SarifLevel).index(self)


class Found(NamedTuple):
    """One result that stands."""

    level: SarifLevel
    rule: str
    """Its id; empty where the log gives none."""


def results(data: bytes, *, where: str) -> tuple[Found, ...]:
    """The results of all runs but those that are suppressed or no longer there.

    Raises UndeterminedError for what is no SARIF, for a log without runs, and for a run that did not come to its end.
    """
    try:
        log = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is {'malformed JSON' if data.strip() else 'empty'}") from error
    version = log.get("version") if isinstance(log, dict) else None
    if not isinstance(version, str) or not isinstance(log.get("runs"), list):
        raise UndeterminedError(f"{where} is no SARIF log: it has no version and runs")
    if not version.startswith(_READ):
        raise UndeterminedError(f"{where} is SARIF {version[:_SHOWN]}: have it written as SARIF 2.1.0")
    if not log["runs"]:
        raise UndeterminedError(f"{where} has no runs: nothing was analysed")
    try:
        return tuple(found for run in log["runs"] for found in _of_run(run, where))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UndeterminedError(f"{where} is malformed SARIF {version}") from error


def _of_run(run: dict[str, Any], where: str) -> list[Found]:
    tool = _at(run, "tool", "driver", "name") or "the tool"
    for invocation in run.get("invocations") or ():
        if invocation.get("executionSuccessful", True) is not True:
            raise UndeterminedError(f"{where}: {str(tool)[:_SHOWN]} says that it did not succeed")
    found = run.get("results")
    if not isinstance(found, list):
        raise UndeterminedError(f"{where}: {str(tool)[:_SHOWN]} gives no results, not even an empty list")
    return [Found(_level(result, run), _rule_id(result, run)) for result in found if _stands(result)]


def _stands(result: dict[str, Any]) -> bool:
    """SARIF 2.1.0, sections 3.27.23 and 3.27.24."""
    suppressions = result.get("suppressions") or ()
    suppressed = bool(suppressions) and all(one.get("status") in _SUPPRESSING for one in suppressions)
    return not suppressed and result.get("baselineState") != "absent"


def _level(result: dict[str, Any], run: dict[str, Any]) -> SarifLevel:
    """SARIF 2.1.0, section 3.27.10: the result's own level, else its rule's, else a warning. Raises ValueError."""
    kind = result.get("kind", "fail")
    if kind in _NO_FAILURES:
        return SarifLevel.NONE
    if kind != "fail":
        raise ValueError("no kind of result")
    if "level" in result:
        return SarifLevel(result["level"])
    rule = _rule(result, run)
    return SarifLevel(_override(result, run, rule) or _at(rule, "defaultConfiguration", "level") or "warning")


def _override(result: dict[str, Any], run: dict[str, Any], rule: dict[str, Any]) -> Any:
    """The level that the invocation which found the result gave to its rule; None where it gave none."""
    invocations = run.get("invocations") or []
    number = _at(result, "provenance", "invocationIndex")
    overrides = invocations[number].get("ruleConfigurationOverrides") if _indexes(number, invocations) else None
    for override in overrides or ():
        named = {"rule": override["descriptor"]}
        if _name(named) == _name(result) is not None or (rule and _rule(named, run) is rule):
            return _at(override, "configuration", "level")
    return None


def _name(result: dict[str, Any]) -> Any:
    """The id of the rule that the result speaks of, as it says it."""
    return result.get("ruleId") or _at(result, "rule", "id")


def _rule_id(result: dict[str, Any], run: dict[str, Any]) -> str:
    name = _name(result) or _rule(result, run).get("id") or ""
    return str(name)[:_SHOWN]


def _rule(result: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
    """The rule that the result speaks of, by its index or its id; empty where the log does not hold it."""
    extension = _at(result, "rule", "toolComponent", "index")
    extensions = _at(run, "tool", "extensions") or []
    component = extensions[extension] if _indexes(extension, extensions) else _at(run, "tool", "driver") or {}
    rules: list[dict[str, Any]] = component.get("rules") or []
    index = result.get("ruleIndex", _at(result, "rule", "index"))
    name = _name(result)
    found = rules[index : index + 1] if _indexes(index, rules) else [rule for rule in rules if rule.get("id") == name]
    return found[0] if found else {}


def _indexes(index: Any, values: list[Any]) -> bool:
    return type(index) is int and 0 <= index < len(values)


def _at(value: Any, *keys: str) -> Any:
    """The value at the end of the keys; None where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
