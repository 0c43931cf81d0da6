"""What holds for every signature: what it covers, what `sign` and `update` write, and whose policy counts."""

from __future__ import annotations

import re
from pathlib import Path

import mdformat
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from testing.documents import read, update

from mdcheck.checks.bind import read_check
from mdcheck.document.model import RecordKind
from mdcheck.document.slug import plain_text
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.signoff import SignedItem
from mdcheck.results.people.covered import digest
from mdcheck.results.people.policy import Policy

WORDS = st.lists(st.text("abcXYZ019äß", min_size=1, max_size=6), min_size=1, max_size=8)
OPTIONS = st.fixed_dictionaries(
    {"roles": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True)},
    optional={
        "count": st.integers(2, 4),
        "valid_for": st.integers(1, 99).map("{}d".format),
        "evidence": st.sampled_from(["file", "url", "any"]),
        "reading": st.sampled_from(["minutes", "percent"]),
    },
)
FILES = st.dictionaries(st.sampled_from(["in/a", "in/b", "in/c/d"]), st.binary(max_size=8), min_size=1)
SEPARATORS = st.sampled_from([" ", "  ", "\n  "])
RECORD = "  ```signed\n  - by: Ada <ada@example.org>\n    date: 2026-11-20\n  ```\n"


def document(words, options, *, box=" ", title="Design", more="", separator=" ", flow=True, inputs=False):
    """A sign-off, with its options in a mapping or beside the kind."""
    if flow:
        rows = "signoff: {" + ", ".join(f"{key}: {value}" for key, value in options.items()) + "}\n"
        rows = rows.replace("'", "")
    else:
        rest = "".join(f"  {key}: {value}\n" for key, value in options.items() if key != "roles")
        rows = f"signoff: [{', '.join(options['roles'])}]\n{rest}"
    covers = "  inputs: in/**\n" if inputs else ""
    return f"# Release\n\n## {title}\n\n{more}- [{box}] {separator.join(words)}\n  ```check\n  {rows}{covers}  ```\n"


def covered(text, root=Path("/nowhere")):
    """What a signature of the last item covers."""
    item = read(text).items[-1]
    check = read_check(item.checks[0])
    kind = SignedItem(
        kind=check.kind,
        item=item,
        block=item.checks[0],
        signatures=(),
        proven={},
        policy=Policy(),
        project="",
    )
    return kind.covers(Workspace(root=root))[0]


@given(WORDS, OPTIONS, SEPARATORS, st.booleans(), st.integers(1, 99), st.data())
def test_formatting_never_lapses_a_signature(words, options, separator, flow, number, data):
    shuffled = {**options, "roles": data.draw(st.permutations(options["roles"]))}
    marked = [f"**{word}**" if data.draw(st.booleans()) else word for word in words]
    changed = document(
        marked,
        shuffled,
        box=data.draw(st.sampled_from(" xX")),
        title=f"{number}. Design",
        more=data.draw(st.sampled_from(["", "Prose.\n\n", "- [x] Another\n"])),
        separator=separator,
        flow=flow,
    )
    assume([plain_text(item.text) for item in read(changed).items][-1:] == [" ".join(words)])
    first = covered(document(words, options))
    assert covered(changed) == first
    assert covered(changed.replace("\n", "\r\n")) == first
    assert covered(changed + RECORD) == first


@given(WORDS, WORDS, OPTIONS, OPTIONS)
def test_other_words_and_options_always_do(words, others, options, rest):
    one, other = document(words, options), document(others, rest)
    same = " ".join(words) == " ".join(others) and {**options, "roles": set(options["roles"])} == {
        **rest,
        "roles": set(rest["roles"]),
    }
    assert (covered(one) == covered(other)) is same


PIECES = (*"ab1*_~`\\\"'<()[]-", " ", "\n  ", "**", "~~", "``", "&amp;", "<b>", "</b>", "[a](b)", "[a](c)")
INLINE = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
RENDERER = MarkdownIt("gfm-like", {"linkify": False})


def seen(text):
    """What a reader sees: the words, those that are struck out, and where links lead."""
    page = RENDERER.render(text)
    struck = re.findall(r"<s>(.*?)</s>", page, re.DOTALL)
    return [re.sub(r"<[^>]*>|[^a-z0-9]", "", part) for part in (page, *struck)], re.findall(r'href="([^"]*)"', page)


@given(INLINE, INLINE, st.sampled_from(["x{}y", "x\n\n  x{}y"]))
def test_what_a_reader_sees_otherwise_lapses(words, others, where):
    one, other = (f"- [ ] {where.format(text)}\n" for text in (words, others))
    assume(read(one).items and read(other).items)
    same = digest(read(one).items[0], []) == digest(read(other).items[0], [])
    assert not same or seen(one) == seen(other)


LINKS = st.lists(
    st.sampled_from(["a", "[a][d]", "[d]", "[d][]", "![a][e]", "`[d] c`", "\\[d] e", "[^f]", "[^g]"]), max_size=4
)
DEFINITIONS = st.lists(
    st.sampled_from(
        [
            *("[d]: x", "[d]: y", "[D]: <x> 'T'", "[e]: x (T)", "[e]: [d]", "[^f]: a b", "[^f]: [a][d] b", "[^f]: c"),
            *("[^g]: `a`\n\n    ```sh\n    a\n    ```", "[^g]: a\n\n    ```\n    a\n    ```", "b"),
        ]
    ),
    max_size=3,
    unique_by=lambda definition: definition[:4].lower(),  # the renderer takes the last footnote, GitHub the first
).map("\n\n".join)
WITH_FOOTNOTES = MarkdownIt("gfm-like", {"linkify": False}).use(footnote_plugin, inline=False)


def rendered(words, definitions):
    """The page of a text whose definitions stand behind it, without other paragraphs, and without marks of code."""
    page = WITH_FOOTNOTES.render(f"{words}\n\n{definitions}\n")
    return re.sub(r"<p>b</p>\n|</?code>", "", page)


@given(LINKS.map(" ".join), DEFINITIONS, LINKS.map(" ".join), DEFINITIONS)
def test_what_stands_elsewhere_is_covered_as_what_stands_there(words, definitions, others, rest):
    text, other = (
        f"- [ ] x {said}\n  ```check\n  file_exists: a\n  ```\n\n{end}\n"
        for said, end in ((words, definitions), (others, rest))
    )
    covers = digest(read(text).items[0], [])
    assert covers != digest(read(other).items[0], []) or rendered(words, definitions) == rendered(others, rest)
    formatted = mdformat.text(text, extensions={"gfm"})
    if WITH_FOOTNOTES.render(formatted) == WITH_FOOTNOTES.render(text):  # not all that it writes means the same
        assert digest(read(formatted).items[0], []) == covers


@given(st.lists(st.text("ab *_~`'\"\\<&", max_size=6), min_size=2, max_size=2))
def test_code_below_an_item_is_covered_as_it_is_written(codes):
    one, other = (read(f"- [ ] a\n\n  ~~~~~~~~\n  {code}\n  ~~~~~~~~\n").items[0] for code in codes)
    assert (digest(one, []) == digest(other, [])) is (codes[0] == codes[1])


@given(FILES, FILES)
def test_a_byte_of_a_covered_file_always_does(tmp_path_factory, before, after):
    def digest_of(files):
        root = tmp_path_factory.mktemp("tree")
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        return covered(document(["a"], {"roles": ["a"]}, inputs=True), root)

    assert (digest_of(before) == digest_of(after)) is (before == after)


@given(WORDS, OPTIONS, st.integers(1, 4))
def test_update_writes_no_record(words, options, number):
    text = document(words, options) + RECORD * number

    def records(some):
        return [record for item in read(some).items for record in item.records if record.kind is RecordKind.SIGNED]

    for marks in (True, False):
        after = update(text, marks=marks)
        assert [one.values for one in records(after)] == [one.values for one in records(text)]
        assert re.sub(r"\[[ x]\]", "[ ]", after) == text
