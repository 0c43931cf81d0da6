"""Processes whose coverage counts as that of the tests that start them."""

import os
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).parents[2]


def counted():
    """What makes a Python process measure its coverage, to be added to its environment; nothing where none is measured.

    It costs a tenth of a second, so only those ask for it that do what can't be done within a test's own process.
    """
    if Coverage.current() is None:
        return {}
    return {
        "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"),
        "COVERAGE_FILE": str(ROOT / os.environ.get("COVERAGE_FILE", ".coverage")),
    }
