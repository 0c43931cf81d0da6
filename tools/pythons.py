"""`python tools/pythons.py [--without VERSION] TARGET`: make TARGET with every Python that mdcheck supports.

Supported are the versions that pyproject.toml lists as classifiers, and each newer release that is installed. They are
looked for on PATH and among those of pyenv. Each gets an environment of its own, `.venv/VERSION`. What is not installed
is named, and is no failure.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
_CLASSIFIER = re.compile(r"Programming Language :: Python :: 3\.(\d+)")
_PROGRAM = re.compile(r"python3\.(\d+)")
_PROBE = """
import ensurepip, sys, sysconfig, venv
release = sys.implementation.name == "cpython" and sys.version_info.releaselevel == "final"
print(sys.version_info.minor if release and not sysconfig.get_config_var("Py_GIL_DISABLED") else None)
"""
"""What an interpreter must have to be tested with; the shims of pyenv for a version that is not chosen have nothing."""


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--without", metavar="VERSION", help="leave this one out, for example 3.11")
    options = parser.parse_args(words)
    wanted = supported()
    found = installed(os.environ, oldest=min(wanted))
    failed = []
    for minor in sorted({*wanted, *found}):
        version = f"3.{minor}"
        if version == options.without:
            continue
        if minor not in found:
            say(f"Python {version} is not installed: it is left out")
            continue
        say(f"Python {version}: {found[minor]}")
        command = ["make", "--no-print-directory", f"VENV=.venv/{version}", f"PYTHON={found[minor]}", options.target]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603 - the person's own words
            failed.append(version)
    if failed:
        say(f"make {options.target} failed with Python {', '.join(failed)}")
    return 1 if failed else 0


def say(text: str) -> None:
    print(f"{Path(__file__).name}: {text}", flush=True)  # noqa: T201 - it is a program


def supported() -> list[int]:
    """The minor versions of Python 3 that pyproject.toml lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [int(match[1]) for text in project["classifiers"] if (match := _CLASSIFIER.fullmatch(text))]


def installed(environ: Mapping[str, str], *, oldest: int) -> dict[int, Path]:
    """An interpreter for each minor version from `oldest` on: the first that works."""
    found: dict[int, Path] = {}
    for minor, program in _candidates(environ):
        if minor >= oldest and minor not in found and _works(program, minor):
            found[minor] = program
    return found


def _candidates(environ: Mapping[str, str]) -> Iterator[tuple[int, Path]]:
    folders = [Path(folder) for folder in environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117 - no Path for “”
    pyenv = Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME") or "/", ".pyenv"))
    versions = sorted(
        pyenv.glob("versions/3.*"), key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)]
    )
    folders += [version / "bin" for version in reversed(versions)]
    for folder in folders:
        for program in sorted(folder.glob("python3.*")):
            if match := _PROGRAM.fullmatch(program.name):
                yield int(match[1]), program


def _works(program: Path, minor: int) -> bool:
    try:
        done = subprocess.run([program, "-I", "-c", _PROBE], capture_output=True, timeout=60, check=False)  # noqa: S603 - named like a Python
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == str(minor).encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
