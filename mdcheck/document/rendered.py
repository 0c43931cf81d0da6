"""What a reader sees of a heading, as CommonMark renders it. GitHub makes its anchors from that."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from markdown_it import MarkdownIt

_LONGEST = 1000
"""Characters: of a longer heading the rest is taken as it is written, since inline Markdown can take long to read."""


@lru_cache(maxsize=512)
def anchor(heading: str) -> str:
    """GitHub's anchor of a heading: lower case, without punctuation, each blank of the rendered text a hyphen."""
    kept = (char for char in _rendered(heading[:_LONGEST]).lower() + heading[_LONGEST:].lower() if _in_anchor(char))
    return "".join(kept).replace(" ", "-")


def _rendered(markdown: str) -> str:
    """The text of the rendered Markdown: entities are characters, code is its content, images and tags are nothing."""
    (block,) = _parser().parseInline(markdown) or (None,)
    children = (block.children if block is not None else None) or []
    return "".join(token.content for token in children if token.type in ("text", "code_inline", "text_special"))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("strikethrough")


def _in_anchor(char: str) -> bool:
    """Letters, marks (those that choose an emoji's look too), decimal digits, `_` and the like, `-` and the blank."""
    if char.isascii():
        return char.isalnum() or char in "_- "
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc")
