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
    "malformed": ("- [ ] a\n  ```signed\n  by: no\n  ```\n", [(3, 7, "yaml")]),
    "never closed": ("- [ ] a\n  ```signed\n  by: a\n", [(2, 1, "unclosed-check")]),
    "words behind it": ("- [ ] a\n  ```signed by=a\n  by: a\n  ```\n", [(2, 1, "info-string")]),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_record(text, expected):
    checklist = read(text)
    assert [(one.line, one.column, one.code) for one in checklist.diagnostics] == expected
    assert all(one.level is Level.ERROR and one.message and one.fix for one in checklist.diagnostics)
    assert not any(item.records for item in checklist.items)
