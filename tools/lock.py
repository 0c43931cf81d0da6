"""`python tools/lock.py [--upgrade]`: write `requirements/*.txt`, which hold exact versions with their hashes.

`run.txt` has what mdcheck needs to run, and what builds it; each other file has the same and one extra of
`pyproject.toml`. All are cut from one resolution, so no two of them name different versions of a package. They are for
every Python and system that mdcheck supports, and plain pip reads them. Without `--upgrade` versions stay if they fit.

`make lock` and `make upgrade` call this with the Python of an environment that holds uv.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
SOURCES = ("pyproject.toml", "requirements/build.in")
HEADER = "# Made by `make lock` from pyproject.toml and build.in. Do not edit it.\n"


def main(options: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = sorted(project["optional-dependencies"])
    oldest = project["requires-python"].removeprefix(">=")
    with tempfile.TemporaryDirectory() as folder:
        every = Path(folder, "every.txt")
        every.write_text(_versions(sorted(FOLDER.glob("*.txt"))), encoding="utf-8")
        _compile(every, oldest, "--all-extras", *options)
        for name, extra in {"run": (), **{extra: ("--extra", extra) for extra in extras}}.items():
            part = Path(shutil.copy(every, Path(folder, f"{name}.txt")))
            _compile(part, oldest, "--generate-hashes", *extra)
            (FOLDER / part.name).write_text(HEADER + part.read_text(encoding="utf-8"), encoding="utf-8")
    for stale in {path.stem for path in FOLDER.glob("*.txt")} - {"run", *extras}:
        (FOLDER / f"{stale}.txt").unlink()


def _versions(files: list[Path]) -> str:
    """The versions that the files name, without the hashes. A file may hold the marks of a merge conflict."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return "\n".join(dict.fromkeys(re.findall(r"^[\w.-]+==[^\\\n]*", text, re.MULTILINE)))


def _compile(target: Path, oldest: str, *options: str) -> None:
    """Write what uv finds to `target`; the versions that stand there already are kept where they fit."""
    uv = Path(sys.executable).with_name("uv")
    words = ("pip", "compile", "--quiet", "--universal", "--no-header", "--python-version", oldest)
    sources = (*SOURCES, "--output-file", str(target))
    subprocess.run([uv, *words, *options, *sources], cwd=ROOT, check=True)  # noqa: S603 - words of our own


if __name__ == "__main__":
    main(sys.argv[1:])
