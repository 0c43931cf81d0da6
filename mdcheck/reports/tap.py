"""The Test Anything Protocol, version 14: one test point for each check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from mdcheck.reports.counts import headline
from mdcheck.reports.json import safe
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import check_names, statement
from mdcheck.reports.layout.printed import printed
from mdcheck.results.outcome import Look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Item
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.report import FileReport, Report

_OUTPUT_LINES = 40


def render(report: Report) -> str:
    """The version, the plan, and the checks of all files under one numbering."""
    total = sum(report.summary.values())
    lines = ["TAP version 14", f"1..{total}" if total else "1..0 # SKIP no checks"]
    start = 1
    for file in report.files:
        lines += _file(file, start)
        start += sum(len(result.checks) for result in file.items)
    return "".join(f"{line}\n" for line in lines)


def _file(file: FileReport, start: int) -> Iterator[str]:
    yield f"# {shown(file.path)}: {headline(file)}"
    section: tuple[str, ...] | None = None
    for result in file.items:
        if result.checks and result.item.section != section:
            section = result.item.section
            yield f"# {' / '.join(filter(None, map(shown, section)))}".rstrip()
        for check, name in zip(result.checks, check_names(result), strict=True):
            yield from _point(start, result.item, check, name)
            start += 1


def _point(index: int, item: Item, check: CheckResult, name: str) -> Iterator[str]:
    text = statement(item) + (f" ({name})" if name else "")
    word, directive = _status(check)
    yield f"{word} {index} - {_escaped(text)}{directive}"
    if word == "not ok":
        yield from _diagnostics(item, check)


def _status(check: CheckResult) -> tuple[str, str]:
    """A TODO that is not ok is reported and fails nothing, like a warning and a missing sign-off."""
    message = f"{check.outcome.label}: {shown(check.message)}" if shown(check.message) else check.outcome.label
    match check.outcome.meaning.look:
        case Look.GOOD:
            return "ok", ""
        case Look.WARNING | Look.PENDING:
            return "not ok", f" # TODO {_escaped(message)}"
        case Look.FAILURE | Look.ERROR | Look.BLOCKED:
            return "not ok", ""
        case Look.SKIPPED:
            return "ok", f" # SKIP {_escaped(message)}"
        case never:
            assert_never(never)


def _diagnostics(item: Item, check: CheckResult) -> Iterator[str]:
    """YAML, in the part of it that is JSON: every value is a number or a quoted string."""
    values: dict[str, str | int] = {
        "outcome": check.outcome.value,
        "message": shown(check.message),
        "severity": check.severity.value,
        "kind": shown(check.kind),
        "line": check.line,
        "id": shown(item.id),
        "fix": shown(check.fix),
        "url": shown(check.url),
        **{more.name: shown(more.text) for more in check.more},
        "output": "\n".join(printed(check.output, last=_OUTPUT_LINES)),
    }
    if check.duration is not None:
        values["duration_ms"] = round(check.duration * 1000)
    yield "  ---"
    for name, value in values.items():
        if value != "":
            yield f"  {name}: {safe(json.dumps(value, ensure_ascii=False))}"
    yield "  ..."


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("#", "\\#")
