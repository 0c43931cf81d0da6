import pytest
from testing.documents import read

from mdcheck.document.completion import Completion, completions


@pytest.mark.parametrize(
    ("ticked", "countable", "percent"),
    [
        (0, 0, None),
        (0, 1, 0),
        (1, 1, 100),
        (1, 2, 50),
        (2, 3, 66),
        (199, 200, 99),
        (1, 101, 0),
        (57, 100, 57),
        (29, 50, 58),
    ],
)
def test_percent(ticked, countable, percent):
    assert Completion(ticked=ticked, countable=countable).percent == percent


TEXT = "- [x] a\n# T\n- [ ] b\n## A\n- [x] c\n- [ ] ~~d~~ no\n### B\n- [ ] e\n## C\n"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (None, {0: (2, 4), 2: (1, 3), 4: (1, 2), 7: (0, 1), 9: (0, 0)}),
        ({}, {0: (2, 4), 2: (1, 3), 4: (1, 2), 7: (0, 1), 9: (0, 0)}),
        ({"a/b/e": True, "a": False}, {0: (2, 4), 2: (2, 3), 4: (2, 2), 7: (1, 1), 9: (0, 0)}),
        ({"a/b/e": True, "nobody": True}, {0: (3, 4), 2: (2, 3), 4: (2, 2), 7: (1, 1), 9: (0, 0)}),
        ({"a/d": True}, {0: (3, 5), 2: (2, 4), 4: (2, 3), 7: (0, 1), 9: (0, 0)}),
    ],
    ids=["as it stands", "no marks", "marks", "a mark for nobody", "a mark makes a struck-through item done"],
)
def test_completions_by_the_line_of_the_heading(marks, expected):
    assert completions(read(TEXT).root, marks) == {line: Completion(*counts) for line, counts in expected.items()}
