"""The language server's work on a checklist of 5,000 items, as multiples of what `lint` of the same file takes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import compare, table
from mdcheck.app.editor.actions import changes, repairs
from mdcheck.app.editor.completion import complete
from mdcheck.app.editor.document import Document, open_document
from mdcheck.app.editor.hover import hover
from mdcheck.app.editor.outline import hints
from mdcheck.app.lint import lint
from mdcheck.app.session import Session
from mdcheck.document.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

ITEMS = 5_000
_PLAIN = "- [ ] Item {0}\n  Words about it.\n\n"
_CHECKED = "- [ ] Item {0}\n  ```check\n  file_exists: src/{0}.py\n  ```\n"


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        path, session = root / "CHECKLIST.md", Session(root, dict(os.environ))
        rows = []
        # With an id that is nearly one of 5,000, too: each is a guess.
        for name, need in (("", ""), (", 500 unknown ids in `needs`", "  needs: section-1/itme-1\n")):
            text = _text(need)
            path.write_text(text, encoding="utf-8")
            ratio = compare(lambda: open_document(path, text, session), lambda: lint([str(path)], session), pairs=5)  # noqa: B023 - called at once
            rows.append(ratio.row(f"read after a change / lint{name}", 1.25))
        document = open_document(path, _text(""), session)
        assert isinstance(document, Document)
        for name, ask in _questions(document).items():
            rows.append(compare(ask, lambda: lint([str(path)], session), pairs=5).row(f"{name} / lint", 0.25))
    return table(f"Editor ({ITEMS} items, half of them with checks)", rows)


def _text(need: str) -> str:
    lines = ["# List (0%)\n"]
    for number in range(ITEMS):
        if number % 20 == 0:
            lines.append(f"\n## Section {number // 20}\n\n")
        item = (_CHECKED if number % 2 else _PLAIN).format(number)
        lines.append(item.replace("  ```\n", f"{need}  ```\n") if number % 10 == 1 else item)
    return "".join(lines)


def _questions(document: Document) -> dict[str, Callable[[], object]]:
    line = document.opened.checklist.items[-1].line
    key = document.source.starts[line + 1] + 4
    return {
        "completion": lambda: complete(document, key),
        "hover": lambda: hover(document, document.source.starts[line - 1] + 8),
        "code actions": lambda: [*repairs(document, Span(key, key)), *changes(document, line)],
        "hints": lambda: list(hints(document)),
    }
