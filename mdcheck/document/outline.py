"""Sections and items while a document is being read, and the frozen ones that come of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.document.diagnostic import Diagnostic, error_on
from mdcheck.document.model import Item, Section
from mdcheck.document.slug import Numbering, plain_text, slug, slug_of_plain
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from mdcheck.document.elsewhere import Elsewhere
    from mdcheck.document.model import CheckBlock, Code, Record, Reference
    from mdcheck.document.source import Span

# An open item is not applicable if its text begins with its struck-through statement (GFM 0.29, section 6.5). As with
# other emphasis, what closes it stands behind a word, or behind punctuation that no word follows:
# `~10 users (~5 active)` strikes nothing through.
_STRUCK = late_pattern(r"(~{1,2})(?=[^\s~]).*?(?:(?<=\w)\1|(?<=[^\w\s~\\])\1(?!\w))(?!~)", re.DOTALL)


class DraftItem:
    """An item whose checks and records are still being collected."""

    __slots__ = ("bare", "box", "checks", "code", "line", "more", "parent", "records", "text", "ticked", "within")

    def __init__(self, *, text: str, line: int, box: Span, ticked: bool, parent: int) -> None:
        self.text = text
        self.line = line
        self.box = box
        self.ticked = ticked
        self.parent = parent
        self.checks: list[CheckBlock] = []
        self.records: list[Record] = []
        self.more: list[str] = []
        self.code: list[Code] = []
        self.within: tuple[DraftItem | str, ...] = ()
        """The items and the bullets around it, outermost first; of a bullet only what it says."""
        self.bare: str | None = None
        """The text without the cookie at the end of its first line; None where there is no cookie."""


class DraftSection:
    """A section that is still open."""

    __slots__ = ("items", "level", "line", "sections", "title")

    def __init__(self, *, title: str, level: int, line: int) -> None:
        self.title = title
        self.level = level
        self.line = line
        self.items: list[DraftItem] = []
        self.sections: list[DraftSection] = []


class Outline:
    """The sections that are open, innermost last."""

    def __init__(self) -> None:
        self.root = DraftSection(title="", level=0, line=0)
        self._open = [self.root]
        self._pins: list[tuple[DraftItem, CheckBlock]] = []

    @property
    def current(self) -> DraftSection:
        return self._open[-1]

    def enter(self, title: str, *, level: int, line: int) -> None:
        while self.current.level >= level:
            self._open.pop()
        section = DraftSection(title=title, level=level, line=line)
        self.current.sections.append(section)
        self._open.append(section)

    def add_check(self, item: DraftItem, block: CheckBlock) -> None:
        item.checks.append(block)
        if block.common.id is not None:
            self._pins.append((item, block))

    def freeze(self, elsewhere: Elsewhere | None) -> tuple[Section, list[Diagnostic]]:
        """The sections and items with their ids, and what is wrong with ids that were pinned."""
        pinned, diagnostics = _pinned_ids(self._pins)
        return _Freezing(self.root, pinned, elsewhere).section(self.root, (), ""), diagnostics


def _pinned_ids(pins: list[tuple[DraftItem, CheckBlock]]) -> tuple[dict[DraftItem, str], list[Diagnostic]]:
    """The id that each item's blocks give it. Equal ones are an error: `needs` would be ambiguous."""
    result: dict[DraftItem, str] = {}
    owners: dict[str, DraftItem] = {}
    diagnostics: list[Diagnostic] = []
    for item, block in pins:
        pinned = block.common.id
        assert pinned is not None
        other = owners.setdefault(pinned, item)
        if other is not item:
            diagnostics.append(_duplicate(block, f"the id “{pinned}” belongs to the item of line {other.line} already"))
        elif result.setdefault(item, pinned) != pinned:
            diagnostics.append(_duplicate(block, f"this item has the id “{result[item]}” already"))
    return result, diagnostics


def _duplicate(block: CheckBlock, message: str) -> Diagnostic:
    return error_on(block.line, "duplicate-id", message, "give each item one id of its own, in one of its blocks")


class _Freezing:
    """Gives items their ids while sections are frozen, in document order."""

    def __init__(self, root: DraftSection, pinned: dict[DraftItem, str], elsewhere: Elsewhere | None) -> None:
        top = root.sections
        #: The heading of level 1 that holds all other sections: the document's title, which ids leave out.
        self._title = top[0] if len(top) == 1 and top[0].level == 1 else None
        self._pinned = pinned
        self._elsewhere = elsewhere
        self._numbering = Numbering(set(pinned.values()))

    def section(self, draft: DraftSection, titles: tuple[str, ...], prefix: str) -> Section:
        """`titles` are the section's own and those around it, `prefix` is what the ids of its items begin with."""
        plain = tuple([plain_text(title) for title in titles])
        items = tuple([self._item(item, titles, plain, prefix) for item in draft.items])
        sections = tuple([self._subsection(child, titles, prefix) for child in draft.sections])
        return Section(title=draft.title, level=draft.level, line=draft.line, items=items, sections=sections)

    def _subsection(self, draft: DraftSection, titles: tuple[str, ...], prefix: str) -> Section:
        if draft is not self._title:
            prefix = f"{prefix}{slug_of_plain(plain_text(draft.title)) or 'section'}/"
        return self.section(draft, (*titles, draft.title), prefix)

    def _item(self, draft: DraftItem, titles: tuple[str, ...], plain: tuple[str, ...], prefix: str) -> Item:
        struck = _STRUCK().match(draft.text) if draft.text.startswith("~") else None
        pinned = self._pinned.get(draft) if self._pinned else None
        statement = struck[0].strip("~") if struck else draft.text
        within = tuple([one if isinstance(one, str) else one.text for one in draft.within])
        own: tuple[Reference, ...] = ()
        around: tuple[Reference, ...] = ()
        if self._elsewhere is not None and draft.checks:
            for note in self._elsewhere.footnotes_of([draft.text, *draft.more]):
                draft.more += note.texts
                draft.code += note.code
            own = tuple(self._elsewhere.references_in([draft.text, *draft.more]))
            around = tuple(self._elsewhere.references_in([*titles, *within]))
        return Item(
            id=pinned or self._numbering.unique(prefix + (slug(statement) or "item")),
            text=draft.text,
            line=draft.line,
            box=draft.box,
            ticked=draft.ticked,
            applicable=struck is None or draft.ticked,
            checks=tuple(draft.checks),
            section=plain,
            records=tuple(draft.records),
            more=tuple(draft.more),
            code=tuple(draft.code),
            parent=draft.parent,
            struck=struck is not None,
            within=within,
            titles=titles,
            references=own,
            references_around=around,
        )
