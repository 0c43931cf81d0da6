"""Figures in tables: a row that names a section, and cells in columns such as “Completion”."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.figures import BOLD, COUNT, PERCENT, SIGNS, cells, is_no_count, slots
from mdcheck.document.model import Figure, Notation, Padding, Quantity, Section
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Span
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mdcheck.document.figures import LineRange
    from mdcheck.document.source import Source

_COUNT_CELL = late_pattern(r"(?:\*\*|__)?[0-9]+[ \t]*(?:/|of)[ \t]*[0-9]+(?:\*\*|__)?")
_CELL = late_pattern(rf"{BOLD}(?:{PERCENT}(?: complete)?|{COUNT}){BOLD}")
_BARE_CELL = late_pattern(rf"{BOLD}(?P<percent>[0-9]+){BOLD}")

_FIGURE_COLUMNS = frozenset(["completion", "progress", "complete", "%"])
_NUMBERED = late_pattern(r"(?:(?:section|chapter|part|phase|step)\s+)?(\d+(?:\.\d+)*)(?:\s*[.:)–—-]+\s*|\s+)")


def find(source: Source, root: Section, tables: list[LineRange]) -> Iterator[Figure]:
    """The figures in tables, in order."""
    names = _section_names(root)
    for table in tables:
        yield from _in_table(source, table, names)


class _Column(NamedTuple):
    """A table's column that may hold figures."""

    position: int
    patterns: tuple[re.Pattern[str], ...]
    width: int | None
    """Of the head and the rule below it, with the blanks; None where they differ."""
    right: bool


def _in_table(source: Source, table: LineRange, names: dict[str, list[tuple[str, Section]]]) -> Iterator[Figure]:
    first = source.line(table.first)
    header = [plain_text(first[cell.start : cell.end]).casefold() for cell in cells(first)]
    columns = _columns(header, first, source.line(table.first + 1))
    status = header.index("status") if "status" in header[1:] else None
    if not columns:
        return
    for index in range(table.first + 2, table.end):
        line = source.line(index)
        row = cells(line)
        section = _named_section(line[row[0].start : row[0].end], names)
        if section is None:
            continue
        found, padding = _in_row(line, source.starts[index], row, columns, status)
        if found:
            kept = {column.position for column in columns}
            counts = (cell for position, cell in enumerate(row) if position not in kept)
            contradicted = any(_COUNT_CELL().fullmatch(line, *cell) for cell in counts)
            yield Figure(Notation.TABLE, index + 1, section, found, padding, contradicted=contradicted)


def _columns(header: list[str], first: str, second: str) -> list[_Column]:
    heads, rules = cells(first), cells(second)
    result: list[_Column] = []
    for index, name in enumerate(header):
        if index and name in _FIGURE_COLUMNS and index < len(rules):
            patterns = (_CELL(), _BARE_CELL()) if name == "%" else (_CELL(),)
            head, rule = _with_blanks(first, heads[index]), _with_blanks(second, rules[index])
            left, right = (second[rules[index].start] == ":", second[rules[index].end - 1] == ":")
            even = head.end - head.start == rule.end - rule.start and not (left and right)
            result.append(_Column(index, patterns, head.end - head.start if even else None, right))
    return result


def _in_row(
    line: str, offset: int, row: list[Span], columns: list[_Column], status: int | None
) -> tuple[tuple[tuple[Span, Quantity], ...], tuple[Padding, ...]]:
    """The row's slots, and the blanks beside them."""
    result: list[tuple[Span, Quantity]] = []
    padding: list[Padding] = []
    for column in columns:
        cell = row[column.position] if column.position < len(row) else Span(0, 0)
        matches = (rule.fullmatch(line, cell.start, cell.end) for rule in column.patterns)
        found = next(filter(None, matches), None)
        if found and not is_no_count(found):
            result += slots(offset, found)
            padding += _padding(line, offset, cell, column)
    if result and status is not None and status < len(row) and line[slice(*row[status])] in SIGNS.values():
        result.append((Span(offset + row[status].start, offset + row[status].end), Quantity.SIGN))
    return tuple(sorted(result)), tuple(padding)


def _padding(line: str, offset: int, cell: Span, column: _Column) -> Iterator[Padding]:
    whole = _with_blanks(line, cell)
    blanks = Span(whole.start, cell.start) if column.right else Span(cell.end, whole.end)
    if blanks.start < blanks.end < len(line):
        yield Padding(
            cell=Span(offset + cell.start, offset + cell.end),
            blanks=Span(offset + blanks.start, offset + blanks.end),
            aligned=column.width == whole.end - whole.start,
        )


def _with_blanks(line: str, cell: Span) -> Span:
    """The cell with the spaces around it."""
    start, end = cell
    while start and line[start - 1] == " ":
        start -= 1
    while end < len(line) and line[end] == " ":
        end += 1
    return Span(start, end)


def _section_names(root: Section) -> dict[str, list[tuple[str, Section]]]:
    names: dict[str, list[tuple[str, Section]]] = defaultdict(list)
    for section in root.all_sections():
        if section.level:
            number, name = _name(section.title)
            names[name].append((number, section))
    return names


def _named_section(text: str, names: dict[str, list[tuple[str, Section]]]) -> Section | None:
    """The one section that `text` names; where several bear the name, the one with the same number, or none at all."""
    number, name = _name(text)
    found = names.get(name, []) if name else []
    if len(found) > 1:
        found = [entry for entry in found if entry[0] == number]
    return found[0][1] if len(found) == 1 else None


def _name(title: str) -> tuple[str, str]:
    """A title's number and its words, without emphasis, and without a status sign and what stands behind it."""
    text = plain_text(title)
    for sign in "✅⚠⬜❌":  # as a class of an expression they would take longer to compile than to be looked for
        text = text.partition(sign)[0]
    text = text.strip().casefold()
    numbered = _NUMBERED().match(text)
    number, rest = (numbered[1], text[numbered.end() :]) if numbered else ("", text)
    return number, rest
