"""Where a text holds credentials: the published formats of tokens and keys, and literals with a telling name.

Literals first, regular expressions only at what they find. A token of a published format begins at the start of a
long run of letters, digits, `_` and `-`; each name is a pattern that starts with a literal, so that the search runs in
C. Every quantifier is bounded: a hostile file costs what its size costs.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.secrets.forms import decoded, find_forms
from mdcheck.evidence.secrets.hits import WEAK, Hit
from mdcheck.evidence.secrets.literals import (
    Family,
    family_of,
    is_credential,
    is_filler,
    is_known_to_all,
    is_machine_made,
)
from mdcheck.evidence.secrets.manifests import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4096
"""Bytes that are looked at around a place; longer lines are cut there."""
_RUN = 20
"""No published token has a shorter run."""
_RUNS = bytes(97 if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"_-") else 32 for byte in range(256))
_END = rb"(?![A-Za-z0-9_-])"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A published format."""

    name: str
    anchors: tuple[bytes, ...]
    """Two or three bytes that the run of the token begins with; empty where the text before the run identifies it."""
    pattern: bytes
    """What matches at the run's start is the credential. Compiled when an anchor is found, which is seldom."""


def _rule(name: str, anchors: str, pattern: bytes) -> Rule:
    return Rule(name=name, anchors=tuple(anchors.encode().split()), pattern=pattern + _END)


RULES: tuple[Rule, ...] = (
    _rule("aws-access-key-id", "AKIA ASIA ABIA ACCA", rb"A(?:KI|SI|BI|CC)A[A-Z0-9]{16}"),
    _rule("alibaba-access-key-id", "LTAI", rb"LTAI[A-Za-z0-9]{16,26}"),
    _rule("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", rb"gh[pousr]_[A-Za-z0-9]{36,251}"),
    _rule("github-fine-grained-token", "github_pat_", rb"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _rule("gitlab-token", "gl", rb"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_-]{20,300}"),
    _rule("slack-token", "xox", rb"xox[abeoprs]-(?:[0-9]{1,13}-){1,3}[A-Za-z0-9-]{16,250}"),
    _rule("slack-app-token", "xapp-", rb"xapp-[0-9]-[A-Z0-9]{8,20}-[0-9]{10,14}-[a-z0-9]{32,80}"),
    _rule("stripe-live-key", "sk_live_ rk_live_", rb"[rs]k_live_[A-Za-z0-9]{16,247}"),
    _rule("stripe-webhook-secret", "whsec_", rb"whsec_[A-Za-z0-9]{32,64}"),
    _rule("google-api-key", "AIza", rb"AIza[A-Za-z0-9_-]{35}"),
    _rule("google-oauth-secret", "GOCSPX-", rb"GOCSPX-[A-Za-z0-9_-]{28}"),
    _rule("twilio-api-key", "SK", rb"SK[0-9a-f]{32}"),
    _rule("npm-token", "npm_", rb"npm_[A-Za-z0-9]{36}"),
    _rule("pypi-token", "pypi-AgE", rb"pypi-AgE[A-Za-z0-9_-]{50,2000}"),
    _rule("anthropic-api-key", "sk-ant-", rb"sk-ant-[a-z]{3,5}[0-9]{2}-[A-Za-z0-9_-]{80,130}"),
    _rule(
        "openai-api-key",
        "sk-",
        rb"sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,220}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"
        rb"|[A-Za-z0-9]{48}|[0-9a-f]{32})",
    ),
    _rule("hugging-face-token", "hf_ api_org_", rb"(?:hf|api_org)_[A-Za-z0-9]{34,40}"),
    _rule("digitalocean-token", "doo_v1_ dop_v1_ dor_v1_", rb"do[opr]_v1_[0-9a-f]{64}"),
    _rule("docker-token", "dckr_pat_ dckr_oat_", rb"dckr_[op]at_[A-Za-z0-9_-]{27,40}"),
    _rule("databricks-token", "dapi", rb"dapi[0-9a-f]{32}(?:-[0-9])?"),
    _rule("grafana-token", "glsa_ glc_", rb"gl(?:sa_[A-Za-z0-9]{32}_[0-9a-f]{8}|c_[A-Za-z0-9+/]{32,400}={0,2})"),
    _rule("groq-api-key", "gsk_", rb"gsk_[A-Za-z0-9]{52}"),
    _rule("xai-api-key", "xai-", rb"xai-[A-Za-z0-9]{80}"),
    _rule("linear-api-key", "lin_api_", rb"lin_api_[A-Za-z0-9]{40}"),
    _rule("mailgun-api-key", "key-", rb"key-[0-9a-f]{32}"),
    _rule("postman-api-key", "PMAK-", rb"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    _rule("rubygems-api-key", "rubygems_", rb"rubygems_[0-9a-f]{48}"),
    _rule("shopify-token", "shpat_ shpca_ shppa_ shpss_", rb"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    _rule("age-secret-key", "AGE-SECRET-KEY-1", rb"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"),
    _rule("telegram-bot-token", "AA", rb"(?<=[0-9]{8}:)AA[A-Za-z0-9_-]{33}"),
    _rule(
        "json-web-token",
        "eyJ",
        rb"eyJ[A-Za-z0-9_-]{17,1000}\.eyJ[A-Za-z0-9_-]{10,3000}\.[A-Za-z0-9_-]{20,1000}",
    ),
    _rule("sendgrid-api-key", "", rb"(?<=SG\.)[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
)
"""The formats that begin a run. A key in PEM, an Azure storage key, a Slack webhook and a password in a URL do not."""
_ANYWHERE = tuple(rule for rule in RULES if not rule.anchors)

_SLACK_WEBHOOK = b"hooks.slack.com/services/"
_WEBHOOK_PATH = rb"T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{20,32}"
_URL_LOGIN = rb"://(?P<user>[^\s/:@\"'<>]{0,64}):(?P<secret>[^\s/@\"'<>]{3,128})@(?P<host>[A-Za-z0-9.-]{1,80})"
_PEM_BODY = (
    rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?:[^-]|-(?!----)){1,300}?(?P<secret>[A-Za-z0-9+/=]{40,80})"
)
_STEMS = (
    (Family.PASSWORD, rb"pass(?:w(?:or)?d|phrase|code)?"),
    (Family.PASSWORD, rb"pwd"),
    (Family.SECRET, rb"secret"),
    (Family.TOKEN, rb"token"),
    (Family.KEY, rb"key"),
)
_SHORTEST_STEM = 3
_TAIL = rb"[\w-]{0,32}\\{0,3}[\"'`]?"
_ASSIGNMENT = rb"(?:=>|:=|(?:\|\||\?\??|\+)=|[:=,])[ \t]{0,8}"
_PLAIN_OPERATOR = rb"\]?(?:\[[0-9]{0,5}\])?[ \t]{0,40}" + _ASSIGNMENT
_TYPE = rb"(?::[ \t]{0,4}[\w&.<>\[\], |?]{1,40}|string[ \t])?"
_FALLBACK = rb"[\])]{0,3}[ \t]{0,8}(?:\|\||\?\?|\?:|or[ \t])[ \t]{0,8}"
"""What counts where a look-up gives nothing."""
_OR_ELSE = rb"[\])]{0,3}(?:\.[a-z_]{0,20}(?:or|default)[a-z_]{0,20}\(|(?<=\))[ \t]?\{)[ \t]{0,4}"
_LOOK_UP = (
    rb"(?:[\w.$:]{0,40}(?:env|environ|get|fetch|config|property|settings|option)\w{0,20}[(\[]\\{0,3}[\"'][\w.-]{1,60}"
    rb"\\{0,3}[\"'](?:[)\]]{1,2}[ \t]{0,4}(?:\|\||\?\?|\?:|or[ \t])|,(?:[ \t]{0,4}default[ \t]?=)?)"
    rb"|[\w.]{0,20}env[\w.]{1,60}[ \t]{0,4}(?:\|\||\?\?)|\w{1,30}\([ \t]{0,4}default[ \t]?=)[ \t]{0,4}"
)
"""What may stand between a name and the literal that counts where the look-up gives nothing."""
_DEFAULT = rb",[ \t]{0,8}default[ \t]{0,4}[=:][ \t]{0,4}"
_BLOCK = rb"[ \t]{0,4}:?[ \t]{0,4}\{[^{}]{0,300}?(?<!\w)(?:default|defaultvalue|value)[\"']?[ \t]{0,20}[:=][ \t]{0,8}"
"""A variable of Terraform, a parameter of Azure, a property of a schema."""
_PAIR = rb"(?:(?<=[\"'`])(?:\s{0,80},)?|[ \t])\s{0,80}[\"']?value[\"']?[ \t]{0,20}[:=][ \t]{0,8}"
"""A name and its value, as in the tasks of ECS, in XML and in Terraform."""
_OPERATOR = (
    rb"(?:\]?(?:\[[0-9]{0,5}\])?[ \t]{0,40}(?:"
    + _TYPE
    + _ASSIGNMENT
    + rb"(?:"
    + _LOOK_UP
    + rb")?)|"
    + rb"|".join((_FALLBACK, _OR_ELSE, _DEFAULT, _BLOCK, _PAIR))
    + rb")"
)
_STANDS_IN = rb"(?:env|config|setting).*(?:\|\||\?\??|\?:|\bor[ \t]|,|\{)[ \t]{0,8}[brfu]{0,2}\Z"
"""What stands before the literal that counts where the environment does not set the variable."""
_SIGNS = r"(?i)(?:secret|signing|jwt|session|app)_?(?:key|secret)|secret\Z"
_NAME_VALUE = rb"(?:[ \t]{0,8}\r?\n[ \t]{0,40}|,[ \t]{0,4})value:[ \t]{0,8}"
"""A variable's name and value on two lines, as in the manifests of Kubernetes."""
_QUOTED = rb"(?:\([ \t]{0,4})?(?:[brfu]{0,2}|@|l)\\{0,3}(?P<quote>\"{3}|'{3}|[\"'`])(?=[^\"'`\r\n]{8})"
_BARE = rb"(?P<bare>[^\s\"'`,\[{<$!*&#%|>?\\])"
_BARE_VALUE = rb"[^\s\"'`]{8,512}(?![^\s\"'`])"
_ROUTE = r"[a-z][a-z0-9_/]*#[a-z][a-z0-9_]*[?!]?"
"""A controller and its action, as in the routes of Rails: `"/forgot_password" => "login#forgot_password"`."""
_TAKES_NAME_AND_VALUE = (
    rb"(?:define|fetch|getorelse|getordefault|setdefault|flag|env|environ|config|configuration|settings|property"
    rb"|properties|options?)(?:\.\w{1,20})?\w{0,20}\($"
)
"""A constant of PHP; and what stands for a variable that is not set, though anybody can read it."""
_AZURE_KEY = rb"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


def find(data: bytes, *, bare: bool = False, path: str = "") -> tuple[Hit, ...]:
    """The credentials in a text, in order, without overlaps; `bare` where the format means unquoted values.

    The text is UTF-8 or something near to it; `path` is the file's, where it is known.
    """
    name = path.rpartition("/")[2].lower()
    lower = data.lower()
    told = read_manifest(data, name)
    by_name = chain(_logins(data), _named(data, lower, bare=bare), find_forms(data, lower, bare=bare, name=name))
    found = [hit for hit in by_name if hit.rule in _FORMATS or not told.covers(hit)]
    if re.search(_MADE_FOR_WORK, path):
        found = [hit for hit in found if hit.rule != Family.KEY.rule]
    if name.endswith(_DOCUMENTATION):
        found = [hit for hit in found if _is_no_example(data, hit)]
    hits: list[Hit] = []
    for hit in sorted(chain(_formats(data), told.hits, found), key=lambda hit: hit.start):
        if not hits or hit.start >= hits[-1].end:
            hits.append(hit)
        elif hits[-1].rule in _NAMED_RULES and hit.rule not in _NAMED_RULES:
            hits[-1] = hit  # the format is more specific than the name
    return tuple(hits)


def _is_no_example(data: bytes, hit: Hit) -> bool:
    """Documentation shows how a password is given: there only what a machine made is one."""
    password = decoded(data[hit.start : hit.end]).partition(":")[2]
    return hit.rule in _FORMATS or is_machine_made(password or _text(data[hit.start : hit.end]))


_DOCUMENTATION = (".md", ".markdown", ".rst", ".adoc", ".asciidoc", ".mdx")
_MADE_FOR_WORK = r"(?:^|/)config/(?:dev|test)\.exs$"
"""Where Phoenix writes a key of its own for each machine that the program is worked on at."""
_NAMED_RULES = frozenset((*(family.rule for family in Family), WEAK))
_FORMATS = frozenset(("private-key", "azure-storage-key"))
"""Rules that are neither for tokens nor for literals with a name."""


def _formats(data: bytes) -> Iterator[Hit]:
    """Tokens of published formats."""
    starts, rules = _starts(), _by_start()
    runs = data.translate(_RUNS)
    needle = b"a" * _RUN
    at = runs.find(needle)
    while at >= 0:
        two = data[at : at + 2]
        if two in starts or data[at - 3 : at] == b"SG.":
            for rule in rules.get(two, _ANYWHERE):
                if found := _matched(rule, data, at):
                    yield found
                    break
        end = runs.find(b" ", at + _RUN)
        at = runs.find(needle, end) if end >= 0 else -1
    if (at := data.find(_SLACK_WEBHOOK)) >= 0:
        yield from _webhooks(data, at)


def _webhooks(data: bytes, at: int) -> Iterator[Hit]:
    while at >= 0:
        at += len(_SLACK_WEBHOOK)
        if (found := _compiled(_WEBHOOK_PATH).match(data, at)) and not is_filler(_text(found[0])):
            yield Hit("slack-webhook", *found.span())
        at = data.find(_SLACK_WEBHOOK, at)


@lru_cache(maxsize=128)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def _matched(rule: Rule, data: bytes, at: int) -> Hit | None:
    found = _compiled(rule.pattern).match(data, at)
    if found is None or is_filler(_text(found[0])):
        return None
    return Hit(rule.name, *found.span())


@cache
def _by_start() -> dict[bytes, tuple[Rule, ...]]:
    """The rules by the first two bytes of their anchors; those without an anchor stand with all of them."""
    starts = {anchor[:2] for rule in RULES for anchor in rule.anchors}
    return {
        start: (*(rule for rule in RULES if any(anchor.startswith(start) for anchor in rule.anchors)), *_ANYWHERE)
        for start in starts
    }


@cache
def _starts() -> frozenset[bytes]:
    return frozenset(_by_start())


def _logins(data: bytes) -> Iterator[Hit]:
    """Passwords in URLs."""
    at = data.find(b"@")
    while at >= 0:
        colons = data.rfind(b"://", max(0, at - 200), at)
        if colons >= 0 and (found := _compiled(_URL_LOGIN).match(data, colons)) and found.end("secret") == at:
            secret = _text(found["secret"])
            host = _text(found["host"]).lower()
            if found["user"] != found["secret"] and "example" not in host and is_credential(secret, Family.PASSWORD):
                yield Hit("url-password", *found.span("secret"))
        at = data.find(b"@", at + 1)


def _named(data: bytes, lower: bytes, *, bare: bool) -> Iterator[Hit]:
    """Literals that a name calls a credential, and what the name `key` leads to."""
    for family, pattern in _patterns(bare):
        at = 0
        while gate := pattern.search(lower, at):
            at = gate.end()
            if gate.lastgroup == "pem":
                yield from _pem(data, gate)
            elif gate.lastgroup == "azure":
                if azure := _compiled(_AZURE_KEY).match(data, gate.start() - len("Account")):
                    yield Hit("azure-storage-key", *azure.span("secret"))
            elif hit := _literal(data, gate, family):
                yield hit
            else:
                at = gate.start() + _SHORTEST_STEM  # another name may stand between this one and the literal


@cache
def _patterns(bare: bool) -> tuple[tuple[Family, re.Pattern[bytes]], ...]:  # noqa: FBT001 - functools.cache
    value = rb"(?:" + _OPERATOR + rb"|" + _NAME_VALUE + rb")" + _QUOTED
    if bare:
        value = rb"(?:" + value + rb"|(?:" + _NAME_VALUE + rb"|" + _PLAIN_OPERATOR + rb")" + _BARE + rb")"
    special = {Family.KEY: rb"|(?P<azure>=[a-z0-9+/]{86}==)|(?P<pem>(?: block)?-----)"}
    return tuple(
        (family, re.compile(stem + rb"(?:" + _TAIL + value + special.get(family, b"") + rb")"))
        for family, stem in _STEMS
    )


def _pem(data: bytes, gate: re.Match[bytes]) -> Iterator[Hit]:
    begin = data.rfind(b"-----BEGIN ", max(0, gate.start() - 60), gate.start())
    if begin >= 0 and (found := _compiled(_PEM_BODY).match(data, begin)) and not is_filler(_text(found["secret"])):
        yield Hit("private-key", *found.span())


def _literal(data: bytes, gate: re.Match[bytes], family: Family) -> Hit | None:
    """The literal behind a name, if the name means a credential and the literal may be one."""
    before = data[max(0, gate.start() - 64) : gate.start()]
    head = before[len(before.rstrip(_NAME_BYTES)) :]
    quoted = gate["quote"] is not None
    opening = gate.start("quote" if quoted else "bare")
    middle = data[gate.start() : opening]
    tail = middle[: len(middle) - len(middle.lstrip(_NAME_BYTES))]
    operator = middle[len(tail) :]
    if b"," in operator and not _means_a_value(operator.lower(), before[: len(before) - len(head)].lower()):
        return None
    actual = family_of(_text(head), _text(tail), family)
    if actual is None:
        return None
    start, end = _quoted_span(data, gate) if quoted else _bare_span(data, opening)
    formatted = quoted and b"f" in operator[-3:].lower()
    value = _text(data[start:end])
    if not value or (formatted and "{" in value):
        return None
    if not is_credential(value, actual):
        signs = actual is not Family.PASSWORD and re.search(_SIGNS, _text(head + tail))
        stands_in = signs and quoted and (b"," in operator or _compiled(_STANDS_IN).search((before + operator).lower()))
        return Hit(WEAK, start, end) if stands_in and is_known_to_all(value) else None
    if re.fullmatch(_ROUTE, value) and (
        _text(head + tail) in value or before[: len(before) - len(head)].endswith(b"/")
    ):
        return None
    around = data[max(0, start - 200) : end + 200].lower()
    if (
        actual is Family.KEY
        and _text(head + tail).lower() == "apikey"
        and b"indexname" in around
        and b"appid" in around
    ):
        return None  # DocSearch hands this key to every browser
    return Hit(actual.rule, start, end)


def _means_a_value(operator: bytes, before: bytes) -> bool:
    """Whether what stands behind a comma is the value of the name in front of it."""
    if b"value" in operator or b"default" in operator or b"(" in operator:
        return True
    return _compiled(_TAKES_NAME_AND_VALUE).search(before.rstrip(_NAME_BYTES + b".").rstrip(b" \t\"'\\")) is not None


def _quoted_span(data: bytes, gate: re.Match[bytes]) -> tuple[int, int]:
    """Between the quotation marks, on one line; an empty span where they don't close."""
    start = gate.end("quote")
    before = data[gate.start() : gate.start("quote")]
    escape = before[len(before.rstrip(b"\\")) :]  # in a text that stands in quotation marks itself
    end = data.find(escape + gate["quote"], start, start + LONGEST)
    newline = data.find(b"\n", start, start + LONGEST)
    return (start, start) if end < 0 or 0 <= newline < end else (start, end)


def _bare_span(data: bytes, start: int) -> tuple[int, int]:
    found = _compiled(_BARE_VALUE).match(data, start)
    return found.span() if found else (start, start)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
