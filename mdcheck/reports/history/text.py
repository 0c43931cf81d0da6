"""`mdcheck history` for people: a curve, a row for each commit, and the items that are worth a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.diff.words import name, whole_name
from mdcheck.reports.history import words as history_words
from mdcheck.reports.layout.lines import Styled, TextStyle, as_text, cut, hanging, shown, words
from mdcheck.reports.layout.sparkline import sparkline
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.history import Trait
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.history import ChecklistCommit, History, ItemPast

WIDTH = 100
_LABEL = 13
_BAR = 8
_MOST_ITEMS = 10
_FULL = 100
_VERDICT = 12
"""Columns of the longest verdict."""
_NUMBERS = 15
_WITH_BAR, _WITH_VERDICT = 96, 70
"""Columns of a terminal below which the table does without."""
_SHORTEST_SUBJECT = 10


def render(histories: Sequence[History], limit: int = 0) -> str:
    """The whole report as plain text; with `limit`, rows for so many commits only, the newest."""
    return as_text(layout(histories, WIDTH, limit))


def layout(histories: Sequence[History], width: int, limit: int = 0) -> Iterator[Line]:
    """The lines of the report; without `limit` there is a row for every commit."""
    for index, history in enumerate(histories):
        if index:
            yield ()
        yield (
            Styled(shown(history.path), TextStyle.TITLE),
            Styled(f"  {history_words.span(history)}", TextStyle.MUTED),
        )
        yield from _curves(history, width)
        yield from _table(history, width, limit)
        yield from _items(history, width)


def _curves(history: History, width: int) -> Iterator[Line]:
    done = [entry.completion.percent for entry in history.entries if entry.completion]
    percents = [percent for percent in done if percent is not None]
    scores = [entry.assessment.score for entry in history.entries if entry.assessment.score is not None]
    if percents:
        yield _curve("Completion", percents, f"{percents[0]}% → {percents[-1]}%", width)
    if scores:
        yield _curve("Check score", scores, f"{scores[0]:g} → {scores[-1]:g}", width)


def _curve(label: str, values: Sequence[float], ends: str, width: int) -> Line:
    room = min(width - _LABEL - len(ends) - 2, 60)
    return (
        Styled(f"{label:<{_LABEL}}", TextStyle.MUTED),
        Styled(f"{sparkline(values, room)}  "),
        Styled(ends, TextStyle.VALUE),
    )


def _table(history: History, width: int, limit: int) -> Iterator[Line]:
    scored = any(entry.assessment != (None, None) for entry in history.entries)
    newest = history.entries[::-1]
    rows = newest[:limit] if limit else newest
    yield ()
    yield (Styled(_head(width, scored=scored), TextStyle.MUTED),)
    for entry in rows:
        yield _row(entry, width, scored=scored)
    if len(rows) < len(newest):
        yield (Styled(f"… and {len(newest) - len(rows)} earlier (-n 0 shows all)", TextStyle.MUTED),)


def _head(width: int, *, scored: bool) -> str:
    verdict = f"{'Verdict':<{_VERDICT}}" if width >= _WITH_VERDICT else ""
    assessed = f"{'Score':>7}  {verdict}" if scored else ""
    lead = f"{'Date':<12}{'Commit':<9}{'Completion':<{_bar(width) + _NUMBERS}}{assessed}  {'Flips':<9}"
    return f"{lead}Subject" if width - len(lead) >= _SHORTEST_SUBJECT else lead


def _bar(width: int) -> int:
    return _BAR if width >= _WITH_BAR else 0


def _row(entry: ChecklistCommit, width: int, *, scored: bool) -> Line:
    lead = (
        Styled(f"{history_words.date(entry.time):<12}", TextStyle.MUTED),
        Styled(f"{short_id(entry.commit):<9}", TextStyle.PLACE),
        *_completion(entry, _bar(width)),
        *(_assessed(entry, width) if scored else ()),
        *_flips(entry),
    )
    room = width - sum(len(segment.text) for segment in lead)
    return (*lead, Styled(cut(shown(entry.subject), room))) if room >= _SHORTEST_SUBJECT else lead


def _completion(entry: ChecklistCommit, bar: int) -> tuple[Styled, ...]:
    size = bar + _NUMBERS
    if entry.completion is None:
        return (Styled(f"{cut(shown(entry.problem), size - 1):<{size}}", TextStyle.ERRORED),)
    if entry.completion.percent is None:
        return (Styled(f"{'nothing to count':<{size}}", TextStyle.MUTED),)
    full = bar * entry.completion.ticked // entry.completion.countable
    ratio = f"{entry.completion.ticked}/{entry.completion.countable}"
    style = TextStyle.PASSED if entry.completion.percent == _FULL else TextStyle.PLAIN
    return (
        Styled("━" * full, style),
        Styled("─" * (bar - full), TextStyle.MUTED),
        Styled(f"{ratio:>8}  {entry.completion.percent:>3}% "),
    )


def _assessed(entry: ChecklistCommit, width: int) -> tuple[Styled, ...]:
    score, verdict = entry.assessment
    told = Styled(f"{'' if score is None else f'{score:g}':>7}  ")
    if width < _WITH_VERDICT:
        return (told,)
    if verdict is None:
        return (told, Styled(" " * _VERDICT))
    return (told, Styled(f"{verdict.value:<{_VERDICT}}", look(verdict).style))


def _flips(entry: ChecklistCommit) -> Iterator[Styled]:
    text = history_words.flips(entry)
    yield Styled("  ")
    yield Styled(f"{text:<9}", TextStyle.FAILED if entry.unticked else TextStyle.PASSED)


def _items(history: History, width: int) -> Iterator[Line]:
    heads = {
        Trait.FLAPPING: "Flapping",
        Trait.SLOW: f"Open for more than {history.days} days",
        Trait.NEW: f"New in the last {history.days} days",
    }
    for trait, head in heads.items():
        found = history.having(trait)
        if not found:
            continue
        yield ()
        yield (Styled(head, TextStyle.SECTION),)
        for past in found[:_MOST_ITEMS]:
            yield from _item(history, past, trait, width)
        if len(found) > _MOST_ITEMS:
            yield (Styled(f"  … and {len(found) - _MOST_ITEMS} more", TextStyle.MUTED),)


def _item(history: History, past: ItemPast, trait: Trait, width: int) -> Iterator[Line]:
    told = {
        Trait.FLAPPING: history_words.wavered(past),
        Trait.SLOW: history_words.stayed(history, past),
        Trait.NEW: history_words.came(past),
    }
    lead = Styled("✓ ", TextStyle.PASSED) if past.item.ticked else Styled("○ ", TextStyle.MUTED)
    right = (Styled(f"line {past.item.line}", TextStyle.MUTED),)
    twins = sum(name(other.item) == name(past.item) for other in history.items)
    called = whole_name(past.item) if twins > 1 else name(past.item)
    yield from hanging((lead,), words(shown(called)), right, indent=2, width=width)
    yield (Styled(f"    {told[trait]}", TextStyle.MUTED),)
