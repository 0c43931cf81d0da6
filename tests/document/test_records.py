"""Records of people: fences `signed` and `waived` inside an item."""

import pytest
from testing.documents import read, update

from mdcheck.document.diagnostic import Level
from mdcheck.document.model import RecordKind

SIGNED = '- [x] a\n  ```signed\n  by: Ann\n  on: "2026-01-02"\n  ```\n'


def test_a_record_belongs_to_its_item():
    text = SIGNED + '- [ ] b\n  ~~~ waived\n  until: "2026-02-02"\n  ~~~\n  ```check\n  x: z\n  ```\n'
    checklist = read(text)
    first, second = checklist.items
    assert checklist.diagnostics == ()
    assert checklist.fences == ()
    assert [(one.kind, one.line, dict(one.values)) for one in first.records] == [
        (RecordKind.SIGNED, 2, {"by": "Ann", "on": "2026-01-02"})
    ]
    record = second.records[0]
    assert (record.kind, record.line, record.body) == (RecordKind.WAIVED, 7, 'until: "2026-02-02"\n')
    assert text[slice(*record.span)] == '  ~~~ waived\n  until: "2026-02-02"\n  ~~~'
    assert text[slice(*record.places["until",])] == "until"
    assert len(second.checks) == 1


def test_an_item_with_a_record_alone_is_manual():
    assert read(SIGNED).items[0].manual
    assert update(SIGNED, marks=False) == SIGNED


WRONG = {
    "under no item": ("```signed\nby: a\n```\n", [(1, 1, "stray-record")]),
    "in a plain list": ("- a\n  ```waived\n  by: a\n  ```\n", [(2, 3, "stray-record")]),
    "empty": ("- [ ] a\n  ```signed\n  ```\n", [(2, 1, "empty-record")]),
    "no mapping": ("- [ ] a\n  ```signed\n  a\n  ```\n", [(3, 3, "yaml")]),
    "malformed": ("- [ ] a\n  ```signed\n  by: {a\n  ```\n", [(3, 9, "yaml")]),
    "an alias": ("- [ ] a\n  ```signed\n  by: *a\n  ```\n", [(3, 7, "yaml")]),
    "a list of words": ("- [ ] a\n  ```signed\n  - a\n  ```\n", [(2, 1, "yaml")]),
    "an empty list": ("- [ ] a\n  ```signed\n  []\n  ```\n", [(2, 1, "empty-record")]),
    "never closed": ("- [ ] a\n  ```signed\n  by: a\n", [(2, 1, "unclosed-check")]),
    "words behind it": ("- [ ] a\n  ```signed by=a\n  by: a\n  ```\n", [(2, 1, "info-string")]),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_record(text, expected):
    checklist = read(text)
    assert [(one.line, one.column, one.code) for one in checklist.diagnostics] == expected
    assert all(one.level is Level.ERROR and one.message and one.fix for one in checklist.diagnostics)
    assert not any(item.records for item in checklist.items)


def test_every_scalar_is_a_text():
    text = (
        "- [ ] a\n  ```waived\n  until: 2026-01-09\n  by: no\n  reason: 012\n  at: 12:30\n  none: ~\n  empty:\n  ```\n"
    )
    (record,) = read(text).items[0].records
    assert record.values == {
        "until": "2026-01-09",
        "by": "no",
        "reason": "012",
        "at": "12:30",
        "none": "~",
        "empty": None,
    }


def test_a_list_holds_a_record_in_each_entry():
    text = "- [ ] a\n  ```signed\n  - by: Ann\n    date: 2026-01-02\n  - by: Bob\n  ```\n"
    first, second = read(text).items[0].records
    assert (first.values, second.values) == ({"by": "Ann", "date": "2026-01-02"}, {"by": "Bob"})
    assert (first.span, first.line) == (second.span, second.line) == (first.span, 2)
    assert [text[slice(*record.places["by",])] for record in (first, second)] == ["by", "by"]
    assert first.places["by",] < second.places["by",]
