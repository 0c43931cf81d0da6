"""Checklist -> diagnostics that are no errors: what GitHub or mdcheck reads otherwise than its author may think."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mdcheck.document import unread
from mdcheck.document.completion import of_figures
from mdcheck.document.diagnostic import Diagnostic, Level, error_on
from mdcheck.document.edits import Edit
from mdcheck.document.figures import numbers_in
from mdcheck.document.near_boxes import near_boxes
from mdcheck.document.parse import leaves
from mdcheck.document.source import Span
from mdcheck.errors import did_you_mean
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Checklist, CodeFence, Figure, Item, Notation

_FENCE = late_pattern(r"`{3,}|~{3,}")
_MAX_GUESSES = 20
"""The most wrong names for which a correction is suggested: each is compared with all names."""
_NEAR_WORD = late_pattern(
    r"\{?\.?(?:checks?|chek|chekc|mdcheck|signed|waived)(?P<rest>[-:,;{}()\[\]|/].*)?", re.IGNORECASE
)
_LOOK_ALIKES = str.maketrans("\u0441\u04bb\u0435\u043a\u0421\u0415\u041a", "chekCEK")
"""Cyrillic letters that look like those of “check”."""
_SHORT_FENCE = late_pattern(
    rf"^[ \t>]*(?P<fence>``|~~)[ \t]*(?P<word>{'|'.join(unread.WORDS)})(?:[ \t]+[\w.+-]+)?(?:[ \t]+\w+=\S+)*[ \t]*\r?$",
    re.MULTILINE,
)
_HEAD = late_pattern(r"\s*---[ \t]*(?:\r\n?|\n)")
_KEY = late_pattern(r"^(?:---|\.\.\.|[\"']?[A-Za-z][\w-]*[\"']?(?=[ \t]*:))", re.MULTILINE)
_HEAD_LENGTH = 4000
"""Characters of what may be front matter."""
_NEAR_KEYS = frozenset(
    ("mdcheck", "mdchecks", "mdchek", "mdchekc", "mdchec", "mdceck", "mdhceck", "mdchcek", "mcdheck")
)
_LANGUAGE = late_pattern(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


def lint(checklist: Checklist, notations: frozenset[Notation]) -> tuple[Diagnostic, ...]:
    """Warnings and notes about a document, sorted by place; errors are the parser's and `needs_errors`."""
    found = [
        *near_boxes(checklist),
        *_fences(checklist),
        *_short_fences(checklist),
        *_unread_settings(checklist),
        *_unclosed_comment(checklist),
        *_items(checklist),
        *_stale(checklist, notations),
    ]
    return tuple(sorted(found))


def needs_errors(checklist: Checklist) -> tuple[Diagnostic, ...]:
    """Ids in `needs` that no item has, and items that wait for each other: errors, since no order could suit them."""
    return tuple(sorted(_needs(checklist)))


def _needs(checklist: Checklist) -> Iterator[Diagnostic]:
    items = {item.id: item for item in checklist.items}
    guesses = _MAX_GUESSES
    for item in items.values():
        for block in item.checks:
            for wanted in block.common.needs:
                if wanted not in items:
                    guess = did_you_mean(wanted, tuple(items)) if guesses > 0 else ""
                    guesses -= 1
                    message = f"needs “{wanted}”, an id that no item has{guess}"
                    yield error_on(
                        block.line,
                        "unknown-need",
                        message,
                        "pin the other item's id with “id:”, and name it here: an id made of words changes with them",
                    )
    cycle = _cycle(items)
    if cycle:
        first = items[cycle[0]]
        ways = " → ".join(f"“{name}”" for name in [*cycle, cycle[0]])
        yield error_on(
            first.checks[0].line,
            "needs-cycle",
            f"items wait for each other: {ways}",
            "leave one of these needs out",
        )


def _cycle(items: dict[str, Item]) -> list[str]:
    """The ids along a circle of needs, or nothing."""
    if not any(block.common.needs for item in items.values() for block in item.checks):
        return []  # what is nested can't go round in a circle by itself
    from graphlib import CycleError, TopologicalSorter  # late: only documents with needs pay for it

    graph = {
        name: {wanted for block in item.checks for wanted in block.common.needs if wanted in items}
        for name, item in items.items()
    }
    by_line = {item.line: item for item in items.values()}
    for item in items.values():
        above = by_line.get(item.parent)
        while above is not None:
            if any("children" in block.options for block in above.checks):  # the kind that waits for nested items
                graph[above.id].add(item.id)
            above = by_line.get(above.parent)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def _fences(checklist: Checklist) -> Iterator[Diagnostic]:
    for fence in checklist.fences:
        index = fence.line - 1
        line = checklist.source.line(index)
        yield from _near_check(checklist, fence, line)
        if not fence.closed and (mark := _FENCE().search(line)):
            message = f"this fence is never closed: everything down to line {fence.last} is code"
            yield _warning(index, mark.start(), "unclosed-fence", message, f"close it with {mark[0]}")


def _unkept(checklist: Checklist, figure: Figure, completion: Completion) -> Iterator[Diagnostic]:
    """A number that mdcheck leaves alone, and that the boxes contradict."""
    wrong = next((one for one in numbers_in(checklist.source.text, figure, completion) if not one.is_current), None)
    if wrong is None:
        return
    line, column = checklist.source.locate(wrong.span.start)
    ticked = f"{completion.ticked} of {completion.countable} ticked"
    message = f"not kept, and the boxes say {wrong.wanted}, not {wrong.written} ({ticked})"
    if figure.contradicted:
        fix = "correct it by hand, or leave out the other number of its line"
    else:
        fix = (
            f"name “{figure.notation.value}” in the front matter (mdcheck: {{figures: [...]}}), or run `mdcheck adopt`"
        )
    yield _warning(line - 1, column - 1, "unkept-figure", message, fix)


def _near_check(checklist: Checklist, fence: CodeFence, line: str) -> Iterator[Diagnostic]:
    """A fence whose first words nearly make a check block or a record."""
    words = fence.info.split()
    if not words:
        return
    word = words[0].split("=")[0]
    start = line.find(words[0])
    place = checklist.source.starts[fence.line - 1] + start
    near = _NEAR_WORD().fullmatch(_as_it_looks(word))
    if near:
        wanted = next((name for name in unread.WORDS if name in near[0].lower()), "check")
        plain = near["rest"] is None and not word.startswith(("{", "."))
        edits = (Edit(Span(place, place + len(word)), wanted),) if plain and fence.in_item else ()
        message = f"“{word}” makes no {'check block' if wanted == 'check' else 'record'}"
        yield _warning(fence.line - 1, start, "not-a-check", message, f"write “{wanted}”", edits)
        return
    later = next((index for index, text in enumerate(words) if index and "=" not in text), 0)
    if later and words[later].lower() == "check":
        stop = line.index(words[later], start + len(word)) + len(words[later])
        written = line[start:stop]
        # A block of YAML has no language.
        text = " ".join(["check", *(words[:later] if words[0].lower() not in ("yaml", "yml") else words[1:later])])
        is_plain = later == 1 and fence.in_item and _LANGUAGE().fullmatch(words[0])
        edits = (Edit(Span(place, place + len(written)), text),) if is_plain else ()
        message = f"“{written}” makes no check block: the word “check” comes first"
        yield _warning(fence.line - 1, start, "not-a-check", message, f"write “{text}”", edits)


def _as_it_looks(word: str) -> str:
    """The word in plain letters: without what can't be seen, and without letters that only look like them."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKC", word).translate(_LOOK_ALIKES)
    return "".join(char for char in plain if unicodedata.category(char) != "Cf")


def _short_fences(checklist: Checklist) -> Iterator[Diagnostic]:
    """What opens a check block or a record with two characters, which is text."""
    source = checklist.source
    found = list(_SHORT_FENCE().finditer(source.text))
    texts = [leaf for leaf in leaves(source) if leaf.kind == "paragraph_open"] if found else []
    for match in found:
        line, column = source.locate(match.start("fence"))
        if any(leaf.first < line <= leaf.end for leaf in texts):
            fence = match["fence"]
            message = f"“{fence}{match['word']}” opens no block: a fence has three characters or more"
            yield _warning(line - 1, column - 1, "not-a-check", message, f"write “{fence}{fence[0]}{match['word']}”")


def _unclosed_comment(checklist: Checklist) -> Iterator[Diagnostic]:
    """A comment that hides all that stands below it."""
    source = checklist.source
    start = source.text.rfind("<!--")
    if start < 0 or source.text.find("-->", start) >= 0:
        return
    line, column = source.locate(start)
    if any(leaf.kind == "html_block" and leaf.first < line <= leaf.end for leaf in leaves(source)):
        message = "this comment is never closed: nothing that stands below it is seen"
        yield _warning(line - 1, column - 1, "unclosed-comment", message, "close it with “-->”")


def _unread_settings(checklist: Checklist) -> Iterator[Diagnostic]:
    """Settings under a name that is nearly right, or in front matter that is none."""
    if checklist.settings is not None:
        return
    source = checklist.source
    head = _HEAD().match(source.text)
    for match in _KEY().finditer(source.text, head.end(), head.end() + _HEAD_LENGTH) if head else ():
        line, column = source.locate(match.start())
        if match[0] in ("---", "..."):
            return
        if match[0] == "mdcheck":
            message = "“mdcheck:” sets nothing here: this is no front matter"
            fix = "begin the file's first line with “---”, and write “---” below the settings, too"
        elif re.sub(r"[\W_]", "", match[0]).lower() in _NEAR_KEYS:
            message, fix = f"“{match[0]}” sets nothing", "write “mdcheck”"
        else:
            continue
        yield _warning(line - 1, column - 1, "unread-settings", message, fix)


def _items(checklist: Checklist) -> Iterator[Diagnostic]:
    for item in checklist.items:
        if not item.applicable and item.text.endswith("~~"):
            fix = "say why behind the struck-through text"
            yield _warning(item.line - 1, 0, "no-reason", "nothing says why this item does not apply", fix)
        if not item.ticked and re.search(r"\[[xX]\](?![(\[])", item.text):
            fix = "reword it: some renderers take the later “[x]” for the box"
            yield _warning(item.line - 1, 0, "later-box", "an open item whose text holds “[x]”", fix)


def _stale(checklist: Checklist, notations: frozenset[Notation]) -> Iterator[Diagnostic]:
    if not checklist.adopted:
        return
    for figure, completion in of_figures(checklist):
        if figure.notation not in notations or figure.contradicted:
            yield from _unkept(checklist, figure, completion)
            continue
        for number in numbers_in(checklist.source.text, figure, completion):
            if not number.is_current:
                line, column = checklist.source.locate(number.span.start)
                instead = f", not {number.written}" if number.written else "; nothing is written here yet"
                said = f"{number.wanted}{instead}"
                message = f"the boxes say {said} ({completion.ticked} of {completion.countable} ticked)"
                yield _warning(line - 1, column - 1, "stale-figure", message, "run `mdcheck update --offline`")


def _warning(line: int, column: int, code: str, message: str, fix: str, edits: tuple[Edit, ...] = ()) -> Diagnostic:
    return Diagnostic(line + 1, column + 1, Level.WARNING, code, message, fix, edits)
