"""`mdcheck init`."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdcheck.app.find import USUAL
from mdcheck.app.init.templates import TEMPLATES, find_template, refuse_existing, render, settle, start, target
from mdcheck.app.init.values import KEYS, Origin, check_value
from mdcheck.cli.completing import complete_templates
from mdcheck.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.init.templates import Started, Template
    from mdcheck.app.init.values import Value


@click.command("init", short_help="Start a checklist from a template.")
@click.option(
    "-t",
    "--template",
    "template_name",
    metavar="NAME",
    shell_complete=complete_templates,
    default=TEMPLATES[0].name,
    show_default=True,
    help="The template to start from.",
)
@click.option("--list", "list_templates", is_flag=True, help="Show the templates, and the keys that --set takes.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The file to write (default: the template's own name, at the repository's root); - is standard output.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="What stands in the checklist instead of what was found; may be given again.",
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(
    template_name: str, *, list_templates: bool, output: str | None, settings: tuple[str, ...], force: bool
) -> ExitCode:
    """Start a checklist from a template, with the paths of this repository filled in. Nothing is run.

    Where the repository lacks something, the check names the usual place and fails until it is there.
    """
    if list_templates:
        _show_list()
        return ExitCode.OK
    template = find_template(template_name)
    cwd = Path.cwd()
    given = dict(_pair(setting) for setting in settings)
    values = settle(template, cwd, given)
    if output == "-":
        sys.stdout.buffer.write(render(template, values))
        return ExitCode.OK
    path = target(template, cwd, output)
    if not force:
        refuse_existing(path)
    if sys.stdin.isatty() and sys.stdout.isatty():
        values = _asked(template, cwd, given, values)
    _show(start(template, values, path, force=force))
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


def _asked(template: Template, cwd: Path, given: dict[str, str], values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The values as the person at the terminal confirms them."""
    if "project" not in given and any(value.key == "project" for value in values):
        given = {**given, "project": _ask(next(value for value in values if value.key == "project"))}
        values = settle(template, cwd, given)
    _show_values(values)
    open_values = [value for value in values if value.key not in given]
    if not open_values or click.confirm("Fill these in?", default=True):
        return values
    return settle(template, cwd, {**given, **{value.key: _ask(value) for value in open_values}})


def _ask(value: Value) -> str:
    def read(text: str) -> str:
        try:
            check_value(value.key, text)
        except UsageError as error:
            raise click.BadParameter(f"{error.message}: {error.fix}") from error
        return text

    answer: str = click.prompt(KEYS[value.key].meaning.capitalize(), default=value.text, value_proc=read)
    return answer


def _show(started: Started) -> None:
    """What was found, what was written, and what to do next."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        _show_values(started.values)
    _say(f"wrote {started.path}: {started.items} items, {started.checked} of them with checks")
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
