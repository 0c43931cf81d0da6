"""The notations of a figure: where an author has written a number that follows from the boxes.

Most percentages in checklists do not mean the boxes, so a notation is strict: what it does not cover stays as it is.
Cookies, `[3/7]` and `[42%]`, mean nothing else and are always kept; the others only where the author has agreed.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.document.model import Figure, Notation, Quantity, Section
from mdcheck.document.source import Span
from mdcheck.late import late_pattern
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Checklist
    from mdcheck.document.source import Source

RATINGS = ((90, "Ready"), (70, "Almost Ready"), (50, "Needs Improvement"), (0, "Critical"))
"""mdcheck's own words for a completion, with the lowest percentage of each."""

SIGNS = {"all": "✅", "some": "⚠️", "none": "⬜"}

BOLD = r"(?:\*\*|__)?"
PERCENT = r"(?P<percent>[0-9]+)%"
COUNT = r"(?P<ticked>[0-9]{1,9})/(?P<countable>[0-9]{1,9})"

_SECOND = (
    rf"(?:[ \t]+(?:complete|done))?{BOLD}(?:,?[ \t]+\(?(?P<ticked2>[0-9]{{1,9}})/(?P<countable2>[0-9]{{1,9}})"
    r"(?:[ \t]+(?:items?|tasks?|boxes|done|complete|completed|ticked))?(?:\)|(?![\w/%(]|[.,]\d|[ \t]+\w))"
    r")?"
)
"""A count behind a percentage, for the same boxes."""
_AT_END = r"(?=[ \t]*(?:[ \t]#+[ \t]*)?$)"
_HEADING = late_pattern(rf"(?<=\S)[ \t]+\((?P<percent>[0-9]+)%(?: complete)?\){_AT_END}")
COOKIE = late_pattern(
    r"(?<=\S)[ \t]+\[(?:(?P<percent>[0-9]*)%|(?P<ticked>[0-9]{1,9})/(?P<countable>[0-9]{1,9})"
    rf"|(?P<ticked2>)/(?P<countable2>))\]{_AT_END}"
)
"""An empty cookie, `[/]` or `[%]`, is filled by the first update."""
_OTHER = late_pattern(
    r"(?<![\w.,/])[0-9]+(?:[.,][0-9]+)?[ \t]?%(?![ \t]+(?!complete|done)\w)"
    r"|(?<![\w./])[0-9]+[ \t]*/[ \t]*[0-9]+(?![\w/])|(?<!\bas )\bof [0-9]+\b"
)
"""A number that the figure beside it could contradict once it is changed: a count, or a percentage of nothing that is
named. `80% coverage` is about something else."""
_STATUS = late_pattern(
    rf"[ \t]*{BOLD}(?:Status|Progress|Completion)(?::{BOLD}|(?:\*\*|__):)[ \t]+{BOLD}"
    rf"(?:{PERCENT}(?![\w%]|[ \t]*[-–—][ \t]*\d){_SECOND}|{COUNT}(?![\w/%]|[.,]\d))"
)
_OVERALL = late_pattern(
    rf"[ \t]*(?:#{{1,6}}[ \t]+)?{BOLD}Overall "
    rf"(?:Score{BOLD}:{BOLD}[ \t]+{BOLD}(?P<percent>[0-9]+)/100(?![\w/%]|[.,]\d)"
    rf"|Progress{BOLD}:{BOLD}[ \t]+{BOLD}(?P<percent2>[0-9]+)%(?![\w%]|[-–—]\d)){BOLD}"
    rf"(?:[ \t]+\({BOLD}(?P<rating>{'|'.join(word for _, word in RATINGS)}){BOLD}\))?"
)
_LABEL_END = late_pattern(r"(?:\*\*|__)?:")
_MARK = re.compile(r"[0-9\[]/|[0-9\[]%")
"""What every figure in a heading holds."""

_QUANTITIES = {
    "percent": Quantity.PERCENT,
    "percent2": Quantity.PERCENT,
    "ticked": Quantity.TICKED,
    "countable": Quantity.COUNTABLE,
    "ticked2": Quantity.TICKED,
    "countable2": Quantity.COUNTABLE,
    "rating": Quantity.RATING,
}

CANDIDATE = re.compile(r"^[ \t]*(?:\*\*|__)?(?:Status|Progress|Completion|Overall)(?:\b|_)", re.MULTILINE)
"""What a paragraph must hold to be worth a look, line by line."""


class LineRange(NamedTuple):
    """A heading, a paragraph or a table that may hold figures: its first line and the one behind its last, from 0."""

    first: int
    end: int
    section: int
    """The line of the heading that it belongs to, from 1; 0 where it stands before all headings."""


def title_without_figure(content: str) -> str:
    """A heading's text as its section's title: what changes with the boxes is no part of a name."""
    if not _MARK.search(content):
        return content
    above, end, last = content.rpartition("\n")
    if _OVERALL().match(last):
        return above + end + _LABEL_END().split(last)[0].lstrip("*_")
    line = "# " + last
    cookies = trailing_cookies(line)
    stop = cookies[0].start() if cookies else len(line)
    found = _HEADING().search(line, 0, stop)
    return above + end + last[: max((found.start() if found else stop) - 2, 0)]


def trailing_cookies(line: str) -> list[re.Match[str]]:
    """The cookies at the end of a line, such as `[3/7] [42%]`, in order: all of them say the same of the boxes."""
    found: list[re.Match[str]] = []
    stop = len(line)
    while (start := line.rfind("[", 0, stop)) > 0:
        while start and line[start - 1] in " \t":
            start -= 1
        cookie = COOKIE().match(line, start, stop)
        if cookie is None or is_no_count(cookie) or (found and cookie.end() != stop):
            break
        found.append(cookie)
        stop = cookie.start()
    return found[::-1]


def find(source: Source, root: Section, headings: list[LineRange], paragraphs: list[LineRange]) -> tuple[Figure, ...]:
    """The figures in headings and paragraphs, in order."""
    sections = {section.line: section for section in root.all_sections()}
    found: list[Figure] = []
    for heading in headings:
        if not _MARK.search(source.text, source.starts[heading.first], source.line_end(heading.end - 1)):
            continue
        found += _in_line(source, heading.end - 1, sections[heading.section], root, Notation.HEADING)
    status: list[Figure] = []
    for lines in paragraphs:
        for index in range(lines.first, lines.end):
            status += _in_line(source, index, sections[lines.section], root, Notation.STATUS)
    found += _closing(status, root)
    return tuple(sorted(found, key=lambda figure: figure.slots[0][0]))


def _in_line(source: Source, index: int, section: Section, root: Section, notation: Notation) -> list[Figure]:
    line = source.line(index)
    offset = source.starts[index]
    cookies: list[re.Match[str]] = []
    if "Overall" in line and (found := _OVERALL().match(line)):
        notation, section = Notation.OVERALL, root
    elif notation is Notation.HEADING:
        cookies = trailing_cookies(line)
        found = _HEADING().search(line, 0, cookies[0].start() if cookies else len(line))
    else:
        found = _STATUS().match(line)
    result: list[Figure] = []
    if found and not is_no_count(found):
        behind = line[found.end() : cookies[0].start() if cookies else len(line)]
        contradicted = _OTHER().search(line[: found.start()] + behind) is not None
        result.append(Figure(notation, index + 1, section, slots(offset, found), contradicted=contradicted))
    if cookies:
        result.append(Figure(Notation.COOKIE, index + 1, section, slots(offset, *cookies)))
    return result


def _closing(found: list[Figure], root: Section) -> list[Figure]:
    """Assign a status line at the end of a section's last subsection to the section itself.

    It belongs to the subsection if an earlier subsection has a status line, too. It never belongs to the section of
    the document's title.
    """
    lines = [figure.line for figure in found if figure.notation is Notation.STATUS]
    title = root.sections[0] if len(root.sections) == 1 and root.sections[0].level == 1 else None
    parents = {child.line: section for section in root.all_sections() for child in section.sections}
    result: list[Figure] = []
    for figure in found:
        section = figure.section
        closes = section.items and not section.sections and section.items[-1].line < figure.line
        while figure.notation is Notation.STATUS and closes:
            parent = parents.get(section.line, root)
            earlier = parent.sections[:-1]
            if parent is root or parent is title or parent.sections[-1] is not section or not earlier:
                break
            if bisect(lines, section.line) > bisect(lines, earlier[0].line):
                break
            section = parent
        result.append(figure._replace(section=section))
    return result


def is_no_count(found: re.Match[str]) -> bool:
    """`24/7` is no count of boxes: more can't be ticked than there are."""
    counts = found.groupdict()
    pairs = ((counts.get("ticked"), counts.get("countable")), (counts.get("ticked2"), counts.get("countable2")))
    return any(int(ticked) > int(countable) for ticked, countable in pairs if ticked and countable)


def slots(offset: int, *matches: re.Match[str]) -> tuple[tuple[Span, Quantity], ...]:
    """The pieces of text that matches have found in a line, which begins at the offset."""
    return tuple(
        sorted(
            (Span(offset + found.start(name), offset + found.end(name)), _QUANTITIES[name])
            for found in matches
            for name, text in found.groupdict().items()
            if text is not None
        )
    )


def cells(line: str) -> list[Span]:
    """The cells of a table row without the blanks around them (GFM 0.29, section 4.10: a backslash protects a pipe)."""
    bounds = [match.start() for match in re.finditer(r"(?<!\\)\|", line)]
    left, right = len(line) - len(line.lstrip()), len(line.rstrip())
    starts = [left, *(bound + 1 for bound in bounds)]
    ends = [*bounds, right]
    result = [_trim(line, start, end) for start, end in zip(starts, ends, strict=True)]
    if bounds and bounds[0] == left:
        result = result[1:]
    if bounds and bounds[-1] == right - 1 and len(result) > 1:
        result = result[:-1]
    return result


def _trim(line: str, start: int, end: int) -> Span:
    text = line[start:end]
    return Span(start + len(text) - len(text.lstrip()), max(start, end - len(text) + len(text.rstrip())))


def expected(quantity: Quantity, completion: Completion) -> str:
    """What a slot must show. `completion` has something to count."""
    percent = completion.percent
    assert percent is not None
    match quantity:
        case Quantity.PERCENT:
            return str(percent)
        case Quantity.TICKED:
            return str(completion.ticked)
        case Quantity.COUNTABLE:
            return str(completion.countable)
        case Quantity.RATING:
            return next(word for lowest, word in RATINGS if percent >= lowest)
        case Quantity.SIGN:
            return SIGNS[
                "all" if completion.ticked == completion.countable else "some" if completion.ticked else "none"
            ]
        case never:
            assert_never(never)


def unkept_note(checklist: Checklist, kept: frozenset[Notation]) -> tuple[str, ...]:
    """How many numbers of a document the boxes could give and are not kept, and the command that changes it."""
    numbers = sum(figure.notation not in kept for figure in checklist.figures)
    if not numbers:
        return ()
    name = checklist.source.path
    return (f"{count(numbers, 'number')} that may mean the boxes not kept; `mdcheck adopt {name}` shows them",)


class Number(NamedTuple):
    """A number as a reader sees it: `7/10` is one."""

    span: Span
    written: str
    """Empty where nothing is written yet."""
    wanted: str
    """What the boxes say."""
    is_current: bool


def numbers_in(text: str, figure: Figure, completion: Completion) -> Iterator[Number]:
    """The numbers of a figure in a document's text."""
    pieces = [(span, expected(quantity, completion)) for span, quantity in figure.slots]
    current = [is_current(text[slice(*span)], wanted) for span, wanted in pieces]
    for index, (_, quantity) in enumerate(figure.slots):
        if quantity is Quantity.COUNTABLE:  # shown with the slot in front of it, that of the ticked ones
            continue
        last = index + 1 if quantity is Quantity.TICKED else index
        span = Span(pieces[index][0].start, pieces[last][0].end)
        wanted = "/".join(wanted for _, wanted in pieces[index : last + 1])
        yield Number(span, text[slice(*span)].strip("/"), wanted, all(current[index : last + 1]))


def is_current(written: str, wanted: str) -> bool:
    """Whether the text is already right: numbers are compared by value, so that an author's `05%` may stay."""
    return written != "" and (written.lstrip("0") or "0") == wanted
