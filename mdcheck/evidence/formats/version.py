"""Versions as most ecosystems order them: by numbers between dots, and pre-releases before the release."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = tuple[tuple[int, ...], int, tuple[tuple[int, int, str], ...]]

_VERSION = re.compile(
    r"[vV]?([0-9]{1,18}(?:\.[0-9]{1,18})*)(?:[-._]?([A-Za-z][0-9A-Za-z.\-_]*|[0-9][0-9A-Za-z.\-_]*))?(?:\+\S*)?"
)
_WILD = re.compile(r"\.[xX](?![^.\s])")
"""`1.x` stands for many versions."""
_COMMIT = re.compile(r"(?=[0-9]*[a-f]+[0-9]+[a-f])[0-9a-f]{7,64}", re.IGNORECASE)
"""The id of a commit, also of one that begins with a digit, as `rev:` of pre-commit and pins of actions have it."""
_PART = re.compile(r"[0-9]{1,18}|[A-Za-z]+")
_AFTER = frozenset(("post", "r", "rev", "sp", "p", "patch"))
_RELEASE = frozenset(("final", "ga", "release"))
_MAX_LENGTH = 200


def version(text: str) -> Version | None:
    """A key that orders versions: `1.9 < 1.10-rc.1 < 1.10 = v1.10.0 < 1.10.post1`; None for what is no version.

    The build number behind a plus sign does not count (SemVer 2.0, section 10).
    """
    text = text.strip()
    found = _VERSION.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if found is None or _WILD.search(text) or _COMMIT.fullmatch(text):
        return None
    release = [int(part) for part in found[1].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    parts = _PART.findall((found[2] or "").lower())
    if not parts or parts[0] in _RELEASE:
        return tuple(release), 0, ()
    order = 1 if parts[0] in _AFTER else -1
    return tuple(release), order, tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def same_version(one: str, other: str) -> bool:
    """Whether the texts are equal, or stand for the same version: `v1.2` and `1.2.0`."""
    return one == other or (version(one) is not None and version(one) == version(other))
