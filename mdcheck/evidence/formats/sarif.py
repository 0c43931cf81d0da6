"""Reading SARIF 2.1.0 logs."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.json import at, read_json
from mdcheck.evidence.formats.numbers import decimal_number
from mdcheck.evidence.formats.sarif_rules import Rules, rule_name
from mdcheck.evidence.formats.timestamps import Written, written

_READ = "2.1."
_SUPPRESSING = ("accepted", None)
_DECIDED = ("pass", "informational", "notApplicable")
_UNDECIDED = ("open", "review")
_NOTIFICATIONS = ("toolExecutionNotifications", "toolConfigurationNotifications")
_ELSEWHERE = ("externalPropertyFileReferences", "results")
_MAX_SEVERITY = 10
_SHOWN = 60
_MESSAGE = 200
_BANDIT = {"LOW": "note", "MEDIUM": "warning", "HIGH": "error"}


class SarifLevel(StrEnum):
    """The level of a result, the least severe first; the words are SARIF's."""

    NONE = "none"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return tuple(SarifLevel).index(self)


_LEVELS = {level.value: level for level in SarifLevel}


class Found(NamedTuple):
    """One result that is not suppressed."""

    level: SarifLevel
    rule: str
    """Its id; empty where the log gives none."""
    severity: float | None = None
    """The `security-severity` of its rule, from 0 to 10; None where there is none."""
    paths: tuple[str, ...] = ()
    """The files that it is about, as the log names them."""
    undecided: bool = False
    """A person has to decide whether there is a problem."""
    number: int = 1
    """How often it was found."""


class SarifLog(NamedTuple):
    """All results of all runs but those that are suppressed or no longer there."""

    results: tuple[Found, ...]
    suppressed: int = 0
    written: Written | None = None


def read_sarif(data: bytes, *, where: str) -> SarifLog:
    """Reads a log. Raises UndeterminedError for what is none, for one without runs, and for an incomplete analysis."""
    log = read_json(data, where=where)
    version = log.get("version") if isinstance(log, dict) else None
    if not isinstance(version, str) or not isinstance(log.get("runs"), list):
        raise UndeterminedError(f"{where} is no SARIF log: it has no version and runs")
    if not version.startswith(_READ):
        raise UndeterminedError(f"{where} is SARIF {version[:_SHOWN]}: have it written as SARIF 2.1.0")
    if not log["runs"]:
        raise UndeterminedError(f"{where} has no runs: nothing was analysed")
    found: list[Found] = []
    suppressed = 0
    stamp: Written | None = None
    try:
        for run in log["runs"]:
            _require_complete(run, where)
            current = [result for result in run["results"] if result.get("baselineState") != "absent"]
            standing = [result for result in current if not _suppressed(result)]
            suppressed += len(current) - len(standing)
            reader = _Run(run, where)
            found += [reader.found(result) for result in standing]
            stamp = _joined(run, stamp)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UndeterminedError(f"{where} is malformed SARIF {version[:_SHOWN]}") from error
    return SarifLog(tuple(found), suppressed, stamp)


def _require_complete(run: dict[str, Any], where: str) -> None:
    tool = f"{where}: {str(at(run, 'tool', 'driver', 'name') or 'the tool')[:_SHOWN]}"
    for invocation in run.get("invocations") or ():
        for note in (note for key in _NOTIFICATIONS for note in invocation.get(key) or ()):
            if note.get("level") == "error":
                said = at(note, "message", "text") or at(note, "descriptor", "id") or "an error without a message"
                raise UndeterminedError(f"{tool} did not analyse everything: {' '.join(str(said)[:_MESSAGE].split())}")
        if invocation.get("executionSuccessful", True) is not True or invocation.get("processStartFailureMessage"):
            raise UndeterminedError(f"{tool} says that it did not succeed")
    if at(run, *_ELSEWHERE):
        raise UndeterminedError(f"{tool} keeps results in other files: have it write one file")
    if not isinstance(run.get("results"), list):
        raise UndeterminedError(f"{tool} gives no results, not even an empty list")


def _suppressed(result: dict[str, Any]) -> bool:
    """SARIF 2.1.0, section 3.27.23."""
    suppressions = result.get("suppressions") or ()
    return bool(suppressions) and all(one.get("status") in _SUPPRESSING for one in suppressions)


def _joined(run: dict[str, Any], stamp: Written | None) -> Written | None:
    for invocation in run.get("invocations") or ():
        own = written(invocation.get("endTimeUtc") or invocation.get("startTimeUtc"))
        stamp = stamp if own is None else own.joined(stamp)
    return stamp


class _Run:
    """Reads the results of one run."""

    def __init__(self, run: dict[str, Any], where: str) -> None:
        self._rules = Rules(run)
        self._where = where
        self._invocations: list[Any] = run.get("invocations") or []
        self._overrides = [self._rules.overrides(invocation) for invocation in self._invocations]
        self._is_bandit = at(run, "tool", "driver", "name") == "Bandit"

    def found(self, result: dict[str, Any]) -> Found:
        rule = self._rules.of(result)
        name = str(rule_name(result) or rule.get("id") or "")[:_SHOWN]
        return Found(
            self._level(result, rule, name),
            name,
            _severity(rule, result),
            tuple(self._paths(result)),
            result.get("kind") in _UNDECIDED,
            self._number(result),
        )

    def _number(self, result: dict[str, Any]) -> int:
        """SARIF 2.1.0, section 3.27.20."""
        number = result.get("occurrenceCount", 1)
        if type(number) is not int or number < 1:
            raise UndeterminedError(f"{self._where}: a result has the occurrenceCount {_said(number)}")
        return number

    def _level(self, result: dict[str, Any], rule: dict[str, Any], name: str) -> SarifLevel:
        """SARIF 2.1.0, section 3.27.10: the result's own level, else its rule's, else a warning."""
        kind = result.get("kind", "fail")
        if kind in _DECIDED or kind in _UNDECIDED:
            return SarifLevel.NONE
        if kind != "fail":
            raise UndeterminedError(
                f"{self._where}: a result of {name or 'no rule'} has the unknown kind {_said(kind)}"
            )
        if "level" in result:
            level = result["level"]
        elif self._is_bandit and at(result, "properties", "issue_severity") in _BANDIT:
            # Bandit leaves a warning out, and gives the rule the level of the first thing that it found.
            level = _BANDIT[result["properties"]["issue_severity"]]
        else:
            level = self._override(result, rule) or at(rule, "defaultConfiguration", "level") or "warning"
        if level not in _LEVELS:
            raise UndeterminedError(
                f"{self._where}: a result of {name or 'no rule'} has the unknown level {_said(level)}"
            )
        return _LEVELS[level]

    def _override(self, result: dict[str, Any], rule: dict[str, Any]) -> Any:
        """The level that the invocation which found the result gave to its rule; None where it gave none."""
        number = at(result, "provenance", "invocationIndex")
        if number is None and len(self._overrides) == 1:
            number = 0
        if type(number) is not int or not 0 <= number < len(self._overrides):
            return None
        names, rules = self._overrides[number]
        return names.get(str(rule_name(result))) or rules.get(id(rule))

    def _paths(self, result: dict[str, Any]) -> list[str]:
        found = []
        for location in result.get("locations") or ():
            place = at(location, "physicalLocation", "artifactLocation") or {}
            uri = place.get("uri")
            if isinstance(uri, str):
                found.append(uri)
        return found


def _severity(rule: dict[str, Any], result: dict[str, Any]) -> float | None:
    for holder in (rule, result):
        value = decimal_number(at(holder, "properties", "security-severity"))
        if value is not None and 0 <= value <= _MAX_SEVERITY:
            return value
    return None


def _said(word: Any) -> str:
    return f"“{word[:_SHOWN]}”" if isinstance(word, str) else str(word)[:_SHOWN].replace("None", "null")
