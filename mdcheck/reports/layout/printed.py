"""What a process printed, in lines that a report can show."""

from __future__ import annotations

from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.sanitize import clean


def printed(output: str, *, last: int) -> list[str]:
    """The last lines, each safe wherever it is shown, behind an ellipsis if there were more; none if all are blank."""
    lines = [line.rstrip() for line in clean(output, multiline=True).strip("\n").split("\n")]
    if not any(lines):
        return []
    kept = [" " * (len(line) - len(line.lstrip(" "))) + shown(line) for line in lines[-last:]]
    return ["…", *kept] if len(lines) > last else kept
