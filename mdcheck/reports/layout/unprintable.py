"""The slow half of `sanitize`: its expressions take longer to compile than most reports do to render."""

from __future__ import annotations

import re

# ECMA-48: a control string (OSC, DCS, SOS, PM, APC) runs to its terminator, a control sequence (CSI) to its
# final byte; other escapes are two or three characters. Each can also begin with one C1 character.
# No body may hold an introducer, so that a thousand of them in a row are still read in linear time.
_SEQUENCE = re.compile(
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])(?:[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c))?"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|\x1b[ -/]*[0-~]?"
)
_BLANK = re.compile("[\t\v\f\x85\u2028\u2029]")
_LINE_END = re.compile(r"\r\n?|\n")
# What has no shape of its own and can reorder or hide what has: control characters, marks and embeddings of
# direction, zero-width spaces, tags, and the anchors of ruby text.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# A joiner has a meaning inside emoji and in scripts such as Persian and Hindi: between two characters.
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\u200c\u200d])")
_SURROGATE = re.compile("[\ud800-\udfff]")


def washed(text: str, *, multiline: bool) -> str:
    """`text` without characters that must not be shown; like `clean`, but with the blanks at its ends."""
    shown = _LINE_END.sub("\n" if multiline else " ", _SEQUENCE.sub("", text))
    shown = _UNSEEN.sub("", _BLANK.sub(" ", shown))
    return _SURROGATE.sub("\ufffd", _STRAY_JOINER.sub("", shown))
