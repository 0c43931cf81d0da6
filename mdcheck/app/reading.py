"""The use case `status`, which runs nothing and writes nothing. It must start fast, so it imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.finding import find_files, read_checklist
from mdcheck.app.reporting import file_report
from mdcheck.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def status(names: Sequence[str], cwd: Path, environ: Mapping[str, str]) -> Report:
    """Sections, figures and open items, from the files alone."""
    checklists = [read_checklist(path)[1] for path in find_files(names, cwd, environ)]
    return Report(files=tuple(file_report(checklist) for checklist in checklists))
