"""The sections of a checklist in the order and depth in which reports list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Section
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport, SectionReport


class Group(NamedTuple):
    """A heading of the report with the results of the items that stand directly in its section."""

    title: str
    """As Markdown; empty for items under no heading."""
    depth: int
    """0 for the outermost."""
    completion: Completion | None
    """Of the section and all below it; None for items under no heading."""
    results: tuple[ItemResult, ...]


def groups(file: FileReport) -> tuple[Group, ...]:
    """Items under no heading first, if there are any, then one group for each section.

    A heading that holds all others, as the document's title does, takes no depth away from them, and is left
    out where no item stands directly in it: its figure is the document's.
    """
    reports = [report for report in file.sections if report.section.level]
    titled = _titled(reports)
    if titled and not reports[0].section.items:
        reports, titled = reports[1:], False
    sections = [report.section for report in reports]
    # An item is found by its line: ids may be equal in a checklist that has errors.
    owner = {item.line: index for index, section in enumerate(sections) for item in section.items}
    members: list[list[ItemResult]] = [[] for _ in sections]
    loose: list[ItemResult] = []
    for result in file.items:
        index = owner.get(result.item.line)
        (loose if index is None else members[index]).append(result)
    headed = (
        Group(title=report.section.title, depth=depth, completion=report.completion, results=tuple(results))
        for report, depth, results in zip(reports, _depths(sections, titled=titled), members, strict=True)
    )
    unheaded = (Group(title="", depth=0, completion=None, results=tuple(loose)),) if loose else ()
    return (*unheaded, *headed)


def held_results(outline: Sequence[Group], index: int) -> list[ItemResult]:
    """The results of the group at `index` and of those below it."""
    end = index + 1
    while end < len(outline) and outline[end].depth > outline[index].depth:
        end += 1
    return [result for group in outline[index:end] for result in group.results]


def _titled(reports: Sequence[SectionReport]) -> bool:
    """Whether the first heading holds all others."""
    first, rest = reports[:1], reports[1:]
    return bool(rest) and all(report.section.level > first[0].section.level for report in rest)


def _depths(sections: Sequence[Section], *, titled: bool) -> list[int]:
    depths: list[int] = []
    around: list[int] = []
    for section in sections:
        while around and around[-1] >= section.level:
            around.pop()
        depths.append(len(around))
        around.append(section.level)
    return [max(depth - 1, 0) for depth in depths] if titled else depths
