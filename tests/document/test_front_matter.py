import pytest
from testing.documents import codes, read

from mdcheck.document.diagnostic import Level

NO_SETTINGS = {
    "no front matter": "# a\n",
    "another key": "---\ntitle: a\n---\n",
    "no key at all": "---\n---\n",
    "a key below another": "---\na:\n  mdcheck: b\n---\n",
    "a longer key": "---\nmdchecks: a\n---\n",
    "not at the top": "\n---\nmdcheck:\n---\n",
    "never closed": "---\nmdcheck:\n",
    "indented": " ---\nmdcheck:\n---\n",
    "words behind the mark": "--- a\nmdcheck:\n---\n",
    "text between thematic breaks": "---\n\nHello\n\n---\n",
    "a commented key": "---\n# mdcheck:\na: b\n---\n",
    "YAML that is not ours to mend": "---\ntitle: a: b\ndate: 2026-01-01\n---\n",
}


@pytest.mark.parametrize("text", NO_SETTINGS.values(), ids=NO_SETTINGS.keys())
def test_no_settings(text):
    checklist = read(text)
    assert (checklist.settings, checklist.diagnostics, checklist.adopted) == (None, (), False)
    assert checklist.settings_line == 0


SETTINGS = {
    "empty": ("---\nmdcheck:\n---\n", {}, 2),
    "null": ("---\nmdcheck: null\n---\n", {}, 2),
    "a mapping": (
        "---\nmdcheck:\n  figures: [status]\n  offline: true\n---\n",
        {"figures": ["status"], "offline": True},
        2,
    ),
    "a flow mapping": ("---\nmdcheck: {a: b}\n---\n", {"a": "b"}, 2),
    "among others": ("---\ntitle: a: b\non: no\nmdcheck:\n  a: b\ndate: 2026-01-01\n---\n", {"a": "b"}, 4),
    "closed by dots": ("---\nmdcheck:\n  a: b\n...\n", {"a": "b"}, 2),
    "carriage returns": ("---\r\nmdcheck:\r\n  a: b\r\n---\r\n", {"a": "b"}, 2),
    "lone carriage returns": ("---\rmdcheck:\r  a: b\r---\r", {"a": "b"}, 2),
    "blanks behind the mark": ("--- \t\nmdcheck:\n---  \n", {}, 2),
    "a blank line first": ("---\n\nmdcheck:\n  a: b\n---\n", {"a": "b"}, 3),
    "a comment first": ("---\n# a\nmdcheck:\n---\n", {}, 3),
    "a blank before the colon": ("---\nmdcheck :\n  a: b\n---\n", {"a": "b"}, 2),
    "blank lines and comments inside": ("---\nmdcheck:\n\n  a: b\n# c\n  d: e\nf: g\n---\n", {"a": "b", "d": "e"}, 2),
    "other keys are not ours to mend": ("---\nmdcheck:\n  a: b\nc : on\nX: on\n---\n", {"a": "b"}, 2),
    "no final newline": ("---\nmdcheck:\n---", {}, 2),
}


@pytest.mark.parametrize(("text", "settings", "line"), SETTINGS.values(), ids=SETTINGS.keys())
def test_settings(text, settings, line):
    checklist = read(text)
    assert (checklist.settings, checklist.settings_line, checklist.diagnostics) == (settings, line, ())
    assert checklist.adopted


WRONG = {
    "a word": ("---\nmdcheck: a\n---\n", (2, 1)),
    "a list": ("---\nmdcheck:\n  - a\n---\n", (2, 1)),
    "no blank behind the colon": ("---\nmdcheck:a\nb: c\n---\n", (2, 1)),
    "no blank behind the colon, and another behind it": ("---\nmdcheck:a: b\n---\n", (2, 1)),
    "twice": ("---\nmdcheck:\n  a: b\nc: d\nmdcheck:\n  e: f\n---\n", (5, 1)),
    "twice, below a blank line": ("---\n\nmdcheck:\n  a: b\nmdcheck:\n  e: f\n---\n", (5, 1)),
    "the same key twice": ("---\ntitle: x\nmdcheck:\n  a: b\n  a: c\n---\n", (5, 3)),
    "a doubtful word": ("---\nmdcheck:\n  a: 1\n  b: no\n---\n", (4, 6)),
    "an alias": ("---\nmdcheck: *a\n---\n", (2, 10)),
    "malformed": ("---\r\nmdcheck:\r\n  a: [b\r\n---\r\n", (3, 8)),
}


@pytest.mark.parametrize(("text", "place"), WRONG.values(), ids=WRONG.keys())
def test_wrong_settings_are_an_error_and_the_document_has_adopted(text, place):
    checklist = read(text)
    assert codes(text) == [(*place, "front-matter")]
    assert (checklist.settings, checklist.adopted) == ({}, True)
    assert all(found.level is Level.ERROR and found.message and found.fix for found in checklist.diagnostics)
    assert text.splitlines()[checklist.settings_line - 1].startswith("mdcheck")


@pytest.mark.parametrize(
    ("text", "adopted"),
    [
        ("# a\n- [ ] b\n", False),
        ("- [ ] b\n  ```check\n  file_exists: c\n  ```\n", True),
        ("- [ ] b\n  ```check\n  : malformed\n  ```\n", False),
        ("```check\nfile_exists: c\n```\n", False),
        ("---\nmdcheck:\n---\n", True),
    ],
)
def test_adopted(text, adopted):
    assert read(text).adopted is adopted
