"""Makes a checklist of a template: lines that begin with `%%` say what appears when, and where items are made.

A template may be a stranger's. It can test names and place items, and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import ALL_PARTS
from mdcheck.app.init.values import KEYS, UNNAMED, values
from mdcheck.document.model import Severity
from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from mdcheck.app.init.detect import Repository

STATEMENT = re.compile(r"%%(?: +(\w+)(?: +(.*?))?)? *")
PLACEHOLDER = re.compile(r"«(\w+)»")
_CONDITION = re.compile(r"[\w ()]+")
_WORD = re.compile(r"[A-Za-z_]\w*")
_OPERATORS = frozenset(("and", "or", "not"))
_EMPTY = re.compile(r"^###+ .*\n\n+(?=#{1,3} )", re.MULTILINE)
"""The heading of a subsection whose items are all left out."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NOTHING = "\x06"
"""In place of an item that does not fit; its line is taken out."""


class PlacedItem(NamedTuple):
    """`%% item NAME option=value…`."""

    name: str
    options: dict[str, str]


def fill(text: str, repository: Repository, parts: Collection[str], *, where: str) -> str:
    """The checklist's text. Raises UsageError for what is wrong with the template, with the line."""
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError  # late: only a template needs it
    from jinja2.sandbox import SandboxedEnvironment

    # The delimiters are characters that no template may hold: what it holds between braces is text.
    environment = SandboxedEnvironment(
        block_start_string="\x01",
        block_end_string="\x02",
        variable_start_string="\x03",
        variable_end_string="\x04",
        comment_start_string="\x0e",
        comment_end_string="\x0f",
        keep_trailing_newline=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    lines = text.split("\n")
    items = read_items(lines, where)
    source = "\n".join(_translated(line, number, where) for number, line in enumerate(lines, 1))
    known = values(repository)
    names = {name: name in parts for name in ALL_PARTS} | {key: key in known for key in KEYS}

    def make(number: int) -> str:
        placed = items[number]
        entry = ITEMS[placed.name](repository)
        return _NOTHING if entry is None else entry.text(placed.name, _typed(placed.options)).rstrip("\n")

    def value(key: str, number: int) -> str:
        if key in known:
            return known[key]
        if key == "project":
            return UNNAMED
        fix = f"say it with --set {key}=…, or put the line between %% if {key} and %% endif"
        raise UsageError(f"nothing was found that could stand for «{key}»", where=f"{where}:{number}", fix=fix)

    try:
        filled = environment.from_string(source).render(names, item_=make, value_=value)
    except TemplateSyntaxError as error:
        fix = "write %% if NAME, %% elif NAME, %% else and %% endif, each on a line of its own"
        raise UsageError(
            f"the template can't be read: {error.message}", where=f"{where}:{error.lineno}", fix=fix
        ) from error
    except TemplateError as error:
        raise UsageError(f"the template can't be filled in: {error}", where=where) from error
    return _EMPTY.sub("", filled.replace(f"{_NOTHING}\n", ""))


def read_items(lines: list[str], where: str) -> dict[int, PlacedItem]:
    """The items that the template places, by the number of the line. Raises UsageError."""
    found: dict[int, PlacedItem] = {}
    for number, line in enumerate(lines, 1):
        statement = STATEMENT.fullmatch(line)
        if statement is not None and statement[1] == "item":
            found[number] = _placed(statement[2] or "", f"{where}:{number}")
    return found


def _placed(text: str, where: str) -> PlacedItem:
    name, *rest = text.split() or [""]
    if name not in ITEMS:
        message = f"there is no item “{name}”{did_you_mean(name, tuple(ITEMS))}"
        raise UsageError(message, where=where, fix="name one of those that `mdcheck init --list` shows")
    options = dict(option.partition("=")[::2] for option in rest)
    if options.keys() - {"tags", "severity"} or "" in options.values():
        raise UsageError("an item takes tags=… and severity=…", where=where, fix=f"write %% item {name} tags=core")
    if (severity := options.get("severity")) is not None and severity not in set(Severity):
        raise UsageError(f"“{severity}” is no severity", where=where, fix=f"write one of {', '.join(Severity)}")
    return PlacedItem(name, options)


def _typed(options: dict[str, str]) -> dict[str, object]:
    return {key: text.split(",") if key == "tags" and "," in text else text for key, text in options.items()}


def _translated(line: str, number: int, where: str) -> str:
    """The line as Jinja reads it. Raises UsageError."""
    here = f"{where}:{number}"
    if _CONTROL.search(line):
        raise UsageError("the line holds a control character", where=here, fix="remove it")
    if not line.startswith("%%"):
        return PLACEHOLDER.sub(lambda found: _value(found[1], number, here), line)
    statement = STATEMENT.fullmatch(line)
    word, rest = (statement[1], statement[2] or "") if statement else (None, "")
    match word:
        case "item":
            return f"\x03item_({number})\x04"
        case "if" | "elif":
            _check_condition(rest, here)
            return f"\x01{word} {rest}\x02"
        case "else" | "endif" if not rest:
            return f"\x01{word}\x02"
        case _:
            fix = "write %% item, %% if, %% elif, %% else or %% endif; a line that begins otherwise is text"
            raise UsageError(f"“{line.strip()}” is no statement of a template", where=here, fix=fix)


def _value(key: str, number: int, where: str) -> str:
    if key not in KEYS:
        message = f"“{key}” is nothing that a checklist is filled in with{did_you_mean(key, tuple(KEYS))}"
        raise UsageError(message, where=where, fix=f"name one of {', '.join(KEYS)}, or put a blank behind «")
    return f"\x03value_('{key}', {number})\x04"


def _check_condition(text: str, where: str) -> None:
    known = (*sorted(ALL_PARTS), *KEYS)
    if not _CONDITION.fullmatch(text):
        raise UsageError("a condition holds names, and, or, not and parentheses", where=where, fix="write %% if NAME")
    for name in _WORD.findall(text):
        if name not in known and name not in _OPERATORS:
            message = f"“{name}” is no part and no key{did_you_mean(name, known)}"
            raise UsageError(message, where=where, fix="name one of those that `mdcheck init --list` shows")
