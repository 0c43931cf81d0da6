"""A path in backticks that exists, as what the statement is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.adopt.proposal import Proposed, guarded
from mdcheck.app.adopt.statement import CODE
from mdcheck.app.init.items.entry import glob_escaped, joined

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_PATH = re.compile(r"(?!-)(?:\.{1,2}/)?[\w@.()\[\] +=-]+(?:/[\w@.()\[\] +=-]+)*/?(?::\d[\d,:-]*)?")
_LINE = re.compile(r":\d[\d,:-]*$")
_MADE = (
    r"(?:create|add|write|implement|provide|generate|scaffold|introduce|author|draft|build|document|have|include|"
    r"build out|set up|ensure|make sure)"
)
_NOUN = (
    r"(?:file|files|folder|directory|document|doc|page|template|script|module|package|tests?|spec|runbook"
    r"|guide|config|configuration|workflow)"
)
_SUBJECT = re.compile(
    rf"(?:(?:{_MADE}|created|added|wrote|written)\s+)?(?:(?:a|an|the|our|new|initial|comprehensive|basic"
    rf"|complete|full|unit|"
    rf"integration|detailed)\s+|{_NOUN}:?\s+)*",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(rf"(?:{_MADE}\s+)?(?:[\w'’/&+-]+\s+){{1,9}}\($", re.IGNORECASE)
_FAULT = re.compile(
    r"\b(?:failing|broken|bugs?|issues?|errors?|missing|outdated|stale|re-?capture|redo|retake)\b", re.IGNORECASE
)
_THERE = re.compile(
    rf"\s*(?:{_NOUN})?\s*(?:exists?|(?:is|are) (?:there|present|in place|committed|created|available"
    rf"|in the repo\w*|tracked)"
    r"|present|created|added|in place|committed|written)?\s*[.,;:)]*",
    re.IGNORECASE,
)
_IN_GIT = re.compile(r"\b(?:committed|tracked|in the repo\w*)\b", re.IGNORECASE)
_CHANGES = (
    r"updat\w*|review\w*|check\w*|modif\w*|chang\w*|edit\w*|fix\w*|remov\w*|delet\w*|drop\w*|renam\w*|mov\w*"
    r"|refactor\w*|rewrit\w*|"
    r"rewrot\w*|extend\w*|wir\w*|integrat\w*|migrat\w*|convert\w*|replac\w*|test|verif\w*|run\w*|read|audit\w*"
    r"|clean\w*|use|uses|import\w*|"
    r"call\w*|patch\w*|bump\w*|adjust\w*|rework\w*|enhanc\w*|improv\w*|expand\w*|append\w*|merg\w*|split\w*"
    r"|deprecat\w*|commit|"
    r"register\w*|expos\w*|mark\w*|see|cop(?:y|ied)|stag\w*|inspect\w*|open|compar\w*|confirm\w*|gitignor\w*"
    r"|ignor\w*|exclud\w*|keep|"
    r"sync\w*|consolidat\w*|simplif\w*|stop\w*|disabl\w*|revert\w*|restor\w*|load\w*|pars\w*|touch\w*|unchanged"
    r"|untouched|archiv\w*|match(?:es)?"
    r"|version|up[ -]to[ -]date|pass(?:es|ing)?|succeeds?|works?|compiles?|builds?"
)
_FIRST = re.compile(rf"(?:{_CHANGES})\b", re.IGNORECASE)
_AFTERWARDS = re.compile(
    rf"\s*(?:[–—:(*-]+\s*)?(?:\(optional\)\s*|\w+\s+)?(?:{_CHANGES}|add(?:s|ed|ing)?|not|never|no longer|without"
    rf"|from|to|in|pass(?:es)?"
    r"|construct|flip|call|inject|ensure|make|route|emit|return|raise|handle|accept|set|bind|thread|populate"
    r"|additions?|changes)\b"
    r"|\s*(?:→|->)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:removed|deleted|deprecated|no longer|unchanged|untouched|renamed|absent|moved|gone|stays|unmodified|"
    r"gitignored?|ignored by git|in sync|not (?:tracked|committed|in git))\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:test\w*|coverage|modif\w*|updat\w*|chang\w*|delet\w*|remov\w*|migrat\w*|review\w*|refactor\w*|fix\w*|affected"
    r"|edit\w*|split\w*|audit\w*|rewrit\w*|convert\w*|clean\w*)\b",
    re.IGNORECASE,
)
"""Sections that list files to work on: that such a file exists says nothing."""
_TEST = re.compile(r"test|spec", re.IGNORECASE)
_CODE_FILE = re.compile(r"\.(?:py|[cm]?[jt]sx?|go|rs|java|kt|rb|php|cs|c|cc|cpp|h|swift|scala|ex|exs|vue|svelte|sql)$")
_DOES = re.compile(r"\s+(?:\w+ly\s+)?[a-z]+s\b")
"""What code does is not told by the file that it stands in."""
_AND = re.compile(r"\s*(?:,|and|or|&|\+|/|, and)?\s*")


def existing_paths(statement: Statement, context: Context) -> Proposed | None:
    """The paths that the statement is about: all of the first group that stand together."""
    outside = statement.words.replace(CODE, " ")
    if not statement.spans or statement.log or _GONE.search(outside) or _FAULT.search(outside):
        return None
    first = statement.spans[0]
    if _FIRST.match(statement.words) or (_WORK.search(statement.section) and not _TEST.search(first.text)):
        return None
    subject = _SUBJECT.fullmatch(first.before)
    if subject is None and not _IN_PARENTHESES.fullmatch(first.before):
        return None
    found: list[str] = []
    count = 0
    for span in statement.spans:
        if count and not _AND.fullmatch(span.before):
            break
        path = _existing(span.text, context)
        if path is None:
            return None
        found.append(path)
        count += 1
    rest = _after(statement, count)
    told = subject is not None and _THERE.fullmatch(rest) is not None
    if not told and (_AFTERWARDS.match(rest) or (_CODE_FILE.search(found[0]) and _DOES.match(rest))):
        return None
    listed = [glob_escaped(path) for path in dict.fromkeys(found)]
    check = guarded({"file_exists": listed[0] if len(listed) == 1 else listed}, person=not told)
    if told and _IN_GIT.search(rest) and context.tree.in_git:
        return Proposed({"git": {"tracked": check["file_exists"]}}, "what was changed since, and not committed")
    if told:
        return Proposed(check, "that it says what it should" if len(listed) == 1 else "that they say what they should")
    return Proposed(check, f"what {joined(dict.fromkeys(found))} {'says' if len(listed) == 1 else 'say'}")


def _existing(written: str, context: Context) -> str | None:
    if not _PATH.fullmatch(written) or not re.search(r"[A-Za-z]", written) or written.endswith("()"):
        return None
    named = _LINE.sub("", written)
    if "/" not in named and "." not in named and not named.isupper() and named not in ("Makefile", "Dockerfile"):
        return None
    return context.path(named)


def _after(statement: Statement, count: int) -> str:
    """The words behind the first code spans."""
    return statement.words.split(CODE, count)[-1]
