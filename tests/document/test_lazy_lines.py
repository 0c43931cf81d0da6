"""A quote is read as the parser's own rule reads it, however few lines are looked at first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote
from testing.steps import growth

from mdcheck.document import lazy_lines
from mdcheck.document.parse import _parser, parse
from mdcheck.document.source import Source

PIECES = (
    *("> ", ">", "> > ", "  > ", "    > ", ">\t", "- ", "1. ", "2. ", "  ", "    ", "\t"),
    *("a", "b c", "# h", "```", "~~~", "---", "===", "<div>", "|a|b|", "|-|-|", "[a]: /u", "- [ ] t", "\\", "*"),
    *("\n", "\n", "\n", "\n> ", "\n> a\n", "\n\n"),
)


def tokens(text, rule):
    parser = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("blockquote", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return [(token.type, token.level, token.map, token.content) for token in parser.parse(text)]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.integers(1, 3))
def test_few_lines_change_nothing(text, first):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lazy_lines, "_FIRST", first)
        assert tokens(text, lazy_lines.bounded(blockquote)) == tokens(text, blockquote)


@pytest.mark.parametrize(
    "text",
    [
        "> a\n" + "b\n" * 100 + "\n- [ ] c\n",
        "> a\n" + "b\n" * 100 + "- [ ] c\n",
        "> # a\n" + "b\n" * 100 + "- [ ] c\n",
        "> - > a\n" + "b\n" * 100 + "===\n",
        "- > a\n" + "  b\n" * 100 + "- [ ] c\n",
        "    > a\n" + "b\n" * 100,
        "a\n    > b\n" + "c\n" * 100,
        "a\n> b\n" + "c\n" * 100,
    ],
    ids=[
        "to a blank line",
        "to a list",
        "behind a heading",
        "nested",
        "in a list",
        "code",
        "no code",
        "behind a paragraph",
    ],
)
def test_many_lazy_lines(text):
    assert tokens(text, lazy_lines.bounded(blockquote)) == tokens(text, blockquote)


@pytest.fixture
def bounded(monkeypatch):
    """As in a document of many quotes."""
    monkeypatch.setattr("mdcheck.document.parse._MANY_QUOTES", -1)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize(
    "unit",
    [
        "> # a\nb\n",
        "> ```\na\n",
        "> -\na\n",
        "> a\nb\n",
        "> - > c\nd\n",
        "> > # c\ne\n",
        "- > # x\n  a\n",
        "> [a]: b\nc\n",
    ],
)
def test_quotes_take_a_time_that_grows_like_the_document(unit):
    assert growth(lambda size: parse(Source.from_text(unit * size)), 100) < 5.5


@pytest.mark.no_cover
@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize(
    "head", ["> " * 40 + "a\n", "> " * 40 + "# a\n", "> # b\na\n" * 50 + "> a\n", "> - " * 20 + "a\n"]
)
def test_many_lazy_lines_behind_deep_quotes(head):
    assert growth(lambda size: parse(Source.from_text(head + "b\n" * size)), 150) < 5.5


def test_a_document_of_many_quotes():
    """Without a bound this takes a minute."""
    _parser.cache_clear()
    text = "> # a\nb\n" * 4000 + "- [ ] c\n"
    assert [item.line for item in parse(Source.from_text(text)).items] == [8001]
