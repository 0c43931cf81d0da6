"""The rules of a run in a SARIF log, found in time that does not grow with their number."""

from __future__ import annotations

from typing import Any

from mdcheck.evidence.formats.json import at

_DRIVER = -1


def rule_name(result: dict[str, Any]) -> Any:
    """The id of the result's rule, as the result states it."""
    return result.get("ruleId") or at(result, "rule", "id")


class Rules:
    """The rules of the driver and of its extensions."""

    def __init__(self, run: dict[str, Any]) -> None:
        driver = at(run, "tool", "driver") or {}
        extensions = at(run, "tool", "extensions") or []
        self._components: dict[int, dict[str, Any]] = {_DRIVER: driver, **dict(enumerate(extensions))}
        self._by_name: dict[tuple[int, str, str], dict[str, Any]] = {}
        """By component and by `id` or `guid`."""
        self._anywhere: dict[tuple[str, str], dict[str, Any]] = {}
        for number, component in self._components.items():
            for rule in component.get("rules") or ():
                for key in ("id", "guid"):
                    if isinstance(rule.get(key), str):
                        self._by_name.setdefault((number, key, rule[key]), rule)
                        self._anywhere.setdefault((key, rule[key]), rule)

    def of(self, result: dict[str, Any]) -> dict[str, Any]:
        """The rule that the result names; empty where the log does not hold it.

        An index counts only if the rule there has the name that the result gives.
        """
        number = self._component(at(result, "rule", "toolComponent"))
        name = rule_name(result)
        rules = (self._components[number].get("rules") or []) if number is not None else []
        index = result.get("ruleIndex", at(result, "rule", "index"))
        if type(index) is int and 0 <= index < len(rules):
            rule: dict[str, Any] = rules[index]
            if name is None or str(rule.get("id")) in _leading_parts(str(name)):
                return rule
        guid = at(result, "rule", "guid")
        if isinstance(guid, str) and (found := self._named(number, "guid", guid)):
            return found
        if name is None:
            return {}
        return next((found for part in _leading_parts(str(name)) if (found := self._named(number, "id", part))), {})

    def overrides(self, invocation: dict[str, Any]) -> tuple[dict[str, Any], dict[int, Any]]:
        """The levels that an invocation gives to rules: by their names, and by what they are."""
        names: dict[str, Any] = {}
        rules: dict[int, Any] = {}
        for override in invocation.get("ruleConfigurationOverrides") or ():
            named = {"rule": override["descriptor"]}
            level = at(override, "configuration", "level")
            if (name := rule_name(named)) is not None:
                names.setdefault(str(name), level)
            if rule := self.of(named):
                rules.setdefault(id(rule), level)
        return names, rules

    def _component(self, reference: Any) -> int | None:
        """The component that a reference means, by its index, guid or name; the driver where there is none."""
        if not isinstance(reference, dict):
            return _DRIVER
        index = reference.get("index")
        if type(index) is int and index in self._components:
            return index
        for key in ("guid", "name"):
            wanted = reference.get(key)
            for number, component in self._components.items() if wanted else ():
                if component.get(key) == wanted:
                    return number
        return None if index is not None else _DRIVER

    def _named(self, number: int | None, key: str, name: str) -> dict[str, Any] | None:
        return self._by_name.get((_DRIVER if number is None else number, key, name)) or self._anywhere.get((key, name))


def _leading_parts(name: str) -> list[str]:
    """A hierarchical id and what stands in front of its slashes: `CA1000/1/2`, `CA1000/1`, `CA1000`."""
    parts = [name]
    while "/" in name and len(parts) < 10:  # noqa: PLR2004 - no tool nests deeper
        name = name.rpartition("/")[0]
        parts.append(name)
    return parts
