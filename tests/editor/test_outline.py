from mdcheck.app.editor.document import Unreadable
from mdcheck.app.editor.outline import folds, hints, outline

LIST = """\
---
mdcheck: {figures: [heading]}
---
# List (0%)

- [x] One
  - [x] One a
  - [ ] One b
    ```check
    file_exists: x
    ```
- [ ] ~~Two~~ no

## Part

- [x] Three
  ```check
  file_exists: x
  ```
  ```waived
  until: 2027-03-03
  by: Ada Lovelace <ada@example.org>
  reason: later
  ```

## Empty [0/0]
"""


def shape(entries):
    return [(one.name, one.detail, one.line, one.last, shape(one.below)) for one in entries]


def test_sections_and_items_with_figures(editor):
    assert shape(outline(editor.read(LIST).opened.checklist)) == [
        (
            "List",
            "3/4, 75%",
            4,
            27,
            [
                ("One", "ticked", 6, 11, [("One a", "ticked", 7, 7, []), ("One b", "open, 1 check", 8, 11, [])]),
                ("Two no", "not applicable", 12, 13, []),
                ("Part", "1/1, 100%", 14, 25, [("Three", "ticked, 1 check", 16, 25, [])]),
                ("Empty", "", 26, 27, []),
            ],
        )
    ]


def test_blocks_fold(editor):
    assert list(folds(editor.read(LIST).opened.checklist)) == [(9, 11), (17, 19), (20, 24)]


def test_hints_show_figures_and_the_days_that_are_left(editor):
    found = [(hint.line, hint.text) for hint in hints(editor.read(LIST))]
    assert found == [(4, "now 3/4, 75%"), (14, "1/1, 100%"), (20, "61 days left")]


def test_hints_of_a_waiver_that_ends_or_has_ended(editor):
    texts = {"2027-01-01": "ends today", "2026-12-31": "ended 1 day ago", "2027-01-02": "1 day left", "soon": None}
    for day, text in texts.items():
        found = [hint.text for hint in hints(editor.read(LIST.replace("2027-03-03", day))) if hint.line == 20]
        assert found == ([text] if text else [])


def test_no_hint_beside_a_figure_that_is_right(editor):
    assert [hint.line for hint in hints(editor.read(LIST.replace("(0%)", "(75%)")))] == [14, 20]


def test_no_hints_in_a_document_with_conflicts(editor):
    assert list(hints(editor.read("<<<<<<< a\n# A\n=======\n# B\n>>>>>>> b\n- [ ] x\n"))) == []


def test_which_documents_are_checklists(editor):
    editor.write({"mdcheck.toml": 'files = ["docs/*.md"]\n', "docs/release.md": ""})
    plain, near = "- [ ] x\n[] y\n", "- [ ] x\n\n```check\nfile_exists: y\n```\n"
    for name, text, expected in [
        ("README.md", plain, False),
        ("README.md", "- [ ] x\n  ```check\n  file_exists: y\n  ```\n", True),
        ("README.md", near, True),
        ("README.md", "---\nmdcheck: {}\n---\n", True),
        ("CHECKLIST.md", plain, True),
        ("RELEASE_CHECKLIST.md", plain, True),
        ("docs/release.md", plain, True),
        ("docs/other/release.md", plain, False),
    ]:
        assert editor.read(text, name).wanted is expected, name


def test_without_a_repository_or_a_file(editor, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    document = editor.read("- [ ] x\n", folder / "no" / "CHECKLIST.md")
    assert document.opened.root == (folder / "no").resolve()
    assert not editor.read("- [ ] x\n", folder / "other.md").wanted


def test_what_can_not_be_read_says_so(editor):
    huge = editor.read("x" * (4 * 1024 * 1024 + 1))
    assert isinstance(huge, Unreadable)
    assert "larger than 4 MiB" in huge.diagnostic.message
    editor.write({"mdcheck.toml": "files = 3\n"})
    assert "mdcheck.toml" in editor.read("- [ ] x\n").diagnostic.message
