"""What holds for every merge. On bytes where it can be: text hides line ends."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from testing.documents import read, read_bytes, update, updated
from testing.hostile import documents

from mdcheck.document.merging import conflicts
from mdcheck.document.merging.alignment import changes
from mdcheck.document.merging.cells import lines_of
from mdcheck.document.merging.conflicts import Conflict, ConflictStyle, Marks, Side
from mdcheck.document.merging.merge import merge, resolve
from mdcheck.document.merging.normalized import bare
from mdcheck.document.merging.three_way import merge_lines
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import ALL_NOTATIONS
from mdcheck.document.source import Source


def every(_checklist):
    return ALL_NOTATIONS


def source(data):
    return Source.from_bytes(data, path="list.md")


def merged(base, ours, theirs):
    return merge(None if base is None else source(base), source(ours), source(theirs), every)


def lines(data):
    return lines_of(read_bytes(data), every)


NEW = [b"- [ ] new\n", b"- [x] more\r\n", b"\n", b"## New (5%)\n", b"\r", b"no end"]
FLIPS = {b"[ ] ": b"[x] ", b"[x] ": b"[ ] ", b"[X] ": b"[ ] "}


@st.composite
def versions(draw):
    """Three documents that have much in common, as versions do."""
    base = draw(documents)
    return base, _edited(draw, base), _edited(draw, base)


def _edited(draw, data):
    """The document after some small edits: lines gone, doubled, put in, moved, and boxes, digits and words changed."""
    found = re.findall(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", data)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(found)))
        here = slice(at, at + 1)
        match draw(st.sampled_from(["remove", "double", "insert", "flip", "count", "word", "move"])):
            case "remove":
                del found[at : at + draw(st.integers(1, 2))]
            case "double":
                found[at:at] = found[here]
            case "insert":
                found[at:at] = [draw(st.sampled_from(NEW))]
            case "flip":
                found[here] = [re.sub(rb"\[[ xX]\] ", lambda box: FLIPS[box[0]], one) for one in found[here]]
            case "count":
                found[here] = [re.sub(rb"\d+(?=[%/])", b"42", one) for one in found[here]]
            case "word":
                found[here] = [re.sub(rb"a|item", b"word", one) for one in found[here]]
            case "move":
                found = found[at:] + found[:at]
    return b"".join(found)


@given(documents)
def test_lines_joined_are_the_text(data):
    assert "".join(line.text for line in lines(data)) == source(data).text
    assert all(line.showing(line.shown()) == line.text for line in lines(data))


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_changes_turn_one_sequence_into_the_other(old, new):
    result = list(old)
    for change in reversed(changes(old, new)):
        result[change.old : change.old_end] = new[change.new : change.new_end]
    assert result == new
    assert changes(old, old) == ()


@given(versions())
def test_one_side_alone(given_versions):
    base, other, _ = given_versions
    assert merged(base, other, base).source().to_bytes() == other
    assert merged(base, base, other).source().to_bytes() == other
    assert merged(base, other, other).source().to_bytes() == other


@given(versions())
def test_one_side_alone_line_by_line(given_versions):
    """The same without the short cut for equal versions."""
    base, other, _ = map(lines, given_versions)
    text = "".join(line.text for line in other)
    assert "".join(merge_lines(base, other, base)) == text
    assert "".join(merge_lines(base, base, other)) == text
    assert "".join(merge_lines(base, other, other)) == text
    assert "".join(merge_lines(None, other, other)) == text


def swapped(parts):
    return tuple(Conflict(part.theirs, part.base, part.ours) if isinstance(part, Conflict) else part for part in parts)


@given(versions(), st.booleans())
def test_swapping_the_sides_swaps_the_conflicts(given_versions, known):
    base, ours, theirs = given_versions
    one, other = merged(base if known else None, ours, theirs), merged(base if known else None, theirs, ours)
    assert swapped(one.parts) == other.parts
    assert one.bom == other.bom


def wording(text):
    """The lines without boxes, numbers, ratings and signs, and without the blanks that keep a column's width."""
    text = re.sub(r"\[[ xX]\]", "[ ]", text)
    text = re.sub("✅|⚠️|⬜", "✅", text)
    text = re.sub("Almost Ready|Ready|Needs Improvement|Critical", "Ready", text)
    text = re.sub(r"[ ]*\|[ ]*", "|", re.sub("[0-9]+", "0", text))
    return set(re.split(r"\r\n?|\n", text))


def outside_reports(document):
    """Reports are not a person's, and may be dropped."""
    checklist = parse(document)
    text = checklist.source.text
    for region in reversed(checklist.regions):
        text = text[: region.span.start] + text[region.span.end :]
    return wording(text)


@given(versions(), st.booleans())
def test_what_a_side_wrote_is_in_the_result(given_versions, known):
    base, ours, theirs = given_versions
    result = wording(merged(base if known else None, ours, theirs).source().text)
    for side in (ours, theirs):
        assert outside_reports(source(side)) - (wording(source(base).text) if known else set()) <= result


@given(versions())
def test_nothing_else_is_in_the_result(given_versions):
    base, ours, theirs = given_versions
    result = merged(base, ours, theirs)
    if not result.conflicts:
        assert wording(result.source().text) <= wording(source(ours).text) | wording(source(theirs).text)


@given(versions())
def test_a_clean_result_is_up_to_date(given_versions):
    base, ours, theirs = given_versions
    result = merged(base, ours, theirs)
    text = result.source().text
    if not result.conflicts and len({base, ours, theirs}) == 3 and read(text).adopted:
        assert update(text) == text


@given(versions())
def test_boxes_are_those_of_the_side_that_changed_them(given_versions):
    base, ours, theirs = map(read_bytes, given_versions)
    result = merge(base.source, ours.source, theirs.source, every)
    plain = all(len({item.text for item in one.items}) == len(one.items) for one in (base, ours, theirs))
    if result.conflicts or not plain:
        return
    before, one, other = ({item.text: item.ticked for item in each.items} for each in (base, ours, theirs))
    after = {item.text: item.ticked for item in read(result.source().text).items}
    for text in before.keys() & one.keys() & other.keys() & after.keys():
        if {before[text], one[text], other[text]} == {before[text]}:
            assert after[text] == before[text]


CHANGES = st.sampled_from(["nothing", "ours ticks", "theirs ticks", "both tick", "ours words", "theirs words"])


@given(st.lists(st.tuples(CHANGES, st.booleans(), st.booleans()), min_size=1, max_size=12), st.integers(1, 5))
def test_a_clean_result_is_the_union(items, size):
    """Whatever items two sides change, as long as they change different ones or tick the same."""

    def document(side):
        lines = ["---", "mdcheck:", "---", ""]
        for index, (change, ticked, checked) in enumerate(items):
            lines += [f"## S{index} (0%)", ""] if index % size == 0 else []
            mine = change.split()[0] in (
                side,
                "both",
                "ours" if side == "all" else "",
                "theirs" if side == "all" else "",
            )
            verb = change.split()[-1] if mine else ""
            box = "x" if ticked != verb.startswith("tick") else " "
            lines.append(f"- [{box}] item {index}{' anew' if verb == 'words' else ''}")
            lines += ["  ```check", "  file_exists: a", "  ```"] if checked else []
            lines += [""] if (index + 1) % size == 0 else []
        return update("\n".join(lines) + "\n").encode()

    result = merged(document("none"), document("ours"), document("theirs"))
    assert result.source().text.encode() == document("all")


@given(versions(), st.sampled_from(ConflictStyle))
@example((b"a\n", b"b\n", b"c"), ConflictStyle.MERGE)
def test_marked_conflicts_give_back_both_sides(given_versions, style):
    base, ours, theirs = given_versions
    result = merged(base, ours, theirs)
    marked = result.source(Marks(style=style))
    hunks = conflicts.find(marked)
    if not result.conflicts or len(hunks) != result.conflicts or any(hunk.ambiguous for hunk in hunks):
        return
    for which, index in ((Side.OURS, 0), (Side.THEIRS, 2)):
        wanted = "".join(_ended(part[index]) if isinstance(part, Conflict) else part for part in result.parts)
        wanted = Source.from_text(wanted, bom=result.bom).text
        assert _unended(conflicts.side(marked, hunks, which).text) == _unended(wanted)


def _ended(text):
    return text if not text or text.endswith(("\n", "\r")) else text + "\n"


def _unended(text):
    return text.replace("\r\n", "\n")


BOM = b"\xef\xbb\xbf"


def _without_marks(lines):
    """At the start of a document U+FEFF is its mark, and elsewhere a character: a merge may move it there."""
    return {line.lstrip("\ufeff") for line in lines}


@given(versions(), st.sampled_from(ConflictStyle))
@example((BOM, BOM, 3 * BOM), ConflictStyle.MERGE)
@example((b"a\n", 2 * BOM + b"b\n", b"c\n"), ConflictStyle.MERGE)
@example((BOM, b"- [ ] new\n" + 2 * BOM, 3 * BOM), ConflictStyle.DIFF3)
@example((BOM + b"x\n" + BOM + b"y\n", b"x\n" + BOM + b"y\n", BOM + BOM + b"y\n"), ConflictStyle.DIFF3)
def test_resolving_loses_no_line_of_a_side(given_versions, style):
    marked = merged(*given_versions).source(Marks(style=style))
    hunks = conflicts.find(marked)
    again = resolve(marked, None, every)
    if again is not None:
        before = source(given_versions[0]).text
        for which in (Side.OURS, Side.THEIRS):
            side = conflicts.side(marked, hunks, which)
            lost = _without_marks(outside_reports(side)) - _without_marks(wording(before))
            assert lost <= _without_marks(wording(again.source().text))


@given(documents)
def test_a_bare_document_does_not_tell_its_figures(data):
    checklist = read_bytes(data)
    shown = bare(checklist, every)
    assert shown == (bare(read_bytes(updated(data)), every) if checklist.adopted else checklist.source.text)


SIGNATURES = st.tuples(st.sampled_from(["2026-01-01", "2026-01-02"]), st.sampled_from("abc"), st.sampled_from("xy"))


def signed_by(signatures):
    """A document in which an item has these records, in this order."""
    lines = [f"  - by: {by}\n    date: {day}\n    note: {note}\n" for day, by, note in signatures]
    fence = "".join(["  ```signed\n", *lines, "  ```\n"]) if lines else ""
    return f"- [ ] item\n  ```check\n  signoff: lead\n  ```\n{fence}- [ ] next\n".encode()


RECORDS = st.lists(SIGNATURES, unique=True, max_size=5)


@given(st.lists(RECORDS, min_size=4, max_size=4))
def test_records_are_a_set(sides):
    """None that a side added is lost, and none comes back that a side took away."""
    base, one, other, third = map(signed_by, sides)
    result = merged(base, one, other)
    assert not result.conflicts
    before, mine, theirs = map(set, sides[:3])
    found = read(result.source().text).items[0].records
    assert {(record.values["date"], record.values["by"], record.values["note"]) for record in found} == (
        (mine & theirs) | (mine - before) | (theirs - before)
    )
    assert merged(base, other, one).parts == result.parts
    assert merged(base, one, one).source().to_bytes() == one

    def both(left, right):
        return merged(base, left, right).source().to_bytes()

    ordered = [signed_by(sorted(side)) for side in sides]
    base, one, other, third = ordered
    assert both(both(one, other), third) == both(one, both(other, third))
    assert both(both(one, other), other) == both(one, other) == both(one, both(one, other))
