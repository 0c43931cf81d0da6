"""The nouns of the document language. A changed checklist is a text that was parsed again.

They are named tuples, which take a fifth of the time of dataclasses to define: `mdcheck status` needs all of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.source import Source, Span


class Severity(StrEnum):
    """What a failure of the check means: it stops a release, it is a failure, or it is a warning."""

    BLOCKER = "blocker"
    ERROR = "error"
    WARNING = "warning"


class Tick(StrEnum):
    """Who ticks the box of an item with a check."""

    CHECK = "check"
    PERSON = "person"
    """The check may untick it, and never ticks it: its evidence is necessary, but not enough."""


class CommonOptions(NamedTuple):
    """The options that every check block takes; `mdcheck.document.blocks.common_options` defines how they are read."""

    id: str | None = None
    severity: Severity = Severity.ERROR
    tick: Tick = Tick.CHECK
    when: Mapping[str, object] | None = None
    """A kind with its options: where it does not pass, the check is not applicable."""
    timeout: float = 60.0
    """Seconds."""
    weight: float = 1.0
    tags: tuple[str, ...] = ()
    fix: str = ""
    url: str = ""
    needs: tuple[str, ...] = ()
    """Ids of items that must pass first."""
    retries: int = 0
    inputs: tuple[str, ...] = ()
    """Paths or globs of all that the check looks at: it need not run again while they stay the same."""
    cache: float = 86_400.0
    """Seconds for which a pass on the same `inputs` holds."""


KeyPath: TypeAlias = "tuple[str | int, ...]"
"""The way to a value inside the options: keys of mappings and indices of lists."""


class CheckBlock(NamedTuple):
    """A fenced code block whose info string's first word is `check`, as written. `mdcheck.kinds` gives it meaning."""

    line: int
    """Of the opening fence, from 1."""
    span: Span
    """From the opening fence's line to the closing fence's line, both whole."""
    language: str | None
    """The interpreter of a script; None for a block of YAML."""
    body: str
    """The content without its indentation, lines ended by a line feed."""
    options: Mapping[str, object]
    """All that is not a common option: the kind with its options, or a script's own options."""
    places: Mapping[KeyPath, Span]
    """Where each key of `options` (and each value below it) stands in the source."""
    common: CommonOptions


class RecordKind(StrEnum):
    """What a person has put on record below an item; the first word of the fence."""

    SIGNED = "signed"
    WAIVED = "waived"


class Record(NamedTuple):
    """What one person put on record, in a fence inside an item whose first word is `signed` or `waived`.

    The fence holds a mapping in strict YAML, or a list of such mappings with a record in each.
    """

    kind: RecordKind
    line: int
    """Of the opening fence, from 1."""
    span: Span
    """From the opening fence's line to the closing fence's line, both whole."""
    body: str
    """The content without its indentation, lines ended by a line feed."""
    values: Mapping[str, object]
    """All scalars are texts, so that a date needs no quotes; None where a key has no value."""
    places: Mapping[KeyPath, Span]
    """Where each key of `values` (and each value below it) stands in the source."""


class CheckId(NamedTuple):
    """The name of a check within its document, from reading to report."""

    item: str
    """The item's id."""
    number: int
    """Of the check within its item, from 0."""


class Code(NamedTuple):
    """Code in a text, as it is written."""

    info: str
    """The language of a fence, and what else stands behind its marks; empty for indented code."""
    content: str


class Reference(NamedTuple):
    """A link whose target stands elsewhere."""

    label: str
    """As `mdcheck.document.elsewhere` normalizes it."""
    target: str
    """With its title."""


class Item(NamedTuple):
    """A GFM task list item (GFM 0.29, section 5.3)."""

    id: str
    text: str
    """The statement, without its box, as Markdown on one line."""
    line: int
    box: Span
    """The one character between the brackets."""
    ticked: bool
    applicable: bool
    """False for an open item that begins with its struck-through statement: it counts nowhere."""
    checks: tuple[CheckBlock, ...]
    section: tuple[str, ...]
    """The titles of the sections around it, outermost first."""
    records: tuple[Record, ...] = ()
    parent: int = 0
    """The line of the item that it is nested in; 0 for none."""
    struck: bool = False
    """Whether its text begins with its struck-through statement."""
    more: tuple[str, ...] = ()
    """What it says below its statement and in its footnotes, as Markdown and HTML: paragraphs, cells, bullets without a
    box. Footnotes and references are those of an item with checks."""
    code: tuple[Code, ...] = ()
    """The code there, other than check blocks and records."""
    within: tuple[str, ...] = ()
    """What the items and bullets around it say, outermost first, as Markdown."""
    titles: tuple[str, ...] = ()
    """The titles of the sections around it, as Markdown."""
    references: tuple[Reference, ...] = ()
    """Its links by reference, in order."""
    references_around: tuple[Reference, ...] = ()
    """Those of what is around it."""

    def counts(self, *, ticked: bool) -> bool:
        """Whether the item is countable while its box shows this: a ticked struck-through item is done."""
        return ticked if self.struck else self.applicable

    @property
    def to_do(self) -> bool:
        """Its box is open, and it applies."""
        return self.applicable and not self.ticked

    @property
    def check_ids(self) -> tuple[CheckId, ...]:
        """The names of its checks, in their order."""
        return tuple(CheckId(self.id, index) for index in range(len(self.checks)))

    @property
    def manual(self) -> bool:
        """Nothing verifies it but a person; mdcheck never changes its box."""
        return not self.checks

    @property
    def guarded(self) -> bool:
        """A person ticks the box, and a check may untick it."""
        return any(block.common.tick is Tick.PERSON for block in self.checks)


class Section(NamedTuple):
    """A heading and all below it, up to the next heading of the same or a higher level."""

    title: str
    """The heading's text as Markdown, without its figure; empty for the document itself."""
    level: int
    """1 to 6, and 0 for the document itself."""
    line: int
    items: tuple[Item, ...]
    """The items that stand directly in it, in document order."""
    sections: tuple[Section, ...]

    def all_items(self) -> Iterator[Item]:
        """The items of the section and of all below it, in document order."""
        yield from self.items
        for section in self.sections:
            yield from section.all_items()

    def all_sections(self) -> Iterator[Section]:
        """The section itself and all below it, in document order."""
        yield self
        for section in self.sections:
            yield from section.all_sections()


class Notation(StrEnum):
    """The ways to write a figure. Cookies are always kept, the others where the setting `figures` names them."""

    COOKIE = "cookie"
    HEADING = "heading"
    STATUS = "status"
    TABLE = "table"
    OVERALL = "overall"


class Quantity(StrEnum):
    """The quantity that one derived number in a figure shows."""

    PERCENT = "percent"
    TICKED = "ticked"
    COUNTABLE = "countable"
    RATING = "rating"
    SIGN = "sign"


class Padding(NamedTuple):
    """The blanks that fill up a figure's cell in a table."""

    cell: Span
    """The cell's text."""
    blanks: Span
    """At least one, behind the text, or in front of it where the column is aligned to the right."""
    aligned: bool
    """The column's head, its rule and this cell are equally wide, so blanks give way to digits and fill in for them."""


class Figure(NamedTuple):
    """A derived number that the author has written in one of the notations."""

    notation: Notation
    line: int
    section: Section
    """The section whose boxes it counts."""
    slots: tuple[tuple[Span, Quantity], ...]
    """The pieces of text that mdcheck may replace, in order of position."""
    padding: tuple[Padding, ...] = ()
    """Of the cells that its numbers stand in, if these are a table's."""
    item: int = 0
    """The line of the item whose nested items it counts; 0 for a figure that counts the section."""
    contradicted: bool = False
    """Whether its line holds another number, which would be wrong once this one was changed: then it stays."""


class CodeFence(NamedTuple):
    """A fenced code block."""

    line: int
    """Of the opening fence, from 1."""
    last: int
    """Of the closing fence, or the last line of an unclosed one."""
    info: str
    content: str
    closed: bool
    in_item: bool
    """Whether it belongs to a task list item."""


class ReportRegion(NamedTuple):
    """The lines between `<!-- mdcheck:report -->` and `<!-- /mdcheck:report -->`."""

    line: int
    span: Span
    """From the start of the line behind the opening mark to the start of the closing mark's line."""
    newline: str
    """The line end of the opening mark's line."""


class Checklist(NamedTuple):
    """All that mdcheck reads in one document."""

    source: Source
    root: Section
    figures: tuple[Figure, ...]
    regions: tuple[ReportRegion, ...]
    settings: Mapping[str, object] | None
    """The value of `mdcheck:` in the front matter; None where there is no such key."""
    settings_line: int
    diagnostics: tuple[Diagnostic, ...]
    fences: tuple[CodeFence, ...] = ()
    plain_items: tuple[int, ...] = ()
    """The lines of list items that are no task items, in order."""
    blocks: tuple[CodeFence, ...] = ()
    """The fences of check blocks and records, those that can't be read included; `fences` holds all others."""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self.root.all_items())

    @property
    def adopted(self) -> bool:
        """Whether mdcheck may write here: the author has put in a check block, or `mdcheck:` in the front matter."""
        return self.settings is not None or any(item.checks for item in self.root.all_items())
