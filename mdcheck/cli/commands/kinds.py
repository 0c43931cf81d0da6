"""`mdcheck kinds`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdcheck.checks.catalogue import describe, describe_plugin, names, plugin_names, shape
from mdcheck.checks.plugins import PluginError, Plugins
from mdcheck.cli.completing import complete_kinds
from mdcheck.cli.messages import show_warning
from mdcheck.cli.output import print_exactly
from mdcheck.cli.pages import PAGES, SITE
from mdcheck.cli.terminal.print import show_lines
from mdcheck.cli.terminal.print import width as width_of
from mdcheck.errors import ExitCode, UsageError, did_you_mean
from mdcheck.kinds.script import INTERPRETERS
from mdcheck.kinds.table import kind_class
from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, words
from mdcheck.repository.discovery import find_root
from mdcheck.settings import repository_settings

if TYPE_CHECKING:
    from mdcheck.checks.catalogue import Description
    from mdcheck.kinds.protocol import Options
    from mdcheck.reports.layout.lines import Line


@click.command("kinds")
@click.argument("name", required=False, shell_complete=complete_kinds)
@click.option("--schema", is_flag=True, help="Print a JSON Schema of check blocks.")
def command(name: str | None, schema: bool) -> ExitCode:
    """Show the kinds of checks, or one kind with its options."""
    if schema:
        if name is not None:
            raise UsageError("--schema is about all kinds", fix=f"leave out “{name}”")
        _show_schema(_plugins())
    elif name is None:
        _show_all(_plugins())
    else:
        show_kind(name)
    return ExitCode.OK


def _plugins() -> Plugins:
    """The installed ones, and those of the repository that the command runs in."""
    root = find_root(Path.cwd()) or Path.cwd()
    return Plugins(root=root, files=repository_settings(root, os.environ).kinds)


def _show_all(plugins: Plugins) -> None:
    rows = [describe(kind) for kind in names()]
    for kind in _plugin_names(plugins):
        try:
            rows.append(describe_plugin(kind, plugins))
        except PluginError as error:
            _warn(error)
    width = max(len(row.name) for row in rows)
    lines = [
        line
        for row in rows
        for line in _wrapped(f"{row.name:<{width}}  {' *'[row.executable]}  ", f"{row.summary}{_origin(row)}")
    ]
    about = "* is executable: it needs trust. `mdcheck kinds NAME` shows a kind's options."
    show_lines([*lines, (), *_wrapped("", about)])


def show_kind(name: str) -> None:
    """Print one kind with its options and its example. Raises UsageError where there is none of the name."""
    plugins = _plugins()
    foreign = () if name in names() else _plugin_names(plugins)
    if name in INTERPRETERS and name not in foreign:
        raise UsageError(f"“{name}” is no kind: it makes a block a script", fix="`mdcheck help scripts` explains them")
    if name not in (*names(), *foreign):
        raise UsageError(
            f"no kind “{name}”{did_you_mean(name, (*names(), *foreign))}", fix="`mdcheck kinds` lists them"
        )
    try:
        shown = describe_plugin(name, plugins) if name in foreign else describe(name)
    except PluginError as error:
        raise UsageError(error.message, fix=error.fix) from error
    lines: list[Line] = [(Styled(name, TextStyle.TITLE),), *_wrapped("  ", f"{shown.summary}{_origin(shown)}"), ()]
    if shown.executable:
        lines += [(Styled("  It is executable, so it needs trust.", TextStyle.WARNED),), ()]
    width = max((len(option.name) for option in shown.options), default=0)
    for option in shown.options:
        lines += _wrapped(f"  {option.name:<{width}}  ", option.text)
    if not shown.options:
        lines += _wrapped("  ", "Its options are known when it runs: its file is not run to show them.")
    if example := _example(shown):
        lines += [(), (Styled("Example", TextStyle.SECTION),), *((Styled(f"  {line}"),) for line in example)]
    lines += [(), (Styled(f"More: {SITE}/{PAGES['kinds'].page}#{name}", TextStyle.MUTED),)] if not foreign else []
    show_lines(lines)


def _example(shown: Description) -> list[str]:
    """The lines of the first example in the kind's description, which is Markdown."""
    _, fence, rest = shown.details.partition("````markdown\n")
    return rest.partition("\n````")[0].splitlines() if fence else []


def _show_schema(plugins: Plugins) -> None:
    from mdcheck.checks.schema import json_schema

    kinds: dict[str, type[Options]] = {name: kind_class(name) for name in names()}
    opaque: dict[str, str] = {}
    for name in _plugin_names(plugins):
        try:
            summary = describe_plugin(name, plugins).summary
            if shaped := shape(name, plugins):
                kinds[name] = shaped
            else:
                opaque[name] = summary
        except PluginError as error:
            _warn(error)
    print_exactly(json.dumps(json_schema(kinds, opaque), indent=2, ensure_ascii=False) + "\n")


def _plugin_names(plugins: Plugins) -> tuple[str, ...]:
    try:
        return plugin_names(plugins)
    except PluginError as error:
        _warn(error)
        return plugin_names(Plugins())


def _warn(error: PluginError) -> None:
    show_warning(error.message, fix=error.fix)


def _origin(row: Description) -> str:
    return f" (from {row.origin})" if row.origin else ""


def _wrapped(label: str, text: str) -> list[Line]:
    """A label, and a text beside it on as many lines as it takes."""
    return list(hanging((Styled(label, TextStyle.VALUE),), words(text), width=width_of()))
