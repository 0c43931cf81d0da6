"""The use case `init -t`: a new checklist from a template, filled in with what the repository's files say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck import files, output_file
from mdcheck.app.init.fill import PLACEHOLDER, STATEMENT, fill, read_items
from mdcheck.app.init.values import KEYS, check_value
from mdcheck.document.source import Source
from mdcheck.errors import RefusedError, StaleFileError, UsageError, WriteError, did_you_mean
from mdcheck.regular import read_regular
from mdcheck.repository.discovery import find_root, is_tracked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mdcheck.app.init.detect import Repository
    from mdcheck.document.model import Checklist

_MAX_BYTES = 512 * 1024


class Template(NamedTuple):
    """A checklist to start from."""

    name: str
    output: str
    """The name of the file that it becomes."""
    description: str
    file: Path | None = None
    """A person's own; None for those that mdcheck brings."""

    @property
    def place(self) -> str:
        """What errors name."""
        return f"templates/{self.name}.md" if self.file is None else str(self.file)


OUTPUT = "CHECKLIST.md"
"""What a starter and a person's own template become."""

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
    """The template of this name, or the person's own in this file. Raises UsageError for what is neither."""
    known = {template.name: template for template in TEMPLATES}
    if name in known:
        return known[name]
    path = Path(name)
    if path.is_file() or "/" in name or path.suffix:
        return Template(name, OUTPUT, "a template of one's own", path)
    message = f"no template “{name}”{did_you_mean(name, tuple(known))}"
    raise UsageError(message, where="--template", fix=f"name one of {', '.join(known)}, or a file")


def template_text(template: Template) -> str:
    """The template as it is written. Raises UsageError for a file that can't be read."""
    data = _packaged(template.name) if template.file is None else _own(template.file)
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            "the template is not UTF-8", where=f"{template.place}:{line}", fix="save it as UTF-8"
        ) from error


def _own(path: Path) -> bytes:
    try:
        return read_regular(str(path), _MAX_BYTES)
    except OSError as error:
        reason = error.strerror or str(error)
        fix = "name a readable file, or a template that --list shows"
        raise UsageError(f"the template can't be read: {reason}", where=str(path), fix=fix) from error


def _packaged(name: str) -> bytes:
    from importlib.resources import files as resources  # late: only a new checklist needs its template

    package = resources("mdcheck")
    # In a checkout the templates stand beside the package; a wheel holds them inside.
    candidates = (package / "templates" / f"{name}.md", Path(str(package)).parent / f"templates/{name}.md")
    source = next((place for place in candidates if place.is_file()), None)
    if source is None:
        raise UsageError(f"the template “{name}” is missing from this installation", fix="install mdcheck-cli again")
    return source.read_bytes()


def asked_keys(template: Template) -> tuple[str, ...]:
    """The keys that the template's text or its items are about."""
    text = template_text(template)
    lines = text.split("\n")
    placed = {item.name for item in read_items(lines, template.place).values()}
    tested = {word for line in lines if (found := STATEMENT.fullmatch(line)) for word in (found[2] or "").split()}
    named = {*PLACEHOLDER.findall(text), *tested}
    return tuple(key for key, spec in KEYS.items() if key in named or placed.intersection(spec.items))


def check_keys(template: Template, given: Iterable[tuple[str, str]]) -> None:
    """Raises UsageError for a value that is unfit for its key, and one that the template is not about."""
    asked = asked_keys(template)
    for key, text in given:
        check_value(key, text)
        if key not in asked:
            message = f"the template “{template.name}” does not ask for “{key}”"
            fix = f"leave it out; it asks for {', '.join(asked)}" if asked else "leave it out"
            raise UsageError(message, where="--set", fix=fix)


def target(name: str, cwd: Path, output: str | None) -> Path:
    """Where the checklist goes: `output`, else a file of this name at the repository's root."""
    if output is not None:
        return Path(output)
    return Path(os.path.relpath((find_root(cwd) or cwd) / name, cwd))


def render(template: Template, repository: Repository, parts: Collection[str]) -> bytes:
    """The checklist's bytes, with these parts. Raises UsageError where the template or a value makes it malformed."""
    source = template_text(template)
    text = fill(source, repository, parts, where=template.place)
    _require_sound(text, source, template, repository)
    return text.encode("utf-8")


def refuse_existing(path: Path) -> None:
    """Raises RefusedError where something stands already, even a link that leads nowhere."""
    if os.path.lexists(path):
        keep = f"keep it and see what `mdcheck adopt {path}` proposes for it, " if path.is_file() else ""
        fix = f"{keep}write elsewhere with --output, or replace it with --force"
        what = "the file exists" if keep else "something that is no file stands there already"
        raise RefusedError(f"{what}, and was not touched", where=str(path), fix=fix)


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


def _require_sound(text: str, source: str, template: Template, repository: Repository) -> None:
    """A value may mean something else in YAML, and a stranger's blocks may mean nothing: say so, and write nothing."""
    from mdcheck.checks.bind import read_checks
    from mdcheck.document.diagnostic import Level
    from mdcheck.document.lint import lint, needs_errors  # late: `--list` looks at nothing
    from mdcheck.document.model import Notation

    checklist = _parsed(text)
    _, problems = read_checks(checklist)
    grave = [*checklist.diagnostics, *problems, *needs_errors(checklist), *lint(checklist, frozenset(Notation))]
    found = sorted(one for one in grave if template.file is None or one.level is Level.ERROR)
    if not found:
        return
    line = checklist.source.line(found[0].line - 1).rstrip("\r\n")
    given = [f"{key}={text}" for key, text in repository.given.items() if text in line]
    if given:
        named = ", ".join(given)
        message = f"the checklist would be malformed ({found[0].message}) because of {named}"
        raise UsageError(message, where=f"{template.name}, line {found[0].line}", fix="give another value with --set")
    number = next((number for number, one in enumerate(source.split("\n"), 1) if one == line), None)
    where = f"{template.place}:{number}" if number else f"{template.place}, line {found[0].line} of what it makes"
    raise UsageError(found[0].message, where=where, fix=found[0].fix or "correct the template")
