"""Records of both sides of a merge: a union, in which none is lost."""

import pytest
from testing.documents import read

from mdcheck.document.merging.merge import merge, resolve
from mdcheck.document.merging.records import record_regions, union
from mdcheck.document.rewrite import ALL_NOTATIONS
from mdcheck.document.source import Source

ITEM = "- [ ] a\n  ```check\n  signoff: lead\n  ```\n"
NEXT = "- [ ] b\n"


def signed(*records, lead="  ", fence="```"):
    rows = [
        row
        for record in records
        for day, by, *more in [record.split()]
        for row in (f"- by: {by}", f"  date: {day}", *(f"  note: {word}" for word in more))
    ]
    return "".join(f"{lead}{row}\n" for row in (f"{fence}signed", *rows, fence)) if records else ""


def waived(*records):
    rows = (f"  ```waived\n  until: {day}\n  by: {by}\n  reason: r\n  ```\n" for day, by in map(str.split, records))
    return "".join(rows)


ADA, EVE, BOB = "2026-01-01 Ada", "2026-02-02 Eve", "2026-02-02 Bob"

SETS = {
    "one side signs": ((), (ADA,), (), (ADA,)),
    "both sign": ((), (EVE,), (ADA,), (ADA, EVE)),
    "on one day, by name": ((), (EVE,), (BOB,), (BOB, EVE)),
    "both brought the same": ((), (ADA, EVE), (ADA, BOB), (ADA, BOB, EVE)),
    "one more on each side": ((ADA,), (ADA, EVE), (ADA, BOB), (ADA, BOB, EVE)),
    "one is taken away": ((ADA, EVE), (ADA,), (ADA, EVE), (ADA,)),
    "each side takes another away": ((ADA, EVE), (ADA,), (EVE,), ()),
    "one is taken away, another added": ((ADA,), (), (ADA, EVE), (EVE,)),
    "one is taken away that the other side changed": ((ADA,), (), (f"{ADA} new",), (f"{ADA} new",)),
    "both changed one": ((ADA,), (f"{ADA} x",), (f"{ADA} y",), (f"{ADA} x", f"{ADA} y")),
    "both took it away": ((ADA,), (), (), ()),
}


def merged(base, ours, theirs):
    versions = (None if text is None else Source.from_text(text) for text in (base, ours, theirs))
    result = merge(*versions, lambda _: ALL_NOTATIONS)
    return result.source().text


@pytest.mark.parametrize("write", [signed, waived], ids=["list", "fences"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("base", "ours", "theirs", "wanted"), SETS.values(), ids=SETS)
def test_a_set_of_records(base, ours, theirs, wanted, write, end):
    if write is waived and any("x" in record or "new" in record for record in (*ours, *theirs)):
        ours, theirs, wanted = ([record[:14] + record[15:] for record in side] for side in (ours, theirs, wanted))
    base, ours, theirs, wanted = (
        (ITEM + write(*records) + NEXT).replace("\n", end) for records in (base, ours, theirs, wanted)
    )
    assert merged(base, ours, theirs) == wanted
    assert merged(base, theirs, ours) == wanted


QUOTED = "> - [ ] a\n>   ```check\n>   env: HOME\n>   ```\n"

CLEAN = {
    "an item is added behind a signed one": (
        ITEM,
        ITEM + signed(ADA),
        ITEM + "- [ ] c\n",
        ITEM + signed(ADA) + "- [ ] c\n",
    ),
    "the next item is removed": (ITEM + NEXT, ITEM + signed(ADA) + NEXT, ITEM, ITEM + signed(ADA)),
    "the item is reworded": (ITEM, ITEM + signed(ADA), ITEM.replace("a", "A"), ITEM.replace("a", "A") + signed(ADA)),
    "the item is ticked by its check": (
        ITEM,
        ITEM.replace("[ ]", "[x]") + signed(ADA),
        ITEM + signed(EVE),
        ITEM.replace("[ ]", "[x]") + signed(ADA, EVE),
    ),
    "the check is changed": (
        ITEM,
        ITEM + signed(ADA),
        ITEM.replace("lead", "head"),
        ITEM.replace("lead", "head") + signed(ADA),
    ),
    "a check is added": (
        ITEM,
        ITEM + signed(ADA),
        ITEM + "  ```check\n  env: HOME\n  ```\n",
        ITEM + signed(ADA) + "  ```check\n  env: HOME\n  ```\n",
    ),
    "a signature and a waiver": (
        ITEM,
        ITEM + waived(EVE),
        ITEM + signed(ADA),
        ITEM + signed(ADA) + waived(EVE),
    ),
    "both added the item": ("", ITEM + signed(ADA), ITEM + signed(EVE), ITEM + signed(ADA, EVE)),
    "in a block quote": (
        QUOTED,
        QUOTED + signed(EVE, lead=">   "),
        QUOTED + signed(ADA, lead=">   "),
        QUOTED + signed(ADA, EVE, lead=">   "),
    ),
    "a longer fence": (
        ITEM,
        ITEM + signed(EVE, fence="````"),
        ITEM + signed(ADA),
        ITEM + signed(ADA, EVE, fence="````"),
    ),
    "the same record in two spellings": (
        ITEM,
        ITEM + signed(ADA) + waived(EVE),
        ITEM + signed(ADA).replace("Ada", '"Ada"'),
        ITEM + signed(ADA).replace("Ada", '"Ada"') + waived(EVE),
    ),
    "a list and a record with a fence of its own": (
        ITEM,
        ITEM + signed(EVE, ADA),
        ITEM + "  ```signed\n  by: Bob\n  date: 2026-03-03\n  ```\n",
        ITEM + "  ```signed\n  by: Bob\n  date: 2026-03-03\n  ```\n" + signed(ADA, EVE),
    ),
    "a record on one line": (
        ITEM,
        ITEM + "  ```signed\n  [{by: Bob, date: 2026-03-03}]\n  ```\n",
        ITEM + signed(ADA),
        ITEM + "  ```signed\n  [{by: Bob, date: 2026-03-03}]\n  ```\n" + signed(ADA),
    ),
    "behind what is no place for a union": (
        ITEM + "\n" + signed(ADA),
        ITEM + "\n" + signed(ADA, EVE),
        ITEM + "\n" + signed(ADA, BOB),
        ITEM + "\n" + signed(ADA, BOB, EVE),
    ),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "wanted"), CLEAN.values(), ids=CLEAN)
def test_clean(base, ours, theirs, wanted):
    assert merged(base, ours, theirs) == wanted
    assert merged(base, theirs, ours) == wanted


APART = {
    "fences of other marks": (signed(ADA), signed(EVE, fence="~~~")),
    "fences indented otherwise": (signed(ADA), signed(EVE, lead="   ")),
    "several records on one line": (signed(ADA), "  ```signed\n  [{by: a, date: b}, {by: c, date: d}]\n  ```\n"),
    "an entry indented otherwise": (
        signed(ADA),
        signed(EVE).replace("- by: Eve\n    date", "-\n    by: Eve\n    date"),
    ),
    "no fence that ends": (signed(ADA), "  ```signed\n  by: Ada\n"),
    "no YAML": (signed(ADA), "  ```signed\n  by: [\n  ```\n"),
    "no record": (signed(ADA), "  ```signed\n  text\n  ```\n"),
    "lists of other indentation": (
        signed(ADA),
        signed(EVE).replace("  - by", "   - by").replace("    date", "     date"),
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), APART.values(), ids=APART)
def test_what_fits_into_no_fence_of_the_other_side_is_left_to_a_person(ours, theirs):
    found = union("", ours, theirs)
    assert found == union("", theirs, ours)
    assert found is None or all(line in found for line in (*ours.split("\n"), *theirs.split("\n")))
    text = merged(ITEM, ITEM + ours, ITEM + theirs)
    assert all(line in text.split("\n") for line in (*ours.split("\n"), *theirs.split("\n")))


def test_an_item_that_one_side_removed_and_the_other_signed_is_a_conflict():
    text = merged(ITEM + NEXT, NEXT, ITEM + signed(ADA) + NEXT)
    assert "<<<<<<< ours" in text
    assert signed(ADA) in text


def test_a_record_that_can_not_be_read_is_text_like_any_other():
    broken = "  ```signed\n  by: [\n  ```\n"
    assert record_regions(read(ITEM + broken)) == {}
    assert merged(ITEM + broken, ITEM + broken, ITEM + broken + NEXT) == ITEM + broken + NEXT


def test_the_last_line_of_a_document_without_an_end():
    ours = (ITEM + signed(ADA)).removesuffix("\n")
    assert record_regions(read(ours)) == {}
    assert signed(ADA) in merged(ITEM, ours, ITEM + NEXT)


def test_conflict_marks_inside_a_record():
    """As git leaves them where the merge driver is not set up."""
    both = [f"  - by: {by}\n    date: 2026-02-02\n" for by in ("Bob", "Eve")]
    marked = f"{ITEM}  ```signed\n<<<<<<< HEAD\n{both[1]}=======\n{both[0]}>>>>>>> theirs\n  ```\n{NEXT}"
    result = resolve(Source.from_text(marked), Source.from_text(ITEM + NEXT), lambda _: ALL_NOTATIONS)
    assert result is not None
    assert result.source().text == ITEM + signed(BOB, EVE) + NEXT


def test_a_thousand_records_on_each_side():
    days = [f"20{year}-0{month}-1{day}" for year in range(10, 99) for month in range(1, 10) for day in range(2)][:1500]
    one, other = [f"{day} Ada" for day in days[:1000]], [f"{day} Ada" for day in days[500:]]
    assert merged(ITEM, ITEM + signed(*one), ITEM + signed(*other)) == ITEM + signed(*(f"{day} Ada" for day in days))
