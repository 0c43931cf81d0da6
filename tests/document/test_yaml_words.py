"""What a YAML parser finds wrong, in our words: the same for both parsers of PyYAML; and the fix works."""

import re

import pytest
import yaml

from mdcheck.document.blocks import strict_yaml
from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load
from mdcheck.document.blocks.yaml_words import explain

LOADERS = {"libyaml": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "PyYAML": yaml.SafeLoader}
SIGN = "a value that begins with {} must stand in quotes"
BEHIND = "something stands behind the end of this value"
ALIKE = "indent the lines that belong together alike, with blanks"
COLON = "a second colon stands on this line, so the value must stand in quotes"
NO_COLON = "this line has no colon with a blank behind it"
KEY_VALUE = "write “key: value”, with a blank behind the colon"
SINGLE = "write it in single quotes, which keep backslashes: "
CLOSE = "with commas between its parts"
ESCAPE = "in double quotes, {} is no escape that YAML knows"
NOT_CLOSED = "the {} that opens in line {} of the block is not closed here"
NOT_LIKE = "this line is not indented like the lines that it belongs to"
FURTHER = "this line is indented further than the one above, which has a value"
NOT_INDENTED = "this line belongs to the text of the key above, and is not indented further than it"
INDENT = "indent all lines of the text by two blanks more"
NO_YAML = "write “key: value” lines, and quote values with signs in them"

# The text, the offset, the message and the fix.
WRONG = {
    "a glob": ("a: *.md\n", 3, SIGN.format("*"), "write '*.md'"),
    "a glob in a list": ("a: [*.md, b]\n", 4, SIGN.format("*"), "write '*.md'"),
    "a star": ("a: *\n", 3, SIGN.format("*"), "write '*'"),
    "an ampersand": ("a: &\n", 3, SIGN.format("&"), "write '&'"),
    "an at sign": ("a: @b\n", 3, SIGN.format("@"), "write '@b'"),
    "a backtick": ("a: `b`\n", 3, SIGN.format("`"), "write '`b`'"),
    "a percent sign": ("a: %b\n", 3, SIGN.format("%"), "write '%b'"),
    "a tag that nothing closes": ("a: !<b\n", 3, SIGN.format("!"), "write '!<b'"),
    "a pattern": ('a: "\\d+"\n', 4, ESCAPE.format("\\d"), SINGLE + "'\\d+'"),
    "a pattern with quotes": ('a: "\\d\\"+"\n', 4, ESCAPE.format("\\d"), SINGLE + "'\\d\\\"+'"),
    "a short escape": ('a: "\\x4"\n', 4, ESCAPE.format("\\x"), SINGLE + "'\\x4'"),
    "an escape that nothing closes": ('a: "\\d\n', 4, ESCAPE.format("\\d"), SINGLE + "'\\d'"),
    "two colons": ("foo: bar: baz\n", 8, COLON, "write foo: 'bar: baz'"),
    "two colons in an entry": ("a:\n- b: c: d\n", 9, COLON, "write b: 'c: d'"),
    "a colon behind a mapping": ("a: {b}: c\n", 6, COLON, "write a: '{b}: c'"),
    "a line without a colon above": ("foo bar\nbaz: x\n", 0, NO_COLON, "write foo: bar"),
    "a word above": ("foo\nbar: x\n", 0, NO_COLON, KEY_VALUE),
    "a line without a colon": ("a: b\nfoo bar\n", 5, NO_COLON, "write foo: bar"),
    "a colon without a blank": ("a: b\nfoo:bar\n", 5, NO_COLON, "write foo: bar"),
    "a text that is not indented": ("a: |\nb c\n", 5, NOT_INDENTED, INDENT),
    "a text that is not indented, below a blank line": ("a: >-\n\nb: c\nd e\n", 12, NO_COLON, "write d: e"),
    "a word": ("a: b\nc\n", 5, NO_COLON, KEY_VALUE),
    "a tab": ("a:\n\tb: c\n", 3, "a tab stands where YAML wants blanks", "indent with blanks"),
    "an open list": ("a: [b\n", 6, NOT_CLOSED.format("[", 1), f"write ] at its end, {CLOSE}"),
    "an open mapping": ("\na: {b: c\n", 10, NOT_CLOSED.format("{", 2), f"write }} at its end, {CLOSE}"),
    "an open quote": ("a: 'b\n", 3, "the quote that opens here is never closed", "write ' at its end"),
    "an open double quote": ('a: "b\n', 3, "the quote that opens here is never closed", 'write " at its end'),
    "text behind a quote": ("a: 'b' c\n", 7, BEHIND, "write a: '''b'' c'"),
    "text behind a list": ("a: [a-z]+\n", 8, BEHIND, "write a: '[a-z]+'"),
    "text behind a list in a list": ("- [a]b\n", 5, BEHIND, "put the value in quotes"),
    "indented further": ("a: b\n  c: d\n", 8, FURTHER, ALIKE),
    "indented less": ("a:\n    b: c\n  d: e\n", 14, NOT_LIKE, ALIKE),
    "indented less than the first": (" a: b\nc: d\n", 6, NOT_LIKE, ALIKE),
    "a key in a list": ("- a\nb: c\n", 4, NOT_LIKE, ALIKE),
    "a list behind a key": (
        "a: - b\n",
        3,
        "a list can't begin behind the key like this",
        "write [a, b], or put each “- ” on a line of its own below the key",
    ),
    "a greater sign": ("a: > 5\n", 3, "behind > the line must end", "write a: '> 5'"),
    "a bar": ("a: | b\n", 3, "behind | the line must end", "write a: '| b'"),
    "a closing bracket": ("a: ]\n", 3, "a value is missing here", "write one, or put what stands there in quotes"),
    "a directive": ("%YAML 9\n", 7, "this is not YAML", NO_YAML),
}
cases = pytest.mark.parametrize(("text", "offset", "message", "fix"), WRONG.values(), ids=WRONG.keys())


def refused(text):
    with pytest.raises(StrictYAMLError) as caught:
        load(text)
    return caught.value


@cases
@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS.keys())
def test_words(text, offset, message, fix, loader, monkeypatch):
    monkeypatch.setattr(strict_yaml, "Loader", loader)
    found = refused(text)
    assert (found.offset, found.message, found.fix) == (offset, message, fix)


@pytest.mark.parametrize("loader", LOADERS.values(), ids=LOADERS.keys())
def test_nothing_is_nested_without_end(loader, monkeypatch):
    monkeypatch.setattr(strict_yaml, "Loader", loader)
    found = refused("[" * 5000 + "]" * 5000)
    assert (found.message, found.fix) == ("nested too deep", "write fewer lists and mappings inside each other")


def test_the_parsers_own_limit_on_nesting():
    found = explain("[" * 2000, "exceeded max nesting depth", 1000, 0)
    assert (found.message, found.offset) == ("nested too deep", 1000)


def followed(text, fix, offset):
    """The text once the fix was made as it says, or None where it proposes no text of its own."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].partition("\n")[0]
    if entry := re.fullmatch(r"write ([\w-]+: .*)", fix):
        lead = re.match(r"\s*(?:- )?", line)[0]
        return text[:start] + lead + entry[1] + text[start + len(line) :]
    if value := re.fullmatch(r"write (?:it in single quotes, which keep backslashes: )?('.*')", fix):
        written = r"[^\s,\]}]+"
        if fix.startswith("write it"):
            offset, written = text.rindex('"', 0, offset), r'"(?:[^"\\\n]|\\.)*"?'
        old = re.match(written, text[offset:])[0]
        return text[:offset] + value[1] + text[offset + len(old) :]
    if sign := re.fullmatch(r"write (.) at its end.*", fix):
        return text.rstrip("\n") + sign[1] + "\n"
    return None


@cases
def test_a_fix_that_proposes_a_text_works(text, offset, message, fix):
    found = refused(text)
    after = followed(text, found.fix, found.offset)
    if after is not None:
        assert load(after).value
