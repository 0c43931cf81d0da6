"""Items about tests, their coverage, and the tools that CI runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import Entry, Section, code, glob_escaped, not_here
from mdcheck.app.init.values import value

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Maker


def coverage(repository: Repository) -> Entry:
    """A coverage report shows that 80% of the lines are covered; from 60% this is a warning."""
    statement = "The tests cover at least 80% of the lines; from 60% this is a warning"
    if not repository.programmed:
        return Entry(Section.TESTS, not_here(statement, "no program was seen here"))
    report = value(repository, "coverage")
    if report is None:
        return Entry(Section.TESTS, "The tests cover at least 80% of the lines: name here the report that shows it")
    if "coverage" not in repository.given and not repository.tree.workspace.is_file(report):
        return Entry(
            Section.TESTS, f"The tests cover at least 80% of the lines (evidence: {code(report)}, which CI writes)"
        )
    path = glob_escaped(report)
    check = {
        "coverage": path,
        "min": 80,
        "warn": 60,
        "newer_than": "@code",
        "fix": f"Run the tests so that they write {report}, and test first what matters most",
    }
    return Entry(Section.TESTS, f"{statement} ({code(report)})", (check,))


_FOLDERS = (
    "{integration,integration_tests,integration-tests,IntegrationTests,functional,system,contract,e2e,acceptance}"
)
_SCRIPT_TESTS = f"**/{_FOLDERS}/**/*.{{test,spec,cy}}.{{js,ts,mjs,cjs,jsx,tsx}}"
_NAMES = {
    "Java": ["**/*{IT,ITCase,IntegrationTest,IntegrationTests}.{java,kt,groovy,scala}"],
    ".NET": ["**/*{IntegrationTests,FunctionalTests,AcceptanceTests}*/**/*.cs"],
    "Node": [
        _SCRIPT_TESTS,
        f"**/{_FOLDERS}/**/*[._-]test.{{js,ts}}",
        "**/{cypress,playwright,e2e}/**/*.{test,spec,cy}.{js,ts,mjs,jsx,tsx}",
        "**/*{integration,int,e2e}.{test,spec}.{js,ts,mjs,jsx,tsx}",
    ],
    "Python": [f"**/{_FOLDERS}/**/{{test_*,*_test}}.py", "**/test_*integration*.py"],
    "Go": [f"**/{_FOLDERS}/**/*_test.go", "**/*{integration,_e2e}*_test.go"],
    "Rust": ["**/tests/**/*.rs"],
    "Ruby": [
        f"**/{_FOLDERS}/**/*_{{test,spec}}.rb",
        "spec/{requests,features}/**/*_spec.rb",
        "**/*integration*_{test,spec}.rb",
    ],
    "PHP": ["**/{Integration,integration,Functional,Feature}/**/*{Test,Cest}.php"],
    "Elixir": [f"**/{_FOLDERS}/**/*_test.exs"],
}
"""Where the tests of each ecosystem lie, or how they are called, if they are integration tests."""


def integration_tests(repository: Repository) -> Entry:
    """There are files of integration tests: none is a failure, fewer than five a warning."""
    statement = "At least five files of integration tests are named or placed as such; fewer is a warning"
    if not repository.programmed:
        return Entry(Section.TESTS, not_here(statement, "no program was seen here"))
    ecosystems = {{"Maven": "Java", "Gradle": "Java"}.get(name, name) for name in repository.ecosystems}
    globs = [glob for name in _NAMES if name in ecosystems for glob in _NAMES[name]]
    if not globs:
        return Entry(Section.TESTS, "There are integration tests: name here where they are")
    check = {
        "glob_count": globs,
        "exclude": ["**/{node_modules,vendor,.venv,venv,target,dist,build}/**"],
        "min": 5,
        "warn_min": 1,
        "min_size": 1,
        "fix": "Test each border of the program in integration tests, with the real thing on the other side",
    }
    return Entry(Section.TESTS, statement, (check,))


_PROPERTY = [
    *(
        "hypothesis",
        "schemathesis",
        "fast-check",
        "@fast-check/*",
        "proptest",
        "quickcheck*",
        "*jqwik*",
        "bolero",
        "arbtest",
    ),
    *(
        "github.com/leanovate/gopter",
        "pgregory.net/rapid",
        "fscheck*",
        "cscheck",
        "stream_data",
        "propcheck",
        "rantly",
        "eris",
    ),
    *("kotest-property*", "scalacheck*"),
]


def property_library(repository: Repository) -> Entry | None:
    """A library for property-based tests is among the dependencies."""
    if not repository.facts.has(Subject.MANIFEST):
        return None
    check = {
        "dependency": {"any": _PROPERTY},
        "severity": "warning",
        "fix": "State a law, such as “decoding undoes encoding”, and test it with Hypothesis, fast-check or their like",
    }
    return Entry(Section.TESTS, "A library for property-based tests is among the dependencies", (check,))


def test_command(repository: Repository) -> Entry | None:
    """The tests pass: a script that needs trust, written only where it was asked for."""
    found = value(repository, "test_command")
    if found is None:
        return None
    return Entry(Section.TESTS, "The tests pass", script=found)


MAKERS: dict[str, Maker] = {
    "unit-test-coverage": coverage,
    "integration-tests": integration_tests,
    "property-library": property_library,
    "tests-pass": test_command,
}
