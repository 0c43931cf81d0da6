"""`init` and the first `update` as whole processes, beside git listing the same files; and what the truth table is."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import compare, process, table

_SIZES = ((2_500, 5), (100_000, 3))
"""Files, and pairs of runs."""
_CODE = "import os\n\n\ndef add(a, b):\n    return a + b\n" * 20
_FILES = {
    "pyproject.toml": '[project]\nname = "big"\nversion = "1"\ndependencies = ["fastapi"]\n',
    "README.md": "# Big\n" + "Words. " * 100 + "\n",
    "Dockerfile": "FROM python:3.13\nUSER app\n",
    ".github/workflows/ci.yml": "on: pull_request\njobs: {test: {steps: [{run: pytest}]}}\n",
}


def main() -> str:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from init.test_items import summary  # late: the tests are beside the benchmarks, and no package

    rows = [f"truth table: {summary()}"]
    for size, pairs in _SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows += _rows(Path(folder), size, pairs)
    return table("Starting a checklist (whole processes)", rows)


def _rows(root: Path, size: int, pairs: int) -> list[str]:
    _make(root, size)
    place = str(root)

    def git() -> object:
        return subprocess.run(["git", "ls-files", "-s"], cwd=root, check=True, stdout=subprocess.DEVNULL)

    start = process("-m", "mdcheck", "--version", cwd=place)
    init = process("-m", "mdcheck", "init", "--yes", "--force", cwd=place)
    update = process("-m", "mdcheck", "update", "--no-commit", "--quiet", cwd=place)
    name = f"{size:,} files: "
    return [
        compare(start, git, pairs=pairs).row(f"{name}start-up / git ls-files"),
        compare(init, git, pairs=pairs).row(f"{name}init / git ls-files"),
        compare(update, git, pairs=pairs).row(f"{name}first update / git ls-files"),
    ]


def _make(root: Path, size: int) -> None:
    files = dict(_FILES)
    for number in range(size - len(_FILES)):
        match number % 5:
            case 3:
                files[f"docs/{number % 50}/{number}.md"] = "# Title\n\nText\n" * 5
            case 4:
                files[f"data/{number % 50}/{number}.json"] = '{"a": 1}\n'
            case _:
                files[f"src/p{number % 97}/q{number % 11}/m{number}.py"] = _CODE
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for command in (("init", "-q"), ("add", ".")):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)
