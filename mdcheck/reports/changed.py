"""The items that ended otherwise than in the round before, for `run --watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, shown, words
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.rows import sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.item_change import ItemChange


def layout(changes: Sequence[ItemChange], width: int) -> Iterator[Line]:
    """A heading and the items, each with its outcome, what it was before, and its message."""
    if not changes:
        return
    yield (Styled(f"Changed ({len(changes)})", TextStyle.SECTION),)
    for change in changes:
        yield from _rows(change, width)


def _rows(change: ItemChange, width: int) -> Iterator[Line]:
    outcome = change.now.outcome
    if outcome is None:
        return
    glyph, style = sign(outcome)
    was = "new" if change.before is None else f"was {change.before.label}"
    if change.before is outcome:
        was = "for another reason"
    text = [*words(statement(change.now.item)), *words(f"· {outcome.label}, {was}", style)]
    yield from hanging((Styled(f"{glyph} ", style),), text, width=width)
    if message := shown(change.now.message):
        yield from hanging((), words(message, TextStyle.MUTED), indent=2, width=width)
