"""Two versions of a checklist, item by item and check by check. Pure.

An item is known again by its id; in a section that was renamed by its words; and where its words were changed, by
how much they are alike within its section, by its records, or by its checks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from difflib import SequenceMatcher
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from mdcheck.document.blocks.read import as_written
from mdcheck.document.slug import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mdcheck.document.model import CheckBlock, Checklist, Item
    from mdcheck.document.source import Source

_ALIKE = 0.6
_MOST_PAIRS = 2_500
"""The most pairs of texts in one section that are compared."""
_MOST_ALIKE = 4
_LONGEST = 120
_STRUCK = re.compile(r"(~{1,2})(.+?)\1")

Path: TypeAlias = "tuple[str, ...]"
"""The titles of sections, outermost first."""

_Key: TypeAlias = "str | tuple[object, ...]"

_Block = TypeVar("_Block", "Item", "CheckBlock")
"""Text that begins on a line of its own."""


class Pair(NamedTuple):
    """One item in both versions."""

    before: Item
    after: Item

    @property
    def flipped(self) -> bool:
        """Whether the box was ticked or unticked; False for items that do not apply."""
        return self.before.ticked != self.after.ticked and self.before.applicable and self.after.applicable

    @property
    def reworded(self) -> bool:
        return statement(self.before) != statement(self.after)


class Matching(NamedTuple):
    """Which item became which, in document order: of the later version, and for `removed` of the earlier."""

    pairs: tuple[Pair, ...] = ()
    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    sections: tuple[tuple[Path, Path], ...] = ()
    """The sections that were renamed, without those that only stand in one."""
    renames: frozenset[tuple[Path, Path]] = frozenset()
    """The same, to be looked up."""

    def moved(self, pair: Pair) -> bool:
        """Whether the item stands in another section, and not in the same one under a new name."""
        here, there = pair.before.section, pair.after.section
        while here != there and (here, there) not in self.renames:
            if here[-1:] != there[-1:]:
                return True
            here, there = here[:-1], there[:-1]
        return False


class BlockChange(NamedTuple):
    """A check block that is new, gone or different; one of the two sides may be missing."""

    item: Item
    """As it is now; for a block that is gone with its item, as it was."""
    before: CheckBlock | None
    after: CheckBlock | None
    text_before: str
    """The info string and the content below it, exactly; empty where the block is new."""
    text_after: str

    @property
    def block(self) -> CheckBlock:
        """The later version; of one that is gone, the earlier."""
        block = self.after or self.before
        assert block is not None
        return block

    @property
    def line(self) -> int:
        return self.block.line

    @property
    def word(self) -> str:
        if self.before is None:
            return "added"
        return "changed" if self.after else "removed"


def match(before: Sequence[Item], after: Sequence[Item]) -> Matching:
    """Find each item again; without `before` (or `after`) all are added (or removed)."""
    former = _by_id(before, after)
    if len(former) < len(before) and len(former) < len(after):
        _find_again(before, after, former)
    pairs = tuple(Pair(former[item.id], item) for item in after if item.id in former)
    kept = {pair.before.id for pair in pairs}
    sections = _renamed(before, after, pairs)
    return Matching(
        pairs=pairs,
        added=tuple(item for item in after if item.id not in former),
        removed=tuple(item for item in before if item.id not in kept),
        sections=sections,
        renames=frozenset(sections),
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
        for key in (_words, _signed, _checks):
            _pair_equal(old[here], new[there], former, key)
        _pair_alike(old[here], new[there], former)
    rest = [item for items in old.values() for item in items]
    for key in (_words, _signed):
        _pair_equal(rest, _left(new.values(), former), former, key)


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
    near = {(one, other): how for one in here for other, how in _near(one, list(there))}
    likely = [
        (-shared, -near.get((one, other), 0), one, other)
        for one, words in here.items()
        for other, others in there.items()
        if (shared := (words & others).total()) or (one, other) in near
    ]
    used: set[tuple[bool, Path]] = set()
    for _, _, one, other in sorted(likely):
        if (True, one) not in used and (False, other) not in used:
            used |= {(True, one), (False, other)}
            found.append((one, other))
    return found


def _pair_equal(old: list[Item], new: Iterable[Item], former: dict[str, Item], key: Callable[[Item], _Key]) -> None:
    """Pair what has an equal key, in order; takes what it pairs out of `old`."""
    found = list(_equal(old, [item for item in new if item.id not in former], key, key))
    former.update((other.id, one) for one, other in found)
    old[:] = _without(old, (one for one, _ in found))


def _equal(
    old: Iterable[_Block], new: Iterable[_Block], old_key: Callable[[_Block], _Key], new_key: Callable[[_Block], _Key]
) -> Iterator[tuple[_Block, _Block]]:
    """Pairs with an equal key, in order; an empty key is equal to none."""
    waiting: defaultdict[_Key, deque[_Block]] = defaultdict(deque)
    for one in old:
        waiting[old_key(one)].append(one)
    for other in new:
        key = new_key(other)
        if key and waiting[key]:
            yield waiting[key].popleft(), other


def _without(blocks: Iterable[_Block], found: Iterable[_Block]) -> list[_Block]:
    lines = {one.line for one in found}
    return [one for one in blocks if one.line not in lines]


def _pair_alike(old: list[Item], new: list[Item], former: dict[str, Item]) -> None:
    """Pair the texts that are most alike, as long as they are alike at all."""
    rest = [item for item in new if item.id not in former]
    if not old or not rest or len(old) * len(rest) > _MOST_PAIRS:
        return
    words = [_words(one) for one in old]
    likely = [(-near, item.line, place, item) for item in rest for place, near in _alike(_words(item), words)]
    found: set[int] = set()
    for _, _, place, item in sorted(likely, key=lambda entry: entry[:3]):
        if item.id not in former and place not in found:
            former[item.id] = old[place]
            found.add(place)
    old[:] = [one for place, one in enumerate(old) if place not in found]


def _alike(text: str, others: Sequence[str]) -> list[tuple[int, float]]:
    """The indices of the texts that are alike, and how much so: of those with most of the letters, the order as well.

    To compare the order may take a time that grows with the cube of the length, so few texts are compared, and their
    beginnings only.
    """
    matcher = SequenceMatcher(b=text[:_LONGEST], autojunk=False)
    likely = []
    for place, other in enumerate(others):
        matcher.set_seq1(other[:_LONGEST])
        if matcher.real_quick_ratio() >= _ALIKE and (quick := matcher.quick_ratio()) >= _ALIKE:
            likely.append((-quick, place))
    found = []
    for _, place in sorted(likely)[:_MOST_ALIKE]:
        matcher.set_seq1(others[place][:_LONGEST])
        found.append((place, matcher.ratio()))
    return [(place, near) for place, near in found if near >= _ALIKE]


def _left(groups: Iterable[list[Item]], former: dict[str, Item]) -> list[Item]:
    return [item for items in groups for item in items if item.id not in former]


def _words(item: Item) -> str:
    return statement(item).casefold()


def _signed(item: Item) -> _Key:
    """What its first record was made for, which no other item has."""
    return next((of for record in item.records if isinstance(of := record.values.get("of"), str)), "")


def _checks(item: Item) -> _Key:
    return tuple((block.language, block.body) for block in item.checks)


def _near(path: Path, others: Iterable[Path]) -> list[tuple[Path, float]]:
    """The sections in the same place that bear a name like this one's, and how much alike they are."""
    beside = [other for other in others if path and other and path[:-1] == other[:-1]]
    names = [other[-1].casefold() for other in beside]
    return [(beside[place], near) for place, near in _alike(path[-1].casefold(), names)] if beside else []


def _renamed(before: Sequence[Item], after: Sequence[Item], pairs: Iterable[Pair]) -> tuple[tuple[Path, Path], ...]:
    """The sections whose names are gone, and most of whose items now stand under one name that is new."""
    went = Counter((pair.before.section, pair.after.section) for pair in pairs)
    if all(here == there for here, there in went):
        return ()
    was, now = (Counter(item.section for item in items) for items in (before, after))
    old, new = ({path[:end] for path in paths for end in range(len(path) + 1)} for paths in (was, now))
    found = [
        _outermost(here, there, old, new)
        for (here, there), count in went.items()
        if here not in now and there not in was and 2 * count > was[here]
    ]
    return tuple(dict.fromkeys(found))


def _outermost(here: Path, there: Path, old: set[Path], new: set[Path]) -> tuple[Path, Path]:
    """Both paths without the titles that they share at their ends, if the sections around them were renamed."""
    while here and there and here[-1] == there[-1] and here[:-1] not in new and there[:-1] not in old:
        here, there = here[:-1], there[:-1]
    return here, there


def _changed_blocks(pair: Pair, old: Source | None, new: Source | None) -> list[BlockChange]:
    """Pair the blocks of one item: those that are equal, then those of one kind, then the rest in order."""
    gone, here = list(pair.before.checks), list(pair.after.checks)
    changes: list[BlockChange] = []
    for sort in (_exact, _kind, _any):
        found = list(_equal(gone, here, partial(sort, old), partial(sort, new)))
        changes += [_change(pair.after, one, other, old, new) for one, other in found]
        gone = _without(gone, (one for one, _ in found))
        here = _without(here, (other for _, other in found))
    changes += [_change(pair.after, None, block, old, new) for block in here]
    changes += [_change(pair.after, block, None, old, new) for block in gone]
    return [change for change in changes if change.text_before != change.text_after]


def _exact(source: Source | None, block: CheckBlock) -> _Key:
    return (block_text(source, block), block.body)


def _kind(_source: Source | None, block: CheckBlock) -> _Key:
    return (block.language, *list(block.options)[:1])


def _any(_source: Source | None, _block: CheckBlock) -> _Key:
    return ("any",)


def _change(
    item: Item, before: CheckBlock | None, after: CheckBlock | None, old: Source | None, new: Source | None
) -> BlockChange:
    return BlockChange(item, before, after, block_text(old, before), block_text(new, after))


def block_text(source: Source | None, block: CheckBlock | None) -> str:
    """All that decides what a block does, as it was written; empty where there is none."""
    return "" if source is None or block is None else as_written(block, source)
