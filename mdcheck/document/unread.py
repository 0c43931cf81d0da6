"""Check blocks and records that Markdown does not read as blocks of an item: each is an error, never skipped.

Every place where a fence opens with the word `check`, `signed` or `waived` is looked for in the text itself. What the
parser did not read as such a block is reported with the reason, unless it is an example: inside another fence, a
comment, front matter, or indented code at the document's margin. What stands in a footnote is no such code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.diagnostic import Diagnostic, error_at
from mdcheck.document.edits import Edit
from mdcheck.document.reindent import BOX, belongs, lead_of, reindented
from mdcheck.document.source import Span, within
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from mdcheck.document.reindent import Target
    from mdcheck.document.source import Source

WORDS = ("check", "signed", "waived")
"""The first words of info strings that have a meaning here."""

_OPENER = late_pattern(rf"(?P<fence>(?<!`)`{{3,}}+|(?<!~)~{{3,}}+)[^\S\r\n]*(?P<word>{'|'.join(WORDS)})(?!\S)")
_FENCE = late_pattern(r"[ \t>]*(`{3,}|~{3,})(.*)")
_TICKS = late_pattern(r"`+")
_COMMENT = late_pattern(r"<!--.*?-->", re.DOTALL)
_LIST = late_pattern(r"[ \t>]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]")
_RAW_HTML = late_pattern(r"\s*<(?:pre|script|style|textarea|[!?])", re.IGNORECASE)
_FOOTNOTE = late_pattern(r" {0,3}\[\^[^\]\s]+\]:")
_GENERIC_FIX = "put it below a task list item (- [ ] text), indented like the item's text"


LEAVES = frozenset(
    ["paragraph_open", "heading_open", "table_open", "fence", "code_block", "html_block", "front_matter"]
)
"""The parser's names of blocks that hold no other blocks, where these begin."""


class Leaf(NamedTuple):
    """A block that holds no other blocks: a paragraph, a fence, an HTML block and so on."""

    first: int
    """Its first line, from 0."""
    end: int
    """The line behind its last."""
    kind: str
    """The parser's name of it, such as `fence`, `code_block` or `html_block`."""
    margin: bool
    """Whether it stands in no list and no quote."""


class Opener(NamedTuple):
    """A place where a fence with one of the words opens."""

    line: int
    """From 0."""
    start: int
    """The fence's offset in the text."""
    fence: str
    word: str
    behind_text: bool


def openers(source: Source, read: Collection[int]) -> list[Opener]:
    """The first such place of each line, but for lines that are `read`; most documents hold none of the words."""
    if not any(word in source.text for word in WORDS):
        return []
    found: dict[int, Opener] = {}
    examples: tuple[int, list[Span]] = (-1, [])
    for match in _OPENER().finditer(source.text):
        line = bisect_right(source.starts, match.start()) - 1
        if line in read or line in found:
            continue
        behind_text = bool(source.text[source.starts[line] : match.start()].strip(" \t>"))
        if behind_text:
            if examples[0] != line:
                examples = (line, _code_spans(source, line))
            if within(match.start(), examples[1]):
                continue
        found[line] = Opener(line, match.start(), match["fence"], match["word"], behind_text)
    return list(found.values())


def _code_spans(source: Source, line: int) -> list[Span]:
    """The inline code of a line that ends on it, each span without its closing backticks (CommonMark 0.31, 6.1)."""
    runs = [Span(*run.span()) for run in _TICKS().finditer(source.text, source.starts[line], source.line_end(line))]
    following: dict[Span, Span] = {}
    latest: dict[int, Span] = {}
    for run in runs:
        length = run.end - run.start
        if length in latest:
            following[latest[length]] = run
        latest[length] = run
    spans: list[Span] = []
    position = 0
    for run in runs:
        if run.start >= position and run in following:
            spans.append(Span(run.start, following[run].start))
            position = following[run].end
    return spans


def errors(
    source: Source, missing: Sequence[Opener], leaves: Sequence[Leaf], items: Sequence[Target]
) -> Iterator[Diagnostic]:
    """What is wrong with each of the openers that made no block; `items` are the document's, in order."""
    firsts = [leaf.first for leaf in leaves]
    in_leaf: dict[int, list[Span]] = {}
    leaves = list(leaves)
    ends = [*(opener.line for opener in missing), len(source.starts)]
    above = _Above(source, items)
    for opener, limit in zip(missing, ends[1:], strict=True):
        index = bisect_right(firsts, opener.line) - 1
        leaf = leaves[index] if index >= 0 and opener.line < leaves[index].end else None
        if leaf is not None:
            if index not in in_leaf:
                in_leaf[index] = comments(source, leaf)
                if _is_footnote(source, leaf):
                    leaf = leaves[index] = leaf._replace(kind="footnote")
            if _is_example(source, opener, leaf, in_leaf[index]):
                continue
        found = _Unread(source, opener, leaf, limit).diagnostic(above)
        if found is not None:
            yield found


def _is_footnote(source: Source, leaf: Leaf) -> bool:
    """Whether what CommonMark reads as code at the margin is the text of a footnote on GitHub."""
    if leaf.kind != "code_block" or not leaf.margin:
        return False
    line = leaf.first - 1
    while line > 0 and not source.line(line).strip():
        line -= 1
    while line >= 0 and source.line(line).strip():
        if _FOOTNOTE().match(source.line(line)):
            return True
        line -= 1
    return False


def is_raw_html(source: Source, leaf: Leaf) -> bool:
    """Whether an HTML block is one that no blank line ends (CommonMark 0.31, section 4.6)."""
    return _RAW_HTML().match(source.line(leaf.first)) is not None


def comments(source: Source, leaf: Leaf) -> list[Span]:
    """The comments in a paragraph or an HTML block."""
    if leaf.kind not in ("html_block", "paragraph_open"):
        return []
    start, end = source.starts[leaf.first], source.line_end(leaf.end - 1)
    found = [Span(*match.span()) for match in _COMMENT().finditer(source.text, start, end)]
    opened = source.text.find("<!--", found[-1].end if found else start, end)
    if leaf.kind == "html_block" and opened >= 0:
        found.append(Span(opened, end))  # never closed
    return found


def _is_example(source: Source, opener: Opener, leaf: Leaf, commented: Sequence[Span]) -> bool:
    if leaf.kind == "front_matter":
        return True
    if leaf.kind == "code_block":
        return leaf.margin
    if leaf.kind == "fence":
        if opener.line == leaf.first:  # the fence itself, perhaps behind a list's marker, or a part of its info string
            before = source.text[source.starts[opener.line] : opener.start]
            return "```" in before or "~~~" in before
        # A block of our own that holds an opener of its own sort was meant to end above it.
        outer = _OPENER().match(source.line(leaf.first).lstrip(" \t>"))
        return outer is None or not opener.fence.startswith(outer["fence"])
    return within(opener.start, commented)


class _Above:
    """The last item above a line, as long as nothing between them has ended it. Asked for lines in order."""

    def __init__(self, source: Source, items: Sequence[Target]) -> None:
        self._source = source
        self._items = items
        self._lines = [item.line for item in items]
        self._index = -1
        self._known = 0
        """The line down to which the answer is known."""
        self._ended = True
        self._misread: int | None = None

    def item(self, line: int) -> tuple[Target | None, int | None]:
        """The item, and the last line below it that looks like another item and is none."""
        index = bisect_right(self._lines, line - 1) - 1
        if index < 0:
            return None, None
        item = self._items[index]
        if index != self._index:
            self._index, self._known, self._ended, self._misread = index, item.line + 1, False, None
        for number in range(self._known, line):
            text = self._source.line(number)
            self._ended = self._ended or not belongs(text, item)
            if BOX.match(text):
                self._misread = number
        self._known = max(self._known, line)
        return (None if self._ended else item), self._misread


class _Unread:
    """One opener that made no block."""

    def __init__(self, source: Source, opener: Opener, leaf: Leaf | None, limit: int) -> None:
        self.source = source
        self.opener = opener
        self.leaf = leaf
        self.limit = limit
        """The line of the next such opener: the closing fence stands above it, or nowhere."""
        self.what = "check block" if opener.word == "check" else f"“{opener.word}” record"

    def diagnostic(self, above: _Above) -> Diagnostic | None:
        opener, kind = self.opener, self.leaf.kind if self.leaf else ""
        if kind == "footnote":
            return self._error(f"this {self.what} stands in a footnote", _GENERIC_FIX)
        if kind == "fence" and self.leaf is not None and opener.line == self.leaf.first:
            return self._error(f"this {self.what} stands under no item", *self._moved(above))
        if kind == "fence":
            fix = f"write {opener.fence} on a line above this one; a script that holds such a fence needs a longer one"
            return self._error(f"the block above is not closed before this {self.what} begins", fix)
        if kind == "html_block":
            return self._in_html()
        if opener.behind_text:
            fix = "put the fence on a line of its own below its item, indented like the item's text"
            return self._error(f"this {self.what} is text: something stands in front of its fence", fix)
        if opener.fence[0] == "`" and "`" in self._behind():
            return self._with_backticks()
        is_code = "it is code" if kind == "code_block" else "Markdown reads it as text"
        return self._error(f"this {self.what} is indented so far that {is_code}", *self._moved(above))

    def _behind(self) -> str:
        start = self.opener.start + len(self.opener.fence)
        return self.source.text[start : self.source.line_end(self.opener.line)]

    def _in_html(self) -> Diagnostic:
        assert self.leaf is not None
        source, opener, message = self.source, self.opener, f"this {self.what} is part of an HTML block"
        if is_raw_html(source, self.leaf):
            return self._error(message, f"take it out of the HTML, and {_GENERIC_FIX}")
        first = next((line for line in range(self.leaf.first, opener.line) if _LIST().match(source.line(line))), None)
        if first is None or first == self.leaf.first:
            return self._error(message, f"put a blank line below the HTML, and {_GENERIC_FIX}")
        return self._error(message, f"put a blank line above line {first + 1}, where the list begins")

    def _with_backticks(self) -> Diagnostic | None:
        message = f"backticks stand in the first line of this {self.what}, so Markdown reads it as text"
        fix = "use ~~~ for both fences, or leave the backticks out"
        closing = self._closing()
        if closing is None:
            is_code = within(self.opener.start, _code_spans(self.source, self.opener.line))
            return None if is_code else self._error(message, fix)
        tildes = "~" * len(self.opener.fence)
        last = self.source.starts[closing] + len(lead_of(self.source.line(closing)))
        fences = (Span(self.opener.start, self.opener.start + len(tildes)), Span(last, self.source.line_end(closing)))
        return self._error(message, fix, tuple(Edit(span, tildes) for span in fences))

    def _moved(self, above: _Above) -> tuple[str, tuple[Edit, ...]]:
        """The advice to indent the block like the text of the item above, and the edits that do so."""
        first = self.opener.line
        item, misread = above.item(first)
        if item is None or lead_of(self.source.line(first)).count(">") != item.lead.count(">"):
            return _GENERIC_FIX, ()
        if misread is not None:
            return f"indent line {misread + 1} to {item.place}; then indent this block like the text of that line", ()
        closing = self._closing()
        edits = reindented(self.source, range(first, closing + 1), item) if closing is not None else ()
        return f"indent it to {item.place}", edits

    def _closing(self) -> int | None:
        """The line of the closing fence."""
        for line in range(self.opener.line + 1, self.limit):
            fence = _FENCE().match(self.source.line(line))
            if fence and fence[1].startswith(self.opener.fence):
                return None if fence[2].strip() else line
        return None

    def _error(self, message: str, fix: str, edits: tuple[Edit, ...] = ()) -> Diagnostic:
        code = "stray-check" if self.opener.word == "check" else "stray-record"
        return error_at(self.source, self.opener.start, code, message, fix)._replace(edits=edits)
