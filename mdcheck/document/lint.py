"""Checklist -> diagnostics that are no errors: what GitHub or mdcheck reads otherwise than its author may think."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.document.completion import completions
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.figures import expected, is_current
from mdcheck.errors import did_you_mean
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Checklist, Item, Notation

_BULLET = r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t>]+)+"
# What looks like a box to its author and is plain text to GitHub.
_NEAR_BOX = late_pattern(
    _BULLET + r"(\[(?:|[ \t]{2,}|[\t\u00a0хХ]|[-~/>!?*✅✓✔❌✗]\ufe0f?|N/?A|n/?a|[xX][ \t]+|[ \t]+[xX])\])(?=[ \t]|$)"
)
_TIGHT_BOX = late_pattern(_BULLET + r"(\[[ xX]\])(?=$|[^ \t\v\f(\[:])")
_FENCE = late_pattern(r"`{3,}|~{3,}")
_MAX_GUESSES = 20
"""Guessing what a wrong name stands for takes a look at all names: who has more wrong ones has another problem."""
_NEAR_CHECK = late_pattern(r"\{?\.?(?:checks?|chek|chekc|mdcheck)(?:[-:,;}].*)?", re.IGNORECASE)


def lint(checklist: Checklist, notations: frozenset[Notation]) -> tuple[Diagnostic, ...]:
    """Warnings and notes about a document, errors of the parser left out; sorted by place."""
    found = [
        *_needs(checklist),
        *_boxes(checklist),
        *_fences(checklist),
        *_items(checklist),
        *_stale(checklist, notations),
    ]
    return tuple(sorted(found))


def needs_errors(checklist: Checklist) -> tuple[Diagnostic, ...]:
    """Ids in `needs` that no item has, and items that wait for each other: errors, since no order could suit them."""
    return tuple(sorted(_needs(checklist)))


def _needs(checklist: Checklist) -> Iterator[Diagnostic]:
    items = {item.id: item for item in checklist.items}
    guesses = _MAX_GUESSES
    for item in items.values():
        for block in item.checks:
            for wanted in block.common.needs:
                if wanted not in items:
                    guess = did_you_mean(wanted, tuple(items)) if guesses > 0 else ""
                    guesses -= 1
                    message = f"needs “{wanted}”, an id that no item has{guess}"
                    yield _error(
                        block.line,
                        "unknown-need",
                        message,
                        "pin the other item's id with “id:”, and name it here",
                    )
    cycle = _cycle(items)
    if cycle:
        first = items[cycle[0]]
        ways = " → ".join(f"“{name}”" for name in [*cycle, cycle[0]])
        yield _error(
            first.checks[0].line,
            "needs-cycle",
            f"items wait for each other: {ways}",
            "leave one of these needs out",
        )


def _cycle(items: dict[str, Item]) -> list[str]:
    """The ids along a circle of needs, or nothing."""
    if not any(block.common.needs for item in items.values() for block in item.checks):
        return []  # what is nested can't go round in a circle by itself
    from graphlib import CycleError, TopologicalSorter  # late: only documents with needs pay for it

    graph = {
        name: {wanted for block in item.checks for wanted in block.common.needs if wanted in items}
        for name, item in items.items()
    }
    by_line = {item.line: item for item in items.values()}
    for item in items.values():
        above = by_line.get(item.parent)
        while above is not None:
            if any("children" in block.options for block in above.checks):  # the kind that waits for nested items
                graph[above.id].add(item.id)
            above = by_line.get(above.parent)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def _boxes(checklist: Checklist) -> Iterator[Diagnostic]:
    """List items that were meant to be tasks."""
    fix = "write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply"
    for number in dict.fromkeys(checklist.plain_items):
        line = checklist.source.line(number - 1)
        near = _NEAR_BOX().match(line) or _TIGHT_BOX().match(line)
        if near:
            message = f"“{near[1]}” is no box here: GitHub shows it as text"
            yield _warning(number - 1, near.start(1), "not-a-box", message, fix)


def _fences(checklist: Checklist) -> Iterator[Diagnostic]:
    for fence in checklist.fences:
        index = fence.line - 1
        line = checklist.source.line(index)
        word = fence.info.split()[0].split("=")[0] if fence.info else ""
        if _NEAR_CHECK().fullmatch(word):
            message = f"“{word}” makes no check block"
            yield _warning(index, line.find(word), "not-a-check", message, "write “check”")
        if not fence.closed and (mark := _FENCE().search(line)):
            message = f"this fence is never closed: everything down to line {fence.last} is code"
            yield _warning(index, mark.start(), "unclosed-fence", message, f"close it with {mark[0]}")


def _items(checklist: Checklist) -> Iterator[Diagnostic]:
    for item in checklist.items:
        if not item.applicable and item.text.endswith("~~"):
            fix = "say why behind the struck-through text"
            yield _warning(item.line - 1, 0, "no-reason", "nothing says why this item does not apply", fix)
        if not item.ticked and re.search(r"\[[xX]\](?![(\[])", item.text):
            fix = "reword it: some renderers take the later “[x]” for the box"
            yield _warning(item.line - 1, 0, "later-box", "an open item whose text holds “[x]”", fix)


def _stale(checklist: Checklist, notations: frozenset[Notation]) -> Iterator[Diagnostic]:
    if not checklist.adopted:
        return
    done = completions(checklist.root)
    for figure in checklist.figures:
        completion = done[figure.section.line]
        if figure.notation not in notations or completion.percent is None:
            continue
        for span, quantity in figure.slots:
            written, wanted = checklist.source.text[span.start : span.end], expected(quantity, completion)
            if not is_current(written, wanted):
                line, column = checklist.source.locate(span.start)
                message = (
                    f"the boxes say {wanted}, not {written} ({completion.ticked} of {completion.countable} ticked)"
                )
                yield _warning(line - 1, column - 1, "stale-figure", message, "run `mdcheck update --offline`")


def _warning(line: int, column: int, code: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(line=line + 1, column=column + 1, level=Level.WARNING, code=code, message=message, fix=fix)


def _error(line: int, code: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(line=line, column=1, level=Level.ERROR, code=code, message=message, fix=fix)
