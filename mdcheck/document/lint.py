"""Checklist -> diagnostics that are no errors: what GitHub or mdcheck reads otherwise than its author may think."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.document.completion import completions
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.figures import expected, is_current
from mdcheck.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Checklist, Item, Notation

# What looks like a box to its author and is plain text to GitHub.
_NEAR_BOX = re.compile(
    r"[ \t>]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]+"
    r"(\[(?:|[ \t]{2,}|[-~/>!?*✅✓✔❌✗]️?|N/?A|n/?a|[xX][ \t]+|[ \t]+[xX])\])(?=[ \t]|$)"
)
_TIGHT_BOX = re.compile(r"[ \t>]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(\[[ xX]\])(?=$|[^\s(\[:])")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*(\S*)")
_NEAR_CHECK = re.compile(r"check|checks|chek|chekc|mdcheck", re.IGNORECASE)


def lint(checklist: Checklist, notations: frozenset[Notation]) -> tuple[Diagnostic, ...]:
    """Warnings and notes about a document, errors of the parser left out; sorted by place."""
    found = [*_needs(checklist), *_lines(checklist), *_items(checklist), *_stale(checklist, notations)]
    return tuple(sorted(found))


def needs_errors(checklist: Checklist) -> tuple[Diagnostic, ...]:
    """Ids in `needs` that no item has, and items that wait for each other: errors, since no order could suit them."""
    return tuple(sorted(_needs(checklist)))


def _needs(checklist: Checklist) -> Iterator[Diagnostic]:
    items = {item.id: item for item in checklist.items}
    for item in items.values():
        for block in item.checks:
            for wanted in block.common.needs:
                if wanted not in items:
                    message = f"needs “{wanted}”, an id that no item has{did_you_mean(wanted, tuple(items))}"
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
        return []
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 - only documents with needs pay for it

    graph = {
        name: {wanted for block in item.checks for wanted in block.common.needs if wanted in items}
        for name, item in items.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def _lines(checklist: Checklist) -> Iterator[Diagnostic]:
    """Oddities that the parser doesn't see, outside code."""
    source = checklist.source
    fence = ""
    for index in range(len(source.starts)):
        line = source.line(index)
        marks = _FENCE.match(line)
        if fence:
            if marks and marks[1].startswith(fence) and not line[marks.end(1) :].strip():
                fence = ""
            continue
        if marks:
            fence = marks[1]
            word = marks[2].split("=")[0]
            if word != "check" and _NEAR_CHECK.fullmatch(word):
                yield _warning(index, marks.start(2), "not-a-check", f"“{word}” makes no check block", "write “check”")
            continue
        near = _NEAR_BOX.match(line) or _TIGHT_BOX.match(line)
        if near:
            fix = "write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply"
            yield _warning(
                index, near.start(1), "not-a-box", f"“{near[1]}” is no box here: GitHub shows it as text", fix
            )
    if fence:
        message = "a fence is open at the end of the document: all below its first line is code"
        yield _warning(len(source.starts) - 1, 0, "unclosed-fence", message, f"close it with {fence}")


def _items(checklist: Checklist) -> Iterator[Diagnostic]:
    for item in checklist.items:
        if not item.applicable and item.text.rstrip().endswith("~~"):
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
            if not is_current(quantity, written, wanted):
                line, column = checklist.source.locate(span.start)
                message = (
                    f"the boxes say {wanted}, not {written} ({completion.ticked} of {completion.countable} ticked)"
                )
                yield _warning(line - 1, column - 1, "stale-figure", message, "run `mdcheck update --offline`")


def _warning(line: int, column: int, code: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(line=line + 1, column=column + 1, level=Level.WARNING, code=code, message=message, fix=fix)


def _error(line: int, code: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(line=line, column=1, level=Level.ERROR, code=code, message=message, fix=fix)
