"""The use case `init`: a new checklist from a template, filled in with what the repository's files say."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck import files, output_file
from mdcheck.app.init.parts import ALL_PARTS, resolve
from mdcheck.app.init.repository import Look
from mdcheck.app.init.values import Origin, Value, check_value, detect
from mdcheck.document.source import Source
from mdcheck.errors import RefusedError, StaleFileError, UsageError, WriteError, did_you_mean
from mdcheck.repository.discovery import find_root, is_tracked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mdcheck.document.model import Checklist

_PLACEHOLDER = re.compile(r"«(\w+)»")


class Template(NamedTuple):
    """A checklist to start from."""

    name: str
    output: str
    """The name of the file that it becomes."""
    description: str


TEMPLATES = (
    Template(
        "production-readiness",
        "PRODUCTION_READINESS_CHECKLIST.md",
        "is a service ready for production? Ten sections from security to sign-off",
    ),
    Template(
        "service-launch",
        "SERVICE_LAUNCH_CHECKLIST.md",
        "the weeks around a launch: capacity, dependencies, roll-out, communication",
    ),
    Template(
        "release",
        "RELEASE_CHECKLIST.md",
        "one release, from the frozen branch to the announced version",
    ),
    Template(
        "security-review",
        "SECURITY_REVIEW_CHECKLIST.md",
        "a review of one service: threats, access, code, supply chain, operation",
    ),
    Template(
        "open-source-project",
        "OPEN_SOURCE_CHECKLIST.md",
        "is a repository ready for strangers? Licence, documents, community, trust",
    ),
    Template(
        "incident-follow-up",
        "INCIDENT_FOLLOW_UP_CHECKLIST.md",
        "after an incident: what is known, what is fixed, what keeps it from coming back",
    ),
)


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist that was written."""

    path: Path
    """As seen from the working folder."""
    items: int
    checked: int
    """Items that own a check."""


def find_template(name: str) -> Template:
    """Raises UsageError for a name that no template has."""
    known = {template.name: template for template in TEMPLATES}
    if name not in known:
        message = f"no template “{name}”{did_you_mean(name, tuple(known))}"
        raise UsageError(message, where="--template", fix=f"name one of {', '.join(known)}")
    return known[name]


def template_text(template: Template, parts: Collection[str] = ALL_PARTS) -> str:
    """The template with these parts, its lines ended by a line feed; `«key»` stands where values go."""
    return resolve(_source(template), parts, where=f"templates/{template.name}.md")


def _source(template: Template) -> str:
    from importlib.resources import files as resources  # late: only a new checklist needs its template

    package = resources("mdcheck")
    # In a checkout the templates stand beside the package; a wheel holds them inside.
    candidates = (
        package / "templates" / f"{template.name}.md",
        Path(str(package)).parent / f"templates/{template.name}.md",
    )
    source = next((place for place in candidates if place.is_file()), None)
    if source is None:
        raise UsageError(
            f"the template “{template.name}” is missing from this installation", fix="install mdcheck-cli again"
        )
    return source.read_bytes().decode("utf-8").replace("\r\n", "\n")


def settle(
    template: Template, cwd: Path, given: Mapping[str, str], parts: Collection[str] = ALL_PARTS
) -> tuple[Value, ...]:
    """A value for each key that these parts of the template ask for: given, found in the repository, or the usual one.

    Raises UsageError for a given key that it doesn't ask for, and a value that is unfit for its key.
    """
    wanted = dict.fromkeys(_PLACEHOLDER.findall(template_text(template, parts)))
    known = dict.fromkeys(_PLACEHOLDER.findall(template_text(template)))
    for key, text in given.items():
        check_value(key, text)
        if key not in known:
            message = f"the template “{template.name}” does not ask for “{key}”"
            raise UsageError(message, where="--set", fix=f"leave it out; it asks for {', '.join(known)}")
    return detect(Look.at(find_root(cwd) or cwd), wanted, given)


def target(name: str, cwd: Path, output: str | None) -> Path:
    """Where the checklist goes: `output`, else a file of this name at the repository's root."""
    if output is not None:
        return Path(output)
    return Path(os.path.relpath((find_root(cwd) or cwd) / name, cwd))


def render(template: Template, values: Sequence[Value], parts: Collection[str] = ALL_PARTS) -> bytes:
    """The checklist's bytes, with these parts. Raises UsageError where the values make it malformed."""
    rendered = {value.key: value.rendered for value in values}
    text = _PLACEHOLDER.sub(lambda found: rendered[found[1]], template_text(template, parts))
    _require_sound(text, template, values)
    return text.encode("utf-8")


def refuse_existing(path: Path) -> None:
    """Raises RefusedError where something stands already, even a link that leads nowhere."""
    if os.path.lexists(path):
        fix = (
            f"keep it and see what `mdcheck adopt {path}` proposes for it, write elsewhere with --output, "
            "or replace it with --force"
        )
        raise RefusedError("the file exists, and was not touched", where=str(path), fix=fix)


def save(data: bytes, path: Path, *, force: bool = False) -> Started:
    """Write a new checklist. Raises RefusedError for a file that exists, unless forced, and WriteError."""
    if force and os.path.lexists(path):
        _replace(path, data)
    else:
        refuse_existing(path)
        _create(path, data)
    checklist = _parsed(data.decode("utf-8"))
    return Started(
        path=path,
        items=len(checklist.items),
        checked=sum(not item.manual for item in checklist.items),
    )


def _replace(path: Path, data: bytes) -> None:
    output_file.refuse_place(path)
    files.writable(path)
    target = files.target_of(path)
    if not files.replace(path, data, expected=files.read(path), target=target, tracked=is_tracked):
        raise StaleFileError("the file is being saved right now", where=str(path), fix="run again")


def _create(path: Path, data: bytes) -> None:
    """A new file, whole or not at all; another process that creates it at the same time wins."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fix = "name a file in a folder that can be made (--output)"
        raise WriteError(f"the folder can't be made: {error.strerror}", where=str(path), fix=fix) from error
    try:
        output_file.create(path, data)
    except FileExistsError:
        refuse_existing(path)
        raise


def _parsed(text: str) -> Checklist:
    from mdcheck.document.parse import parse  # late: `--list` parses nothing

    return parse(Source.from_text(text, path="the new checklist"))


def _require_sound(text: str, template: Template, values: Sequence[Value]) -> None:
    """A value such as a folder named `no` means something else in YAML: say so, and write nothing."""
    from mdcheck.checks.bind import read_checks
    from mdcheck.document.lint import lint  # late: `--list` looks at nothing
    from mdcheck.document.model import Notation

    checklist = _parsed(text)
    _, problems = read_checks(checklist)
    found = sorted([*checklist.diagnostics, *problems, *lint(checklist, frozenset(Notation))])
    if not found:
        return
    line = checklist.source.line(found[0].line - 1)
    culprits = [value for value in values if value.origin is not Origin.USUAL and value.rendered in line]
    named = ", ".join(f"{value.key}={value.text}" for value in culprits) or "the template itself"
    raise UsageError(
        f"the checklist would be malformed ({found[0].message}) because of {named}",
        where=f"{template.name}, line {found[0].line}",
        fix="give another value with --set",
    )
