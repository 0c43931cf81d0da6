"""Words of judgement: a person has approved, reviewed or signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.adopt.proposal import Proposed
from mdcheck.app.adopt.statement import CODE
from mdcheck.results.people.signoff import ANYONE

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_JUDGED = re.compile(
    r"\b(?:reviewed|approved|signed[ -]off|accepted|endorsed"
    r"|signed)(?: and \w+)?(?: off)?(?: on)? by\b(?! (?:default|(?:the |a )?(?:bot|tool|linter|scanner|ci|codeql"
    r"|copilot|sonar\w*|ai|llm|script|model)\b))"
    r"|\b(?:approval|sign-?off)s? (?:(?:is|was|has been|have been|from [\w -]{1,40}) )*(?:obtained|received"
    r"|given|granted|secured|on record|documented|recorded|in hand)\b"
    r"|^(?:obtain|get|got|receive|received|have received|request|secure|final|have"
    r"|has)\b[^,;]{0,40}\b(?:approval|sign-?off)\b"
    r"|\b(?:approval|sign-?off) (?:from|by|of) (?:the )?[a-z]"
    r"|^[^,;]{1,80}\b(?:has|have|is|are|been|was|were) (?:been )?(?:formally )?(?:signed[ -]off|approved"
    r"|reviewed and approved|reviewed and signed[ -]off)(?: on)?[.]?$"
    r"|^[^,;]{1,60} (?:reviewed and approved|approved|signed[ -]off)[.]?$"
    r"|^(?:the )?(?:[\w/ -]{1,40} )?(?:team|lead|owner|manager|officer|director|committee|board|architect|legal"
    r"|security|sponsor|stakeholders?|counsel|cto|ciso|ceo|dpo)"
    r"(?: has| have)? (?:approved|signed[ -]off|reviewed)\b"
    r"|^(?:[\w/&-]+ ){1,4}(?:approval|sign-?off)[.]?$",
    re.IGNORECASE,
)
_FEATURE = re.compile(
    r"\b(?:waits?|waiting|after|before|without|until|needs?|workflows?|queues?|gates?|systems?|requests?|prompts?|dialogs?|thresholds?|records?|manager|rules?"
    r"|tools?|buttons?|status|api|endpoint|flow|table|class|method|mechanism|"
    r"modes?|logic|decisions?|schema|tests?|if|when|unless|auto\w*|pipeline|required for|requires?|require"
    r"|pending|must be)\b",
    re.IGNORECASE,
)
_BUILDS = re.compile(
    r"(?:create|implement|add|build|log|test|modify|persist|wire|expand|update|write|support|define|show"
    r"|list|configure|set up|enable|send|display|track|document|handle|validate|parse|fix|"
    r"remove|verify that|check that|extend|store|render|use|identify|who|submit|ask)\b",
    re.IGNORECASE,
)


def judgement(statement: Statement, context: Context) -> Proposed | None:
    """`signoff`, for anyone or for the role that the words name and the policy has."""
    words = statement.words
    if _BUILDS.match(words) or not _JUDGED.search(words.replace(CODE, " ")):
        return None
    if _FEATURE.search(words):
        return None
    role = _role(words, context)
    return Proposed(
        {"signoff": role or ANYONE},
        "what the decision rests on: it asks who signed, and that the words are still the same",
    )


def _role(words: str, context: Context) -> str:
    """The longest role of the policy that the words name."""
    plain = re.sub(r"[^a-z0-9]+", " ", words.lower())
    named = [
        role
        for role in sorted(context.roles, key=len)
        if f" {re.sub(r'[^a-z0-9]+', ' ', role.lower())} " in f" {plain} "
    ]
    return named[-1] if named else ""
