"""Credentials that no assignment shows: defaults, connection strings, command lines, XML, headers, files of logins.

Each form is looked for only where a literal that it needs stands in the text. Every quantifier is bounded, so that a
hostile file costs what its size costs. The patterns run on text in small letters; what they find is read from the text
as it stands.
"""

from __future__ import annotations

import re
from base64 import b64decode
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.regex.words import Words
from mdcheck.evidence.secrets.hits import Hit
from mdcheck.evidence.secrets.literals import Family, family_of_name, is_credential

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_LINE = 400
_WORD = rb"[^\s\"'`<>|]"
_SECRET = rb"(?P<secret>" + _WORD + rb"{4,256})"
_CONNECTED = (
    rb"(?:^|[;&?\s\"'>])(?:server|host|hostname|data source|user id|uid|user|username|endpoint|initial catalog|database"
    rb"|dbname|dsn|driver|addr|address|accountname|sharedaccesskeyname)[ ]?="
)
_TELLS_HOW = rb"[ \t]*(?:\*|//|#|--)[^\n]{0,300}\b(?:form of|format|e\.g\.|for example|such as|looks like|example)"
_PRIVATE = b"PRIVATE KEY"
_WORD_ENDS = tuple(bytes([byte]) for byte in b"abcdefghijklmnopqrstuvwxyz0123456789_-")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write a credential."""

    needs: tuple[bytes, ...]
    """One of these stands in a text that holds it; in small letters."""
    also: tuple[bytes, ...] = ()
    """And one of these, if there are any."""
    pattern: bytes
    """With the group `secret`; and `name`, where the name decides what it is. It begins with a literal, for speed."""
    family: Family | None = None
    """What it is, where no name decides."""
    is_command: bool = False
    """It stands in scripts and configuration only."""
    accepts: Callable[[bytes, re.Match[bytes]], bool] | None = None
    """Whether what stands around fits too."""

    def stands(self, held: frozenset[bytes]) -> bool:
        """Whether a text with these literals may hold it."""
        return not held.isdisjoint(self.needs) and not (self.also and held.isdisjoint(self.also))


def _line_before(data: bytes, found: re.Match[bytes]) -> bytes:
    start = max(0, found.start() - _LINE)
    return data[max(start, data.rfind(b"\n", start, found.start()) + 1) : found.start()]


def _is_connection(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether the line has other parts of a connection string, and what stands in front is no argument of a call."""
    before = _line_before(data, found)
    if before[-1:] in _WORD_ENDS or before.rstrip(b" ").endswith((b",", b"(", b"{", b"[")):
        return False
    end = data.find(b"\n", found.end(), found.end() + _LINE)
    line = before + b";" + data[found.end() : end if end >= 0 else found.end() + _LINE]
    return _compiled(_CONNECTED).search(line) is not None


def _is_header(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether the header's name begins with a quotation mark."""
    head = data[max(0, found.start() - 48) : found.start()]
    return head.rstrip(_NAME_BYTES)[-1:] in (b'"', b"'", b"`")


def _is_sent(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether the line is no comment that tells how such a header looks."""
    return _compiled(_TELLS_HOW).match(_line_before(data, found)) is None


def _is_flag(data: bytes, found: re.Match[bytes]) -> bool:
    return data[found.start() - 1 : found.start()] not in _WORD_ENDS


def _begins_line(data: bytes, found: re.Match[bytes]) -> bool:
    return _line_before(data, found).strip() in (b"", b"set")


def _is_login(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether the option is one of a program that takes a user and a password behind it."""
    before = _line_before(data, found)
    return before[-1:] in (b" ", b"\t") and any(program in before for program in (b"curl", b"http", b"wget"))


FORMS: tuple[Form, ...] = (
    Form(
        needs=(b"${",),
        pattern=rb"\$\{(?P<name>[\w.-]{1,80}?)(?::?[-=]|:(?![-=?+]))(?P<secret>[^}\s\"'$]{6,200})\}",
    ),
    *(
        Form(
            needs=(need,),
            pattern=rb"(?P<name>" + name + rb")[ ]?=[ ]?(?P<secret>[^;&\"'\s<>\\,)]{6,128})",
            accepts=_is_connection,
        )
        for need, name in ((b"passw", b"passw(?:or)?d"), (b"pwd", b"pwd"), (b"sharedaccesskey", b"sharedaccesskey"))
    ),
    Form(
        needs=(b"tcp(", b"unix("),
        pattern=rb"[\"'`=][\w.-]{1,64}:(?P<secret>[^@\s\"'`:]{4,128})@(?:tcp|unix)\(",
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"curl", b"wget", b"http "),
        also=(b" -u", b" -a ", b" --user", b" --auth", b" --proxy-user"),
        pattern=rb"-(?:u|a|-user|-auth|-proxy-user)[ =]?[\"']?[^\s:\"'$]{1,64}:" + _SECRET,
        family=Family.PASSWORD,
        accepts=_is_login,
    ),
    Form(
        needs=(b"sshpass",),
        is_command=True,
        pattern=rb"sshpass[ \t]{1,4}-p[ \t]{0,4}[\"']?" + _SECRET,
        family=Family.PASSWORD,
    ),
    *(
        Form(
            needs=(program,),
            is_command=True,
            also=(b" -p",),
            pattern=program + rb"[\w-]{0,12}[ \t][^\n]{0,200}?(?<=[ \t])-p" + _SECRET,
            family=Family.PASSWORD,
        )
        for program in (b"mysql", b"mariadb")
    ),
    Form(
        needs=(b"login",),
        also=(b" -p",),
        is_command=True,
        pattern=rb" login[ \t][^\n]{0,200}?(?<=[ \t])-p[ \t=]{1,4}[\"']?" + _SECRET,
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"redis-cli",),
        is_command=True,
        pattern=rb"redis-cli[ \t][^\n]{0,200}?(?<=[ \t])-a[ \t]{1,4}[\"']?" + _SECRET,
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"pass:",),
        is_command=True,
        pattern=rb"-pass(?:in|out)?[ \t]{1,4}[\"']?pass:" + _SECRET,
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"pass", b"token", b"secret", b"key"),
        also=(b"--",),
        pattern=rb"--(?P<name>[a-z][\w-]{0,60}?)(?:[ \t]{1,4}|=)[\"']?"
        rb"(?P<secret>[^\s\"'`<>\\,)\]}-][^\s\"'`<>\\,)\]}]{7,256})",
        accepts=_is_flag,
    ),
    *(
        Form(
            needs=needs,
            is_command=True,
            pattern=command + rb"[ \t]{1,4}(?P<name>\w{1,64})[ \t]{1,8}[\"']?(?P<secret>[^\s\"'=]{6,256})",
            accepts=_begins_line,
        )
        for needs, command in (
            ((b"env ",), rb"env"),
            ((b"setx ", b"set -x ", b"set -gx "), rb"set(?:x|[ \t]{1,4}-g?x)"),
        )
    ),
    *(
        Form(
            needs=(need,),
            also=(b"</",),
            pattern=rb"(?P<name>" + name + rb"[\w-]{0,24})"
            rb"(?:(?:[\"' \t][^<>\n]{0,80})?>(?:\s{0,40}<value>)?|</key>\s{0,40}<string>)(?P<secret>[^<>\s]{6,256})</",
        )
        for need, name in (
            (b"pass", b"pass(?:word|wd|phrase)"),
            (b"pwd", b"pwd"),
            (b"secret", b"secret"),
            (b"token", b"token"),
            (b"key", b"key(?!(?<=<key)>)"),
        )
    ),
    Form(
        needs=(b'"value"',),
        pattern=rb"\"value\"\s{0,8}:\s{0,8}\"(?P<secret>[^\"\\\n]{6,256})\"\s{0,40},\s{0,40}\"(?:name|key)\"\s{0,8}:\s{0,8}"
        rb"\"(?P<name>[\w.-]{1,80})\"",
    ),
    Form(
        needs=(b"bearer ",),
        pattern=rb"bearer[ \t]{1,4}(?P<secret>[a-z0-9._~+/=-]{16,512})",
        family=Family.TOKEN,
        accepts=_is_sent,
    ),
    Form(
        needs=(b"authorization",),
        pattern=rb"authorization[\"'\]]{0,3}[ \t]{0,4}[:=,][ \t]{0,4}[\"'`]?(?:token|api-?key|key)[ \t]{1,4}"
        rb"(?P<secret>[a-z0-9._~+/=-]{16,512})",
        family=Family.TOKEN,
    ),
    *(
        Form(
            needs=(name + b":",),
            pattern=rb"(?P<name>" + name + rb"):[ \t]{0,4}(?P<secret>[^\s\"'$<{,]{12,512})[\"'`]",
            accepts=_is_header,
        )
        for name in (b"key", b"token", b"secret")
    ),
    Form(
        needs=(b"login",),
        also=(b"machine", b"default"),
        pattern=rb"login[ \t\r\n]{1,20}\S{1,100}[ \t\r\n]{1,20}password[ \t\r\n]{1,20}(?P<secret>\S{4,128})",
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"auth=(", b"auth = ("),
        pattern=rb"auth[ ]?=[ ]?\([\"'][^\"'\n]{1,64}[\"'],[ ]?[\"'](?P<secret>[^\"'\n]{6,128})[\"']\)",
        family=Family.PASSWORD,
    ),
    *(
        Form(
            needs=(stem,),
            also=(b" default:",),
            pattern=rb"(?P<name>" + stem + rb"\w{0,24}):[ \t]{0,20}\r?\n(?P<indent>[ \t]{1,20})(?![ \t])"
            rb"(?:[^\n]{0,200}\n(?P=indent)(?![ \t])){0,6}?default:[ \t]{1,4}[\"']?(?P<secret>[^\s\"'#]{6,128})",
        )
        for stem in (b"pass", b"secret", b"token", b"key")
    ),
    Form(
        needs=(b"password",),
        pattern=rb"password[ \t]{1,4}[\"'](?P<secret>[^\"'\n]{6,128})[\"']",
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"identified by",),
        pattern=rb"identified by[ \t]{1,4}[\"'](?P<secret>[^\"'\n]{6,128})[\"']",
        family=Family.PASSWORD,
    ),
    Form(
        needs=(b"convertto-securestring",),
        pattern=rb"convertto-securestring[ \t]{1,4}(?:-string[ \t]{1,4})?[\"'](?P<secret>[^\"'\n]{6,128})[\"']",
        family=Family.PASSWORD,
    ),
)
_BASIC = (
    (b"basic ", rb"basic[ \t]{1,4}(?P<secret>[a-z0-9+/]{12,512}={0,2})"),
    (b'"auth"', rb"\"auth\"\s{0,8}:\s{0,8}\"(?P<secret>[a-z0-9+/]{12,512}={0,2})"),
)
_KEY_IN_BASE64 = b"LS0tLS1CRUdJTi"
_PGPASS = rb"(?m)^[^:\n#]{1,128}:[0-9*]{1,5}:[^:\n]{0,64}:[^:\n]{0,64}:(?P<secret>[^:\s]{4,128})$"


def find_forms(data: bytes, lower: bytes, *, bare: bool = False, name: str = "") -> Iterator[Hit]:
    """The credentials that stand in one of the forms; `bare` for scripts and configuration, `name` is the file's."""
    held = _literals().in_text(lower)
    for form in FORMS if held else ():
        if (bare or not form.is_command) and form.stands(held):
            for found in _compiled(form.pattern).finditer(lower):
                if hit := _hit(form, data, found):
                    yield hit
    yield from _basic(data, lower)
    if _KEY_IN_BASE64 in data:
        yield from _keys_in_base64(data)
    if name == ".pgpass":
        for found in _compiled(_PGPASS).finditer(data):
            if is_credential(_text(found["secret"]), Family.PASSWORD):
                yield Hit(Family.PASSWORD.rule, *found.span("secret"))


@lru_cache(maxsize=1)
def _literals() -> Words:
    return Words(sorted({literal for form in FORMS for literal in (*form.needs, *form.also)}))


def _hit(form: Form, data: bytes, found: re.Match[bytes]) -> Hit | None:
    family = form.family
    if family is None:
        start, end = found.span("name")
        head = data[max(0, start - 64) : start]
        name = head[len(head.rstrip(_NAME_BYTES)) :] + data[start:end]
        family = family_of_name(_text(name))
    start, end = found.span("secret")
    if family is None or not is_credential(_text(data[start:end]), family):
        return None
    if form.accepts is not None and not form.accepts(found.string, found):
        return None
    return Hit(family.rule, start, end)


def _basic(data: bytes, lower: bytes) -> Iterator[Hit]:
    """A user and a password in Base64."""
    for need, pattern in _BASIC:
        for found in _compiled(pattern).finditer(lower) if need in lower else ():
            start, end = found.span("secret")
            user, colon, password = decoded(data[start:end]).partition(":")
            if colon and user and is_credential(password, Family.PASSWORD):
                yield Hit(Family.PASSWORD.rule, start, end)


def _keys_in_base64(data: bytes) -> Iterator[Hit]:
    at = data.find(_KEY_IN_BASE64)
    while at >= 0:
        found = _compiled(rb"[A-Za-z0-9+/]{60,8000}").match(data, at)
        if found and _PRIVATE.decode() in decoded(found[0][:60]):
            yield Hit("private-key", *found.span())
        at = data.find(_KEY_IN_BASE64, at + len(_KEY_IN_BASE64))


def decoded(data: bytes) -> str:
    """The text that stands in Base64; empty where none does."""
    try:
        text = b64decode(data + b"=" * (-len(data) % 4), validate=True).decode()
    except ValueError:
        return ""
    return text if all(char.isprintable() or char in "\r\n\t" for char in text) else ""


@lru_cache(maxsize=128)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
