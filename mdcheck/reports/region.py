"""The results table between `<!-- mdcheck:report -->` and `<!-- /mdcheck:report -->`.

It is a fixed point of prettier and mdformat, and says nothing that mdcheck would read as an item or a figure.
It holds no line number, since its own length moves the lines below it, and no time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import columns, cut
from mdcheck.reports.layout.outline import groups, held_results
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport

_TITLE_COLUMNS = 60
_EMOJI = re.compile("[\u200c\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_LETTER_LIKE = "\u218f"
"""Up to here symbols are of the kind of `№` and `™`."""
# What is left of marks of emphasis once the paired ones are gone; an underscore inside a word is none.
_DELIMITER = re.compile(r"\*|~~+|(?<![^\W_])_+|_+(?![^\W_])")
_LOOK_ALIKES = {"\\": "∖", "`": "‘", "[": "(", "]": ")", "<": "‹", "&": "& "}
_MARKUP = re.compile(r"[\\`\[\]<]|&(?=#?\w+;)")
_HEAD = ("Section", "Passed", "Warned", "Failed", "Errored", "Other")
_NAMED = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.ERRORED)


def region_lines(file: FileReport) -> tuple[str, ...]:
    """The lines without their ends, blank ones first and last; none if nothing ran: the region then stays."""
    if not file.ran:
        return ()
    score = "No check score" if file.score is None else f"Check score {file.score:g}"
    lines = ("", f"**{score} · {file.verdict}**", "")
    rows = _rows(file)
    return (*lines, *_table(rows), "") if rows else lines


def _rows(file: FileReport) -> list[tuple[str, ...]]:
    """One row for each outermost section that holds checks, and their sum where there are several."""
    outline = groups(file)
    rows: list[tuple[str, ...]] = []
    for index, group in enumerate(outline):
        results = held_results(outline, index)
        if group.depth == 0 and any(result.checks for result in results):
            title = title_cell(group.title) if group.completion else "(no section)"
            rows.append((title, *_counts(results)))
    if len(rows) > 1:
        rows.append(("All", *_counts(file.items)))
    return rows


def _counts(results: Iterable[ItemResult]) -> tuple[str, ...]:
    found = Counter(check.outcome for result in results for check in result.checks)
    named = [found[outcome] for outcome in _NAMED]
    return tuple(str(count) for count in (*named, found.total() - sum(named)))


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(columns(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [_line(_padded(_HEAD, widths)), _line(rule), *(_line(_padded(row, widths)) for row in rows)]


def _padded(row: tuple[str, ...], widths: list[int]) -> list[str]:
    first, *numbers = row
    cells = [first + " " * (widths[0] - columns(first))]
    return cells + [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def title_cell(title: str) -> str:
    """A section's title as plain text that no Markdown in it, and no formatter, can turn into anything else.

    Emoji are left out, since formatters disagree on their width.
    """
    text = unicodedata.normalize("NFC", plain_text(clean(title)))
    text = " ".join("".join(char for char in text if not _pictorial(char)).split())
    # Cut first, since the end of a word decides whether an underscore is a mark. Escapes would do for one
    # formatter and not for the next; a look-alike does for all.
    text = _DELIMITER.sub(" ", cut(text, _TITLE_COLUMNS))
    text = _MARKUP.sub(lambda match: _LOOK_ALIKES[match[0]], text).replace("|", "\\|")
    return " ".join(text.split()) or "(untitled)"


def _pictorial(char: str) -> bool:
    return bool(_EMOJI.match(char)) or (unicodedata.category(char) == "So" and char > _LETTER_LIKE)
