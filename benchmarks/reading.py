"""Start-up and parsing: `mdcheck status` must feel instant, and cost must grow with the document, no faster."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks.documents import checklist
from benchmarks.measure import compare, process, table
from mdcheck.document.parse import parse
from mdcheck.document.source import Source

LINES = 483


def main() -> str:
    return f"{_start()}\n{_parse()}\n{_growth()}"


def reference() -> str:
    """The checklist that mdcheck was measured with first, where the corpus is at hand; else one of its shape."""
    corpus = os.environ.get("MDCHECK_CORPUS")
    path = Path(corpus or "", "documents", "reference", "PRODUCTION_READINESS_CHECKLIST.md")
    return path.read_text(encoding="utf-8") if corpus and path.is_file() else checklist(LINES)


def _start() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "CHECKLIST.md")
        path.write_text(reference(), encoding="utf-8")
        ours = process("-m", "mdcheck", "status", str(path))
        ratio = compare(ours, process("-c", "import click, markdown_it"), pairs=31)
        start = compare(process("-m", "mdcheck", "--version"), process("-c", "import click"), pairs=31)
    return table(
        f"Start-up (whole processes, a checklist of {LINES} lines)",
        [ratio.row("mdcheck status / import click, markdown_it", 1.5), start.row("mdcheck --version / import click")],
    )


def _parse() -> str:
    rows = []
    floor = block_rules()
    for lines in (LINES, 5_000, 50_000):
        text = reference() if lines == LINES else checklist(lines)
        source = Source.from_text(text)
        ratio = compare(lambda: parse(source), lambda: floor.parse(text), pairs=max(7, 40_000 // lines))  # noqa: B023 - called at once
        rows.append(ratio.row(f"parse / markdown-it-py's block rules, {lines} lines", 1.3))
    return table("Parsing (in one process)", rows)


def _growth() -> str:
    small, large = Source.from_text(checklist(5_000)), Source.from_text(checklist(50_000))
    ratio = compare(lambda: parse(large), lambda: parse(small), pairs=7)
    factor = len(large.starts) / len(small.starts)
    return table("Growth", [ratio.row(f"50,000 lines / 5,000 lines ({factor:.1f} times the lines)", factor * 1.25)])


def block_rules() -> MarkdownIt:
    """markdown-it-py with the block rules that mdcheck needs, and nothing on top."""
    parser = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
