"""The words of an item, as rules look at them: without marks and labels, and with its code set aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.slug import plain_text

if TYPE_CHECKING:
    from mdcheck.document.model import Item

_MAX_LENGTH = 300
"""A longer item tells a story."""
CODE = "\x01"
"""Stands for a code span in the words."""
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LABEL = re.compile(
    r"(?:\[[A-Z]{1,3}\d*\]|[A-Z]{1,6}(?:-?\d{1,4}[a-z]?[.:)]|-\d{1,4}|\d{3,4})|[Ss]tep\s+[\w.]+\s*[:.–—-]|(?:[Tt]ask|[Pp]hase)\s+[\w.]+\s*[:.–—-]"
    r"|\d+(?:\.\d+)*[.:)])\s+"
)
_UNREADABLE = re.compile(r"[\u0370-\u1fff\u2c80-\ud7ff\uf900-\ufaff]{2}|[\u3040-\u9fff\uac00-\ud7ff]")
"""Letters of other alphabets: what they claim no rule can tell."""
_STEP = re.compile(r"step\s+\d", re.IGNORECASE)
_ENDING = re.compile(r"(?:\s*[✅✓✔☑️🟢🎉]+|\s*[–—-]*\s*\((?:[^()]*\d{4}-\d\d-\d\d[^()]*|done|\d[\d.,]*\s*%)\))+\s*$")
_TEMPLATE = re.compile(
    r"<(?!https?:|/?(?:b|i|em|strong|br|sub|sup|code|kbd|a)\b)[A-Za-z][^<>\n]*>|\{\{|\$\{?[A-Z_]{3,}"
    r"|\bTODO\b|\bTBD\b|\bFIXME\b|\bYOUR[_ -]|\[[^\[\]]*\]|\bX\.Y(?:\.Z)?\b|_{3,}|\bXX+\b"
)
_NOT_ASKED = re.compile(
    r"\b(?:(?:not|n't) (?:needed|required|applicable|necessary|relevant|yet|in scope|implemented|supported|done)"
    r"|no(?: \w+){1,3} (?:needed|required|necessary)|n/a|deferred|skipped|won'?t|out of scope|no longer|obsolete"
    r"|superseded|postponed|cancel+ed|abandoned|dropped)\b",
    re.IGNORECASE,
)
_LOG = re.compile(
    r"(?:ran|re-?ran|fixed|resolved|merged|deployed|tried|attempted|investigated|debugged|discovered|found|noticed"
    r"|confirmed|verified|validated|tested|observed|started|finished|completed|migrated|moved|renamed|removed|deleted"
    r"|updated|changed|refactored|replaced|learned|saw)\b",
    re.IGNORECASE,
)

_NOTHING = (_TEMPLATE, _NOT_ASKED)


class Span(NamedTuple):
    """A code span."""

    text: str
    before: str
    """The words between the code span in front of it, or the beginning, and this one."""


class Statement(NamedTuple):
    """An item's text, taken apart."""

    words: str
    """What a reader sees, without labels at the beginning and marks at the end; each code span is `CODE`."""
    spans: tuple[Span, ...]
    after: str
    """The words behind the last code span; all of them where there is none."""
    section: str
    """The titles of the sections around it, the two innermost ones."""
    step: bool
    """One step of a plan: `Step 4: run the tests`."""
    log: bool
    """What somebody did: `Ran the tests`."""
    foreign: bool
    """Whether words of it are of another alphabet, and so unread."""
    code: str
    """What its code blocks below it say; empty where there are none."""
    nested: bool
    """Whether it stands below another item or bullet, and completes what that says."""
    ticked: bool
    """Whether somebody has said that it is so."""

    @property
    def lower(self) -> str:
        return self.words.lower()


def statement(item: Item) -> Statement | None:
    """The item's statement; None where it says nothing about this repository that could be verified."""
    text = item.text
    if item.checks or item.records or item.struck or not item.applicable or len(text) > _MAX_LENGTH:
        return None
    codes = [match[2].strip() for match in _SPAN.finditer(text)]
    if not _printable(text) or any(CODE in code for code in codes):
        return None
    words = plain_text(_SPAN.sub(CODE, text)) if codes else plain_text(text)
    step = _STEP.match(words) is not None
    while label := _LABEL.match(words):
        words = words[label.end() :]
    words = _ENDING.sub("", words).strip()
    outside = words.replace(CODE, " ")
    if not words or words.endswith("?") or any(form.search(outside) for form in _NOTHING):
        return None
    parts = words.split(CODE)
    if len(parts) != len(codes) + 1:
        return None
    spans = tuple(Span(code, before) for code, before in zip(codes, parts[:-1], strict=True))
    log, foreign = _LOG.match(words) is not None, _UNREADABLE.search(outside) is not None
    code = "".join(code.content for code in item.code)
    return Statement(
        words, spans, parts[-1], " / ".join(item.section[-2:]), step, log, foreign, code, bool(item.within), item.ticked
    )


def _printable(text: str) -> bool:
    """Whether nothing in it could be shown otherwise than it is, and so deceive the one who accepts."""
    return text.replace("\t", " ").replace("\u00a0", " ").isprintable()
