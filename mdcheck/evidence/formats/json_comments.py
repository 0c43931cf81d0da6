"""JSON with comments and trailing commas, as editors and TypeScript write their settings."""

from __future__ import annotations

import re

_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
_COMMA = re.compile(rf"{_STRING}|,(?=\s*+[}}\]])")


def without_comments(text: str) -> str:
    """The text with blanks in place of comments and trailing commas, so that lines and columns stay the same."""
    return _COMMA.sub(_blank_comma, _COMMENT.sub(_blank_comment, text))


def _blank_comment(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else re.sub(r"[^\n]", " ", found[0])


def _blank_comma(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else " "
