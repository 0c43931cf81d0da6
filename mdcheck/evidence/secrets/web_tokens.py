"""JSON Web Tokens that anybody can make."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

_KNOWN = (
    *(b"secret", b"password", b"changeme", b"key", b"test", b"mysecret", b"my-secret", b"supersecret", b"super-secret"),
    *(b"your-secret", b"your-256-bit-secret", b"your-384-bit-secret", b"your-512-bit-secret", b"your_jwt_secret"),
    *(b"a-string-secret-at-least-256-bits-long", b"shhhhh", b"jwt_secret", b"jwt-secret", b"secretkey", b"secret-key"),
)
"""The keys of pages that show how such tokens are made."""
_DIGESTS = {43: "sha256", 64: "sha384", 86: "sha512"}
"""By the length of the signature."""


def is_signed_by_anybody(token: bytes) -> bool:
    """Whether the token's key is one that every page shows: then it is an example, or the key itself is the fault."""
    text, _, signature = token.rpartition(b".")
    digest = _DIGESTS.get(len(signature))
    return digest is not None and any(
        urlsafe_b64encode(hmac.digest(key, text, digest)).rstrip(b"=") == signature for key in _KNOWN
    )
