"""Three versions of a document and what becomes of them."""

import pytest

from mdcheck.document.merging.conflicts import Conflict, ConflictStyle, Marks
from mdcheck.document.merging.merge import _whole, merge, resolve
from mdcheck.document.model import Notation
from mdcheck.document.rewrite import ALL_NOTATIONS
from mdcheck.document.source import Source


def every(_checklist):
    return ALL_NOTATIONS


def source(text):
    bom = text.startswith("\ufeff")
    return Source.from_text(text.removeprefix("\ufeff"), path="list.md", bom=bom)


def merged(base, ours, theirs, notations=every, **marks):
    result = merge(None if base is None else source(base), source(ours), source(theirs), notations)
    return result.source(Marks(**marks)).to_bytes().decode()


def conflict(ours, theirs):
    return f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n"


CHECK = "  ```check\n  file_exists: a\n  ```\n"
ITEMS = "- [ ] a\n- [ ] b\n- [ ] c\n"

TABLE = """\
## a

- [{}] b
- [{}] c
  ```check
  file_exists: a
  ```

| Section | Completion |
| :------ | ---------: |
| a       | {} |
"""

CLEAN = {
    "a number in an aligned column": (
        TABLE.format(" ", " ", "        0%"),
        TABLE.format("x", " ", "       50%"),
        TABLE.format(" ", "x", "       50%"),
        TABLE.format("x", "x", "      100%"),
    ),
    "neighbouring boxes": (
        ITEMS,
        "- [x] a\n- [ ] b\n- [ ] c\n",
        "- [ ] a\n- [x] b\n- [ ] c\n",
        "- [x] a\n- [x] b\n- [ ] c\n",
    ),
    "the same box": (
        ITEMS,
        "- [x] a\n- [ ] b\n- [x] c\n",
        "- [x] a\n- [x] b\n- [ ] c\n",
        "- [x] a\n- [x] b\n- [x] c\n",
    ),
    "both ways": ("- [x] a\n- [ ] b\n", "- [ ] a\n- [ ] b\n", "- [x] a\n- [x] b\n", "- [ ] a\n- [x] b\n"),
    "one side opens the box, the other writes a capital letter": ("- [x] a\n", "- [ ] a\n", "- [X] a\n", "- [ ] a\n"),
    "a small and a capital letter": ("- [ ] a\n", "- [x] a\n", "- [X] a\n", "- [x] a\n"),
    "a capital letter stays": ("- [X] a\n- [ ] b\n", "- [X] a\n- [x] b\n", "- [x] a\n- [ ] b\n", "- [x] a\n- [x] b\n"),
    "neighbouring items worded anew": (
        ITEMS,
        "- [ ] A\n- [ ] b\n- [ ] c\n",
        "- [ ] a\n- [ ] B\n- [ ] c\n",
        "- [ ] A\n- [ ] B\n- [ ] c\n",
    ),
    "several items worded anew": (
        ITEMS,
        "- [ ] A\n- [ ] B\n- [ ] c\n",
        "- [ ] a\n- [ ] b\n- [ ] C\n",
        "- [ ] A\n- [ ] B\n- [ ] C\n",
    ),
    "a box beside a removed item": (ITEMS, "- [x] a\n- [ ] b\n- [ ] c\n", "- [ ] a\n- [ ] c\n", "- [x] a\n- [ ] c\n"),
    "a box beside a new item": (
        ITEMS,
        ITEMS + "- [ ] d\n",
        "- [ ] a\n- [ ] b\n- [x] c\n",
        "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n",
    ),
    "a check's box on a reworded line": (
        f"- [ ] a\n{CHECK}- [ ] b\n",
        f"- [ ] A\n{CHECK}- [ ] b\n",
        f"- [x] a\n{CHECK}- [ ] b\n",
        f"- [x] A\n{CHECK}- [ ] b\n",
    ),
    "a check's box on a removed line": (
        f"- [ ] a\n{CHECK}\n- [ ] b\n",
        "- [ ] b\n",
        f"- [x] a\n{CHECK}\n- [ ] b\n",
        "- [ ] b\n",
    ),
    "a tick that both made, of which one also worded": ("- [ ] a\n", "- [x] a\n", "- [x] A\n", "- [x] A\n"),
    "nothing on one side": ("", "", "- [ ] a", "- [ ] a"),
    "a byte order mark": (
        "- [ ] a\n- [ ] b\n",
        "\ufeff- [ ] a\n- [x] b\n",
        "- [x] a\n- [ ] b\n",
        "\ufeff- [x] a\n- [x] b\n",
    ),
    "line ends": ("- [ ] a\r\n- [ ] b", "- [ ] a\r\n- [x] b", "- [x] a\r\n- [ ] b", "- [x] a\r\n- [x] b"),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "wanted"), CLEAN.values(), ids=CLEAN)
def test_clean(base, ours, theirs, wanted):
    assert merged(base, ours, theirs) == wanted
    assert merged(base, theirs, ours) == wanted


WRITTEN = {
    "a box that a person ticked on a line that is no item any more": (
        "- [ ] a\n",
        "gone\n",
        "- [x] a\n",
        conflict("gone\n", "- [x] a\n"),
    ),
    "lines of which both sides wrote the first": (
        "a\n",
        "same\nours\n",
        "same\ntheirs\n",
        "same\n" + conflict("ours\n", "theirs\n"),
    ),
    "a wording on both sides": ("- [ ] a\n", "- [ ] A\n", "- [ ] aa\n", conflict("- [ ] A\n", "- [ ] aa\n")),
    "a box that a person ticked on a reworded line": (
        "- [ ] a\n",
        "- [x] a\n",
        "- [ ] A\n",
        conflict("- [x] a\n", "- [ ] A\n"),
    ),
    "a box that a person ticked on a removed line": (
        ITEMS,
        "- [ ] a\n- [x] b\n- [ ] c\n",
        "- [ ] a\n- [ ] c\n",
        "- [ ] a\n" + conflict("- [x] b\n", "") + "- [ ] c\n",
    ),
    "two new items in one place": (
        "- [ ] a\n",
        "- [ ] a\n- [ ] b\n",
        "- [ ] a\n- [ ] c\n",
        "- [ ] a\n" + conflict("- [ ] b\n", "- [ ] c\n"),
    ),
    "a new item among others that both added": (
        "x\n",
        "x\n- [ ] a\n- [ ] b\n",
        "x\n- [ ] a\n- [ ] c\n",
        "x\n- [ ] a\n" + conflict("- [ ] b\n", "- [ ] c\n"),
    ),
    "two lines of one check": (
        f"- [ ] a\n{CHECK}",
        f"- [ ] a\n{CHECK.replace(': a', ': b')}",
        f"- [ ] a\n{CHECK.replace(': a', ': c')}",
        "- [ ] a\n  ```check\n" + conflict("  file_exists: b\n", "  file_exists: c\n") + "  ```\n",
    ),
    "neighbouring lines of one item": (
        "- [ ] a\n  b\n  c\n",
        "- [ ] a\n  B\n  c\n",
        "- [ ] a\n  b\n  C\n",
        "- [ ] a\n" + conflict("  B\n  c\n", "  b\n  C\n"),
    ),
    "a number that no boxes make": (
        "## a (5%)\n",
        "## a (6%)\n",
        "## a (7%)\n",
        conflict("## a (6%)\n", "## a (7%)\n"),
    ),
    "no final newline": ("a", "b", "c", conflict("b\n", "c\n")),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "wanted"), WRITTEN.values(), ids=WRITTEN)
def test_what_people_wrote_on_both_sides(base, ours, theirs, wanted):
    assert merged(base, ours, theirs) == wanted


ADOPTED = "---\nmdcheck:\n---\n"


def test_figures_are_counted_anew():
    base = ADOPTED + "# L\n\nOverall Progress: 0%\n\n## a (0%)\n\n- [ ] a\n- [ ] b\n- [ ] c\n"
    ours = base.replace("- [ ] a", "- [x] a").replace("0%", "33%")
    theirs = base.replace("- [ ] c", "- [x] c").replace("0%", "34%")
    wanted = base.replace("- [ ] a", "- [x] a").replace("- [ ] c", "- [x] c").replace("0%", "66%")
    assert merged(base, ours, theirs) == wanted


def test_figures_wait_while_a_conflict_is_left():
    base = ADOPTED + "## a (0%)\n\n- [ ] a\n- [ ] b\n- [ ] c\n"
    ours = base.replace("- [ ] a", "- [x] a").replace("0%", "33%").replace("] b", "] B")
    theirs = base.replace("- [ ] c", "- [x] c").replace("0%", "34%").replace("] b", "] bb")
    wanted = ADOPTED + "## a (33%)\n\n- [x] a\n" + conflict("- [ ] B\n", "- [ ] bb\n") + "- [x] c\n"
    assert merged(base, ours, theirs) == wanted


@pytest.mark.parametrize("front", ["", ADOPTED], ids=["not adopted", "turned off"])
def test_a_figure_that_mdcheck_does_not_keep_is_a_persons(front):
    def kept(_checklist):
        return ALL_NOTATIONS - {Notation.HEADING} if front else ALL_NOTATIONS

    base = front + "## a (0%)\n\n- [ ] a\n"
    result = merged(base, base.replace("0%", "5%"), base.replace("0%", "6%"), kept)
    assert result == front + conflict("## a (5%)\n", "## a (6%)\n") + "\n- [ ] a\n"
    assert merged(base, base.replace("0%", "5%"), base.replace("[ ]", "[x]"), kept) == front + "## a (5%)\n\n- [x] a\n"


MARKED = "<!-- mdcheck:report -->\n{}<!-- /mdcheck:report -->\n\n- [ ] a\n" + CHECK
REPORTS = {
    "one side": ("\nold\n\n", "\nold\n\n", "\nnew\n\n", "\nnew\n\n"),
    "both sides alike": ("", "\nnew\n\n", "\nnew\n\n", "\nnew\n\n"),
    "both sides": ("\nold\n\n", "\nnew\n\n", "\nother\nlines\n\n", ""),
    "what an author wrote there": ("old\n", "# new\n", "# other\n", conflict("# new\n", "# other\n")),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "wanted"), REPORTS.values(), ids=REPORTS)
def test_reports(base, ours, theirs, wanted):
    texts = [MARKED.format(one) for one in (base, ours, theirs)]
    texts[1] += "\n- [x] b\n"
    assert merged(*texts) == MARKED.format(wanted) + "\n- [x] b\n"


TWO_WAY = {
    "a person's box": ("- [x] a\n- [ ] b\n", "- [ ] a\n- [ ] b\n", conflict("- [x] a\n", "- [ ] a\n") + "- [ ] b\n"),
    "a check's box is open": (f"- [x] a\n{CHECK}", f"- [ ] a\n{CHECK}", f"- [ ] a\n{CHECK}"),
    "a line of one side": ("- [ ] a\n- [ ] b\n", "- [ ] a\n", "- [ ] a\n" + conflict("- [ ] b\n", "")),
    "blank lines don't hold sides together": ("a\n\nb\n", "c\n\nd\n", conflict("a\n\nb\n", "c\n\nd\n")),
    "figures": (f"## a (0%)\n\n- [x] a\n{CHECK}", f"## a (7%)\n\n- [x] a\n{CHECK}", f"## a (100%)\n\n- [x] a\n{CHECK}"),
}


@pytest.mark.parametrize(("ours", "theirs", "wanted"), TWO_WAY.values(), ids=TWO_WAY)
def test_without_a_base(ours, theirs, wanted):
    assert merged(None, ours, theirs) == wanted


def test_styles_show_what_both_began_with():
    result = merged("- a\n- b\n", "- a\n- c\n", "- a\n- d\n", style=ConflictStyle.ZDIFF3, size=9)
    assert result == "- a\n<<<<<<<<< ours\n- c\n||||||||| base\n- b\n=========\n- d\n>>>>>>>>> theirs\n"


def test_marks_have_the_line_ends_of_the_file():
    assert merged("a\r\n", "b\r\n", "c\r\n") == conflict("b\n", "c\n").replace("\n", "\r\n")


RESOLVED = {
    "a base in the marks": (
        "<<<<<<< A\n- [x] a\n- [ ] b\n||||||| C\n- [ ] a\n- [ ] b\n=======\n- [ ] a\n- [x] b\n>>>>>>> B\n",
        "- [x] a\n- [x] b\n",
    ),
    "no base": (
        "<<<<<<< A\n- [x] a\n- [ ] b\n=======\n- [ ] a\n- [x] b\n>>>>>>> B\n",
        "<<<<<<< A\n- [x] a\n- [ ] b\n=======\n- [ ] a\n- [x] b\n>>>>>>> B\n",
    ),
    "part of it": (
        f"<<<<<<< A\n- [x] a\n{CHECK}- [ ] b\n=======\n- [ ] a\n{CHECK}- [ ] c\n>>>>>>> B\n",
        f"- [ ] a\n{CHECK}<<<<<<< A\n- [ ] b\n=======\n- [ ] c\n>>>>>>> B\n",
    ),
    "two": (
        "<<<<<<< A\na\n||||||| C\nb\n=======\nb\n>>>>>>> B\nc\n<<<<<<< A\nd\n||||||| C\nd\n=======\ne\n>>>>>>> B\n",
        "a\nc\ne\n",
    ),
    "what a person has settled already": (
        "- [x] a\n<<<<<<< A\nb\n||||||| C\nb\n=======\nd\n>>>>>>> B\n",
        "- [x] a\nd\n",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), RESOLVED.values(), ids=RESOLVED)
def test_resolve(text, wanted):
    labels = Marks().labels._replace(ours="A", theirs="B")
    assert resolve(source(text), None, every).source(Marks(labels=labels)).text == wanted


def test_resolve_with_a_base_from_elsewhere():
    text = "new\n<<<<<<< A\n- [x] a\n- [ ] b\n=======\n- [ ] a\n- [x] b\n>>>>>>> B\n"
    assert resolve(source(text), source("- [ ] a\n- [ ] b\n"), every).source().text == "new\n- [x] a\n- [x] b\n"


def test_resolve_does_not_guess_where_a_side_ends():
    text = "<<<<<<< A\nTitle\n=======\n=======\nOther\n>>>>>>> B\n"
    assert resolve(source(text), None, every) is None


@pytest.mark.parametrize("block", ["- [ ] a\n", "text\n\n", "```\na\n```\n", "[a]: /u\n"])
def test_edits_among_lines_that_are_all_alike_do_not_meet(block):
    """There were too many to compare each with each, so all became one conflict."""

    def document(*sides):
        return "".join((f"{at}: {at % 20}\n\n" if at % 20 in sides else "") + block for at in range(2400))

    result, wanted = merged(document(), document(3), document(12)), document(3, 12)
    # Which of two equal lines stands in front of a new one, nobody can tell.
    assert sorted(result.splitlines()) == sorted(wanted.splitlines())
    assert [line for line in result.splitlines() if ":" in line] == [
        line for line in wanted.splitlines() if ":" in line
    ]


RUNNING = {
    "lines": (("a\n", "b\r", "\r\n", "c"), True),
    "a line without an end in front of another": (("a", "b\n"), False),
    "two halves of a line end": (("a\r", "\n"), False),
    "a conflict behind half a line end": (("a\r", Conflict("\n", "", "b\n")), True),
    "a conflict in front": ((Conflict("a", "", "b"), "\n"), True),
}


@pytest.mark.parametrize(("parts", "wanted"), RUNNING.values(), ids=RUNNING)
def test_lines_that_run_together_are_seen(parts, wanted):
    assert _whole(parts) is wanted
