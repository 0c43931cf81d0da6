"""`mdcheck init`."""

from __future__ import annotations

import inspect
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from mdcheck.app.find import USUAL
from mdcheck.app.init.detect import Repository
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.nature import Kind
from mdcheck.app.init.parts import PARTS, find_parts
from mdcheck.app.init.starter.start import findings, prepare
from mdcheck.app.init.templates import (
    OUTPUT,
    TEMPLATES,
    asked_keys,
    check_keys,
    find_template,
    refuse_existing,
    render,
    save,
    target,
)
from mdcheck.app.init.values import KEYS, check_value, values
from mdcheck.cli.completing import complete_templates
from mdcheck.cli.headings import HeadedCommand
from mdcheck.errors import ExitCode, UsageError
from mdcheck.repository.discovery import find_root
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.init.starter.start import Starter
    from mdcheck.app.init.templates import Started, Template


@click.command("init", cls=HeadedCommand)
@click.option(
    "-t",
    "--template",
    "template_name",
    metavar="NAME|FILE",
    shell_complete=complete_templates,
    help="A larger template instead of the short starter, or one of your own.",
)
@click.option(
    "--list", "list_templates", is_flag=True, help="Show the templates, their parts and items, and the keys of --set."
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    metavar="KIND",
    help=f"What the repository is, where that is not seen rightly: {', '.join(kind.value for kind in Kind)}.",
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
    something that every project needs is missing, one item says so.
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
    template = find_template(template_name)
    check_keys(template, given.items())
    return _start_template(template, _Choice(given, wanted, unwanted), output, ask=ask, force=force)


class _Choice(NamedTuple):
    """What the person says about the repository."""

    given: dict[str, str]
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    def repository(self) -> Repository:
        cwd = Path.cwd()
        return Repository(find_root(cwd) or cwd, self.given, self.wanted)


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


def _start_template(template: Template, choice: _Choice, output: str | None, *, ask: bool, force: bool) -> ExitCode:
    repository = choice.repository()
    parts = find_parts(repository, given=choice.wanted, left_out=choice.unwanted)
    data = render(template, repository, parts)
    if output == "-":
        sys.stdout.buffer.write(data)
        return ExitCode.OK
    path = target(template.output, Path.cwd(), output)
    if not force:
        refuse_existing(path)
    if ask:
        answers = _asked(template, repository, choice.given)
        if answers != choice.given:
            repository = choice._replace(given=answers).repository()
            data = render(template, repository, parts)
        if not click.confirm(f"Write {path}?", default=True):
            _say("nothing was written")
            return ExitCode.OK
    started = save(data, path, force=force)
    if not ask:
        _show_found(template, repository)
    _show_written(started, f"parts: {', '.join(sorted(parts))}; --with and --without change that" if parts else "")
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
    click.echo("\nitems for `%% item NAME` in a template of your own:")
    _columns([(name, inspect.getdoc(make) or "") for name, make in ITEMS.items()])


_MAX_QUESTIONS = 3


def _asked(template: Template, repository: Repository, given: dict[str, str]) -> dict[str, str]:
    """What the person at the terminal adds: the name, and what was not found."""
    _show_found(template, repository)
    asked = [key for key in asked_keys(template) if key not in given]
    known = values(repository, asked)
    answers = dict(given)
    for key in [key for key in asked if key == "project" or key not in known][:_MAX_QUESTIONS]:
        found = known.get(key)
        question = KEYS[key].meaning.capitalize() + ("" if found else " (empty: leave it out)")
        if answer := _ask(key, question, found or ""):
            answers[key] = answer
    return answers


def _ask(key: str, question: str, default: str) -> str:
    def read(text: str) -> str:
        try:
            if text or default:
                check_value(key, text)
        except UsageError as error:
            raise click.BadParameter(f"{error.message}: {error.fix}") from error
        return text

    answer: str = click.prompt(question, default=default, value_proc=read, show_default=bool(default))
    return answer


def _show_written(started: Started, remark: str = "") -> None:
    """What was written, and what to do next."""
    _say(f"wrote {started.path}: {started.items} items, {started.checked} of them with checks")
    if remark:
        _say(remark)
    usual = fnmatchcase(started.path.name, USUAL) and started.path.parent == Path()
    _say(f"next: read it, then run `mdcheck update{'' if usual else f' {started.path}'}`")
    _say("update commits the checklist; --no-commit, or commit = false in mdcheck.toml, turns that off")


def _show_found(template: Template, repository: Repository) -> None:
    _say(f"this looks like {repository.nature.kind.words}: {repository.nature.reason}")
    asked = asked_keys(template)
    known = values(repository, asked)
    if rows := [*findings(repository), *known.items()]:
        _columns(rows)
    if missing := [key for key in asked if key not in known]:
        _say(f"not found: {', '.join(missing)} (--set {missing[0]}=… says it)")


def _columns(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        _say(f"{name:<{width}}  {text}", indent="  ")


def _say(text: str, *, indent: str = "") -> None:
    """Names of files and folders come from the repository, so they are made safe for a terminal."""
    from mdcheck.reports.layout.sanitize import clean  # late: not needed where the checklist goes to a pipe

    click.echo(indent + clean(text))
