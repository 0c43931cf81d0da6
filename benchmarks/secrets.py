"""Looking for credentials: how long it takes, and how many of a table of 200 lines are told apart.

The files are 2,500, 1,250 of them Python: the standard library's text, cut into pieces. The peer for the table is
detect-secrets, if it is installed in this environment.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import compare, table
from mdcheck.evidence.secrets.credentials import find
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.secrets import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

_PYTHON_FILES = 1250
_OTHER_FILES = 1250
_PIECE = 12_800
"""Characters of a Python file."""
_NAMES = ("password", "api_key", "secret", "token")
_PATTERNS = tuple(rf"{name}\s*=\s*[\"'][^\"']{{8,}}[\"']" for name in _NAMES)
_PAIRS = 9
_ABSENT = "is not installed: pip install detect-secrets in this environment, and run again"


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        make_tree(root)
        python = sorted(root.rglob("*.py"))
        contents = [path.read_bytes() for path in python]
        texts = [content.decode() for content in contents]
        size = sum(map(len, contents)) / 1e6
        in_memory = compare(lambda: [find(content) for content in contents], lambda: _loop(texts), pairs=_PAIRS)
        with_files = compare(lambda: _check(root, "**/*.py"), lambda: _loop(_read(python)), pairs=_PAIRS)
        everything = compare(lambda: _check(root, "."), lambda: _loop(_read(python)), pairs=_PAIRS)
        grep = compare(lambda: _check(root, "**/*.py"), lambda: git_grep(root), pairs=_PAIRS)
    return quality() + table(
        f"Credentials ({_PYTHON_FILES + _OTHER_FILES} files, {len(python)} of them Python, {size:.1f} MB)",
        [
            in_memory.row("find / loop of four re.search, in memory"),
            with_files.row("the check / the loop, both with listing or reading"),
            everything.row("the check on all files / the loop on Python files"),
            grep.row("the check / git grep -lP, a process"),
        ],
    )


def quality() -> str:
    """Precision and recall on the table of the tests, beside detect-secrets in the same run."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from testing.secret_lines import INNOCENT, LEAKS  # late: the tests are beside the benchmarks, and no package

    names = [f"{number}/{path}" for number, (path, _) in enumerate(LEAKS + INNOCENT)]
    leaks = frozenset(names[: len(LEAKS)])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, (_, text) in zip(names, LEAKS + INNOCENT, strict=True):
            _write(root / name, text + "\n")
        ours = {each.path for each in Secrets().credentials(Workspace(root=root))}
        theirs = _detect_secrets(root)
    rows = [_row("mdcheck", ours, leaks)]
    rows.append(_row("detect-secrets", theirs, leaks) if theirs is not None else f"detect-secrets  {_ABSENT}")
    return table(f"Credentials: a table of {len(LEAKS)} leaks and {len(INNOCENT)} innocent lines", rows) + "\n"


def _row(name: str, found: set[str], leaks: frozenset[str]) -> str:
    right = len(found & leaks)
    return f"{name:<15} recall {right / len(leaks):4.0%}   precision {right / max(1, len(found)):4.0%}"


def _detect_secrets(root: Path) -> set[str] | None:
    """The files in which it finds something, file by file; None where it is not installed."""
    if find_spec("detect_secrets") is None:
        return None
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    said = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    return {name.removeprefix("./") for name in json.loads(said)["results"]}


def make_tree(root: Path) -> None:
    """The same bytes at every run of one Python version."""
    for number, text in enumerate(islice(cycle(_pieces()), _PYTHON_FILES)):
        _write(root / "service" / f"package{number % 25}" / f"part{number % 5}" / f"module{number}.py", text)
    for number in range(_OTHER_FILES):
        name = f"{number}.{('md', 'yml', 'json', 'txt', 'cfg')[number % 5]}"
        _write(root / "docs" / f"chapter{number % 25}" / name, f"title = Part {number}\n" * 10)
    for command in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)


def _pieces() -> list[str]:
    """The standard library's own text in pieces of whole lines."""
    pieces: list[str] = []
    lines: list[str] = []
    length = 0
    for line in _lines():
        lines.append(line)
        length += len(line)
        if length >= _PIECE:
            pieces.append("".join(lines))
            lines, length = [], 0
    return pieces[:_PYTHON_FILES]


def _lines() -> Iterator[str]:
    library = Path(sysconfig.get_path("stdlib"))
    for path in sorted(library.rglob("*.py")):
        if not {"site-packages", "dist-packages", "test", "tests"}.intersection(path.parts):
            yield from path.read_text(encoding="utf-8", errors="ignore").splitlines(keepends=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _check(root: Path, path: str) -> object:
    return Secrets(paths=(path,)).check(Workspace(root=root))


def _read(paths: list[Path]) -> Iterator[str]:
    return (path.read_text(encoding="utf-8", errors="ignore") for path in paths)


def _loop(texts: Iterator[str] | list[str]) -> list[bool]:
    """What a plain script does: each pattern on each file, regardless of case."""
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]
    return [any([pattern.search(text) for pattern in patterns]) for text in texts]  # noqa: C419 - all four are asked


def git_grep(root: Path) -> object:
    pattern = "(?i)" + "|".join(_PATTERNS)
    return subprocess.run(["git", "grep", "-lP", pattern, "--", "*.py"], cwd=root, check=False, capture_output=True)
