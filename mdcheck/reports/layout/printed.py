"""What a process printed, in lines that a report can show."""

from __future__ import annotations

from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.sanitize import clean
from mdcheck.wording import count


def printed_lines(output: str) -> list[str]:
    """All lines, each safe wherever it is shown, with the blanks that it begins with; none if all are blank."""
    lines = [line.rstrip() for line in clean(output, multiline=True).strip("\n").split("\n")]
    if not any(lines):
        return []
    return [" " * (len(line) - len(line.lstrip(" "))) + shown(line) for line in lines]


def printed(output: str, *, last: int) -> list[str]:
    """The last lines, behind one that says how many are missing and where all of them are."""
    lines = printed_lines(output)
    if len(lines) <= last:
        return lines
    return [f"… {count(len(lines) - last, 'more line')} above: the JSON report has all", *lines[-last:]]
