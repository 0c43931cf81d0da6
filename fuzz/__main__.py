"""`python -m fuzz [TARGET …] [-OPTION=… …]`: atheris on the targets, each in a process of its own.

Options go to libFuzzer: `-max_total_time=600` for ten minutes a target, `-runs=10000` for so many inputs. Inputs that
reached something new are kept in `.fuzz/`, and those that failed as well.
"""

from __future__ import annotations

import subprocess
import sys

from fuzz.targets import TARGETS


def main(words: list[str]) -> int:
    """The number of targets that failed."""
    options = [word for word in words if word.startswith("-")] or ["-max_total_time=60"]
    names = [word for word in words if not word.startswith("-")] or list(TARGETS)
    commands = ([sys.executable, "-m", "fuzz.one", name, *options] for name in names)
    return sum(subprocess.run(command, check=False).returncode != 0 for command in commands)  # noqa: S603 - our own words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
