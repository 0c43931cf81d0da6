"""`python -m fuzz [TARGET …] [-OPTION=… …]`: atheris on the targets, each in a process of its own.

Options go to libFuzzer: `-max_total_time=600` for ten minutes a target, `-runs=10000` for so many inputs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOUND = Path(".fuzz")
"""Inputs that reached something new, by target, and those that failed."""


def main(words: list[str]) -> int:
    """The number of targets that failed."""
    import multiprocessing  # noqa: PLC0415 - only where there is something to run

    from fuzz.targets import TARGETS  # noqa: PLC0415 - `_one` imports them under atheris's eyes

    options = [word for word in words if word.startswith("-")] or ["-max_total_time=60"]
    names = [word for word in words if not word.startswith("-")] or list(TARGETS)
    failed = 0
    for name in names:
        process = multiprocessing.get_context("spawn").Process(target=_one, args=(name, options))
        process.start()
        process.join()
        failed += process.exitcode != 0
    return failed


def _one(name: str, options: list[str]) -> None:
    import atheris  # noqa: PLC0415 - the extra `fuzz` brings it

    with atheris.instrument_imports(include=["mdcheck", "markdown_it"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented while it is imported

    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [name, str(folder), f"-artifact_prefix={FOUND}{os.sep}{name}-", "-timeout=20", "-max_len=400", *options],
        TARGETS[name],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
