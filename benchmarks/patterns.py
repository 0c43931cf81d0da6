"""`not_contains` against ripgrep: the same patterns over the same files."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import compare, table
from mdcheck.evidence.regex.matcher import Flag
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.not_contains import NotContains

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES = 1000
_LINES = 150
_PATTERNS = (
    "TODO|FIXME|XXX|HACK",
    r"password\s*=\s*['\x22][^'\x22]+['\x22]",
    r"(?i)(api[_-]?key|secret|token|passwd)\s*[:=]\s*['\x22]\w{16,}",
    r"\bprint\s*\(.*\bdebug\b",
    r"(?:http|ftp)://[a-z0-9.-]+/internal/\d+",
    r"^\s*except\s*:\s*pass$",
    r"[a-z]+_[0-9]{4}\s+never",
    r"verify\s*=\s*False|InsecureRequestWarning|ssl\._create_unverified",
)
_WORDS = (  # noqa: SIM905 - a list of so many would fill a page
    "def class return self import from value count name index result items total None True False if else for "
    "in while try except raise print debug config server client request response token_count user_name http "
    "path data line "
).split()


def main() -> str:
    if shutil.which("rg") is None:
        return table("Patterns", ["ripgrep is not installed"])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        size = _write(root)
        # A run reads each file once, for all its checks; ripgrep is started once, with all patterns.
        both = compare(_all_patterns(root), partial(_rg, root, _PATTERNS))
        rows = [both.row(f"{len(_PATTERNS)} patterns, {_FILES} files, {size / 1e6:.1f} MB / rg -e … once", 1.5)]
        each = compare(_all_patterns(root), lambda: [_rg(root, (pattern,)) for pattern in _PATTERNS])
        rows.append(each.row("the same / rg once for each pattern", 1.5))
        for pattern in _PATTERNS:
            ratio = compare(_checks(root, (pattern,)), partial(_rg, root, (pattern,)), pairs=7)
            rows.append(ratio.row(f"  files read anew: {pattern[:36]}"))
        return table("Patterns", rows)


def _all_patterns(root: Path) -> Callable[[], object]:
    return _checks(root, _PATTERNS)


def _checks(root: Path, patterns: tuple[str, ...]) -> Callable[[], object]:
    kinds = [NotContains(paths=("**",), pattern=pattern, flags=(Flag.MULTILINE,)) for pattern in patterns]

    def run() -> object:
        workspace = Workspace(root=root)
        return [kind.check(workspace) for kind in kinds]

    return run


def _rg(root: Path, patterns: tuple[str, ...]) -> object:
    expressions = [word for pattern in patterns for word in ("-e", pattern)]
    command = ["rg", "--no-config", "--hidden", "--no-ignore", "-n", *expressions, "."]
    return subprocess.run(command, cwd=root, stdout=subprocess.DEVNULL, check=False)


def _write(root: Path) -> int:
    """Files like source code, nearly all of ASCII, in which the patterns find nothing or little."""
    random_words = random.Random(7)  # noqa: S311 - the same files each time
    size = 0
    for number in range(_FILES):
        lines = [
            " " * random_words.choice((0, 4, 8)) + " ".join(random_words.choices(_WORDS, k=random_words.randint(2, 9)))
            for _ in range(_LINES)
        ]
        if number % 20 == 0:
            lines.append("# naïve – ok")
        path = root / f"package{number % 40}" / f"module{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        size += path.stat().st_size
    return size
