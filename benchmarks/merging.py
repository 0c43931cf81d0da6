"""Merging the largest checklist that anyone keeps, against `git merge-file`, and how the time grows."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.documents import checklist
from benchmarks.measure import compare, table
from mdcheck.document.merging.merge import merge
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import ALL_NOTATIONS
from mdcheck.document.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.document.model import Checklist, Notation

LINES = 5_000
ALIKE = "- [ ] Owner named\n  ```check\n  file_exists: OWNERS\n  ```\n\n"


def main() -> str:
    versions = _edited(checklist(LINES))
    rows = [*_against_git(versions), _against_reading(versions)]
    rows += [
        _growth("a checklist", lambda lines: _edited(checklist(lines))),
        _growth("items that are all alike", lambda lines: _edited(ALIKE * (lines // 5))),
    ]
    return table(f"Merging (a checklist of {LINES} lines, each side has changed 1 % of them)", rows)


def _against_git(versions: tuple[str, ...]) -> list[str]:
    with TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for file, text in zip(files, versions, strict=True):
            file.write_text(text, encoding="utf-8")
        git = ["git", "merge-file", "-p", *map(str, files)]
        ratio = compare(
            lambda: _merged(versions), lambda: subprocess.run(git, capture_output=True, check=False), pairs=7
        )
        said = subprocess.run(git, capture_output=True, check=False).stdout.decode()
    return [
        ratio.row("merge in this process / git merge-file, a process of its own"),
        f"conflicts: {_merged(versions)}; git merge-file: {said.count('<<<<<<< ')}",
    ]


def _against_reading(versions: tuple[str, ...]) -> str:
    """What the alignment adds: a merge reads three versions, and its result."""
    sources = [Source.from_text(text) for text in (*versions, versions[0])]
    ratio = compare(lambda: _merged(versions), lambda: [parse(source) for source in sources], pairs=7)
    return ratio.row("merge / reading as many documents", 2.5)


def _growth(what: str, versions: Callable[[int], tuple[str, ...]]) -> str:
    small, large = versions(LINES // 10), versions(LINES)
    factor = len(large[1]) / len(small[1])
    ratio = compare(lambda: _merged(large), lambda: _merged(small), pairs=5)
    return ratio.row(f"{what}: {LINES} lines / {LINES // 10} lines", factor * 1.25)


def _merged(versions: tuple[str, ...]) -> int:
    """The number of conflicts."""
    ours, base, theirs = map(Source.from_text, versions)
    return merge(base, ours, theirs, _all).conflicts


def _all(_checklist: Checklist) -> frozenset[Notation]:
    return ALL_NOTATIONS


def _edited(base: str) -> tuple[str, ...]:
    """Our version, the base and theirs: each side ticks, words anew, puts in and takes out lines all over the text."""
    return _changed(base, 1), base, _changed(base, 2)


def _changed(base: str, seed: int) -> str:
    draw = random.Random(seed)  # noqa: S311 - the same edits in each run
    lines = base.splitlines(keepends=True)
    for at in sorted(draw.sample(range(len(lines)), len(lines) // 100), reverse=True):
        match draw.randrange(4):
            case 0:
                lines[at] = lines[at].replace("[ ]", "[x]")
            case 1:
                lines[at] = lines[at].rstrip("\n") + f" {seed}.{at}\n"
            case 2:
                lines.insert(at, f"- [ ] New item {seed}.{at}\n")
            case _:
                del lines[at]
    return "".join(lines)
