"""Write `docs/kinds.md` from what the kinds say of themselves: `make docs`.

Each kind gives its summary, its prose and its examples in its docstring, and its options in their types. What stands
before the first kind is `docs/kinds.in.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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


if __name__ == "__main__":
    (FOLDER / "kinds.md").write_text(kinds_page(), encoding="utf-8")
