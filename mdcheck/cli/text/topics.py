"""What `mdcheck help TOPIC` shows: a title, and rows of names and meanings from the tables that mdcheck works by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.common_options import COMMON
from mdcheck.errors import ExitCode
from mdcheck.results.outcome import Box, Outcome
from mdcheck.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Topic(NamedTuple):
    """One topic."""

    title: str
    rows: Callable[[], Iterator[tuple[str, str]]]
    page: str
    """A file in `docs/`, with or without a heading."""


_EXIT = {
    ExitCode.OK: "all passed",
    ExitCode.FAILED: "something failed or errored, --check found a difference, or the score is below --fail-under",
    ExitCode.WARNED: "warnings only",
    ExitCode.USAGE: "usage, settings, a malformed checklist, or nothing to run: nothing ran and nothing was written",
    ExitCode.REFUSED: "refused: an untrusted check, a file that changed underneath or is read-only, git",
    ExitCode.BUG: "a bug in mdcheck",
    ExitCode.INTERRUPTED: "interrupted",
}
_BOX = {Box.TICK: "ticks the box", Box.UNTICK: "unticks the box", Box.KEEP: "leaves the box"}
_CREDIT = {1: "counts 1 in the score", 0.5: "counts ½ in the score", 0: "counts 0 in the score", None: "counts nowhere"}
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_ITEMS = (
    ("docs/a-readme", "an id, or the beginning of one; `mdcheck status -v` shows ids"),
    ("CHECKLIST.md:42", "the item at this line: its first line, its check, or any other line of it"),
    ('"a readme"', "words of the item's text"),
    ("Documentation", "a section's title: all items below it"),
    ("fast", "a tag"),
)
_CHANGES = (
    ("box", "the one character in the box of an item that has a check"),
    ("figure", "the digits of a number that follows from the boxes, where the author has agreed"),
    ("report", "the lines of a report region that the author has placed"),
    ("nothing else", "by `mdcheck update`: all other bytes stay as they are; a second update changes nothing"),
    ("record", "a `signed` or `waived` fence, by `mdcheck sign` and `mdcheck waive` alone"),
    ("block", "a check block or a setting that you choose, by `mdcheck adopt` alone"),
    ("repair", "what `mdcheck lint` names, by `mdcheck lint --fix`; and conflict marks, by `mdcheck merge`"),
)
_FIGURES = (
    ("[3/7] [42%]", "at the end of a heading or of an item with nested items: kept wherever there is a check block"),
    ("heading", "`## Security (70%)`, if front matter names it"),
    ("status", "`Status: 70% complete`, `Progress:`, `Completion:`, if front matter names it"),
    ("table", "a percentage beside a section's title in a table, if front matter names it"),
    ("overall", "`Overall Score` and `Overall Progress`, if front matter names it"),
    ("consent", "mdcheck: {figures: [heading, status]} in the front matter; `mdcheck adopt` shows what it would keep"),
)

_SCRIPTS = (
    ("```check bash", "bash, sh, python, or another interpreter on PATH; options stand behind it: timeout=2m"),
    ("status 0", "passes; any other fails, with the last line printed as the message"),
    ("::warning::text", "as the last line: a pass becomes a warning"),
    ("::notice::text", "as the last line: gives the message"),
    ("::skipped::text", "as the last line, with status 77: not applicable"),
    ("trust", "a script runs once you have approved it: `mdcheck trust --grant`"),
)


def _outcomes() -> Iterator[tuple[str, str]]:
    for outcome in Outcome:
        meaning = outcome.meaning
        if outcome is Outcome.WAIVED:
            yield (
                outcome.label,
                "unticks the box of a check that failed, counts only in the strict score, exit status 0",
            )
            continue
        yield outcome.label, f"{_BOX[meaning.box]}, {_CREDIT[meaning.credit]}, exit status {meaning.exit:d}"


def _options() -> Iterator[tuple[str, str]]:
    for name, option in COMMON.items():
        yield name, f"{_plain(option.meaning)} (default: {option.default})"


def _settings() -> Iterator[tuple[str, str]]:
    for name, setting in SETTINGS.items():
        yield name, _plain(setting.meaning) + ("; in front matter too" if setting.in_document else "")


def _plain(text: str) -> str:
    """Markdown without the addresses of its links."""
    return _LINK.sub(r"\1", text)


TOPICS = {
    "outcomes": Topic("How a check ends", _outcomes, "format.md#outcomes"),
    "exit-codes": Topic("Exit status", lambda: ((str(int(code)), text) for code, text in _EXIT.items()), "reports.md"),
    "options": Topic("Options that every check block takes", _options, "format.md#options-common-to-all-checks"),
    "scripts": Topic("Check blocks with a language", lambda: iter(_SCRIPTS), "format.md#check-blocks"),
    "settings": Topic("Settings in mdcheck.toml, [tool.mdcheck] and front matter", _settings, "format.md#settings"),
    "items": Topic("Ways to name items, for --only, explain, trust and others", lambda: iter(_ITEMS), "format.md#ids"),
    "changes": Topic("All that mdcheck changes in a checklist", lambda: iter(_CHANGES), "format.md#figures"),
    "figures": Topic("Numbers that mdcheck keeps", lambda: iter(_FIGURES), "format.md#figures"),
}
