"""Two versions of a checklist, item by item and check by check. Pure.

An item is known again by its id; in a section that was renamed by its words; and where its words were changed, by
how much they are alike within its section, or by its checks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.document.slug import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mdcheck.document.check_block import CheckBlock
    from mdcheck.document.model import Checklist, Item
    from mdcheck.document.source import Source

_ALIKE = 0.6
_MOST_PAIRS = 2_500
"""Above so many pairs of texts in one section, nobody could tell either which became which."""
_LONGEST = 200
_STRUCK = re.compile(r"(~{1,2})(.+?)\1")

Path: TypeAlias = "tuple[str, ...]"
"""The titles of sections, outermost first."""

_Key: TypeAlias = "str | tuple[tuple[str | None, str], ...]"


class Pair(NamedTuple):
    """One item in both versions."""

    before: Item
    after: Item

    @property
    def flipped(self) -> bool:
        """Whether the box says something else; what does not apply says nothing."""
        return self.before.ticked != self.after.ticked and self.before.applicable and self.after.applicable

    @property
    def reworded(self) -> bool:
        return statement(self.before) != statement(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What became of each item, in document order: of the later version, and for `removed` of the earlier."""

    pairs: tuple[Pair, ...] = ()
    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    sections: tuple[tuple[Path, Path], ...] = ()
    """The sections that were renamed, without those that only stand in one."""

    def moved(self, pair: Pair) -> bool:
        """Whether the item stands in another section, and not in the same one under a new name."""
        return pair.before.section != pair.after.section and not any(
            _below(pair.before.section, old) is not None
            and _below(pair.before.section, old) == _below(pair.after.section, new)
            for old, new in self.sections
        )


class BlockChange(NamedTuple):
    """A check block that is new, gone or different; one of the two sides may be missing."""

    item: Item
    """As it is now; for a block that is gone with its item, as it was."""
    before: CheckBlock | None
    after: CheckBlock | None
    text_before: str
    """The info string and the content below it, exactly; empty where there is no such side."""
    text_after: str


def match(before: Sequence[Item], after: Sequence[Item]) -> Matching:
    """Find each item again; without `before` (or `after`) all are added (or removed)."""
    former = _by_id(before, after)
    if len(former) < len(before) and len(former) < len(after):
        _find_again(before, after, former)
    pairs = tuple(Pair(former[item.id], item) for item in after if item.id in former)
    kept = {pair.before.id for pair in pairs}
    return Matching(
        pairs=pairs,
        added=tuple(item for item in after if item.id not in former),
        removed=tuple(item for item in before if item.id not in kept),
        sections=_renamed(before, after, pairs),
    )


def block_changes(before: Checklist | None, after: Checklist | None, matching: Matching) -> tuple[BlockChange, ...]:
    """The check blocks that differ; those of the later version first, in document order."""
    changes: list[BlockChange] = []
    old, new = (None if one is None else one.source for one in (before, after))
    for pair in matching.pairs:
        if pair.before.checks or pair.after.checks:
            changes += _changed_blocks(pair, old, new)
    for item in matching.added:
        changes += [_change(item, None, block, old, new) for block in item.checks]
    changes.sort(key=lambda change: change.item.line)
    for item in matching.removed:
        changes += [_change(item, block, None, old, new) for block in item.checks]
    return tuple(changes)


def statement(item: Item) -> str:
    """The item's words without their markup; of one that does not apply, what is struck through."""
    struck = None if item.applicable else _STRUCK.match(item.text)
    return plain_text(struck[2] if struck else item.text)


def _by_id(before: Iterable[Item], after: Iterable[Item]) -> dict[str, Item]:
    """What each item was before, by its id now."""
    known = {item.id: item for item in before}
    return {item.id: known[item.id] for item in after if item.id in known}


def _find_again(before: Sequence[Item], after: Sequence[Item], former: dict[str, Item]) -> None:
    """Look for the items whose ids have changed, the surest way first."""
    taken = {item.id for item in former.values()}
    old = _sections(item for item in before if item.id not in taken)
    new = _sections(item for item in after if item.id not in former)
    for here, there in _counterparts(old, new):
        _pair_equal(old[here], new[there], former, _words)
        _pair_equal(old[here], new[there], former, _checks)
        _pair_alike(old[here], new[there], former)
    _pair_equal([item for items in old.values() for item in items], _left(new.values(), former), former, _words)


def _sections(items: Iterable[Item]) -> dict[Path, list[Item]]:
    found: defaultdict[Path, list[Item]] = defaultdict(list)
    for item in items:
        found[item.section].append(item)
    return dict(found)


def _counterparts(old: dict[Path, list[Item]], new: dict[Path, list[Item]]) -> list[tuple[Path, Path]]:
    """Which section became which: the one of the same name, else the one with most of its items or of its name."""
    found = [(path, path) for path in old if path in new]
    here = {path: Counter(map(_words, items)) for path, items in old.items() if path not in new}
    there = {path: Counter(map(_words, items)) for path, items in new.items() if path not in old}
    if len(here) * len(there) > _MOST_PAIRS:
        return found
    likely = [
        (-shared, -near, one, other)
        for one, words in here.items()
        for other, others in there.items()
        for shared, near in [((words & others).total(), _nearness(one, other))]
        if shared or near >= _ALIKE
    ]
    used: set[tuple[bool, Path]] = set()
    for _, _, one, other in sorted(likely):
        if (True, one) not in used and (False, other) not in used:
            used |= {(True, one), (False, other)}
            found.append((one, other))
    return found


def _pair_equal(old: list[Item], new: Iterable[Item], former: dict[str, Item], key: Callable[[Item], _Key]) -> None:
    """Pair what has an equal key, in order; takes what it pairs out of `old`."""
    waiting: defaultdict[_Key, list[Item]] = defaultdict(list)
    for item in old:
        waiting[key(item)].append(item)
    for item in new:
        wanted = key(item)
        if wanted and item.id not in former and waiting[wanted]:
            former[item.id] = waiting[wanted].pop(0)
            old.remove(former[item.id])


def _pair_alike(old: list[Item], new: list[Item], former: dict[str, Item]) -> None:
    """Pair the texts that are most alike, as long as they are alike at all."""
    rest = [item for item in new if item.id not in former]
    if not old or not rest or len(old) * len(rest) > _MOST_PAIRS:
        return
    likely = [(-near, item.line, one.line, one, item) for item in rest for one, near in _near(item, old)]
    for _, _, _, one, item in sorted(likely, key=lambda entry: entry[:3]):
        if item.id not in former and one in old:
            former[item.id] = one
            old.remove(one)


def _near(item: Item, old: list[Item]) -> list[tuple[Item, float]]:
    matcher = SequenceMatcher(b=_words(item)[:_LONGEST], autojunk=False)
    found = []
    for one in old:
        matcher.set_seq1(_words(one)[:_LONGEST])
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
            found.append((one, matcher.ratio()))
    return [(one, near) for one, near in found if near >= _ALIKE]


def _left(groups: Iterable[list[Item]], former: dict[str, Item]) -> list[Item]:
    return [item for items in groups for item in items if item.id not in former]


def _words(item: Item) -> str:
    return statement(item).casefold()


def _checks(item: Item) -> _Key:
    return tuple((block.language, block.body) for block in item.checks)


def _nearness(one: Path, other: Path) -> float:
    """How much the names of two sections in the same place are alike."""
    if one[:-1] != other[:-1] or not one or not other:
        return 0.0
    return SequenceMatcher(a=one[-1].casefold(), b=other[-1].casefold(), autojunk=False).ratio()


def _renamed(before: Sequence[Item], after: Sequence[Item], pairs: Iterable[Pair]) -> tuple[tuple[Path, Path], ...]:
    """The sections whose names are gone, and most of whose items now stand under one name that is new."""
    went = Counter((pair.before.section, pair.after.section) for pair in pairs)
    if all(here == there for here, there in went):
        return ()
    was, now = (Counter(item.section for item in items) for items in (before, after))
    found = [
        _outermost(here, there)
        for (here, there), count in went.items()
        if here not in now and there not in was and 2 * count > was[here]
    ]
    return tuple(dict.fromkeys(found))


def _outermost(here: Path, there: Path) -> tuple[Path, Path]:
    """Without the titles that both have at their ends: what they stand in was renamed."""
    while len(here) > 1 and len(there) > 1 and here[-1] == there[-1]:
        here, there = here[:-1], there[:-1]
    return here, there


def _below(path: Path, section: Path) -> Path | None:
    return path[len(section) :] if path[: len(section)] == section else None


def _changed_blocks(pair: Pair, old: Source | None, new: Source | None) -> list[BlockChange]:
    """Pair the blocks of one item: those that are equal, then those of one kind, then the rest in order."""
    gone, here = list(pair.before.checks), list(pair.after.checks)
    changes: list[BlockChange] = []
    for same in (_exact(old, new), _of_one_kind, _any):
        for block in tuple(here):
            found = next((one for one in gone if same(one, block)), None)
            if found is None:
                continue
            gone.remove(found)
            here.remove(block)
            change = _change(pair.after, found, block, old, new)
            changes += [change] if change.text_before != change.text_after else []
    changes += [_change(pair.after, None, block, old, new) for block in here]
    changes += [_change(pair.after, block, None, old, new) for block in gone]
    return changes


def _exact(old: Source | None, new: Source | None) -> Callable[[CheckBlock, CheckBlock], bool]:
    return lambda one, other: one.body == other.body and block_text(old, one) == block_text(new, other)


def _of_one_kind(one: CheckBlock, other: CheckBlock) -> bool:
    return one.language == other.language and list(one.options)[:1] == list(other.options)[:1]


def _any(_one: CheckBlock, _other: CheckBlock) -> bool:
    return True


def _change(
    item: Item, before: CheckBlock | None, after: CheckBlock | None, old: Source | None, new: Source | None
) -> BlockChange:
    return BlockChange(item, before, after, block_text(old, before), block_text(new, after))


def block_text(source: Source | None, block: CheckBlock | None) -> str:
    """The info string, then the content: all that decides what a block does, as it was written."""
    if source is None or block is None:
        return ""
    line = source.line(block.line - 1)
    return f"{line[line.index('check') :].strip()}\n{block.body}"
