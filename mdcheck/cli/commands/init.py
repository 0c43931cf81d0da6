"""`mdcheck init`."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdcheck.app.find import USUAL
from mdcheck.app.init.detect import Repository
from mdcheck.app.init.nature import Kind
from mdcheck.app.init.parts import PARTS, find_parts
from mdcheck.app.init.starter.start import OUTPUT, prepare
from mdcheck.app.init.templates import TEMPLATES, find_template, refuse_existing, render, save, settle, target
from mdcheck.app.init.values import KEYS, Origin, check_value
from mdcheck.cli.completing import complete_templates
from mdcheck.errors import ExitCode, UsageError
from mdcheck.repository.discovery import find_root
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.init.starter.start import Starter
    from mdcheck.app.init.templates import Started, Template
    from mdcheck.app.init.values import Value


@click.command("init", short_help="Start a checklist that fits this repository.")
@click.option(
    "-t",
    "--template",
    "template_name",
    metavar="NAME",
    shell_complete=complete_templates,
    help="A larger template instead of the short starter.",
)
@click.option("--list", "list_templates", is_flag=True, help="Show the templates, and the keys that --set takes.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="What the repository is, where that is not seen rightly.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    help=f"The file to write (default: {OUTPUT}, or the template's own name, at the repository's root); "
    "- is standard output.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="What stands in the checklist instead of what was found; may be given again.",
)
@click.option(
    "--with", "wanted", multiple=True, metavar="PART", help="A part of the template that was not seen here (--list)."
)
@click.option("--without", "unwanted", multiple=True, metavar="PART", help="A part of the template to leave out.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, and take what was found.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(
    template_name: str | None,
    *,
    list_templates: bool,
    kind: str | None,
    output: str | None,
    settings: tuple[str, ...],
    wanted: tuple[str, ...],
    unwanted: tuple[str, ...],
    yes: bool,
    force: bool,
) -> ExitCode:
    """Start a checklist that fits this repository: 10 to 20 items about what is in it. Nothing is run.

    With --template it is a larger one, made of parts: those about what is here, and those that --with names. Where
    something that every project needs is missing, the check names the usual place and fails until it is there.
    """
    if list_templates:
        _show_list()
        return ExitCode.OK
    given = dict(_pair(setting) for setting in settings)
    ask = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if template_name is None:
        if wanted or unwanted:
            fix = "choose a template (--list)"
            raise UsageError("--with and --without choose parts of a template; the starter has none", fix=fix)
        return _start(given, Kind(kind) if kind else None, output, ask=ask, force=force)
    if kind is not None:
        raise UsageError("--kind chooses the items of the starter; a template has its own", fix="leave out --kind")
    parts = _parts(wanted, unwanted)
    return _start_template(find_template(template_name), parts, given, output, ask=ask, force=force)


def _parts(wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> frozenset[str]:
    cwd = Path.cwd()
    return find_parts(Repository(find_root(cwd) or cwd), given=wanted, left_out=unwanted)


def _start(given: dict[str, str], kind: Kind | None, output: str | None, *, ask: bool, force: bool) -> ExitCode:
    """The short starter."""
    if others := [key for key in given if key != "project"]:
        message = f"the starter does not ask for “{others[0]}”"
        raise UsageError(message, where="--set", fix="set project, or choose a template that asks for it (--list)")
    cwd = Path.cwd()
    starter = prepare(cwd, project_name=given.get("project"), kind=kind)
    if output == "-":
        sys.stdout.buffer.write(starter.data)
        return ExitCode.OK
    path = target(OUTPUT, cwd, output)
    if not force:
        refuse_existing(path)
    if ask:
        _show_starter(starter)
        name = given.get("project") or _ask("project", "Name", starter.project)
        asked = kind or Kind(
            click.prompt(
                "What is it", default=starter.nature.kind.value, type=click.Choice([kind.value for kind in Kind])
            )
        )
        same = asked is starter.nature.kind
        starter = prepare(cwd, project_name=name, kind=kind if same else asked)
        if not click.confirm(f"Write {path} with {count(len(starter.chosen), 'item')}?", default=True):
            _say("nothing was written")
            return ExitCode.OK
    started = save(starter.data, path, force=force)
    if not ask:
        _show_starter(starter)
    _show_written(started, "a short starter; `mdcheck init --list` shows larger templates")
    return ExitCode.OK


def _show_starter(starter: Starter) -> None:
    _say(f"this looks like {starter.nature.kind.words}: {starter.nature.reason}")
    if starter.findings:
        _columns(starter.findings)


def _start_template(
    template: Template, parts: frozenset[str], given: dict[str, str], output: str | None, *, ask: bool, force: bool
) -> ExitCode:
    cwd = Path.cwd()
    values = settle(template, cwd, given, parts)
    if output == "-":
        sys.stdout.buffer.write(render(template, values, parts))
        return ExitCode.OK
    path = target(template.output, cwd, output)
    if not force:
        refuse_existing(path)
    if ask:
        values = _asked(template, parts, given, values)
    started = save(render(template, values, parts), path, force=force)
    if not ask:
        _show_values(values)
    _show_written(started)
    return ExitCode.OK


def _pair(setting: str) -> tuple[str, str]:
    key, equals, text = setting.partition("=")
    if not equals:
        raise UsageError(f"“{setting}” sets nothing", where="--set", fix="write --set key=value")
    return key.strip(), text.strip()


def _show_list() -> None:
    _columns([(template.name, template.description) for template in TEMPLATES])
    click.echo("\nkeys of --set:")
    _columns([(key, spec.meaning) for key, spec in KEYS.items()])
    click.echo("\nparts for --with and --without:")
    _columns([(part.name, part.meaning) for part in PARTS])


def _asked(
    template: Template, parts: frozenset[str], given: dict[str, str], values: tuple[Value, ...]
) -> tuple[Value, ...]:
    """The values as the person at the terminal confirms them."""
    cwd = Path.cwd()
    if "project" not in given and any(value.key == "project" for value in values):
        value = next(value for value in values if value.key == "project")
        given = {**given, "project": _ask(value.key, _question(value), value.text)}
        values = settle(template, cwd, given, parts)
    _show_values(values)
    open_values = [value for value in values if value.key not in given]
    if not open_values or click.confirm("Fill these in?", default=True):
        return values
    answers = {value.key: _ask(value.key, _question(value), value.text) for value in open_values}
    return settle(template, cwd, {**given, **answers}, parts)


def _question(value: Value) -> str:
    return KEYS[value.key].meaning.capitalize()


def _ask(key: str, question: str, default: str) -> str:
    def read(text: str) -> str:
        try:
            check_value(key, text)
        except UsageError as error:
            raise click.BadParameter(f"{error.message}: {error.fix}") from error
        return text

    answer: str = click.prompt(question, default=default, value_proc=read)
    return answer


def _show_written(started: Started, remark: str = "") -> None:
    """What was written, and what to do next."""
    _say(f"wrote {started.path}: {started.items} items, {started.checked} of them with checks")
    if remark:
        _say(remark)
    usual = fnmatchcase(started.path.name, USUAL) and started.path.parent == Path()
    _say(f"next: read it, then run `mdcheck update{'' if usual else f' {started.path}'}`")
    _say("update commits the checklist; --no-commit, or commit = false in mdcheck.toml, turns that off")


def _show_values(values: Sequence[Value]) -> None:
    found = [value for value in values if value.origin is not Origin.USUAL]
    missing = [value for value in values if value.origin is Origin.USUAL]
    if found:
        _say("filled in:")
        _columns([(value.key, value.text) for value in found])
    if missing:
        _say("not found, so the usual is named:")
        _columns([(value.key, value.text) for value in missing])


def _columns(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        _say(f"{name:<{width}}  {text}", indent="  ")


def _say(text: str, *, indent: str = "") -> None:
    """Names of files and folders come from the repository, so they are made safe for a terminal."""
    from mdcheck.reports.layout.sanitize import clean  # late: not needed where the checklist goes to a pipe

    click.echo(indent + clean(text))
