"""What looks like a box to its author and is none: GitHub shows it as text, and mdcheck counts nothing.

Lines that look so are found in the text itself; only where there are some is the document parsed once more, to leave
out examples: fences, comments, front matter, and indented code at the document's margin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from mdcheck.document import unread
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.edits import Edit
from mdcheck.document.figures import cells
from mdcheck.document.parse import leaves
from mdcheck.document.reindent import BOX, Target, belongs, lead_of, reindented
from mdcheck.document.source import Span, within
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mdcheck.document.model import Checklist

# Groups: what stands in front, the markers of lists, the blank behind the last one (perhaps none, or no-break spaces),
# a sign that is no marker, and the box.
_LINE = late_pattern(
    r"(?P<lead>[ \t>\u00a0]*)"
    r"(?:(?P<markers>(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t>]+)*(?:[-+*]|[0-9]{1,9}[.)])(?P<blank>[ \t>\u00a0]*))"
    r"|(?P<sign>[•◦▪‣·–—−])[ \t\u00a0]*)?"
    r"(?P<box>"
    r"\[(?:|[ \t\u00a0]{2,}|[\t\u00a0хХvV☐☑]|[-~/>!?*✅✓✔❌✗]\ufe0f?|N/?A|n/?a|[xX][ \t]+|[ \t]+[xX][ \t]*)\]"
    r"(?=[ \t]|$)"
    r"|\[[ xX]?\](?=$|[^ \t\v\f(\[:])"
    r"|\\\[[ xX]?\\?\](?=[ \t]|$)|\[[ xX]?\\\](?=[ \t]|$)"
    r"|\[[ xX]\](?=[ \t]))"
)
_TICKED = frozenset("xXхХ")
_SIGNS = "☐☑✅❌⬜"
_SIGN_ITEM = late_pattern(rf"[ \t>]*(?:(?:[-+*]|[0-9]{{1,9}}[.)])[ \t>]+)+([{_SIGNS}])")
_BEHIND_SIGN = late_pattern("[\ufe0e\ufe0f]?[ \t\u00a0]*(?=\\S)")
_SIGN_CELL = late_pattern(rf"[{_SIGNS}]|\[[ xX]\](?:\s|$)")
_BOX_CELL = late_pattern(r"\|[ \t]*\[[ xX]\]")
_LIST_LINE = late_pattern(r"(?:[-+*]|[0-9]{1,9}[.)])[ \t]")
_DEFINITION = late_pattern(r"^[ \t>]*\[[xX]\]:", re.MULTILINE)
_CODE = 4
"""Columns of indentation that make code of a line, or text below a paragraph."""
_FIX = "write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply"
_TEXT = "GitHub shows it as text"


def near_boxes(checklist: Checklist) -> list[Diagnostic]:
    """Warnings about boxes that are none, and notes about state that no box shows."""
    found = _NearBoxes(checklist)
    return [*found.warnings(), *found.signs_in_lists(), *found.signs_in_tables(), *_open_below(checklist)]


def signed_bullets(checklist: Checklist) -> Iterator[tuple[int, Edit]]:
    """Bullets that begin with a sign for done or open, by their lines from 1, and what makes boxes of the signs."""
    source = checklist.source
    for group in _NearBoxes(checklist).sign_lists():
        for line in group:
            found = _SIGN_ITEM().match(source.line(line))
            assert found is not None
            behind = _BEHIND_SIGN().match(source.line(line), found.end())
            if behind is not None:
                start = source.starts[line]
                box = "[x] " if found[1] in "☑✅" else "[ ] "
                yield line + 1, Edit(Span(start + found.start(1), start + behind.end()), box)


class _NearBoxes:
    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self.source = checklist.source
        self._items = [Target.of(self.source, item.line - 1, item.box.start - 1) for item in checklist.items]
        self._item_lines = [target.line for target in self._items]
        self._list_items = {line - 1 for line in checklist.plain_items}
        self._leaves: list[unread.Leaf] = []
        self._reach: dict[int, tuple[int, bool]] = {}
        """For an item, by its index: the line down to which is known whether something has ended it, and the answer."""
        self._first_misread: dict[int, int] = {}

    def warnings(self) -> Iterator[Diagnostic]:
        candidates = list(self._candidates())
        if any(line not in self._list_items for line, _ in candidates):
            self._leaves = leaves(self.source)
        firsts = [leaf.first for leaf in self._leaves]
        in_html: dict[unread.Leaf, list[int]] = {}
        comments: dict[int, list[Span]] = {}
        for line, match in candidates:
            if line in self._list_items:
                yield self._wrong_box(line, match)
                continue
            index = bisect_right(firsts, line) - 1
            if index < 0 or line >= self._leaves[index].end:
                continue
            leaf = self._leaves[index]
            if index not in comments:
                comments[index] = unread.comments(self.source, leaf)
            if within(match.start("box"), comments[index]):
                continue
            is_item = BOX.match(self.source.text, self.source.starts[line]) is not None
            if leaf.kind == "html_block" and is_item:
                in_html.setdefault(leaf, []).append(line)
            elif leaf.kind == "paragraph_open" or (leaf.kind == "code_block" and not leaf.margin and is_item):
                yield from self._in_text(line, match, leaf)
        for leaf, lines in in_html.items():
            yield self._in_html(leaf, lines)

    def _candidates(self) -> Iterator[tuple[int, re.Match[str]]]:
        """The lines, from 0, that begin with what could be a box, and are no items."""
        text, starts = self.source.text, self.source.starts
        items = set(self._item_lines)
        pattern = _LINE()
        for line, start in enumerate(starts):
            if line in items:
                continue
            match = pattern.match(text, start, self.source.line_end(line))
            if match:
                yield line, match

    def _wrong_box(self, line: int, match: re.Match[str]) -> Diagnostic:
        """A list item whose box is none, or has nothing behind it that makes it one."""
        box, behind = match["box"], self.source.text[match.end("box") : match.end("box") + 1]
        span = Span(*match.span("box"))
        right = _right(box)
        edits: tuple[Edit, ...] = ()
        if right is not None and right != box:
            edits = (Edit(span, right if behind in ("", " ", "\t", "\n", "\r") else f"{right} "),)
        elif right == box and behind in (" ", "\t"):
            edits = (Edit(Span(match.start("blank"), span.start), " "),)
            message = f"“{box}” stands so far behind its list marker that it is code: {_TEXT}"
            return self._warning(line, span.start, message, "write one blank between them", edits)
        elif behind == "\u00a0":
            edits = (Edit(Span(span.end, span.end + 1), " "),)
        elif right == box and behind not in ("", "\n", "\r"):
            edits = (Edit(Span(span.end, span.end), " "),)
        shown = box + ("\u00a0" if behind == "\u00a0" else "")
        return self._warning(line, match.start("box"), f"“{_named(shown)}” is no box here: {_TEXT}", _FIX, edits)

    def _in_text(self, line: int, match: re.Match[str], leaf: unread.Leaf) -> Iterator[Diagnostic]:
        """A line of a paragraph, or of code inside an item."""
        place, blank, box = match.start("box"), match["blank"], match["box"]
        right = _right(box)
        if right is None or box == "[]" or (blank is None and _is_defined(self.source.text, box)):
            return
        if match["sign"]:
            edits = (Edit(Span(match.start("sign"), place), "- "),) if leaf.margin else ()
            message = f"“{match['sign']}” in front of “{box}” is no list marker: {_TEXT}"
            yield self._warning(line, match.start("sign"), message, "write “- ” instead", edits)
        elif "\u00a0" in match["lead"]:
            edits = (Edit(Span(*match.span("lead")), match["lead"].replace("\u00a0", " ")),)
            message = f"in front of this line stands a no-break space <U+00A0>: {_TEXT}"
            yield self._warning(line, match.start("lead"), message, "write blanks there", edits)
        elif blank is None:
            alone = lead_of(self.source.line(line)) in ("", " ", "  ", "   ") and leaf.margin
            edits = (Edit(Span(*match.span("box")), f"- {right}"),) if alone else ()
            yield self._warning(
                line, place, f"“{box}” has no list marker in front: {_TEXT}", "write “- ” in front", edits
            )
        elif blank.strip(" \t>") or not blank:
            what = "a no-break space <U+00A0>" if blank else "no blank"
            edits = (Edit(Span(match.start("blank"), place), " "),)
            message = f"between the list marker and “{box}” stands {what}: {_TEXT}"
            yield self._warning(line, place, message, "write a blank there", edits)
        elif box == right:
            yield self._too_far(line, place, leaf)

    def _too_far(self, line: int, place: int, leaf: unread.Leaf) -> Diagnostic:
        index = bisect_right(self._item_lines, line - 1) - 1
        lead = lead_of(self.source.line(line))
        if index < 0 or not self._belongs(index, line):
            if len(lead.expandtabs(4)) < _CODE:
                message = f"a list that does not begin with 1 can't follow a paragraph directly: {_TEXT}"
                return self._warning(line, place, message, "put a blank line above it")
            message = f"this item is indented so far that it is text: {_TEXT}"
            return self._warning(
                line, place, message, "indent it like the text above, and put a blank line between them"
            )
        item = self._items[index]
        fix = f"indent it to {item.place}"
        first = self._first_misread.setdefault(index, line)
        is_sibling = lead_of(self.source.line(first)) == lead  # others are nested deeper: they come next
        edits = reindented(self.source, range(line, line + 1), item) if is_sibling else ()
        what = "code" if leaf.kind == "code_block" else "text"
        return self._warning(line, place, f"this item is indented so far that it is {what}", fix, edits)

    def _belongs(self, index: int, line: int) -> bool:
        above = self._reach.get(index)
        start, ok = above if above is not None else (self._items[index].line + 1, True)
        for number in range(start, line + 1):
            ok = ok and belongs(self.source.line(number), self._items[index])
        self._reach[index] = (line + 1, ok)
        return ok

    def _in_html(self, leaf: unread.Leaf, lines: Sequence[int]) -> Diagnostic:
        line, place = lines[0], self.source.starts[lines[0]]
        many = "1 item is" if len(lines) == 1 else f"{len(lines)} items are"
        message = f"{many} part of an HTML block: {_TEXT}"
        if unread.is_raw_html(self.source, leaf):
            return self._warning(line, place, message, "take the list out of the HTML")
        edits = (Edit(Span(place, place), self.source.newline(line - 1)),) if leaf.margin and line > leaf.first else ()
        return self._warning(line, place, message, f"put a blank line above line {line + 1}", edits)

    def signs_in_lists(self) -> Iterator[Diagnostic]:
        """One note for each list whose bullets begin with a sign for done or open."""
        yield from (self._signs(group, "bullet") for group in self.sign_lists() if _is_state(group.values()))

    def sign_lists(self) -> list[dict[int, str]]:
        """The lists whose bullets begin with such a sign: each sign by its line, from 0."""
        groups: list[dict[int, str]] = []
        if not any(sign in self.source.text for sign in _SIGNS):
            return groups
        for line in sorted(self._list_items):
            found = _SIGN_ITEM().match(self.source.line(line))
            if found is None:
                continue
            if not groups or not self._same_list(max(groups[-1]), line):
                groups.append({})
            groups[-1][line] = found[1]
        return groups

    def _same_list(self, first: int, line: int) -> bool:
        between = (self.source.line(number) for number in range(first + 1, line))
        return all(not text.strip() or text[0] in " \t>" or _LIST_LINE().match(text) for text in between)

    def signs_in_tables(self) -> Iterator[Diagnostic]:
        """One note for each table with cells that show what a box would show."""
        text = self.source.text
        if "|" not in text or not (any(sign in text for sign in _SIGNS) or _BOX_CELL().search(text)):
            return
        kept = {figure.line - 1 for figure in self.checklist.figures}
        for leaf in self._leaves or leaves(self.source):
            if leaf.kind != "table_open":
                continue
            columns: dict[int, dict[int, str]] = {}
            for line in range(leaf.first + 2, leaf.end):
                row = self.source.line(line)
                for column, cell in enumerate(cells(row) if line not in kept else ()):
                    if sign := _SIGN_CELL().match(row, *cell):
                        columns.setdefault(column, {})[line] = sign[0].strip()
            # Signs in several columns compare things.
            if len(columns) == 1 and _is_state(next(iter(columns.values())).values()):
                yield self._signs(next(iter(columns.values())), "row")

    def _signs(self, found: Mapping[int, str], what: str) -> Diagnostic:
        lines = sorted(found)
        many = f"1 {what} shows" if len(lines) == 1 else f"{len(lines)} {what}s show"
        message = f"{many} state without a box: mdcheck counts boxes of list items alone"
        fix = "write “- [ ] text” or “- [x] text” for each, if it is to be counted"
        return Diagnostic(lines[0] + 1, 1, Level.NOTE, "no-box", message, fix)

    def _warning(self, line: int, place: int, message: str, fix: str, edits: tuple[Edit, ...] = ()) -> Diagnostic:
        column = place - self.source.starts[line] + 1
        return Diagnostic(line + 1, column, Level.WARNING, "not-a-box", message, fix, edits)


def _is_state(signs: Iterable[str]) -> bool:
    """Whether the signs distinguish done from open; ticks alone or crosses alone mark features and advice."""
    shown = set(signs)
    return bool(shown - {"✅", "❌"}) or len(shown) > 1


def _right(box: str) -> str | None:
    """The box that was meant, where there is no doubt."""
    inner = box.replace("\\", "")[1:-1].strip(" \t\u00a0")
    if not inner:
        return "[ ]"
    return "[x]" if inner in _TICKED and box not in ("[x]", "[X]") else box if inner in _TICKED else None


def _named(text: str) -> str:
    """A text in which a no-break space can be seen."""
    return text.replace("\u00a0", "<U+00A0>")


def _is_defined(text: str, box: str) -> bool:
    """Whether the box is the text of a link that is defined elsewhere."""
    return _DEFINITION().search(text) is not None if box in ("[x]", "[X]") else False


def _open_below(checklist: Checklist) -> Iterator[Diagnostic]:
    """Ticked items over open ones."""
    items = {item.line: item for item in checklist.items}
    open_below: dict[int, int] = {}
    below: dict[int, int] = {}
    for item in items.values():
        parent = item.parent
        while item.applicable and parent:
            below[parent] = below.get(parent, 0) + 1
            open_below[parent] = open_below.get(parent, 0) + (not item.ticked)
            parent = items[parent].parent
    for line, count in open_below.items():
        if count and items[line].ticked:
            many = f"{count} of the {below[line]} items nested in it {'is' if count == 1 else 'are'} open"
            message = "ticked, and " + (many if below[line] > 1 else "the item nested in it is open")
            fix = "tick those too, or untick this one"
            yield Diagnostic(line, 1, Level.WARNING, "open-below", message, fix)
