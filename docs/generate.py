"""Write `docs/kinds.md` and `docs/templates.md` from what the kinds and the templates say of themselves: `make docs`.

Each kind gives its summary, its prose and its examples in its docstring, and its options in their types. What stands
before the first kind is `docs/kinds.in.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.app.init.parts import ALL_PARTS, PARTS
from mdcheck.app.init.templates import TEMPLATES, Template, template_text
from mdcheck.checks.bind import read_checks
from mdcheck.checks.catalogue import describe
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mdcheck.checks.catalogue import Description
    from mdcheck.document.model import Checklist, Item

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


if __name__ == "__main__":
    (FOLDER / "templates.md").write_text(templates_page(), encoding="utf-8")
    (FOLDER / "kinds.md").write_text(kinds_page(), encoding="utf-8")
