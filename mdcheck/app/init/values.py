"""What a new checklist can be filled in with: a closed set of values, each looked up in the repository's files.

A template names a value as `«key»`. Values go into YAML and into text as they are, so each sort of value is confined to
characters that mean nothing there; what does not fit is not used.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck.app.init import repository as evidence
from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from mdcheck.app.init.repository import Look


class Sort(StrEnum):
    """What a value must look like."""

    NAME = "a name"
    PATH = "a path or glob from the repository's root"
    PATHS = "paths or globs from the repository's root, with commas between them"
    VARIABLE = "the name of an environment variable"
    BRANCH = "the name of a branch"
    COMMAND = "a command on one line"
    PATTERN = "a regular expression without single quotes"


_PATH = r"(?!(?:[^,]*/)?\.\.(?:[/,]|$))[\w.](?:[\w.+@*?/-]| (?=[\w(]))*"
_FORMS = {
    Sort.NAME: re.compile(r"\w(?:[\w.+&'-]|,? (?=\w)){0,79}"),
    Sort.PATH: re.compile(_PATH),
    Sort.PATHS: re.compile(rf"{_PATH}(?:,{_PATH})*"),
    Sort.VARIABLE: re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    Sort.BRANCH: re.compile(r"[A-Za-z0-9_][\w./-]*"),
    Sort.COMMAND: re.compile(
        r"(?!.*(?:```|~~~))[^\s\x00-\x1f\x7f-\x9f](?:[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?"
    ),
    Sort.PATTERN: re.compile(r"[^\s'\x00-\x1f](?:[^'\x00-\x1f]*[^\s'\x00-\x1f])?"),
}


class Origin(StrEnum):
    """Where a value came from."""

    FOUND = "found"
    USUAL = "usual"
    """Nothing was found, so the usual place is named."""
    GIVEN = "given"


class Value(NamedTuple):
    """What stands for `«key»`."""

    key: str
    text: str
    """As people write it: several paths have commas between them."""
    origin: Origin

    @property
    def rendered(self) -> str:
        """As it stands in the checklist: several paths are a YAML list."""
        if KEYS[self.key].sort is Sort.PATHS and "," in self.text:
            return f"[{', '.join(self.text.split(','))}]"
        return self.text


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One value that templates may ask for."""

    meaning: str
    sort: Sort
    find: Callable[[Look, Mapping[str, str]], str | None]
    """What the repository says, None where it says nothing; it is given the values of the keys before this one."""
    usual: Callable[[Mapping[str, str]], str]
    """What is written where nothing is found, from the same values."""


def _alone(find: Callable[[Look], str | None]) -> Callable[[Look, Mapping[str, str]], str | None]:
    return lambda look, _values: find(look)


def _is(text: str) -> Callable[[Mapping[str, str]], str]:
    return lambda _values: text


def _secret_variable(values: Mapping[str, str]) -> str:
    words = re.findall(r"[A-Za-z0-9]+", values["project"])
    name = "_".join([*words, "auth", "secret"]).upper()
    return name if not name[0].isdigit() else "AUTH_SECRET"


KEYS: dict[str, Key] = {
    "project": Key(
        meaning="the project's name",
        sort=Sort.NAME,
        find=_alone(evidence.project),
        usual=_is("this project"),
    ),
    "package": Key(
        meaning="the folder of the program's own code",
        sort=Sort.PATH,
        find=evidence.package,
        usual=_is("src"),
    ),
    "tests": Key(
        meaning="the folder of the tests",
        sort=Sort.PATH,
        find=_alone(evidence.tests),
        usual=_is("tests"),
    ),
    "docs": Key(
        meaning="the folder of the documentation",
        sort=Sort.PATH,
        find=_alone(evidence.docs),
        usual=_is("docs"),
    ),
    "manifest": Key(
        meaning="the file that names the version and the dependencies",
        sort=Sort.PATH,
        find=_alone(evidence.manifest),
        usual=_is("pyproject.toml"),
    ),
    "coverage": Key(
        meaning="the coverage report that the tests write",
        sort=Sort.PATH,
        find=_alone(evidence.coverage),
        usual=_is("coverage.xml"),
    ),
    "test_command": Key(
        meaning="the command that runs the unit tests and writes the coverage report",
        sort=Sort.COMMAND,
        find=evidence.test_command,
        usual=evidence.pytest_command,
    ),
    "ci": Key(
        meaning="the CI file that runs the tests",
        sort=Sort.PATH,
        find=_alone(evidence.ci),
        usual=_is(".github/workflows/ci.yml"),
    ),
    "ci_tests": Key(
        meaning="what CI runs the tests with, as a pattern for the beginning of the command",
        sort=Sort.PATTERN,
        find=_alone(evidence.ci_tests),
        usual=_is(
            r"(pytest|tox|(npm|yarn|pnpm) (run )?test|go test|cargo (test|nextest)|dotnet test|rspec|make (test|check))"
        ),
    ),
    "dockerfile": Key(
        meaning="the file that the image is built from",
        sort=Sort.PATH,
        find=_alone(evidence.dockerfile),
        usual=_is("Dockerfile"),
    ),
    "workloads": Key(
        meaning="the Kubernetes manifests of deployments",
        sort=Sort.PATHS,
        find=_alone(evidence.workloads),
        usual=_is("k8s/deployment.yaml"),
    ),
    "infrastructure": Key(
        meaning="the folder of Terraform files",
        sort=Sort.PATH,
        find=_alone(evidence.infrastructure),
        usual=_is("terraform"),
    ),
    "monitoring": Key(
        meaning="the folder of metrics, alert rules and dashboards",
        sort=Sort.PATH,
        find=_alone(evidence.monitoring),
        usual=_is("monitoring"),
    ),
    "backups": Key(
        meaning="the folder that backups are written to",
        sort=Sort.PATH,
        find=_alone(evidence.backups),
        usual=_is("backups"),
    ),
    "secret_variable": Key(
        meaning="the environment variable that holds the signing secret",
        sort=Sort.VARIABLE,
        find=_alone(evidence.secret_variable),
        usual=_secret_variable,
    ),
    "branch": Key(
        meaning="the branch that releases are made from",
        sort=Sort.BRANCH,
        find=_alone(evidence.branch),
        usual=_is("main"),
    ),
}
"""In the order in which they are looked up: a key may build on those before it."""


def detect(look: Look, wanted: Collection[str], given: Mapping[str, str]) -> tuple[Value, ...]:
    """A value for each wanted key: the given one, else what the repository says, else the usual one."""
    texts: dict[str, str] = {}
    values: list[Value] = []
    for key, spec in KEYS.items():
        value = _settled(key, spec, look, given, texts)
        texts[key] = value.text
        if key in wanted:
            values.append(value)
    return tuple(values)


def _settled(key: str, spec: Key, look: Look, given: Mapping[str, str], texts: Mapping[str, str]) -> Value:
    if key in given:
        return Value(key, given[key], Origin.GIVEN)
    found = spec.find(look, texts)
    if found is not None and _FORMS[spec.sort].fullmatch(found):
        return Value(key, found, Origin.FOUND)
    return Value(key, spec.usual(texts), Origin.USUAL)


def check_value(key: str, text: str) -> None:
    """Raises UsageError for a key that is none, and a value that is unfit for it."""
    if key not in KEYS:
        message = f"“{key}” is nothing that a template asks for{did_you_mean(key, tuple(KEYS))}"
        raise UsageError(message, where="--set", fix=f"set one of {', '.join(KEYS)}")
    sort = KEYS[key].sort
    if not _FORMS[sort].fullmatch(text):
        fix = f"give {sort}, such as {key}={_EXAMPLES[sort]}"
        raise UsageError(f"“{text}” can't stand for {key}, {KEYS[key].meaning}", where="--set", fix=fix)


_EXAMPLES = {
    Sort.NAME: "Acme-Billing",
    Sort.PATH: "src/acme",
    Sort.PATHS: "k8s/web.yaml,k8s/worker.yaml",
    Sort.VARIABLE: "ACME_AUTH_SECRET",
    Sort.BRANCH: "main",
    Sort.COMMAND: "'make test'",
    Sort.PATTERN: "'go test'",
}
