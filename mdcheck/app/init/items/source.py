"""Items about what the code says: calls that are there, and calls that must not be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.init.items.entry import Entry, Section, code, glob_escaped, joined, not_here
from mdcheck.app.init.nature import Kind

if TYPE_CHECKING:
    from mdcheck.app.init.detect import Repository
    from mdcheck.app.init.items.entry import Check, Maker

_TYPES = {
    "Python": ("python",),
    "JavaScript": ("javascript", "jsx"),
    "TypeScript": ("ts", "tsx"),
    "Go": ("go",),
    "Java": ("java",),
    "Kotlin": ("kotlin",),
    "C#": ("c#",),
    "Ruby": ("ruby",),
    "PHP": ("php",),
    "Rust": ("rust",),
}
"""The languages that the patterns below are for, as the option `types` calls them."""
_LEAST_SHARE = 0.05


def _absent(repository: Repository, what: str, patterns: dict[str, str], fix: str, severity: str) -> Entry | None:
    """No code in the languages at hand matches; None where no pattern is for the first of them."""
    languages = repository.languages
    if not languages or languages[0][0] not in patterns:
        return None
    found = [name for name, share in languages if name in patterns and share >= _LEAST_SHARE]
    check: Check = {
        "not_contains": "@code",
        "types": [one for name in found for one in _TYPES[name]],
        "pattern": "|".join(dict.fromkeys(patterns[name] for name in found)),
        "flags": "multiline",
        "ignore": "comments",
        "severity": severity,
        "fix": fix,
    }
    return Entry(Section.TESTS, f"No {joined(found, 'or')} code {what}", (check,))


def _both(pattern: str) -> dict[str, str]:
    return {"JavaScript": pattern, "TypeScript": pattern}


def certificates(repository: Repository) -> Entry | None:
    """No code turns off the verification of certificates."""
    patterns = {
        "Python": r"\bverify\s*=\s*False\b|\bCERT_NONE\b|_create_unverified_context",
        **_both(r"rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED"),
        "Go": r"InsecureSkipVerify:\s*true",
        "Java": r"NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER",
        "Ruby": r"\bVERIFY_NONE\b",
        "PHP": r"CURLOPT_SSL_VERIFYPEER\s*(=>|,)\s*(false|0)",
        "C#": r"DangerousAcceptAnyServerCertificateValidator",
        "Rust": r"danger_accept_invalid_certs\(\s*true",
    }
    fix = "Verify certificates; add the private authority to the trust store where there is one"
    return _absent(repository, "turns off the verification of certificates", patterns, fix, "error")


def weak_cryptography(repository: Repository) -> Entry | None:
    """No code calls MD5, SHA-1, DES or RC4."""
    patterns = {
        "Python": r"\bhashlib\.(new\(\s*['\"])?(md5|sha1)\b(?![^)\n]*usedforsecurity\s*=\s*False)"
        r"|^\s*from hashlib import\s*(\([^)]*|[^(#\n]*)\b(md5|sha1)\b|\bDES3?\.new\(|\bARC4\.new\(",
        **_both(r"createHash\(\s*['\"`](md5|sha1)|createCipheriv\(\s*['\"`](des|rc4)"),
        "Go": r"\b(md5|sha1|des|rc4)\.(New\w*|Sum)\(",
        "Java": r"getInstance\(\s*\"(MD5|SHA-?1|DES\w*|RC4)\b",
        "Kotlin": r"getInstance\(\s*\"(MD5|SHA-?1|DES\w*|RC4)\b",
        "C#": r"\b(MD5|SHA1|DES|TripleDES)\.(Create|HashData)\(",
        "Ruby": r"\bDigest::(MD5|SHA1)\b",
        "PHP": r"(?<![\w>:$])(md5|sha1)\(",
    }
    fix = "Use SHA-256, AES-GCM or ChaCha20-Poly1305; for passwords Argon2, scrypt or bcrypt"
    return _absent(repository, "calls MD5, SHA-1, DES or RC4", patterns, fix, "warning")


def swallowed_errors(repository: Repository) -> Entry | None:
    """No code catches every error and does nothing."""
    patterns = {
        "Python": r"^\s*except\s*(\(?(Base)?Exception\)?(\s+as\s+\w+)?)?\s*:\s*(pass\b|\.\.\.)",
        **_both(r"\bcatch\s*(\([^)\n]*\))?\s*\{\s*\}"),
        "Java": r"\bcatch\s*\(\s*(final\s+)?(Exception|Throwable)\s+\w+\s*\)\s*\{\s*\}",
        "Kotlin": r"\bcatch\s*\(\s*\w+\s*:\s*(Exception|Throwable)\s*\)\s*\{\s*\}",
        "C#": r"\bcatch\s*(\(\s*(System\.)?Exception(\s+\w+)?\s*\))?\s*\{\s*\}",
        "PHP": r"\bcatch\s*\(\s*\\?(Exception|Throwable)(\s+\$\w+)?\s*\)\s*\{\s*\}",
    }
    fix = "Catch the errors that are expected by name, and let the others reach the log"
    return _absent(repository, "catches every error and does nothing", patterns, fix, "error")


_EXECUTE = r"\b(execute|executemany|query|raw)\(\s*"


def queries(repository: Repository) -> Entry | None:
    """No code hands a query to a database that is put together in the call."""
    patterns = {
        "Python": rf"{_EXECUTE}f['\"]|{_EXECUTE}['\"][^'\"\n]*['\"]\s*(%|\+|\.format\()\s*[\w(]",
        **_both(rf"{_EXECUTE}`\s*(?i:select|insert|update|delete)\b[^`]*\$\{{"),
        "Go": r"\.(Exec|Query|QueryRow)(Context)?\([^)\n]*fmt\.Sprintf\(",
        "Java": r"\.(executeQuery|executeUpdate|createNativeQuery)\(\s*\"[^\"\n]*\"\s*\+",
        "PHP": r"->(query|exec)\(\s*\"[^\"\n]*\$",
        "Ruby": r"\b(execute|find_by_sql)\(\s*\"[^\"\n]*#\{",
        "C#": r"\b(FromSqlRaw|ExecuteSqlRaw(Async)?)\(\s*\$\"",
    }
    fix = "Hand values over as parameters of the query"
    return _absent(repository, "puts a query together in the call that sends it", patterns, fix, "error")


def text_as_code(repository: Repository) -> Entry | None:
    """No code runs text as code or hands it to a shell."""
    patterns = {
        "Python": r"(?<![\w.])(eval|exec)\(|\bshell\s*=\s*True\b|\bos\.(system|popen)\(",
        **_both(r"(?<![\w.$])eval\(|\bnew Function\(|\bchild_process\.exec(Sync)?\("),
        "Ruby": r"(?<![\w.])eval\(|\binstance_eval\(\s*['\"]",
        "PHP": r"(?<![\w>:$])(eval|shell_exec|passthru|system)\(",
    }
    fix = "Parse what is expected, and start programs with a list of arguments"
    return _absent(repository, "runs text as code or hands it to a shell", patterns, fix, "error")


def unsafe_formats(repository: Repository) -> Entry | None:
    """No code reads a format that can run code."""
    patterns = {
        "Python": r"\bpickle\.loads?\(|\bmarshal\.loads?\(|\byaml\.(load|unsafe_load)\((?![^)\n]*Safe)",
        "PHP": r"(?<![\w>:$])unserialize\(",
        "Ruby": r"\bMarshal\.load\b|\bYAML\.unsafe_load\b",
        "Java": r"\bnew ObjectInputStream\(",
        "C#": r"\bBinaryFormatter\b",
    }
    fix = "Read JSON, or YAML with the safe loader"
    return _absent(repository, "reads a format that can run code", patterns, fix, "error")


_NAMED = r"\b(?i:token|secret|password|nonce|salt|otp|session_?id)\w*\s*:?=[^=\n]*"


def secure_random(repository: Repository) -> Entry | None:
    """No code takes a secret from a generator that is not made for it."""
    patterns = {
        "Python": rf"{_NAMED}\brandom\.",
        **_both(rf"{_NAMED}\bMath\.random\("),
        "Go": rf"{_NAMED}\brand\.(Int|Read)",
        "PHP": rf"{_NAMED}(?<!\w)(rand|mt_rand)\(",
    }
    fix = "Use secrets in Python, crypto.randomBytes in Node.js, crypto/rand in Go, random_bytes in PHP"
    return _absent(repository, "takes a secret from a plain random generator", patterns, fix, "error")


def prints(repository: Repository) -> Entry | None:
    """A service's code logs and does not print."""
    if repository.nature.kind is not Kind.SERVICE:
        return None
    patterns = {
        "Python": r"^\s*print\(",
        **_both(r"^\s*console\.log\("),
        "Go": r"\bfmt\.Print(ln|f)?\(",
        "Java": r"\bSystem\.out\.print",
        "C#": r"\bConsole\.Write",
        "Rust": r"\b(println|dbg)!\(",
    }
    return _absent(
        repository, "prints", patterns, "Replace each by a call of the logger with the right level", "warning"
    )


def local_addresses(repository: Repository) -> Entry | None:
    """No address of the machine itself is built into the code."""
    pattern = r"https?://(localhost|127\.0\.0\.1|0\.0\.0\.0)\b"
    patterns = dict.fromkeys(_TYPES, pattern)
    fix = "Read the address from the configuration"
    return _absent(repository, "holds an address of the machine itself", patterns, fix, "warning")


def notes_to_self(repository: Repository) -> Entry | None:
    """The code holds no FIXME and no note against releasing it."""
    if not repository.languages:
        return None
    check = {
        "not_contains": "@code",
        "pattern": r"\b(FIXME|DO NOT (MERGE|SHIP|RELEASE)|NOCOMMIT)\b",
        "severity": "warning",
        "fix": "Do what the note says, or make it an issue",
    }
    return Entry(Section.TESTS, "The code holds no FIXME and no note against releasing it", (check,))


def skipped_tests(repository: Repository) -> Entry | None:
    """No test is left out for good, or left as the only one."""
    if not repository.tree.tests:
        return None
    check = {
        "not_contains": "@tests",
        "pattern": r"@pytest\.mark\.skip\b|@unittest\.skip\(|\b(it|describe|context)\.(only|skip)\("
        r"|\btest(\.describe)?\.only\(|\btest(\.describe)?\.skip\(\s*['\"`]"
        r"|^\s*[fx](it|test|describe|context|specify|example)[ (]+['\"`]"
        r"|^\s*@(Disabled|Ignore)\b|#\[ignore\b|\bFact\(Skip\b",
        "flags": "multiline",
        "ignore": "comments",
        "severity": "warning",
        "fix": "Repair the test or delete it; a condition with its reason is fine",
    }
    return Entry(Section.TESTS, "No test is marked as left out for good, or as the only one", (check,))


def _present(repository: Repository, statement: str, pattern: str, fix: str) -> Entry:
    """A call or a name in the code is evidence, and a person judges whether it is enough."""
    if not repository.tree.code:
        return Entry(Section.DELIVERY, not_here(statement, "no code was seen here"))
    check: Check = {
        "contains": "@code",
        "pattern": pattern,
        "ignore": "comments",
        "match": "any",
        "tick": "person",
        "severity": "warning",
        "fix": fix,
    }
    return Entry(Section.DELIVERY, statement, (check,))


_ENCRYPTION = (
    r"\b(Fernet|AESGCM|AESGCMSIV|Aes128Gcm|Aes256Gcm|AesGcm|ChaCha20Poly1305|chacha20poly1305|SecretBox|createCipheriv|aes\.NewCipher"
    r"|Cipher\.getInstance|Aes\.Create|openssl_encrypt|sodium_crypto_secretbox|sodium_crypto_aead|MessageEncryptor|attr_encrypted"
    r"|encrypts :|IDataProtector|crypto_one_time|pgp_sym_encrypt)"
)
"""As the libraries spell it: a pattern for any case would have to look into every file."""


def encryption(repository: Repository) -> Entry | None:
    """Sensitive data is encrypted; the evidence is a call of a known cipher."""
    statement = "Sensitive fields are encrypted with a well-known library"
    if not (repository.serves or repository.holds_data):
        return Entry(Section.DELIVERY, not_here(statement, "nothing here was seen to keep or to receive data"))
    return _present(
        repository,
        statement,
        _ENCRYPTION,
        "Encrypt what is sensitive with a well-known library, in one module that has its own tests",
    )


def circuit_breakers(repository: Repository) -> Entry | None:
    """Calls to other services are stopped while they keep failing; the evidence is a circuit breaker in the code."""
    statement = "Calls to other services go through a circuit breaker"
    if not repository.serves:
        return Entry(Section.DELIVERY, not_here(statement, "nothing here was seen to serve requests"))
    pattern = (
        r"[Cc]ircuit[_-]?[Bb]reaker|\b(gobreaker|pybreaker|aiobreaker|opossum|cockatiel|resilience4j|Hystrix|hystrix|Semian|Circuitbox"
        r"|AddStandardResilienceHandler)\b"
    )
    return _present(repository, statement, pattern, "Wrap calls to other services in what stops calling a failing one")


def rate_limiting(repository: Repository) -> Entry | None:
    """Requests are limited per client; the evidence is a limiter in the code."""
    statement = "Requests are limited per client"
    if not repository.serves:
        return Entry(Section.DELIVERY, not_here(statement, "nothing here was seen to serve requests"))
    pattern = (
        r"[Rr]ate[_-]?[Ll]imit|RATE_LIMIT|\bthrottle:|\bThrottleRequests\b|\b(slowapi|ThrottlerModule|Rack::Attack|bucket4j|tollbooth|x/time/rate|TooManyRequests"
        r"|TOO_MANY_REQUESTS|too_many_requests)\b"
    )
    fix = "Limit requests in one place; strike this item through where a gateway does, and name it"
    return _present(repository, statement, pattern, fix)


_BROUGHT = {
    "Maven": ["*spring-boot-starter-actuator", "*quarkus-smallrye-health", "*micronaut-management"],
    "Gradle": ["*spring-boot-starter-actuator", "*quarkus-smallrye-health", "*micronaut-management"],
}


_HEALTH_WORDS = r"(healthz?|health[-_]?checks?|heartbeat|readyz|livez|liveness|readiness|status|ping|up)"
_HEALTH = (
    r"/(healthz?|health-?check|readyz|livez|liveness|readiness)\b|AddHealthChecks|rails/health|\bhealth:\s*['\"]/"
    rf"|\b(re_)?path\(\s*r?['\"]\^?{_HEALTH_WORDS}/?\$?['\"]|\.(get|HandleFunc|GET|Get|MapGet)\(\s*['\"`]/_?{_HEALTH_WORDS}['\"`]"
    rf"|^\s*get[ (]\s*['\"]/?{_HEALTH_WORDS}['\"]|path_info:\s*\[\"{_HEALTH_WORDS}\"\]"
)
"""In any place a path that means nothing else; other words only where a route is made."""
_HEALTH_FILE = re.compile(
    r"(?:^|/)(?:app|pages)/(?:[^/]+/)*(?:healthz?|health[-_]?check|heartbeat|status|ping|readyz|livez|liveness|readiness)(?:/route)?\.[cm]?[jt]s$"
)
"""Where the names of files make the paths, as in Next.js."""


def health(repository: Repository) -> Entry | None:
    """The code names a path for health, or depends on what serves one."""
    if not repository.serves or not repository.tree.code:
        return None
    brought = next((_BROUGHT[name] for name in repository.ecosystems if name in _BROUGHT), None)
    if brought is not None:
        check: Check = {"dependency": {"any": brought, "dev": False}, "fix": "Add the library that serves health"}
        return Entry(Section.DELIVERY, "A library that serves the health is among the dependencies", (check,))
    if (route := next((path for path in repository.tree.own if _HEALTH_FILE.search(path)), None)) is not None:
        check = {"file_exists": glob_escaped(route), "fix": f"Restore {route}"}
        return Entry(Section.DELIVERY, f"{code(route)} serves a path for health", (check,))
    check = {
        "contains": "@code",
        "pattern": _HEALTH,
        "flags": "multiline",
        "ignore": "comments",
        "match": "any",
        "fix": "Serve a path that says whether requests can be answered, such as /healthz",
    }
    return Entry(Section.DELIVERY, "The code names a path for health, such as `/healthz` or `/status`", (check,))


MAKERS: dict[str, Maker] = {
    "certificates-verified": certificates,
    "no-weak-cryptography": weak_cryptography,
    "no-swallowed-errors": swallowed_errors,
    "no-query-from-text": queries,
    "no-text-as-code": text_as_code,
    "no-unsafe-formats": unsafe_formats,
    "secure-random": secure_random,
    "no-print": prints,
    "no-local-addresses": local_addresses,
    "no-notes-to-self": notes_to_self,
    "no-skipped-tests": skipped_tests,
    "data-encryption": encryption,
    "circuit-breakers": circuit_breakers,
    "rate-limiting": rate_limiting,
    "health-endpoint": health,
}
