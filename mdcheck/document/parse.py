"""Source -> Checklist. The only importer of markdown_it.

The parser's tokens decide *where* things are; they hold no columns, so boxes, fences and figures are then found in the
source lines themselves. A token tree is never printed back.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from mdcheck.document import figures, unread
from mdcheck.document.diagnostic import Diagnostic, error_on
from mdcheck.document.edits import apply
from mdcheck.document.figures import LineRange
from mdcheck.document.lazy_lines import bounded
from mdcheck.document.model import Checklist, Code, CodeFence, Figure, Notation, RecordKind, ReportRegion
from mdcheck.document.outline import DraftItem, Outline
from mdcheck.document.reindent import BOX, Target
from mdcheck.document.source import Source, Span, within
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mdcheck.document.edits import Edit
    from mdcheck.document.elsewhere import Elsewhere
    from mdcheck.document.model import Quantity, Section

# Two levels go to each list, so this reads lists 100 deep; every level costs the parser a few Python frames.
_MAX_NESTING = 200
_MANY_QUOTES = 100_000

_USED = Token("", "", 0)
_ITEM_BEGINS = frozenset(["paragraph_open", "heading_open", "table_open"])
_REPORT_OPEN = late_pattern(r" {0,3}<!--[ \t]*mdcheck:report[ \t]*-->[ \t]*")
_REPORT_CLOSE = late_pattern(r" {0,3}<!--[ \t]*/mdcheck:report[ \t]*-->[ \t]*")
# Front matter opens with a mapping; what stands below a thematic break at the document's top may be text and items.
_FRONT_MATTER = late_pattern(
    r"---[ \t]*(?>\r\n?|\n)(?:[ \t]*(?:#[^\r\n]*)?(?>\r\n?|\n))*+"
    r"(?:---|\.\.\.|\{|mdcheck:|[ \t]*[^\s\-#>*+|`<\[][^\r\n]*?:(?!\S))"
)


def parse(source: Source) -> Checklist:
    """Read a document. What is wrong with it is in the checklist's diagnostics; nothing is raised."""
    with _collector_paused():
        return _parse(source)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Tokens by the hundred thousand, none of them in a cycle, would be searched for cycles again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(source: Source) -> Checklist:
    walk = _Walk(source)
    env: dict[str, Any] = {}
    walk.over(_parser_for(source).parse(source.text, env))
    walk.diagnostics += _unread(source, walk)
    root, id_diagnostics = walk.outline.freeze(_elsewhere(source, env))
    found = _figures(source, root, walk)
    if walk.regions:
        spans = [region.span for region in walk.regions]
        found = tuple(figure for figure in found if not within(figure.slots[0][0].start, spans))
        walk.diagnostics += _swallowed(source, root, spans)
    return Checklist(
        source=source,
        root=root,
        figures=found,
        regions=tuple(walk.regions),
        settings=walk.settings,
        settings_line=walk.settings_line,
        diagnostics=tuple(sorted([*walk.diagnostics, *id_diagnostics])),
        fences=tuple(walk.fences),
        plain_items=tuple(walk.plain_items),
        blocks=tuple(walk.blocks),
    )


def _figures(source: Source, root: Section, walk: _Walk) -> tuple[Figure, ...]:
    """Every figure of the document, in order."""
    found = figures.find(source, root, walk.headings, walk.paragraphs)
    if not walk.tables and not walk.cookies:
        return found
    from mdcheck.document import table_figures  # late: few checklists hold tables

    sections = {section.line: section for section in root.all_sections()}
    of_items = [
        Figure(notation=Notation.COOKIE, line=line, section=sections[section], slots=slots, item=line)
        for line, section, slots in walk.cookies
    ]
    others = (*table_figures.find(source, root, walk.tables), *of_items)
    return tuple(sorted([*found, *others], key=lambda figure: figure.slots[0][0]))


def _unread(source: Source, walk: _Walk) -> Iterator[Diagnostic]:
    """The check blocks and records that did not become blocks of an item."""
    missing = unread.openers(source, {fence.line - 1 for fence in walk.blocks})
    if missing:
        items = [Target.of(source, item.line - 1, item.box.start - 1) for item in walk.items]
        yield from unread.errors(source, missing, leaves(source), items)


def _elsewhere(source: Source, env: Mapping[str, Any]) -> Elsewhere | None:
    """What the document defines; None for nothing. Footnotes are read apart: they hold no items and no check blocks."""
    with_footnotes = "[^" in source.text and "]:" in source.text
    if "references" not in env and not with_footnotes:
        return None
    from mdcheck.document.elsewhere import Elsewhere, footnotes  # late: few checklists have any

    tokens = _parser_for(source, with_footnotes=True).parse(source.text) if with_footnotes else []
    return Elsewhere(env.get("references", {}), footnotes(tokens))


def edited(checklist: Checklist, edits: Iterable[Edit]) -> Checklist:
    """The checklist with the edits made, read again; itself if there are none."""
    source, edits = checklist.source, tuple(edits)
    return parse(Source.from_text(apply(source.text, edits), path=source.path, bom=source.bom)) if edits else checklist


def leaves(source: Source) -> list[unread.Leaf]:
    """The blocks of a document that hold no other blocks, in order."""
    return [
        unread.Leaf(first=token.map[0], end=token.map[1], kind=token.type, margin=not token.level)
        for token in _parser_for(source).parse(source.text)
        if token.type in unread.LEAVES and token.map is not None
    ]


def _swallowed(source: Source, root: Section, regions: Sequence[Span]) -> Iterator[Diagnostic]:
    """What the next report would overwrite."""
    places = [(section.line, "heading") for section in root.all_sections() if section.level]
    places += [(item.line, "item") for item in root.all_items()]
    fix = "move it out of the lines between the marks, or take the marks away"
    for line, what in places:
        if within(source.starts[line - 1], regions):
            message = f"this {what} stands in the report region, whose lines mdcheck writes anew"
            yield error_on(line, "report-region", message, fix)


def _parser_for(source: Source, *, with_footnotes: bool = False) -> MarkdownIt:
    return _parser(
        with_front_matter=source.text.startswith("---") and _FRONT_MATTER().match(source.text) is not None,
        # So many markers at so many lines; below that, the parser's own rule is quick, and takes fewer frames.
        with_bounded_quotes=source.text.count(">") * len(source.starts) > _MANY_QUOTES,
        with_footnotes=with_footnotes,
    )


@cache
def _parser(*, with_front_matter: bool, with_bounded_quotes: bool, with_footnotes: bool) -> MarkdownIt:
    """CommonMark's block rules and GFM's tables; inline content would cost as much again, and places no box."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    if with_bounded_quotes:
        ends = ["paragraph", "reference", "blockquote", "list"]  # what a quote ends, as the parser has it
        parser.block.ruler.at("blockquote", bounded(blockquote), {"alt": ends})
    if with_footnotes:
        from mdit_py_plugins.footnote.index import footnote_def  # late: few checklists have any

        parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    # The rule is asked at every line, so it is left out where it can't apply.
    return parser.use(front_matter_plugin) if with_front_matter else parser


class _Walk:
    """One pass over the block tokens, which collects drafts and the places of figures."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.outline = Outline()
        self.headings: list[LineRange] = []
        self.paragraphs: list[LineRange] = []
        self.tables: list[LineRange] = []
        self.regions: list[ReportRegion] = []
        self.settings: Mapping[str, object] | None = None
        self.settings_line = 0
        self.fences: list[CodeFence] = []
        self.plain_items: list[int] = []
        self.diagnostics: list[Diagnostic] = []
        self.items: list[DraftItem] = []
        self.cookies: list[tuple[int, int, tuple[tuple[Span, Quantity], ...]]] = []
        """Of items: the line, the section's line, and the numbers."""
        self.blocks: list[CodeFence] = []
        """The fences that became blocks of an item, or were read as such and have errors."""
        self._tokens: list[Token] = []
        self._items: list[DraftItem | None] = []
        self._within: list[tuple[DraftItem | str, ...]] = [()]
        """The task item around the current token, for each list item that is open; None where there is none."""
        self._statement = -1
        """The index of the token with the statement of the latest item."""
        self._report_line: int | None = None

    def over(self, tokens: list[Token]) -> None:
        """The tokens are used up: together with all that is read from them they would take twice the memory."""
        self._tokens = tokens
        handlers: dict[str, Callable[[int, Token], None]] = {
            "heading_open": self._heading,
            "paragraph_open": self._paragraph,
            "table_open": self._table,
            "blockquote_open": self._quote,
            "list_item_open": self._item_open,
            "list_item_close": self._item_close,
            "fence": self._fence,
            "inline": self._text,
            "code_block": self._code,
            "html_block": self._html_block,
            "front_matter": self._front_matter,
        }
        handler_of = handlers.get
        for index, token in enumerate(tokens):
            handler = handler_of(token.type)
            if handler is not None:
                handler(index, token)
            tokens[index] = _USED
        if self._report_line is not None:
            self._unclosed_report(self._report_line)

    def _lines(self, token: Token) -> tuple[int, int]:
        """First line and the one behind the last, from 0, trailing blank lines included where the parser does so."""
        assert token.map is not None
        return token.map[0], token.map[1]

    def _heading(self, index: int, token: Token) -> None:
        if token.level:
            return  # in a quote or a list: part of the text, no heading of the document's
        first, end = self._lines(token)
        title = figures.title_without_figure(self._tokens[index + 1].content).replace("\n", " ")
        self.outline.enter(title, level=int(token.tag[1]), line=first + 1)
        end = end if token.markup.startswith("#") else end - 1  # a setext heading's last line is its underline
        self.headings.append(LineRange(first=first, end=end, section=first + 1))

    def _paragraph(self, index: int, token: Token) -> None:
        if not token.level and figures.CANDIDATE.search(self._tokens[index + 1].content):
            first, end = self._lines(token)
            self.paragraphs.append(LineRange(first=first, end=end, section=self.outline.current.line))

    def _table(self, _index: int, token: Token) -> None:
        if not token.level:
            first, end = self._lines(token)
            self.tables.append(LineRange(first=first, end=end, section=self.outline.current.line))

    def _item_open(self, index: int, token: Token) -> None:
        if token.level >= _MAX_NESTING - 2:
            self._too_deep(token)
        around = self._items[-1] if self._items else None
        item = self._task(token, index, around.line if around else 0)
        if item is not None and around is not None and around.bare is not None:
            self._item_cookie(around)
        self._items.append(item or around)
        outer = self._within[-1]
        if item is None:
            self._within.append((*outer, self._bullet(index)))
            self.plain_items.append(self._lines(token)[0] + 1)
        else:
            item.within = outer
            self._within.append((*outer, item))
            self.outline.current.items.append(item)
            self.items.append(item)

    def _quote(self, _index: int, token: Token) -> None:
        if token.level >= _MAX_NESTING - 2:
            self._too_deep(token)

    def _item_close(self, _index: int, _token: Token) -> None:
        self._items.pop()
        self._within.pop()

    def _bullet(self, index: int) -> str:
        """What a bullet without a box says on its first lines."""
        following = self._tokens[index + 1]
        return " ".join(self._tokens[index + 2].content.split()) if following.type in _ITEM_BEGINS else ""

    def _task(self, token: Token, index: int, parent: int) -> DraftItem | None:
        following = self._tokens[index + 1]
        if following.type not in _ITEM_BEGINS:
            return None
        assert token.map is not None
        assert following.map is not None
        first = token.map[0]
        found = BOX.match(self.source.text, self.source.starts[first])
        if found is None or following.map[0] != first:
            return None
        content = self._tokens[index + 2].content
        with_cookie = "/" in content or "%" in content
        cookies = figures.trailing_cookies(content.partition("\n")[0]) if with_cookie else []
        text = content[3:] if content[2:3] == "]" else self.source.text[found.end() : self.source.line_end(first)]
        text = " ".join(text.split())
        self._statement = index + 2
        item = DraftItem(text=text, line=first + 1, box=Span(*found.span(1)), ticked=found[1] != " ", parent=parent)
        if cookies and content[2:3] == "]":
            item.bare = " ".join((content[3 : cookies[0].start()] + " " + content[cookies[-1].end() :]).split())
        return item

    def _text(self, index: int, token: Token) -> None:
        if self._items and (item := self._items[-1]) is not None and index != self._statement:
            item.more.append(token.content)

    def _code(self, _index: int, token: Token) -> None:
        if self._items and (item := self._items[-1]) is not None:
            item.code.append(Code(token.info, token.content))

    def _item_cookie(self, item: DraftItem) -> None:
        """The item has nested items, so the cookies on its first line count them: they are no part of its text."""
        index = item.line - 1
        found = figures.trailing_cookies(self.source.line(index))
        assert item.bare is not None
        item.text, item.bare = item.bare, None
        section = self.outline.current.line
        self.cookies.append((item.line, section, figures.slots(self.source.starts[index], *found)))

    def _fence(self, index: int, token: Token) -> None:
        first, end = self._lines(token)
        body_lines = token.content.count("\n") + (not token.content.endswith("\n") and token.content != "")
        closed = end - first - 1 > body_lines
        word = next(iter(token.info.split(None, 1)), "")
        item = self._items[-1] if self._items else None
        fence = CodeFence(
            line=first + 1,
            last=end,
            info=token.info.strip(),
            content=token.content,
            closed=closed,
            in_item=item is not None,
        )
        if word not in unread.WORDS:
            self.fences.append(fence)
            self._code(index, token)
        elif item is not None:
            self._block(item, word, fence)

    def _block(self, item: DraftItem, word: str, fence: CodeFence) -> None:
        """A check block or a record."""
        from mdcheck.document.blocks.read import read_block, read_records  # late: only documents with checks

        self.blocks.append(fence)
        if word == "check":
            block, diagnostics = read_block(self.source, fence)
            if block is not None:
                self.outline.add_check(item, block)
        else:
            records, diagnostics = read_records(self.source, fence, RecordKind(word))
            item.records += records
        self.diagnostics += diagnostics

    def _html_block(self, index: int, token: Token) -> None:
        self._text(index, token)
        first, end = self._lines(token)
        if not token.level and end - first == 1:
            self._report_mark(first)

    def _report_mark(self, line: int) -> None:
        text = self.source.line(line)
        if _REPORT_OPEN().fullmatch(text):
            if self._report_line is not None:
                self._unclosed_report(self._report_line)
            self._report_line = line
        elif _REPORT_CLOSE().fullmatch(text) and self._report_line is not None:
            start, self._report_line = self._report_line, None
            ours = Span(self.source.starts[start + 1], self.source.starts[line])
            newline = self.source.text[self.source.line_end(start) : ours.start]
            self.regions.append(ReportRegion(line=start + 1, span=ours, newline=newline))

    def _front_matter(self, _index: int, token: Token) -> None:
        from mdcheck.document.blocks.front_matter import read_front_matter  # late: few documents have one

        self.settings, self.settings_line, found = read_front_matter(token.content, self._lines(token)[0] + 2)
        self.diagnostics += found

    def _unclosed_report(self, line: int) -> None:
        self._error(
            line,
            "report-region",
            "the report region is never closed",
            "put <!-- /mdcheck:report --> on a line below it",
        )

    def _too_deep(self, token: Token) -> None:
        fix = f"nest lists and quotes less deep than {_MAX_NESTING // 2} levels"
        self._error(self._lines(token)[0], "too-deep", "what is nested deeper than this can't be read", fix)

    def _error(self, line: int, code: str, message: str, fix: str) -> None:
        self.diagnostics.append(error_on(line + 1, code, message, fix))
