"""Linters that a build of Maven or Gradle runs by itself: CI then runs them without naming them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.app.init.facts import Facts, Subject

if TYPE_CHECKING:
    from mdcheck.app.init.tree import Tree

_PLUGINS = {
    "maven-checkstyle-plugin": ("checkstyle", "verify"),
    "spotless-maven-plugin": ("spotless", "verify"),
    "maven-pmd-plugin": ("pmd", "verify"),
    "spotbugs-maven-plugin": ("spotbugs", "verify"),
    "ktlint-maven-plugin": ("ktlint", "validate"),
    "detekt-maven-plugin": ("detekt", "verify"),
    "fmt-maven-plugin": ("fmt", "verify"),
    "spring-javaformat-maven-plugin": ("spring-javaformat", "validate"),
}
"""The plugins of Maven that look at code, with the phase that their goal `check` is bound to by itself."""
_GOALS = frozenset(("check", "validate"))
_PHASES = (
    *("validate", "initialize", "generate-sources", "process-sources", "process-classes", "compile", "test-compile"),
    *("test", "prepare-package", "package", "integration-test", "verify", "install", "deploy"),
)
_GRADLE = re.compile(
    r"^[ \t]*(?:(?:id|alias|apply)\b[^\n]*?\b|[`'\"]?)(spotless|ktlint|detekt|checkstyle|pmd|spotbugs)\b[`'\")]*"
    r"(?=[ \t]*$|[ \t]+(?:version|apply[ \t]+true)\b)",
    re.MULTILINE,
)
"""A plugin that is applied: `id("org.example.detekt") version "1"`, `alias(libs.plugins.spotless)`, `checkstyle`."""


class BuildLinter(NamedTuple):
    """A linter of a build."""

    name: str
    path: str
    """The file that binds it to the build."""
    shows: dict[str, Any]
    """A check that the file still does."""
    runs: str
    """Regular expression for a command of CI that runs it."""


def build_linter(tree: Tree, facts: Facts) -> BuildLinter | None:
    """The first that a manifest at the root binds; else the first of any."""
    for fact in facts.of(Subject.MANIFEST, "Maven", "Gradle"):
        found = _maven(tree, fact.path) if fact.name == "Maven" else _gradle(tree, fact.path)
        if found is not None:
            return found
    return None


def _maven(tree: Tree, path: str) -> BuildLinter | None:
    for plugin in _listed(tree.value(path, "project", "build", "plugins", "plugin")):
        artifact = plugin.get("artifactId")
        if artifact not in _PLUGINS:
            continue
        name, usual = _PLUGINS[artifact]
        executions = plugin.get("executions")
        for execution in _listed(executions.get("execution") if isinstance(executions, dict) else None):
            goals = execution.get("goals")
            named = goals.get("goal") if isinstance(goals, dict) else None
            if not _GOALS.intersection(named if isinstance(named, list) else [named]):
                continue
            phase = execution.get("phase", usual)
            if phase not in _PHASES:
                continue  # `none` switches it off
            later = "|".join(_PHASES[_PHASES.index(phase) :])
            runs = rf"(mvn|mvnw)\b(?!.*-D{name}\S*skip).* ({later})"
            place = f"$.project.build.plugins..[?@.artifactId == '{artifact}']"
            return BuildLinter(name, path, {"value": path, "at": place}, runs)
    return None


def _listed(value: Any) -> list[dict[str, Any]]:
    """What XML holds once or several times."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _gradle(tree: Tree, path: str) -> BuildLinter | None:
    """A Groovy or Kotlin program: that it applies a plugin is as much as can be read."""
    found = _GRADLE.search(tree.text(path))
    if found is None:
        return None
    line = " ".join(found[0].split())
    runs = rf"(gradle|gradlew)\b(?!.* (-x|--exclude-task) \S*({found[1]}|check)).* (\S*:)?(check|build|{found[1]}\w*)"
    return BuildLinter(found[1], path, {"contains": path, "text": line, "ignore": "comments"}, runs)
