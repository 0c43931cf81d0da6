"""Whether a name means a credential, and whether a literal may be one."""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from typing import assert_never
from urllib.parse import unquote

from mdcheck.evidence.secrets.web_tokens import is_signed_by_anybody


class Family(Enum):
    """What a name implies for its value: the rule that a finding names, and the least length."""

    PASSWORD = ("password", 8)
    SECRET = ("secret", 12)
    TOKEN = ("token", 12)
    KEY = ("key", 12)

    @property
    def rule(self) -> str:
        return self.value[0]

    @property
    def shortest(self) -> int:
        return self.value[1]

    @property
    def chosen_by_people(self) -> bool:
        """Whether people think the values up, so that they need not look random."""
        return self in (Family.PASSWORD, Family.SECRET)


# The patterns are text: `re` compiles and keeps them when a name has been found, which is seldom.
_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"
_SETTINGS = frozenset((
    "prod", "production", "live", "dev", "devel", "development", "test", "testing", "staging", "stage", "qa",
    "local", "default", "value", "val", "str", "string", "text", "plain", "plaintext", "raw", "base64", "b64",
    "hex", "old", "new", "backup", "bak", "primary", "secondary", "main", "current", "base", "v", "rw", "ro",
))  # fmt: skip
"""Words behind a name that leave its meaning: `PASSWORD_PROD`."""
_PASSWORDS = ("password", "passwd", "passphrase", "passcode", "pwd")
_PASS_OWNERS = frozenset((
    "db", "my", "user", "admin", "root", "ssh", "smtp", "mail", "ftp", "sql", "mysql", "pg", "postgres",
    "login", "auth", "redis",
))  # fmt: skip
_KEY_OWNERS = (
    "api", "access", "secret", "private", "account", "auth", "encryption", "encrypt", "signing", "sign",
    "signature", "master", "storage", "consumer", "client", "shared", "jwt", "hmac", "aes", "webhook", "admin",
    "deploy", "service", "application", "app", "ssh", "cipher", "crypt", "crypto", "session", "license",
)  # fmt: skip
_NO_CREDENTIAL_BEFORE = frozenset((
    "public", "csrf", "xsrf", "pad", "eos", "bos", "unk", "mask", "sep", "cls", "stop", "start", "end", "begin",
    "special", "next", "continuation", "cursor", "sync", "pagination", "image", "cancellation", "cancel", "no",
    "without", "invalid", "wrong", "bad", "idempotency", "encrypted", "hashed", "sealed",
))  # fmt: skip
_SEPARATED = r"[A-Za-z0-9]+"
_PLAIN_WORD = r"[A-Za-z]+[0-9]{0,3}|[0-9]{1,4}"
_MARKED_AS_EXAMPLE = (
    r"(?i)example|change.?(?:me|this|it)|placeholder|your|dummy|sample|redacted|todo|fix.?me|insert"
    r"|replace.?(?:me|this|with)|not.?(?:a.?)?real|fake|foobar|x{4}|^x{3}|\*\*|\.\.\.|…"
)
_DYNAMIC = (
    r"[$#]\{|\{\{|\{[A-Za-z0-9_.!:]{0,40}\}|<%|\$\(|^\$[A-Za-z_]|\$[A-Z_][A-Z0-9_]{2}|%\(|%[sdr](?![A-Za-z])"
    r"|<[A-Za-z][^<>]{0,80}>|%[A-Z_]{1,40}%|^%[a-z][\w.-]{0,60}%$|^@[\w.]{1,60}@$|\w\("
)
_LOOKED_UP = (
    r"(?i)os\.|env[.:(\[]|getenv|process\.|import\.meta|settings\.|config\.|self\.|this\.|secrets?[./:]|var\.|local\."
    r"|module\.|vault:|ssm:|ENC\[|arn:|AQICAH|op://|file:|data:|urn:|projects/|(?:\.{1,2}|~)/|[A-Z]:\\|[a-z][a-z0-9+.-]*://"
    r"|(?:id|type|src|env)=[\w./,=~-]*$|sha(?:1|256|384|512)[-:]|null\b|none\b|true\b|false\b|undefined\b"
)
_FILE = r"[\w./~\\:-]*\.(?:pem|key|crt|cer|json|ya?ml|txt|p12|pfx|jks|env|ini|toml|cfg|conf|py|js|ts|pub|asc)"
_REGULAR_EXPRESSION = r"\[\^|\(\?|\\[wdsSWDb]|\[(?:a-z|A-Z|0-9)"
_HASHED = (
    r"(?i)^\$(?:2[abxy]?|argon2\w*|[1567y]|apr1|scrypt|pbkdf2[\w-]*)\$|^(?:pbkdf2|scrypt|bcrypt|argon2)\w*[:$]"
    r"|^\{(?:s?sha\d*|smd5|crypt|bcrypt|scrypt|pbkdf2|argon2|cipher|cypher)\}|^enc[(\[]|^ej\[\d:|^#\{"
)
"""Hashes and ciphertexts of passwords."""
_NOT_THE_VALUE = (_MARKED_AS_EXAMPLE, _DYNAMIC, _REGULAR_EXPRESSION, _HASHED)
_SHOWN_EVERYWHERE = ("IxMjM0NTY3ODkwI", "iJ9.e30.", "ABC-DEF1234ghIkl")
"""In tokens that every page on JSON Web Tokens shows (`1234567890`, `{}`), and in that of Telegram's manual."""
_LETTERS_IN_HEXADECIMAL = r"(?:(?:[46][1-9a-fA-F]|[57][0-9aA])){8,}"
"""Letters alone, as their numbers: a phrase of somebody who shows how to decode it. Nothing random looks so."""
_LONGEST = 512
_LONG_WORD = 16
_FEWEST_KINDS_OF_CHARACTERS = 4
_MARKS = frozenset("@#$%^&*+=~!?")
"""What stands in passwords, and seldom in names, paths and placeholders."""
_MARKS_OF_MACHINES = 2
_MACHINE_MADE = 20


_NAME_STEMS = (
    (Family.PASSWORD, ("pass", "pwd")),
    (Family.SECRET, ("secret",)),
    (Family.TOKEN, ("token",)),
    (Family.KEY, ("key",)),
)


def family_of(head: str, tail: str, stem: Family) -> Family | None:
    """What the name means; `tail` begins with the stem that was found, `head` is what stands before it."""
    words = [word.lower() for word in re.findall(_WORD, head + tail)]
    while words and (words[-1] in _SETTINGS or words[-1].isdigit()):
        words.pop()
    if not words or _NO_CREDENTIAL_BEFORE.intersection(words[:-1]):
        return None
    last, before = words[-1], "".join(words[:-1])
    match stem:
        case Family.PASSWORD:
            fits = _is_password(last, before)
        case Family.KEY:
            fits = _is_secret_key(last, before)
        case Family.SECRET | Family.TOKEN:
            fits = last.endswith(stem.rule)
        case never:
            assert_never(never)
    return stem if fits else None


def _is_password(last: str, before: str) -> bool:
    if last.endswith(_PASSWORDS):
        return True
    if last in ("word", "wd", "phrase", "code"):
        return before.endswith("pass")
    return last == "pass" or (last.endswith("pass") and last.removesuffix("pass") in _PASS_OWNERS)


def _is_secret_key(last: str, before: str) -> bool:
    if not last.endswith("key"):
        return False
    owner = before + last.removesuffix("key")
    return owner.endswith(_KEY_OWNERS)


def family_of_name(name: str) -> Family | None:
    """What a whole name means."""
    lower = name.lower()
    for family, stems in _NAME_STEMS:
        for stem in stems:
            at = lower.rfind(stem)
            if at >= 0 and (found := family_of(name[:at], name[at:], family)):
                return found
    return None


def is_literal(value: str) -> bool:
    """Whether the value stands there itself: it is no template, look-up, hash or encrypted text."""
    return not (re.search(_DYNAMIC, value) or re.search(_HASHED, value) or re.match(_LOOKED_UP, value))


def is_machine_made(value: str) -> bool:
    """Whether it looks random: long, with digits among letters of both cases, or hexadecimal."""
    if len(value) < _MACHINE_MADE:
        return False
    if re.fullmatch(r"[0-9a-fA-F]{32,}", value):
        return True
    sorts = (any(map(str.isdigit, value)), any(map(str.isupper, value)), any(map(str.islower, value)))
    return all(sorts) and not re.search(r"(?i)pass|secret|token|key|user", value)


def is_credential(value: str, family: Family) -> bool:
    """Whether a literal is long and varied enough for a credential, and no placeholder, look-up or phrase."""
    if re.fullmatch(_LETTERS_IN_HEXADECIMAL, value):
        value = bytes.fromhex(value).decode("ascii")
    if "%" in value:
        value = unquote(value)  # as it stands in a URL or a form
    if len(value) < family.shortest or len(value) > _LONGEST or is_filler(value) or any(map(str.isspace, value)):
        return False
    if any(re.search(pattern, value) for pattern in _NOT_THE_VALUE) or re.match(_LOOKED_UP, value):
        return False
    if re.fullmatch(_FILE, value):
        return False
    return _varied(value, people=family.chosen_by_people)


def is_known_to_all(value: str) -> bool:
    """Whether a literal of words stands for a secret, and nothing says that it is to be replaced."""
    marks_it = any(re.search(pattern, value) for pattern in _NOT_THE_VALUE) or re.match(_LOOKED_UP, value)
    words = re.findall(_SEPARATED, value)
    return len(value) >= Family.PASSWORD.shortest and len(words) > 1 and not (marks_it or re.fullmatch(_FILE, value))


def is_filler(value: str) -> bool:
    """An example in a known format: too few different characters, a word such as “example”, a key of examples."""
    return (
        len(set(value[-16:])) < _FEWEST_KINDS_OF_CHARACTERS
        or "EXAMPLE" in value.upper()
        or "xxxx" in value.lower()
        or any(shown in value for shown in _SHOWN_EVERYWHERE)
        or (value.startswith("eyJ") and is_signed_by_anybody(value.encode()))
    )


def _varied(value: str, *, people: bool) -> bool:
    """Whether the literal is more than words and a number: `db-password-2` is a name, `hunter2hunter2` is not."""
    segments = re.findall(_SEPARATED, value)
    if not segments:
        return False
    letters = any(char.isalpha() for char in value)
    if len(segments) == 1 and segments[0] == value:
        if any(char.isdigit() for char in value):
            return letters
        return len(value) >= _LONG_WORD and ((people and value.islower()) or _mixed(value))
    if not letters:
        return False
    marks = _MARKS.intersection(value.rstrip("?!"))
    if len(marks) >= (1 if people else _MARKS_OF_MACHINES):
        return True
    return any(not re.fullmatch(_PLAIN_WORD, segment) for segment in segments)


def _mixed(value: str) -> bool:
    """Letters whose case changes too often for the humps of a name."""
    changes = sum(one.isupper() != two.isupper() for one, two in pairwise(value))
    return changes * 3 >= len(value)
