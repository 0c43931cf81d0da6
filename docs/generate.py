"""Write the pages of kinds, templates and commands from what these say of themselves, and run sessions: `make docs`.

Each kind gives its summary, its prose and its examples in its docstring, and its options in their types; each command
gives its help. What stands before them is `docs/kinds.in.md` and the like.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs import sessions
from mdcheck.app.init.fill import STATEMENT, read_items
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import PARTS
from mdcheck.app.init.templates import TEMPLATES, Template, asked_keys, template_text
from mdcheck.app.init.values import KEYS
from mdcheck.checks.catalogue import describe
from mdcheck.cli import COMMANDS, cli
from mdcheck.cli.headings import HeadedCommand, by_heading
from mdcheck.cli.pages import PAGES
from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.checks.catalogue import Description

FOLDER = Path(__file__).parent
_CODE = re.compile(r"`[^`]*`|(?<![\w-])--[a-z][a-z-]*|\bMDCHECK_[A-Z]+(?:=\w+)?")


def kinds_page() -> str:
    """The whole of `docs/kinds.md`."""
    parts = [(FOLDER / "kinds.in.md").read_text(encoding="utf-8").rstrip()]
    for name in KINDS:
        parts += _section(describe(name))
    return "\n\n".join(parts) + "\n"


def _section(kind: Description) -> Iterator[str]:
    yield f"## `{kind.name}`"
    yield kind.summary + (" *Executable.*" if kind.executable else "")
    rows = ["| option | value | default | |", "| --- | --- | --- | --- |"]
    for option in kind.options:
        default = "required" if option.required else option.default
        cells = (f"`{option.name}`", option.type, default, option.description)
        rows.append("".join(f"| {cell} " if cell else "| " for cell in cells) + "|")
    yield "\n".join(rows)
    yield kind.details


def templates_page() -> str:
    """The whole of `docs/templates.md`."""
    parts = [(FOLDER / "templates.in.md").read_text(encoding="utf-8").rstrip()]
    parts.append(_table("Parts", "part", [(part.name, part.meaning) for part in PARTS]))
    parts.append(_table("Values", "key", [(key, spec.meaning) for key, spec in KEYS.items()]))
    parts.append(_table("Items", "item", [(name, inspect.getdoc(make) or "") for name, make in ITEMS.items()]))
    for template in TEMPLATES:
        parts += _template(template)
    return "\n\n".join(parts) + "\n"


def _table(title: str, column: str, rows: list[tuple[str, str]]) -> str:
    lines = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in rows)
    return f"## {title}\n\n| {column} | is about |\n| --- | --- |\n{lines}"


def _template(template: Template) -> Iterator[str]:
    lines = template_text(template).split("\n")
    yield f"## `{template.name}`"
    yield template.description[:1].upper() + template.description[1:] + "."
    asks = ", ".join(f"`{key}`" for key in asked_keys(template))
    yield f"It becomes `{template.output}`, and is filled in with {asks}. In brackets stands when an item appears."
    for heading, items in _sections(lines, template.place):
        yield f"### {heading}"
        yield "\n".join(items)


def _sections(lines: list[str], where: str) -> Iterator[tuple[str, list[str]]]:
    """The items of each numbered section, with what must be there for them to appear."""
    placed = read_items(lines, where)
    conditions: list[str] = []
    heading, items = "", []
    for number, line in enumerate(lines, 1):
        statement = STATEMENT.fullmatch(line) if line.startswith("%%") else None
        if line.startswith("## "):
            if items:
                yield heading, items
            heading, items = line.removeprefix("## ").removesuffix(" [0%]"), []
        elif statement is not None and statement[1] == "if":
            conditions.append(f"`{statement[2]}`")
        elif statement is not None and statement[1] == "else":
            conditions.append(f"not {conditions.pop()}")
        elif statement is not None and statement[1] == "endif":
            conditions.pop()
        elif number in placed or line.startswith("- [ ] "):
            text = (
                f"`{placed[number].name}`"
                if number in placed
                else line.removeprefix("- [ ] ").replace("«", "").replace("»", "")
            )
            items.append(f"- {text}" + (f" ({' and '.join(conditions)})" if conditions else ""))
    if items:
        yield heading, items


def commands_page() -> str:
    """The whole of `docs/commands.md`."""
    parts = [(FOLDER / "commands.in.md").read_text(encoding="utf-8").rstrip()]
    top = click.Context(cli, info_name="mdcheck")
    for name in COMMANDS:
        command = cli.get_command(top, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=top))
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## `mdcheck {command.name}`"
    for part in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = part.removeprefix("\b\n")
        yield _prose(part) if lines == part else f"```text\n{lines}\n```"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    if isinstance(command, HeadedCommand):
        for title, options in by_heading(command).items():
            yield f"**{title}**"
            yield _options(options, context)
    elif options := [option for option in command.params if isinstance(option, click.Option) and not option.hidden]:
        yield _options(options, context)
    if page := PAGES.get(command.name or ""):
        yield f"Example: `{page.example}`. More: [{page.page.partition('.')[0]}]({page.page})."


def _options(options: list[click.Option], context: click.Context) -> str:
    return "\n".join(("| option | |", "| --- | --- |", *(_option(option, context) for option in options)))


def _option(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.secondary_opts:
        names += f" / `{option.secondary_opts[0]}`"
    elif not option.is_flag:
        choices = isinstance(option.type, click.Choice)
        value = option.name.split("_")[0].upper() if choices and option.name else option.make_metavar(context)
        names = f"{names[:-1]} {value.replace('|', ' or ')}`"
    said = [_prose(option.help)] if option.help else []
    if isinstance(option.type, click.Choice) and option.metavar is None:  # else the help names them
        said.append(f"One of {', '.join(f'`{choice}`' for choice in option.type.choices)}.")
    if option.show_default:
        said.append(f"Default: `{option.get_default(context)}`.")
    return f"| {names} | {' '.join(said)} |"


def _prose(text: str) -> str:
    """Help text as Markdown: names of options and of variables are code; nothing is a tag or ends a cell."""
    text = " ".join(text.split()).replace("<", "&lt;").replace("|", "&#124;")
    return _CODE.sub(lambda found: found[0] if found[0].startswith("`") else f"`{found[0]}`", text)


if __name__ == "__main__":
    for name in sessions.PAGES:
        page = FOLDER / name
        page.write_text(sessions.written_again(page.read_text(encoding="utf-8")), encoding="utf-8")
    (FOLDER / "commands.md").write_text(commands_page(), encoding="utf-8")
    (FOLDER / "templates.md").write_text(templates_page(), encoding="utf-8")
    (FOLDER / "kinds.md").write_text(kinds_page(), encoding="utf-8")
