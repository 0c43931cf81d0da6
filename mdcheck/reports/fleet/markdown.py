"""`mdcheck fleet` as Markdown, for an issue or a wiki: the rows, what could not be read, and what most often fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.fleet import words
from mdcheck.reports.layout.names import section_title
from mdcheck.reports.layout.verdict_look import look
from mdcheck.reports.markdown import code, escaped, table_row
from mdcheck.results.fleet import ItemState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.results.fleet import Fleet, FleetChecklist

_MOST_ITEMS = 20
_HEAD = ("Repository", "Verdict", "Score", "Complete", "Pending", "Due", "Waivers", "Updated")


def render(fleet: Fleet) -> str:
    """The whole report."""
    return "\n".join(_lines(fleet)) + "\n"


def _lines(fleet: Fleet) -> Iterator[str]:
    yield f"# {escaped(fleet.title)}\n"
    told = ", ".join(part for part in (words.extent(fleet), words.verdicts(fleet)) if part)
    yield f"{told} on {fleet.today.isoformat()}.\n"
    names = words.names(fleet)
    rows = [(name, row.checklist, row.group) for name, row in zip(names, fleet.rows, strict=True) if row.checklist]
    grouped = any(group for _, _, group in rows)
    if rows:
        head = (*(("Group",) if grouped else ()), *_HEAD)
        yield table_row(head)
        yield table_row("---" if title in ("Group", "Repository", "Verdict") else "---:" for title in head)
        for name, found, group in rows:
            cells = (*((escaped(group),) if grouped else ()), escaped(name), *_cells(found, fleet))
            yield table_row(cells)
        yield ""
    yield from _unread(fleet, names)
    yield from _items(fleet)


def _cells(found: FleetChecklist, fleet: Fleet) -> tuple[str, ...]:
    verdict = found.verdict
    percent = found.completion.percent
    changed = " (changed since)" if found.changed_since else ""
    return (
        f"{look(verdict).emoji} {verdict.value}{changed}" if found.assessed else "",
        words.score(found),
        "" if percent is None else f"{percent}%",
        str(found.having(ItemState.PENDING) or ""),
        words.due(found),
        words.waivers(found),
        words.age(found, fleet),
    )


def _unread(fleet: Fleet, names: list[str]) -> Iterator[str]:
    if not fleet.unread:
        return
    yield f"## {words.unread(fleet)}\n"
    for name, row in zip(names, fleet.rows, strict=True):
        if row.checklist is None:
            fix = f". Fix: {escaped(row.fix)}" if row.fix else ""
            yield f"- {escaped(name)} ({code(row.at)}): {escaped(row.problem)}{fix}"
    yield ""


def _items(fleet: Fleet) -> Iterator[str]:
    failing = [column for column in fleet.columns if column.tally.failing]
    if not failing:
        return
    yield f"## {words.most_failing(fleet)}\n"
    yield "| Item | In | of |"
    yield "| --- | ---: | ---: |"
    for column in failing[:_MOST_ITEMS]:
        yield f"| {escaped(section_title(column.tally.text))} | {column.tally.failing} | {column.tally.checklists} |"
    if len(failing) > _MOST_ITEMS:
        yield f"\n… and {len(failing) - _MOST_ITEMS} more (the JSON and HTML reports have all of them)."
    yield ""
