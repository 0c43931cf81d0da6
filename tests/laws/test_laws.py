"""What holds for every document. All of it on bytes, since text hides line ends."""

import re
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, normalize
from testing.documents import read, read_bytes, updated
from testing.hostile import documents, texts

from mdcheck.document.edits import apply, inverse
from mdcheck.document.figures import RATINGS, SIGNS
from mdcheck.document.lint import lint, needs_errors
from mdcheck.document.model import Quantity
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source
from mdcheck.errors import SourceError

REGION = ("", "| a | b |", "")
masks = st.integers(min_value=0, max_value=2**24)


def marks_of(checklist, mask):
    """A state for each item; the mask's bits say which."""
    return {item.id: bool(mask >> index % 24 & 1) for index, item in enumerate(checklist.items)}


def skeleton(data):
    """The document without all that mdcheck may change outside report regions."""
    text = re.sub(r"\[[ xX]\]", "[ ]", data.decode())
    text = re.sub("✅|⚠️|⬜", "✅", text)
    text = re.sub("Ready|Almost Ready|Needs Improvement|Critical", "Ready", text.replace("Almost Ready", "Ready"))
    text = re.sub(r" +(?=\|)|(?<=\|) +", " ", text)
    return re.sub("[0-9]+", "0", text)


def facts(checklist):
    """All that a document says, but for boxes and figures and the columns that these move."""
    return {
        "items": [(item.id, item.text, item.line, item.struck, item.section) for item in checklist.items],
        "checks": [
            (item.id, block.line, block.language, block.body, block.options, block.common)
            for item in checklist.items
            for block in item.checks
        ],
        "sections": [(part.title, part.level, part.line) for part in checklist.root.all_sections()],
        "figures": [
            (figure.notation, figure.line, figure.section.line, [quantity for _, quantity in figure.slots])
            for figure in checklist.figures
        ],
        "regions": [region.line for region in checklist.regions],
        "settings": checklist.settings,
        "diagnostics": [(found.line, found.code, found.message) for found in checklist.diagnostics],
    }


@given(documents)
def test_identity(data):
    source = Source.from_bytes(data, path="list.md")
    assert source.to_bytes() == data
    assert apply(source.text, ()) is source.text


@given(st.binary(max_size=64))
def test_bytes_are_a_document_or_a_source_error(data):
    try:
        assert Source.from_bytes(data, path="list.md").to_bytes() == data
    except SourceError as error:
        offset = int(re.search(r"offset (\d+)$", error.message)[1])
        data[:offset].decode()
        with pytest.raises(UnicodeDecodeError):
            data.decode()


@given(documents)
def test_lines_are_the_parsers(data):
    source = Source.from_bytes(data, path="list.md")
    state = StateCore(source.text, MarkdownIt(), {})
    normalize(state)
    lines = [source.line(index).replace("\0", "\ufffd") for index in range(len(source.starts))]
    assert lines == state.src.split("\n")


@given(documents, masks)
def test_reading_linting_and_rewriting_raise_nothing(data, mask):
    checklist = read_bytes(data)
    found = (*checklist.diagnostics, *lint(checklist, ALL_NOTATIONS), *needs_errors(checklist))
    assert all(1 <= one.line <= len(checklist.source.starts) and one.column >= 1 for one in found)
    rewrite(checklist, marks_of(checklist, mask), region=REGION)


def sort_of(text):
    """Which sort of text mdcheck may replace, always by text of the same sort."""
    if text in {" ", "x", "X"}:
        return "box"
    if re.fullmatch("[0-9]+", text):
        return "number"
    return {**dict.fromkeys(SIGNS.values(), "sign"), **{word: "rating" for _, word in RATINGS}}[text]


@given(documents, masks)
def test_locality(data, mask):
    checklist = read_bytes(data)
    text, marks = checklist.source.text, marks_of(checklist, mask)
    edits = rewrite(checklist, marks)
    assert skeleton(updated(data, marks)) == skeleton(data)
    blanks = {padding.blanks for figure in checklist.figures for padding in figure.padding}
    assert all(
        (text[slice(*edit.span)] + edit.text).strip(" ") == "" != edit.text for edit in edits if edit.span in blanks
    )
    edits = [edit for edit in edits if edit.span not in blanks]
    assert all(sort_of(text[slice(*edit.span)]) == sort_of(edit.text) != "box" or edit.text in " x" for edit in edits)
    places = {item.box for item in checklist.items} | {span for figure in checklist.figures for span, _ in figure.slots}
    assert {edit.span for edit in edits} <= places


@given(documents, masks)
def test_bytes_outside_the_edits_are_copied(data, mask):
    checklist = read_bytes(data)
    marks = marks_of(checklist, mask)
    rest, after = data, updated(data, marks)
    for edit in reversed(rewrite(checklist, marks)):
        text = checklist.source.text
        start = len(text[: edit.span.start].encode()) + (3 if checklist.source.bom else 0)
        end = start + len(text[slice(*edit.span)].encode())
        tail, rest = rest[end:], rest[:start]
        assert after.endswith(edit.text.encode() + tail)
        after = after[: len(after) - len(edit.text.encode() + tail)]
    assert after == rest


@given(documents, masks)
def test_boxes_of_manual_items_stay(data, mask):
    checklist = read_bytes(data)
    after = read_bytes(updated(data, marks_of(checklist, mask)))
    manual = [(item.line, item.ticked) for item in checklist.items if item.manual]
    assert [(item.line, item.ticked) for item in after.items if item.manual] == manual


@given(documents, masks)
def test_marks_are_obeyed(data, mask):
    checklist = read_bytes(data)
    marks = marks_of(checklist, mask)
    after = read_bytes(updated(data, marks))
    assert [item.ticked for item in after.items] == [
        item.ticked if item.manual else marks[item.id] for item in checklist.items
    ]


@given(documents, masks)
def test_idempotence(data, mask):
    marks = marks_of(read_bytes(data), mask)
    once = updated(data, marks)
    assert rewrite(read_bytes(once), marks) == ()
    assert rewrite(read_bytes(once), {}) == ()


@given(documents, masks)
def test_inverse_edits_restore_the_bytes(data, mask):
    checklist = read_bytes(data)
    text = checklist.source.text
    edits = rewrite(checklist, marks_of(checklist, mask), region=REGION)
    assert apply(apply(text, edits), inverse(text, edits)) == text


@given(documents)
def test_ticking_all_and_going_back_restores_the_bytes(data):
    """Figures aside, which are right afterwards and need not have been so before."""
    own = {item.id: item.ticked for item in read_bytes(data).items}
    ticked = updated(data, True, notations=frozenset())
    assert updated(ticked, own, notations=frozenset()) == data


@given(documents)
def test_unticking_all_and_going_back_costs_capitals_only(data):
    checklist = read_bytes(data)
    own = {item.id: item.ticked for item in checklist.items}
    text = checklist.source.text
    for item in checklist.items:
        if not item.manual and item.ticked:
            text = text[: item.box.start] + "x" + text[item.box.end :]
    lower = Source.from_text(text, bom=checklist.source.bom).to_bytes()
    unticked = updated(data, False, notations=frozenset())
    assert updated(unticked, own, notations=frozenset()) == lower


@given(documents, masks)
def test_figures_go_back_with_the_boxes(data, mask):
    """A figure that was right is written again as it was, but for zeros in front of it and blanks in their place."""
    checklist = read_bytes(data)
    own = {item.id: item.ticked for item in checklist.items}
    right = updated(data, own)
    back = updated(updated(right, marks_of(checklist, mask)), own)
    assert without_leading_zeros(back.lower()) == without_leading_zeros(right.lower())


def without_leading_zeros(data):
    return re.sub(rb" +(?=\|)|(?<=\|) +", b" ", re.sub(rb"(?<![0-9])0+(?=[0-9])", b"", data))


@given(documents, masks)
def test_aligned_columns_stay_aligned(data, mask):
    """A line of an aligned table is as long as before, unless a number needs more room than there is."""
    checklist = read_bytes(data)
    after = read_bytes(updated(data, marks_of(checklist, mask)))
    wide = {figure.line for figure in checklist.figures if all(one.aligned and room(one) > 2 for one in figure.padding)}
    for figure in checklist.figures:
        signs = any(quantity is Quantity.SIGN for _, quantity in figure.slots)
        if figure.padding and figure.line in wide and not signs and len(figure.padding) == 1:
            before, now = checklist.source.line(figure.line - 1), after.source.line(figure.line - 1)
            assert len(now) == len(before)


def room(padding):
    return padding.blanks.end - padding.blanks.start


@given(documents, masks)
def test_agreement(data, mask):
    checklist = read_bytes(data)
    assert facts(read_bytes(updated(data, marks_of(checklist, mask)))) == facts(checklist)


@given(documents, masks)
def test_report_regions_are_fixed_points_and_change_nothing_else(data, mask):
    checklist = read_bytes(data)
    marks = marks_of(checklist, mask)
    once = updated(data, marks, region=REGION)
    if not checklist.diagnostics:
        assert updated(once, marks, region=REGION) == once
    assert outside_regions(read_bytes(once)) == outside_regions(read_bytes(updated(data, marks)))


def outside_regions(checklist):
    text = checklist.source.text
    for region in reversed(checklist.regions):
        text = text[: region.span.start] + text[region.span.end :]
    return text


@given(texts(ends=["\n"]), st.sampled_from(["\r\n", "\r"]))
def test_line_ends_mean_nothing(text, end):
    assert facts(read(text.replace("\n", end))) == facts(read(text))
    assert updated(text.replace("\n", end).encode(), True) == updated(text.encode(), True).replace(b"\n", end.encode())


@given(texts())
def test_a_byte_order_mark_means_nothing(text):
    data = text.encode()
    assert facts(read_bytes(b"\xef\xbb\xbf" + data)) == facts(read_bytes(data)) or text.startswith("\ufeff")
    assert read_bytes(b"\xef\xbb\xbf" + data).source.bom


@given(documents)
def test_ids_are_unique_and_boxes_are_where_they_say(data):
    checklist = read_bytes(data)
    assert all(count == 1 for count in Counter(item.id for item in checklist.items).values())
    for item in checklist.items:
        start, end = item.box
        assert checklist.source.text[start - 1 : end + 1] in {"[ ]", "[x]", "[X]"}
        assert checklist.source.locate(start).line == item.line


@given(documents)
def test_check_blocks_are_closed_fences_and_know_their_places(data):
    """However deep they stand, and even at the end of a document without a final newline."""
    checklist = read_bytes(data)
    text = checklist.source.text
    for block in (block for item in checklist.items for block in item.checks):
        first, *_, last = re.split(r"\r\n?|\n", text[slice(*block.span)])
        fence = re.search("`{3,}|~{3,}", first)[0]
        assert last.lstrip(" \t>").rstrip(" \t").startswith(fence)
        for path, span in block.places.items():
            if len(path) == 1:
                assert text[slice(*span)].replace("\0", "\ufffd").strip("\"'").startswith(path[0])


@given(texts(ends=["\n"]), st.sampled_from([" (7%)", " (7% complete)", " [7%]", " [7/10]", " (7%) ##"]))
def test_ids_leave_figures_out(text, figure):
    lines = text.split("\n")
    heads = {part.line for part in read(text).root.all_sections() if part.level and lines[part.line - 1][:1] == "#"}
    bare = [re.sub(r"( [(\[][^ ]*[0-9%]+( complete)?[)\]])* *#*$", "", line) for line in lines]
    without, figured = (
        "\n".join(
            head[index] if index + 1 in heads and bare[index].strip("# \t") else line
            for index, line in enumerate(lines)
        )
        for head in (bare, [line + figure for line in bare])
    )
    assert [item.id for item in read(figured).items] == [item.id for item in read(without).items]
    assert [part.title for part in read(figured).root.all_sections()] == [
        part.title for part in read(without).root.all_sections()
    ]


@given(documents)
def test_every_list_item_is_a_task_or_a_plain_item(data):
    checklist = read_bytes(data)
    assume(not checklist.source.text.startswith("---"))
    tokens = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table").parse(checklist.source.text)
    opened = sorted(token.map[0] + 1 for token in tokens if token.type == "list_item_open")
    assert sorted([*checklist.plain_items, *(item.line for item in checklist.items)]) == opened
