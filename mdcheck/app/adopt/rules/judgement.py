"""Words of judgement: a person has approved, reviewed or signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.adopt.proposal import Proposed
from mdcheck.app.adopt.statement import CODE
from mdcheck.results.people.policy import ANYONE

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
_WHO = (
    r"(?:(?:[\w&/-]+ ){0,4}?(?:team|group|leads?|owners?|officer|director|committee|board|council|architects?|legal"
    r"|security|privacy|compliance|finance|operations|ops|qa|sre|engineering|marketing|management|sponsors?|stakeholders?"
    r"|counsel|lawyers?|auditors?|customers?|clients?|c[a-z]o|ciso|dpo|vp|reviewers?|engineers?|developers?"
    r"|maintainers?|colleagues?|peers?|people|persons?|of [a-z]+)|(?:[\w&/-]+ ){1,3}managers?)"
)
"""Who decides: a body, a role or people; no manager without a word of what, which is a role in many programs."""
_HAS = r"(?:has|have|had) (?:(?:formally|finally|already|now) )?"
_DID = r"(?:approved|signed[ -]off|agreed|accepted|endorsed|cleared|consented)"
_DECIDED = re.compile(
    rf"^(?:the |our |both )?(?P<has>{_WHO}) (?:{_HAS})?(?:{_DID}|reviewed and {_DID})\b"
    rf"|^(?:the |our |both )?(?P<gave>{_WHO}) {_HAS}(?:given|granted) (?:their |its |the |an? )?"
    r"(?:approval|sign-?off|consent)\b"
    rf"|^(?:final )?(?P<of>{_WHO}) (?:approval|sign-?off) (?:on|for|of) "
    rf"|\b(?<!be )(?<!are )(?:{_DID}|reviewed)(?: and {_DID})?(?: on)? by "
    rf"(?:at least |the |our |an? |both )*(?P<by>{_WHO})$",
    re.IGNORECASE,
)
"""Somebody has decided something; what it is may be called as it likes."""
_AGREES = re.compile(
    rf"^(?:the |our |both )?(?P<who>{_WHO}) (?:approves?|agrees?|signs?[ -]off|accepts?|consents?)\b", re.IGNORECASE
)
_UNDECIDED = re.compile(
    r"\b(?:before|after|until|unless|without|if|when(?:ever)?|once|pending|waits?|needs?|requires?|must|should|can|could|may"
    r"|will|each|every|any|only|nobody|not?|never|auto\w*)\b|→|->",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:by (?:at least )?|at least |minimum(?: of)? |min\.? )(?P<number>two|three|[2-9])\b"
    r"|\b(?P<of>two|three|[2-9])\+? (?:\w+ )?(?:approvals|approvers|reviewers|sign-?offs)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"\b(?:by|from) (?:the )?\S+(?: \S+){{0,2}} (?:\+|&|and) (?:the )?(?:{_WHO}|(?-i:[A-Z])[\w-]*)(?: team)?$",
    re.IGNORECASE,
)
"""Two who have to agree."""
_NUMBERS = {"two": 2, "three": 3}
_FEATURE = re.compile(
    r"\b(?:waits?|waiting|after|before|without|until|needs?|workflows?|queues?|gates?|systems?|requests?|prompts?|dialogs?|thresholds?|records?|manager|rules?"
    r"|tools?|buttons?|status|api|endpoint|flow|table|class|method|mechanism|"
    r"modes?|logic|decisions?|schema|tests?|if|when|unless|auto\w*|pipeline|required for|requires?|require"
    r"|pending|must be|can|could|either|any)\b",
    re.IGNORECASE,
)
_BUILDS = re.compile(
    r"(?:create|implement|add|build|log|test|modify|persist|wire|expand|update|write|support|define|show"
    r"|list|configure|set up|enable|send|display|track|document|handle|validate|parse|fix|"
    r"remove|verify that|check that|extend|store|render|use|identify|who|submit|ask)\b",
    re.IGNORECASE,
)


_SIGNED_FILES = re.compile(
    r"\b(?:installers?|binar(?:y|ies)|packages?|artifacts?|images?|commits?|tags?|certificates?|apks?|executables?|checksums?"
    r"|jars?|bundles?|builds?|apps?|wheels?|assets?|extensions?|drivers?|firmware)\b[^,;]* signed by\b",
    re.IGNORECASE,
)
"""Signed with a key, not by somebody who judges."""


def judgement(statement: Statement, context: Context) -> Proposed | None:
    """`signoff`, for anyone or for the role that the words name and the policy has."""
    words = statement.words.replace(CODE, " ").rstrip(". ")
    if _BUILDS.match(words) or _SIGNED_FILES.search(words):
        return None
    decided = None if _UNDECIDED.search(words) else _DECIDED.search(words)
    if decided is None and not _FEATURE.search(words):
        decided = None if _UNDECIDED.search(words) else _AGREES.search(words)
        if decided is None and not _JUDGED.search(words):
            return None
    elif decided is None:
        return None
    who = next((text for text in decided.groups() if text), "") if decided else ""
    return _asked(words, who, context)


def _asked(words: str, who: str, context: Context) -> Proposed:
    both = _BOTH.search(words) is not None
    role = "" if both else _role(who or words, context)
    check: dict[str, Any] = {"signoff": role or ANYONE}
    if number := _NUMBER.search(words):
        found = number["number"] or number["of"]
        check["count"] = _NUMBERS.get(found.lower()) or int(found)
    elif both:
        check["count"] = 2
    open_to_all = "" if role else "who may decide it: anybody may sign, until `[roles]` in mdcheck.toml names who; "
    return Proposed(
        check, f"{open_to_all}what the decision rests on: it asks who signed, and that the words are still the same"
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
