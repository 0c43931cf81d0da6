"""Work grows like the document, whatever stands in it. Steps are counted, so a busy machine changes nothing.

Four times the text may take `LIMIT` times the steps: what is done once makes it less than 4, sorting a little more. A
square would make it 16.
"""

import random
from functools import partial

import pytest
from testing.documents import read
from testing.steps import growth

from mdcheck.document.blocks.info_string import read as read_info
from mdcheck.document.blocks.strict_yaml import load
from mdcheck.document.comparison import block_changes, match
from mdcheck.document.edits import apply, inverse
from mdcheck.document.lint import lint
from mdcheck.document.merging import conflicts, edit_path
from mdcheck.document.merging.alignment import changes
from mdcheck.document.merging.cells import lines_of
from mdcheck.document.merging.conflicts import ConflictStyle, Marks
from mdcheck.document.merging.merge import merge, resolve
from mdcheck.document.merging.normalized import bare
from mdcheck.document.merging.three_way import merge_lines
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source

LIMIT = 5.5


def every(_checklist):
    return ALL_NOTATIONS


def source(text):
    return Source.from_text(text, path="list.md")


def square(size):
    for _ in range(size):
        sum(1 for _ in range(size))


def square_in_c(size):
    queue = list(range(size))
    while queue:
        queue.remove(queue[-1])


@pytest.mark.parametrize("action", [square, square_in_c])
def test_a_square_is_seen(action):
    assert growth(action, 50) > 2 * LIMIT


def twisted(size):
    """Elements that occur once only between those that occur once between those that occur once …"""
    return [part for n in range(size) for part in (n, n - 1)], [part for n in range(size) for part in (n, -n, n - 1)]


def shuffled(size, seed):
    return random.Random(seed).sample(range(size), size)


def drawn(size, seed, letters):
    return random.Random(seed).choices(range(letters), k=size)


SEQUENCES = {
    "equal lines, changed now and then": lambda n: ([0] * n, [0 if at % 9 else at for at in range(n)]),
    "equal lines, changed now and then on both sides": lambda n: (
        [0 if at % 7 else at for at in range(n)],
        [0 if at % 9 else -at for at in range(n)],
    ),
    "fewer equal lines between others": lambda n: ([-1, *[0] * n, -2], [-3, *[0] * (n // 2), -4]),
    "two lines in turns": lambda n: ([*[0, 1] * n, 2], [*[1, 0] * (n // 2), 3]),
    "two lines, sorted the other way": lambda n: ([-1, *[0] * n, *[1] * n, -2], [-3, *[1] * n, *[0] * n, -4]),
    "three lines in turns, in another order": lambda n: ([-1, *[0, 1, 2] * n, -2], [-3, *[2, 1, 0] * n, -4]),
    "a permutation": lambda n: (list(range(n)), shuffled(n, 1)),
    "two permutations of pairs": lambda n: (2 * shuffled(n, 1), 2 * shuffled(n, 2)),
    "a reversal": lambda n: (list(range(n)), list(range(n))[::-1]),
    "a reversal of pairs": lambda n: ([at // 2 for at in range(n)], [at // 2 for at in range(n)][::-1]),
    "blocks moved": lambda n: (2 * list(range(n)), [*range(n // 2, n), *range(n), *range(n // 2)]),
    "nothing against much": lambda n: ([], list(range(n))),
    "little against much": lambda n: ([1, 0, 1, 0, 1], [2, *[0] * n, 3]),
    "nothing in common": lambda n: ([0] * n, [1] * n),
    "two letters at random": lambda n: (drawn(n, 1, 2), drawn(n, 2, 2)),
    "eight letters at random": lambda n: (drawn(n, 1, 8), drawn(n, 2, 8)),
    "many letters at random": lambda n: (drawn(n, 1, n // 4), drawn(n, 2, n // 4)),
    "long runs that end in a detour": lambda n: (
        [-1, *([0] * 20 + [1]) * (n // 5), -2],
        [-3, *([0] * 19 + [1]) * (n // 5), -4],
    ),
    "anchors at every depth": twisted,
}


@pytest.mark.parametrize("sequences", SEQUENCES.values(), ids=SEQUENCES.keys())
@pytest.mark.parametrize("swapped", [False, True])
def test_aligning(sequences, swapped, monkeypatch):
    """What bounds the search at a million lines shows at a thousand if it may take fewer steps for each."""
    monkeypatch.setattr(edit_path, "_STEPS", 2)
    assert growth(lambda size: changes(*sequences(size)[:: -1 if swapped else 1]), 300) < LIMIT


CHECK = "  ```check bash\n  ```\n"
BLOCKS = {
    "HTML blocks": "<div>\n\n",
    "fences": "```\na\n```\n",
    "reference definitions": "[a]: /u\n",
    "lazy lines": "> a\nb\n\n",
    "paragraphs": "a b\n\n",
    "blank lines": "\n",
    "items": "- [ ] a\n",
    "items with checks": f"- [ ] a\n{CHECK}",
    "items in quotes": "> - [ ] a\n",
    "headings with figures": "## a (0%)\n",
    "table rows": "|a|10%|\n",
    "reports": "<!-- mdcheck:report -->\n<!-- /mdcheck:report -->\n",
}


def spread(block, size, word, first, step):
    """So many blocks, and a line of its own before each `step`th from the `first`."""
    return "".join(f"{word} {at}\n{block}" if at % step == first else block for at in range(size))


VERSIONS = {
    "some edits on both sides": lambda block, size: (
        block * size,
        spread(block, size, "ours", 3, 10),
        spread(block, size, "theirs", 8, 10),
    ),
    "many removed on one side": lambda block, size: (block * size, "x\n" + block * (size // 2), block * size + "y\n"),
    "two sides that meet everywhere": lambda block, size: (
        spread(block, size, "base", 0, 2),
        spread(block, size, "ours", 0, 2),
        spread(block, size, "theirs", 0, 2),
    ),
    "without a base": lambda block, size: (
        None,
        spread(block, size, "ours", 3, 10),
        spread(block, size, "theirs", 8, 10),
    ),
}


def each(sizes, prepare):
    """What is needed for each size, made before steps are counted."""
    return {size: prepare(size) for size in sizes}


@pytest.mark.parametrize("name", ["blank lines", "paragraphs", "items with checks", "reports"])
@pytest.mark.parametrize("versions", VERSIONS.values(), ids=VERSIONS.keys())
def test_merging_lines(name, versions, monkeypatch):
    monkeypatch.setattr(edit_path, "_STEPS", 2)
    prepared = each(
        (60, 240),
        lambda size: [None if text is None else lines_of(read(text), every) for text in versions(BLOCKS[name], size)],
    )
    assert growth(lambda size: merge_lines(*prepared[size]), 60) < LIMIT


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_merging_documents(block):
    def merged(size):
        base, *sides = VERSIONS["some edits on both sides"](block, size)
        merge(source(base), *map(source, sides), every).source(Marks(style=ConflictStyle.DIFF3))

    assert growth(merged, 12) < LIMIT


MARKED = {
    "conflicts": "<<<<<<< a\n- [ ] a\n||||||| b\n- [x] a\n=======\n- [x] b\n>>>>>>> c\n",
    "conflicts in code": "```\n<<<<<<< a\na\n=======\nb\n>>>>>>> c\n```\n",
    "conflicts beside code": "```\na\n```\n<<<<<<< a\na\n=======\nb\n>>>>>>> c\n",
    "openings": "<<<<<<< a\n",
    "openings and middles": "<<<<<<< a\n=======\n",
    "an opening and middles": "=======\n",
}


@pytest.mark.parametrize("block", MARKED.values(), ids=MARKED.keys())
def test_resolving(block):
    assert growth(lambda size: resolve(source("<<<<<<< a\n" + block * size + ">>>>>>> c\n"), None, every), 12) < LIMIT
    assert growth(lambda size: resolve(source(block * size), None, every), 12) < LIMIT


@pytest.mark.parametrize("block", MARKED.values(), ids=MARKED.keys())
def test_finding_conflicts(block):
    texts = each((40, 160), lambda size: source(block * size))
    assert growth(lambda size: conflicts.find(texts[size]), 40) < LIMIT


def sections(title, items, size):
    return "".join(f"## {title} {at}\n" + "".join(f"- [ ] {item} {at}\n" for item in items) for at in range(size))


def check(body, **options):
    said = "".join(f" {key}={value}" for key, value in options.items())
    return f"  ```check bash{said}\n  {body}\n  ```\n"


COMPARED = {
    "the same": lambda n: ("- [ ] a\n" * n, "- [x] a\n" * n),
    "another order": lambda n: (
        "".join(f"- [ ] {at}\n" for at in range(n)),
        "".join(f"- [x] {at}\n" for at in reversed(range(n))),
    ),
    "equal words in another section": lambda n: ("## A\n" + "- [ ] a\n" * n, "## B\n" + "- [ ] a\n" * n),
    "equal words in other sections": lambda n: (sections("A", "a", n), sections("B", "a", n)),
    "reworded in one section": lambda n: (
        "".join(f"- [ ] {'a' * 99} {at}\n" for at in range(n)),
        "".join(f"- [ ] {'a' * 99}. {at}\n" for at in range(n)),
    ),
    "reworded in many sections": lambda n: (
        sections("A", ["one two", "three four"], n),
        sections("A", ["one. two", "four three"], n),
    ),
    "renamed sections": lambda n: (sections("Old", ["a", "b"], n), sections("New", ["a", "b"], n)),
    "renamed sections of pinned items": lambda n: (
        "".join(f"## Old {at}\n- [ ] {at}\n{check('x', id=f'i{at}')}" for at in range(n)),
        "".join(f"## New {at}\n- [ ] {at}\n{check('x', id=f'i{at}')}" for at in range(n)),
    ),
    "blocks of one item": lambda n: (
        "- [ ] a\n" + "".join(check(at) for at in range(n)),
        "- [ ] a\n" + "".join(check(-at, timeout="9s") for at in range(n)),
    ),
    "blocks of one item in another order": lambda n: (
        "- [ ] a\n" + "".join(check(at) for at in range(n)),
        "- [ ] a\n" + "".join(check(at) for at in reversed(range(n))),
    ),
}


@pytest.mark.parametrize("versions", COMPARED.values(), ids=COMPARED.keys())
def test_comparing(versions):
    prepared = each((60, 240), lambda size: [read(text) for text in versions(size)])

    def compared(size):
        before, after = prepared[size]
        matching = match(before.items, after.items)
        block_changes(before, after, matching)
        return [matching.moved(pair) for pair in matching.pairs]

    assert growth(compared, 60) < LIMIT


DOCUMENTS = {
    **{name: partial(str.__mul__, block) for name, block in BLOCKS.items()},
    "items of different words": lambda n: "".join(f"- [ ] a{at}\n" for at in range(n)),
    "items of many lines": lambda n: "- [ ] a\n" + "  a\n" * n,
    "nested items": lambda n: "".join("  " * (at % 40) + "- [ ] a\n" for at in range(n)),
    "nested sections": lambda n: "".join("#" * (at % 6 + 1) + " a (0%)\n- [ ] a\n" for at in range(n)),
    "sections that each close": lambda n: "# T\n" + "## a\n- [ ] a\n\nStatus: 10%\n\n" * n,
    "sections that a table names": lambda n: (
        "".join(f"## a {at}\n- [ ] a\n\n" for at in range(n))
        + "|s|Status|%|\n|-|-|-|\n"
        + "".join(f"|a {at}|⬜|5%|\n" for at in range(n))
    ),
    "sections of one name and a table": lambda n: "## a\n- [ ] a\n" * n + "\n|s|%|\n|-|-|\n" + "|a|5%|\n" * n,
    "table columns": lambda n: "# a\n- [ ] a\n\n|s|" + "%|" * n + "\n|-|" + "-|" * n + "\n|a|" + "1|" * n,
    "status lines": lambda n: "# a\n- [ ] a\n\n" + "Status: 10%\n" * n,
    "lines behind quotes": lambda n: "> " * 20 + "a\n" + "b\n" * n,
    "deep quotes": lambda n: ("> " * 40 + "- [ ] a\n") * n,
    "nested brackets": lambda n: "- [ ] " + "[" * n + "]" * n,
    "nested brackets in a heading": lambda n: "# " + "[" * n + "]" * n + " (5%)\n- [ ] a",
    "links by reference": lambda n: (
        "".join(f"- [ ] [a][{at}] [^{at}]\n{CHECK}" for at in range(n))
        + "".join(f"\n[{at}]: a\n[^{at}]: a b\n" for at in range(n))
    ),
    "check blocks of one item": lambda n: "- [ ] a\n" + CHECK * n,
    "check blocks with one id": lambda n: "- [ ] a\n" + check("a", id="a") * n,
    "check blocks of no item": lambda n: "```check bash\n```\n" * n,
    "needs": lambda n: "".join(f"- [ ] a\n{check('a', id=f'a{at}', needs=f'a{at - 1}')}" for at in range(n)),
    "comments that nothing closes": lambda n: "<!--\n" * n,
    "report marks that nothing closes": lambda n: "<!-- mdcheck:report -->\n" * n,
    "a report around items": lambda n: "<!-- mdcheck:report -->\n\n" + "- [ ] a\n" * n + "\n<!-- /mdcheck:report -->\n",
    "front matter": lambda n: "---\nmdcheck:\n" + "".join(f"  a{at}: 1\n" for at in range(n)) + "---\n- [ ] a\n",
    "a list in YAML": lambda n: "- [ ] a\n  ```check\n  file_exists: [" + "a, " * n + "b]\n  ```\n",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_reading(document):
    assert growth(lambda size: read(document(size)), 20) < LIMIT


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_what_is_made_of_a_document(document):
    prepared = each((40, 160), lambda size: read(document(size)))

    def used(size):
        checklist = prepared[size]
        lint(checklist, ALL_NOTATIONS)
        bare(checklist, every)
        lines_of(checklist, every)
        text = checklist.source.text
        edits = rewrite(checklist, {item.id: True for item in checklist.items}, region=("a", "b"))
        assert apply(apply(text, edits), inverse(text, edits)) == text

    assert growth(used, 40) < LIMIT


YAML = {
    "a list": lambda n: "a: [" + "b, " * n + "c]\n",
    "a list of lines": lambda n: "a:\n" + "- b\n" * n,
    "a mapping": lambda n: "".join(f"a{at}: b\n" for at in range(n)),
    "mappings in a list": lambda n: "a:\n" + "- b: c\n  d: e\n" * n,
    "a text of many lines": lambda n: "a: |\n" + "  b\n" * n,
    "a text in quotes": lambda n: 'a: "' + "b\\n" * n + '"\n',
    "a folded scalar": lambda n: "a: b\n" + "  c\n" * n,
    "comments": lambda n: "# a\n" * n + "a: b\n",
}


@pytest.mark.parametrize("text", YAML.values(), ids=YAML.keys())
def test_reading_yaml(text):
    assert growth(lambda size: load(text(size)), 40) < LIMIT


def test_reading_info_strings():
    assert growth(lambda size: read_info("check bash " + " ".join(f"a{at}='b c'" for at in range(size))), 100) < LIMIT
