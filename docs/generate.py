"""Write `docs/kinds.md` and `docs/templates.md` from what the kinds and the templates say of themselves: `make docs`.

Each kind gives its summary, its prose and its examples in its docstring, and its options in their types. What stands
before the first kind is `docs/kinds.in.md`.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.app.init.fill import STATEMENT, read_items
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import PARTS
from mdcheck.app.init.templates import TEMPLATES, Template, asked_keys, template_text
from mdcheck.app.init.values import KEYS
from mdcheck.checks.catalogue import describe
from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.checks.catalogue import Description

FOLDER = Path(__file__).parent


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


if __name__ == "__main__":
    (FOLDER / "templates.md").write_text(templates_page(), encoding="utf-8")
    (FOLDER / "kinds.md").write_text(kinds_page(), encoding="utf-8")
