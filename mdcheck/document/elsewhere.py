"""What a document says of a text in another place: where its links by reference lead, and the text of its footnotes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import Code, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markdown_it.token import Token

# Code, which says nothing of links; an escape; or what stands between brackets that hold no others, and can be a label.
_CODE = r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\\."
_IN_BRACKETS = r"\[((?:[^\[\]\\]|\\.)++)\]"
_LABEL = re.compile(rf"{_CODE}|{_IN_BRACKETS[:-2]}(?=\])", re.DOTALL)
_FULL = re.compile(rf"{_CODE}|{_IN_BRACKETS}\[((?:[^\[\]\\]|\\.)*+)\](?!\()", re.DOTALL)


class Footnote(NamedTuple):
    """What a footnote says, as Markdown and HTML, and the code in it."""

    texts: list[str]
    code: list[Code]


class Elsewhere(NamedTuple):
    """The definitions of a document."""

    links: Mapping[str, Mapping[str, str]]
    """By label: `href`, and `title`."""
    footnotes: Mapping[str, Footnote]
    """By label, with the circumflex."""

    def footnotes_of(self, texts: Iterable[str]) -> list[Footnote]:
        """Those that the texts name, and those that they name, in this order."""
        found: dict[str, Footnote] = {}
        left = [*texts] if self.footnotes else []
        for text in left:
            for label in _labels(text):
                if label in self.footnotes and label not in found:
                    found[label] = self.footnotes[label]
                    left += found[label].texts
        return list(found.values())

    def references_in(self, texts: Iterable[str]) -> Iterator[Reference]:
        """The links by reference in the texts."""
        for text in texts:
            for label in _labels(text):
                if label in self.links and label not in self.footnotes:
                    link = self.links[label]
                    yield Reference(label, " ".join(f"{link['href']} {link['title']}".split()))


def literal(text: str, references: Iterable[Reference]) -> str:
    """The text, in which `[label][]` is `[label]`, as formatters write it, and `[a][b]` that is no link is escaped."""
    labels = {reference.label for reference in references}

    def written(match: re.Match[str]) -> str:
        if match[2] is None or normal(match[3]) in labels:
            return match[0]
        if not match[3].strip() and normal(match[2]) in labels:
            return f"[{match[2]}]"
        return rf"\[{match[2]}\]\[{match[3]}\]"

    return _FULL.sub(written, text) if "][" in text else text


@lru_cache(maxsize=4096)  # many items can name one footnote
def _labels(text: str) -> tuple[str, ...]:
    return tuple(normal(match[2]) for match in _LABEL.finditer(text) if match[2])


def normal(label: str) -> str:
    """The label as definitions have it (CommonMark, section 4.7): case and number of blanks do not count."""
    return " ".join(label.split()).lower().upper()


def footnotes(tokens: Sequence[Token]) -> Mapping[str, Footnote]:
    """The footnotes among the tokens; the first of one label counts."""
    found: dict[str, Footnote] = {}
    around: list[Footnote] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            around.append(Footnote([], []))
            found.setdefault(normal(f"^{token.meta['label']}"), around[-1])
        elif token.type == "footnote_reference_close":
            around.pop()
        elif around and token.type in ("inline", "html_block"):
            around[-1].texts.append(token.content)
        elif around and token.type in ("fence", "code_block"):
            around[-1].code.append(Code(token.info, token.content))
    return found
