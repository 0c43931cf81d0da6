"""The sessions of a page, which a reader types in from top to bottom: run, and written with what they print.

A block of `console` holds commands behind `$ ` and what they print. A block with `title="PATH"` in its first line is a
file that the reader writes at this point. The commands of a page are run by one shell, in a new folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = ("tutorial.md", "adopting.md", "release.md", "service.md", "why.md", "people.md")
_FENCE = re.compile(
    r'^(?P<fence>`{3,})(?P<language>\w+)(?: title="(?P<title>[^"\n]+)")?\n(?P<body>.*?)^(?P=fence)$',
    re.DOTALL | re.MULTILINE,
)
_MARK = "\x1e"
_DURATION = re.compile(r" {2,}(?:<1|[0-9.]+) (?:ms|s)$", re.MULTILINE)
_COMMIT = re.compile(r"(?:(?<=committed )|(?<=the commit ))[0-9a-f]{7}\b")
WHO = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-11-02T09:00:00Z"}
LEFT_OUT = re.compile("MDCHECK_.*|GIT_.*|CI|GITHUB_.*|NO_COLOR|FORCE_COLOR|VIRTUAL_ENV|PYTHONPATH")


class Command(NamedTuple):
    """One command of a page: the line, what the page says that it prints, and where that stands in the page."""

    line: str
    printed: str
    start: int
    end: int


def commands(page: str) -> list[Command]:
    """All commands of a page's blocks of `console`."""
    found = []
    for block in _FENCE.finditer(page):
        if block["language"] == "console":
            if re.search(f"^ {{0,3}}{block['fence']}", block["body"], re.MULTILINE):
                raise ValueError(f"what this block shows ends it, so it needs a longer fence:\n{block['body']}")
            at = block.start("body")
            found += [
                Command(match[1], match[2], at + match.start(2), at + match.end(2))
                for match in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block["body"], re.MULTILINE)
            ]
    return found


def run(page: str) -> list[str]:
    """What each command of the page prints, in order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        (folder / "work").mkdir()
        script = "\n".join(_script(page, folder))
        done = subprocess.run(  # noqa: S603 - a page of this repository
            ["bash", "-c", script],  # noqa: S607 - as the reader has it
            cwd=folder / "work",
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return [_stable(part) for part in done.stdout.decode().split(_MARK)[1:]]


def _script(page: str, folder: Path) -> list[str]:
    lines = []
    for number, block in enumerate(_FENCE.finditer(page)):
        if block["title"]:
            kept = folder / f"{number}"
            kept.write_text(block["body"], encoding="utf-8")
            lines.append(
                f"status=$?; mkdir -p \"$(dirname '{block['title']}')\"; cp '{kept}' '{block['title']}'; (exit $status)"
            )
        elif block["language"] == "console":
            for line in re.findall(r"^\$ (.*)$", block["body"], re.MULTILINE):
                lines += [f"status=$?; printf '{_MARK}'; (exit $status)", line]
    return lines


def _environment(folder: Path) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not LEFT_OUT.fullmatch(name)}
    environ |= {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in WHO.items()}
    environ |= {
        "HOME": str(folder / "home"),
        "XDG_STATE_HOME": str(folder / "state"),
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    return environ | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), environ["PATH"])), "TZ": "UTC"}


def _stable(printed: str) -> str:
    """Without what differs from one run to the next: how long a check took, and a commit's id."""
    return _COMMIT.sub("1a2b3c4", _DURATION.sub("", printed))


def written_again(page: str) -> str:
    """The page, with what its commands print now."""
    shown = list(zip(commands(page), run(page), strict=True))
    for command, printed in reversed(shown):
        page = page[: command.start] + printed + page[command.end :]
    return page
