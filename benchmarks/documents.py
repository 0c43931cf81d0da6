"""Checklists of any length, of the shape that real ones have."""

from __future__ import annotations

_SECTIONS = ("Security", "Monitoring", "Resilience", "Performance", "Infrastructure", "Documentation", "Testing")
_ITEMS = (
    "Structured logging with `structlog`",
    "Log levels configured (DEBUG, INFO, WARNING, ERROR)",
    "**Date**: 2026-02-02",
    "Retry logic with exponential backoff",
    "p95 latency < 1s (achieved?)",
    "Security scan passing, see [the report](reports/scan.md)",
)


def checklist(lines: int) -> str:
    """A checklist of about so many lines: sections of four subsections with six items, figures, and a table."""
    out = ["# Production readiness", "", "### Overall Score: **52/100** (Needs Improvement)", ""]
    names: list[str] = []
    while len(out) < lines - 30:
        name = f"{_SECTIONS[len(names) % len(_SECTIONS)]} {len(names) + 1}"
        names.append(name)
        out += ["---", "", f"## Section {len(names)}: {name} (70%)", ""]
        for number in range(1, 5):
            out += [f"### {len(names)}.{number} Part {number} of {name}", ""]
            out += [f"- [{'x' if index % 3 else ' '}] {item}" for index, item in enumerate(_ITEMS)]
            out += [""]
        out += ["**Status**: 70% complete (the rest is planned)", ""]
    out += ["| Section | Status | Completion |", "| --- | --- | --- |"]
    out += [f"| {number}. {name} | ⚠️ | 70% |" for number, name in enumerate(names[:20], 1)]
    return "\n".join(out) + "\n"
