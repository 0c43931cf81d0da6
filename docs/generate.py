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
from mdcheck.app.init.parts import ALL_PARTS, PARTS
from mdcheck.app.init.templates import TEMPLATES, Template, template_text
from mdcheck.checks.bind import read_checks
from mdcheck.checks.catalogue import describe
from mdcheck.cli import COMMANDS, cli
from mdcheck.cli.pages import PAGES
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mdcheck.checks.catalogue import Description
    from mdcheck.document.model import Checklist, Item

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
    rows = "\n".join(f"| `{part.name}` | {part.meaning} |" for part in PARTS)
    parts.append(f"## Parts\n\n| part | is about |\n| --- | --- |\n{rows}")
    for template in TEMPLATES:
        parts += _template(template)
    return "\n\n".join(parts) + "\n"


def _template(template: Template) -> Iterator[str]:
    whole, least = _items(template, ALL_PARTS), _items(template, ())
    checks, _ = read_checks(_checklist(template, ALL_PARTS))
    yield f"## `{template.name}`"
    yield template.description[:1].upper() + template.description[1:] + "."
    used = [part.name for part in PARTS if _items(template, ALL_PARTS - {part.name}) != whole]
    asks = f"; parts: {', '.join(f'`{name}`' for name in used)}" if used else ""
    yield f"It becomes `{template.output}`, with {len(least)} to {len(whole)} items{asks}."
    rows = ["| section | items | verified by |", "| --- | --- | --- |"]
    for section in dict.fromkeys(item.section[1] for item in whole if len(item.section) > 1):
        items = [item for item in whole if item.section[1:2] == (section,)]
        kinds = sorted({checks[key].name for item in items for key in item.check_ids})
        rows.append(f"| {section} | {len(items)} | {', '.join(f'`{kind}`' for kind in kinds)} |")
    yield "\n".join(rows)


def _items(template: Template, parts: Collection[str]) -> list[Item]:
    return list(_checklist(template, parts).items)


def _checklist(template: Template, parts: Collection[str]) -> Checklist:
    return parse(Source.from_text(template_text(template, parts), path=template.output))


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
    options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    if options:
        yield "\n".join(("| option | |", "| --- | --- |", *(_option(option, context) for option in options)))
    if page := PAGES.get(command.name or ""):
        yield f"Example: `{page.example}`. More: [{page.page}]({page.page})."


def _option(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.secondary_opts:
        names += f" / `{option.secondary_opts[0]}`"
    elif not option.is_flag:
        choices = isinstance(option.type, click.Choice)
        value = option.name.split("_")[0].upper() if choices and option.name else option.make_metavar(context)
        names = f"{names[:-1]} {value.replace('|', ' or ')}`"
    said = [_prose(option.help)] if option.help else []
    if isinstance(option.type, click.Choice):
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
