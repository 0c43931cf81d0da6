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
    r"|guide|config|configuration|workflow|read-?me|licen[cs]e|changelog)"
)
_SUBJECT = re.compile(
    rf"(?:(?:{_MADE}|created|added|wrote|written|there (?:is|are)|(?:the )?repo(?:sitory)? has|has)\s+)?"
    r"(?:(?:a|an|the|our|new|initial|comprehensive|basic"
    rf"|complete|full|unit|"
    rf"integration|detailed)\s+|{_NOUN}:?\s+)*",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(
    rf"(?!(?:in|on|at|for|from|with|when|if|to|after|before|by)\s)(?:{_MADE}\s+)?(?:[\w'’/&+-]+\s+){{1,9}}\($",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"\b(?:failing|broken|bugs?|issues?|errors?|missing|outdated|stale|re-?capture|redo|retake)\b", re.IGNORECASE
)
_THERE = re.compile(
    rf"\s*(?:{_NOUN})?\s*(?:exists?|(?:is|are) (?:there|present|in place|committed|created|available"
    rf"|in the repo\w*|tracked)"
    r"|present|created|added|in place|committed|written)?\s*[.,;:)]*",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"(?:implement|document|draft|build|build out|provide|introduce)\b", re.IGNORECASE)
"""More than to make the file: it has to do or to say something."""
_LISTS_FILES = re.compile(
    r"\b(?:files|documents|documentation|docs|deliverables|artifacts|templates|created|required|present|exists?)\b",
    re.IGNORECASE,
)
"""Sections whose items are the files that have to be there."""
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
    r"|refresh\w*|re-?generat\w*|re-?creat\w*|re-?built|re-?validat\w*"
    r"|version|up[ -]to[ -]date|pass(?:es|ing)?|succeeds?|works?|compiles?|builds?"
)
_SEEN = re.compile(
    rf"(?:verify|check|confirm|validate)(?: that)? (?:the )?(?={_NOUN}? ?{CODE} ?{_NOUN}?"
    r" (?:exists?|is (?:there|present|in place))\b)",
    re.IGNORECASE,
)
"""Checking that the file is there is no change of it."""
_FIRST = re.compile(
    rf"(?:{_CHANGES}|publish|deploy|announce|upload|push|send|notify|share|submit|download|follow|perform|execute|ask"
    r"|finali[sz]e|finish|fill|polish"
    r"|discuss|decide|consider|choose|back up|rotate|practise|rehearse|train|try|understand|learn|know|study"
    r"|investigate|debug|look|find|configure"
    r"|complete(?! (?:documentation|docs|guide|set|list|suite)\b)"
    r"|(?:release|launch|schedule|plan|practice|watch|monitor|start|search|sign)(?= (?:an?|the|all|our|your|new)\b))\b",
    re.IGNORECASE,
)
"""What somebody does with a file, or by its help; that it is there says nothing."""
_AFTERWARDS = re.compile(
    rf"[\s)]*(?:[–—:(*-]+\s*)?(?:\(optional\)\s*|\w+\s+)?(?:{_CHANGES}|add(?:s|ed|ing)?|not|never|no longer|without"
    rf"|from|to|in|pass(?:es)?"
    r"|construct|flip|call|inject|ensure|make|route|emit|return|raise|handle|accept|set|bind|thread|populate"
    r"|additions?|changes|accurate|correct|reflects?|agrees?|consistent)\b"
    r"|\s*(?:→|->)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:removed|deleted|deprecated|no longer|unchanged|untouched|renamed|absent|moved|gone|stays|unmodified|"
    r"gitignored?|ignored by git|in sync|remains?"
    r"|(?:is|are|was|were|does|do|has|have) not|not (?:tracked|committed|in git))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:is|are|be|been|was|were|gets?) (?:\w+ly )?(?:updated|reviewed|checked|changed|edited|refreshed|regenerated"
    r"|bumped|adjusted|verified|up[ -]to[ -]date)\b"
    r"|\b(?:is|are) (?:still )?(?:accurate|correct|current|complete|valid|clear|consistent)\b"
    r"|\b(?:and|still|kept) (?:current|up[ -]to[ -]date)\b|\b(?:updated|refreshed|revised|amended|bumped|marked)\b"
    r"|\b(?:complete|succeed)(?:e?s|ed)\b|\bpass(?:e[sd]|ing)?\b|\bis green\b"
    r"|[,;:.] (?:verify|check|ensure|confirm|make sure) that\b",
    re.IGNORECASE,
)
_RUN = re.compile(r"\./[^/]+|.*\.(?:sh|bash|ps1|bat|cmd)")
"""Alone in its item, a script is what is to be run."""
_WORK = re.compile(
    r"\b(?:test\w*|coverage|modif\w*|updat\w*|chang\w*|delet\w*|remov\w*|migrat\w*|review\w*|refactor\w*|fix\w*|affected"
    r"|edit\w*|split\w*|audit\w*|rewrit\w*|convert\w*|clean\w*)\b",
    re.IGNORECASE,
)
"""Sections that list files to work on: that such a file exists says nothing."""
_TEST = re.compile(r"test|spec", re.IGNORECASE)
_CODE_FILE = re.compile(
    r"\.(?:sh|bash|ps1|bat|cmd|py|[cm]?[jt]sx?|go|rs|java|kt|rb|php|cs|c|cc|cpp|h|swift|scala|ex|exs|vue|svelte|sql)$"
)
_DOES = re.compile(r"\s+(?:\w+ly\s+)?(?!exists)[a-z]+s\b")
"""What code does is not told by the file that it stands in."""
_AND = re.compile(r"\s*(?:,|and|or|&|\+|/|, and)?\s*")


def existing_paths(statement: Statement, context: Context) -> Proposed | None:
    """The paths that the statement is about: all of the first group that stand together."""
    if not statement.spans or statement.log or _of_work(statement):
        return None
    seen = _SEEN.match(statement.words)
    before = statement.spans[0].before[seen.end() if seen else 0 :]
    subject = _SUBJECT.fullmatch(before)
    if (not seen and _FIRST.match(statement.words)) or (subject is None and not _IN_PARENTHESES.fullmatch(before)):
        return None
    found = _group(statement, context)
    rest = _after(statement, len(found))
    # Behind a colon, the lines below say what is wanted; and a path alone may stand for the work that it describes.
    alone = not before.strip() and len(found) == 1 and not re.search(r"\w", rest)
    told = subject is not None and _THERE.fullmatch(rest) is not None and not (alone or rest.endswith(":"))
    if not found or (alone and not _names_a_result(statement)) or (subject is None and _are_examples(statement, found)):
        return None
    if not told and (_goes_on(statement, len(found)) or (_CODE_FILE.search(found[0]) and _DOES.match(rest))):
        return None
    told = told and not _CONTENT.match(statement.words)
    listed = [glob_escaped(path) for path in dict.fromkeys(found)]
    check = guarded({"file_exists": listed[0] if len(listed) == 1 else listed}, person=not told)
    if told and _IN_GIT.search(rest) and context.tree.in_git:
        return Proposed({"git": {"tracked": check["file_exists"]}}, "what was changed since, and not committed")
    if told:
        return Proposed(check, "that it says what it should" if len(listed) == 1 else "that they say what they should")
    return Proposed(check, f"what {joined(dict.fromkeys(found))} {'says' if len(listed) == 1 else 'say'}")


_NAMED = re.compile(
    r"(?:(?:verify|ensure|check|confirm|make sure)(?: that)? )?(?:the )?"
    r"(?P<path>(?:[\w-]+/)*[\w.-]+\.(?:md|rst|txt|ya?ml|toml|json|lock)|LICENSE|LICENCE|COPYING|NOTICE|CHANGELOG|CODEOWNERS|README|SECURITY|CONTRIBUTING|Dockerfile|Makefile)"
    r"(?: file)? (?:exists?|is (?:there|present|in place|committed|tracked)|present|in place|created|added|committed)"
    r"(?P<rest>\b.*)",
    re.IGNORECASE,
)


def named_file(statement: Statement, context: Context) -> Proposed | None:
    """A file by its name, without backticks, that the statement says is there."""
    found = _NAMED.fullmatch(statement.words)
    if found is None or statement.spans or statement.log or _GONE.search(found["rest"]) or _FAULT.search(found["rest"]):
        return None
    path = context.path(found["path"])
    if path is None or path == context.own or path.rpartition("/")[2] != found["path"].rpartition("/")[2]:
        return None
    check = guarded({"file_exists": glob_escaped(path)}, person=re.search(r"\w", found["rest"]) is not None)
    return Proposed(check, f"what {path} says")


def _of_work(statement: Statement) -> bool:
    """Whether it is about what somebody does with the files, or did."""
    outside, first = statement.words.replace(CODE, " "), statement.spans[0].text
    return (
        any(form.search(outside) for form in (_GONE, _FAULT, _CHANGED))
        or (statement.words.strip(" .:") == CODE and _RUN.fullmatch(first) is not None)
        or (_WORK.search(statement.section) is not None and not _TEST.search(first))
    )


def _names_a_result(statement: Statement) -> bool:
    """Whether a path alone is something that has to be there, and not something to work on."""
    return not statement.nested and (statement.ticked or _LISTS_FILES.search(statement.section) is not None)


def _are_examples(statement: Statement, found: list[str]) -> bool:
    """Whether the paths in brackets say where work is to be done: several, a folder, or code that is only named."""
    text = statement.spans[0].text
    named = "/" not in text and _CODE_FILE.search(found[0]) is not None
    return not statement.ticked and (len(found) > 1 or named or text.endswith("/"))


def _goes_on(statement: Statement, count: int) -> bool:
    """Whether the words behind the paths say what is done with them, or name a command."""
    return _AFTERWARDS.match(_after(statement, count)) is not None or any(
        " " in span.text for span in statement.spans[count:]
    )


def _group(statement: Statement, context: Context) -> list[str]:
    """The paths of the first code spans that stand together; none where one of them is not there."""
    found: list[str] = []
    for span in statement.spans:
        if found and not _AND.fullmatch(span.before):
            break
        path = _existing(span.text, context)
        if path is None or path == context.own:
            return []
        found.append(path)
    return found


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
