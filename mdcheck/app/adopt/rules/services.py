"""What a running service answers: endpoints, health, security headers, certificates. They need its address."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mdcheck.app.adopt.proposal import Proposed, guarded
from mdcheck.app.adopt.statement import CODE

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_CALL = re.compile(r"(?P<method>GET|HEAD) (?P<path>/[\w./~-]*)(?:\s*(?:→|->|=>|returns?)\s*(?P<status>[1-5]\d\d))?")
_URL = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?:/[\w./~-]*)?")
_BARE = re.compile(r"/[\w.~-]+(?:/[\w.~-]+)*/?")
_STATUS = re.compile(
    r"\b(?:returns?|responds? with|answers?(?: with)?|gives?|→|->|=>"
    r"|status(?: code)?)\s*:?\s*(?:http )?(?P<status>[1-5]\d\d)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"[\s:,–—-]*(?:(?:health(?:[ -]?check)?|readiness|liveness|status|api|rest|http) )*(?:endpoints?|route"
    r"|url)?[\s,]*(?:(?:is|are|exists?|implemented|available|reachable|responding|"
    r"up|works?|working|responds?|answers?|returns?|gives?|added|created|live|healthy|in place|and|with|→|->|=>"
    r"|status|code|http|200|20[14]|ok|successfully)[\s,:.]*)*[)]?[.]?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?:create|add|implement|expose|provide|set up|verify|check|test|ensure|confirm|that|the|a|an|new"
    r"|working|health(?:[ -]?check)?s?|readiness|liveness|status|api|"
    r"rest|endpoints?|route|url|probe|at|on|via|under|is|are|available|exposed|responds|responding|reachable"
    r"|monitor|application|service|call|hit|request)[\s:,(–—-]*)*",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"\b(?:endpoints?|routes?|url|health\w*|probes?|returns?|responds?|answers?|reachable)\b", re.IGNORECASE
)
_ANSWERING = re.compile(
    r"\b(?:returns?|responds?|answers?|reachable|200|ok|up|works?|live|exposed|healthy|health|probe)\b", re.IGNORECASE
)
_PROBE = re.compile(r"health|ready|readiness|live|ping|status|metrics|https?:", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never|only|no longer|without|unreachable|blocked)\b|n't\b", re.IGNORECASE)
_SIGNED_IN = re.compile(
    r"\b(?:log(?:ged|ging)?[ -]?in|sign(?:ed|ing)?[ -]in|authenticated|authori[sz]ed"
    r"|(?:with|using) (?:an? |the )?(?:[\w-]+ )?"
    r"(?:tokens?|credentials?|sessions?|cookies?|api[- ]?keys?)|(?:session|auth) (?:cookie|token)s?"
    r"|as (?:an? |the )?\w+)\b",
    re.IGNORECASE,
)
"""What a plain request is not."""
_PARAMETER = re.compile(r"[{}\[\]<>*]|/:")


def endpoint(statement: Statement, context: Context) -> Proposed | str | None:
    """`GET /path`, or a path that the statement calls an endpoint. A text asks for the address."""
    if len(statement.spans) > 2 or statement.log or not statement.spans:  # noqa: PLR2004 - the path and a status
        return None
    first = statement.spans[0]
    call = _CALL.fullmatch(first.text)
    path = call["path"] if call else first.text if _BARE.fullmatch(first.text) or _URL.fullmatch(first.text) else None
    outside = statement.words.replace(CODE, " ")
    if _NEGATED.search(outside) or _SIGNED_IN.search(outside) or statement.words.endswith(":"):
        return None
    if path is None or _PARAMETER.search(path) or not _LEADS.fullmatch(first.before):
        return None
    # Which method a path answers, nobody can tell that only calls it an endpoint.
    told = _MENTIONS.search(outside) and (_ANSWERING.search(outside) or _PROBE.search(path))
    if call is None and (not told or context.path(path.lstrip("/")) is not None):
        return None
    codes = [span.text for span in statement.spans[1:]]
    if any(not re.fullmatch(r"[1-5]\d\d(?: OK)?", code) for code in codes):
        return None
    status = _STATUS.search(outside)
    wanted = (
        int(codes[0][:3])
        if codes
        else int(call["status"])
        if call and call["status"]
        else int(status["status"])
        if status
        else 200
    )
    rest = re.sub(r"[1-5]\d\d", " ", statement.after)
    more = _ANSWERS.fullmatch(rest) is None
    return _asked(context, path, {} if wanted == 200 else {"status": wanted}, person=more)  # noqa: PLR2004 - the default


def _asked(context: Context, path: str, options: dict[str, Any], *, person: bool) -> Proposed | str:
    url = path if path.startswith("http") else f"{context.address}{path}" if context.address else ""
    if not url:
        return "address"
    check = {"http": url, **options, **_private(url)}
    return Proposed(guarded(check, person=person), "how it answers anywhere else, or at another time")


def _private(address: str) -> dict[str, bool]:
    host = urlsplit(address).hostname or ""
    try:
        is_private = not ipaddress.ip_address(host).is_global
    except ValueError:
        is_private = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return {"allow_private": True} if is_private else {}


_PLACE = r"(?:\x01|/[\w/.-]*\w)"
_HEALTH = re.compile(
    r"(?:(?:create|add|implement|expose|provide|set up|configure) )?(?:a |an |the )?(?:working )?"
    rf"(?:health|readiness|liveness)(?:[ -]?checks?)?(?: \(?{_PLACE}\)?)?(?: endpoints?| urls?| routes?)?"
    rf"(?: (?:to|in|for) (?:the )?(?:application|service|api|app|server))?[\s:–—-]*(?:\(?{_PLACE}\)?)?(?: endpoints?)?"
    r"(?: (?:is|are|exists?|implemented|available|reachable|responding|responds?|returns?|200|ok|up|working|in place"
    rf"|exposed|and|with|a|status|healthy|at {_PLACE}|{_PLACE}))*[.]?"
)
_ENDPOINT = re.compile(r"endpoint|\burls?\b|\broutes?\b|\x01|/")
_HEALTH_PATHS = (
    "/healthz",
    "/health",
    "/readyz",
    "/livez",
    "/ready",
    "/live",
    "/api/health",
    "/api/healthz",
    "/-/healthy",
    "/actuator/health",
    "/ping",
    "/status",
)
_IN_CODE = re.compile(rf"['\"`]({'|'.join(re.escape(path) for path in _HEALTH_PATHS)})/?['\"`]")
_MAX_FILES = 2000


def health(statement: Statement, context: Context) -> Proposed | str | None:
    """A health endpoint whose path the statement or, once only, the code names."""
    if not _HEALTH.fullmatch(statement.lower) or not _ENDPOINT.search(statement.lower) or statement.log:
        return None
    named = [*(span.text for span in statement.spans), *statement.words.replace("(", " ").replace(")", " ").split()]
    paths = {text for text in named if _BARE.fullmatch(text)}
    path = _health_path(context) if not paths else paths.pop() if len(paths) == 1 else None
    return _asked(context, path, {}, person=False) if path else None


def _health_path(context: Context) -> str | None:
    found: set[str] = set()
    for path in context.tree.code[:_MAX_FILES]:
        found.update(_IN_CODE.findall(context.tree.text(path)))
    return found.pop() if len(found) == 1 else None


_HEADERS = {
    "content-security-policy": "Content-Security-Policy",
    "csp": "Content-Security-Policy",
    "strict-transport-security": "Strict-Transport-Security",
    "hsts": "Strict-Transport-Security",
    "x-frame-options": "X-Frame-Options",
    "x-content-type-options": "X-Content-Type-Options",
    "referrer-policy": "Referrer-Policy",
    "permissions-policy": "Permissions-Policy",
}
_NAMED_HEADERS = re.compile(
    r"\b(?:content-security-policy|csp|strict-transport-security|hsts|x-frame-options|x-content-type-options"
    r"|referrer-policy|permissions-policy)\b"
)
_HEADER_WORDS = re.compile(
    r"(?:(?:add|set|configure|check|verify|test|enable|implement|ensure|appropriate|proper|http|https|all|the"
    r"|basic|security|response|headers?|are|is|set|configured|enabled|in place|present|up|added|"
    r"middleware|content-security-policy|csp|strict-transport-security|hsts|x-frame-options"
    r"|x-content-type-options|referrer-policy|permissions-policy|and|etc|on|for|responses?|"
    r"sent|by|server|application|helmet(?:\.js)?|via|using|with|e\.g|e|g|[a-z]+ing)[\s:,.()/&\x01–—-]*)+"
)
_GENERAL = ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security")


def security_headers(statement: Statement, context: Context) -> Proposed | str | None:
    """The named headers are there; without names, those that every site needs."""
    words = " ".join([statement.lower, *(span.text.lower() for span in statement.spans)])
    named = list(dict.fromkeys(_HEADERS[name] for name in _NAMED_HEADERS.findall(words)))
    general = "security header" in words
    if not (named or general) or not _HEADER_WORDS.fullmatch(statement.lower):
        return None
    if named and not general and "header" not in words and len(statement.words.split()) > 4:  # noqa: PLR2004 - `Enable HSTS on the site`
        return None
    if not context.address:
        return "address"
    wanted = named or [
        one for one in _GENERAL if one != "Strict-Transport-Security" or context.address.startswith("https:")
    ]
    check = {
        "http": f"{context.address}/",
        "headers": {name: {"matches": ".+"} for name in wanted},
        **_private(context.address),
    }
    return Proposed(guarded(check, person=not named), "whether their values protect anything, or other pages send them")


_CERTIFICATE = re.compile(
    r"(?:(?:verify|check|ensure|confirm|install|obtain|set up|configure|monitor) )?(?:that )?(?:the |a |an |our "
    r"|all )?(?:(?:valid|ssl|tls|https|ssl/tls|tls/ssl|server|production) )*certificates?"
    r"(?: (?:is|are|be|has|have|installed|configured|in place|valid|active|trusted|not expired|unexpired"
    r"|up to date|not expiring soon|set up|and|verified))*"
    r"(?: ?\(?(?:(?:for|valid for|expir\w+ in|not expiring within|for at least|at least|more than|>|≥|>="
    r"|over) )*(?:>=? ?|≥ ?)?(?P<days>\d{1,3}) ?(?:\+ ?|more )?days?\)?(?: left| remaining)?)?[.]?"
    r"|(?:https|tls|ssl) (?:certificate )?(?:is )?(?:enabled|configured|valid|active|working"
    r"|in place)(?: (?:with|and) (?:a )?valid certificates?)?[.]?"
)


def certificate(statement: Statement, context: Context) -> Proposed | str | None:
    """The certificate is valid, and for as long as the statement says."""
    found = _CERTIFICATE.fullmatch(re.sub(r" \((?:https|tls|ssl) works\)$", "", statement.lower))
    if found is None or statement.spans or statement.log:
        return None
    if not context.address:
        return "address"
    parts = urlsplit(context.address)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    check: dict[str, Any] = {"tls": f"{host}:{parts.port}" if parts.port else host}
    if found["days"]:
        check["min_days_left"] = int(found["days"])
    check = guarded({**check, **_private(context.address)}, person=statement.lower.startswith("all "))
    return Proposed(check, "that it is renewed in time, or which protocols and ciphers are allowed")
