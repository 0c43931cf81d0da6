import subprocess

import pytest

from mdcheck.app.editor.definition import definitions
from mdcheck.app.editor.hover import hover

LIST = """\
# List

- [ ] First <b>
  ```check
  file_exists: docs/runbook.md
  severity: warning
  ```
- [ ] Second
  ```check bash timeout=10m needs=first
  ./run.sh
  ```
- [x] Third, by a person
- [ ] Fourth
  ```check
  value: package.json
  at: version
  every: {at: name}
  needs: [second, third-by-a-person]
  when: {file_exists: "*.json"}
  ```
  ```waived
  until: 2027-03-03
  by: Ada <ada@example.org>
  reason: later
  ```
- [ ] Fifth
  ```check
  signoff: tech-lead
  valid_for: 90d
  ```
  ```signed
  by: Ada <ada@example.org>
  date: 2026-12-01
  ```
"""
SETTINGS = 'roles = {tech-lead = ["ada@example.org"]}\n'


def at(editor, mark, shift=1, text=LIST):
    """What the pointer shows at a text, and what it is about."""
    document = editor.read(text)
    found = hover(document, text.index(mark) + shift)
    return None if found is None else (text[slice(*found.span)], found.text)


@pytest.mark.parametrize(
    ("mark", "about", "words"),
    [
        ("file_exists: docs", "file_exists", "**file_exists**: "),
        ("severity: w", "severity", "**severity**: `blocker`"),
        ("timeout=10m", "timeout", "**timeout**: "),
        ("value: p", "value", "value: package.json\n  at: version"),
        ("every: {", "every", "**every**: "),
        ("at: name", "at", "a place inside the value"),
        ('file_exists: "*', "file_exists", "**file_exists**: "),
        ("needs: [", "needs", "**needs**: "),
    ],
)  # fmt: skip
def test_a_key_explains_itself(editor, mark, about, words):
    found = at(editor, mark)
    assert found is not None
    assert found[0] == about
    assert words in found[1]


def test_an_item_shows_what_is_known_of_it(editor):
    editor.write({"mdcheck.toml": SETTINGS})
    _, text = at(editor, "First")
    assert "First &lt;b&gt;" in text
    assert "Last: it has not run on this machine" in text
    assert "Trust: needs none, it only looks" in text
    assert "not approved, so it would not run" in at(editor, "./run")[1]
    assert "a person ticks it" in at(editor, "Third")[1]
    text = at(editor, "Fourth")[1]
    assert "Waived until 2027-03-03 by Ada &lt;ada@example.org&gt;: later" in text.replace("\\", "")
    assert "Needs `third-by-a-person`: ticked" in text
    assert "Needs `second`: not known" in text
    text = at(editor, "Fifth")[1]
    assert "Signed by Ada" in text
    assert "on 2026-12-01, until 2027-03-01 (59 days left)" in text


def test_an_id_in_needs_shows_its_item(editor):
    assert at(editor, "third-by")[0] == "third-by-a-person"
    assert "Third, by a person" in at(editor, "third-by")[1]
    about, text = at(editor, "first\n")
    assert about == "first"
    assert "First" in text


def test_elsewhere_there_is_nothing_to_show(editor):
    assert at(editor, "# List") is None
    conflict = f"<<<<<<< a\n=======\n>>>>>>> b\n{LIST}"
    assert at(editor, "First", text=conflict) is None


def test_a_block_with_errors_says_so(editor):
    assert "It has errors" in at(editor, "First", text=LIST.replace("severity: warning", "severity: x"))[1]


def test_the_last_result(editor, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    (editor.root / "CHECKLIST.md").write_text(LIST)
    editor.write({"mdcheck.toml": SETTINGS})
    from mdcheck.cli import invoke

    monkeypatch.chdir(editor.root)
    invoke(["run", "--inert"])
    assert "docs/runbook.md does not exist" in at(editor, "First")[1].replace("\\", "")
    edited = LIST.replace("severity: warning", "severity: error")
    assert ", before the block was edited" in at(editor, "First", text=edited)[1]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("docs/runbook", [("docs/runbook.md", 1)]),
        ("package.json", [("package.json", 1)]),
        ("*.json", [("package.json", 1)]),
        ("second, third", [("CHECKLIST.md", 8)]),
        ("first\n", [("CHECKLIST.md", 3)]),
        ("./run.sh", [("run.sh", 1)]),
        ("First", []),
        ("10m", []),
        ("warning", []),
    ],
)
def test_where_a_word_leads_to(editor, mark, expected):
    editor.write({"docs/runbook.md": "", "package.json": "{}", "run.sh": ""})
    found = definitions(editor.read(LIST), LIST.index(mark) + 1)
    assert [(target.path.relative_to(editor.root).as_posix(), target.line) for target in found] == expected


@pytest.mark.parametrize(
    "lines",
    [
        "file_exists: a ^b.md",
        "file_exists: 'a^ b.md'",
        "file_exists: [x, a b^.md]",
        "file_exists:\n  - a b^.md",
        "file_exists: {paths: a b.^md}",
    ],
)
def test_a_name_with_blanks_leads_to_its_file(editor, lines):
    editor.write({"a b.md": ""})
    before, _, after = f"- [ ] A\n  ```check\n  {lines.replace(chr(10), chr(10) + '  ')}\n  ```\n".partition("^")
    (found,) = definitions(editor.read(before + after), len(before))
    assert found.path == editor.root / "a b.md"


def test_no_word_leads_out_of_the_repository(editor):
    (editor.root / "out").symlink_to("/etc")
    for path in ("../x", "../x y", "/etc/passwd", "out/passwd", ".git/config", "\x00"):
        text = LIST.replace("docs/runbook.md", path)
        assert definitions(editor.read(text), text.index(path)) == ()


def test_nothing_of_it_starts_a_check(editor, monkeypatch):
    ran = editor.root / "ran"
    text = LIST.replace("./run.sh", f"touch {ran}")
    for offset in range(0, len(text), 3):
        hover(editor.read(text), offset) if offset % 60 == 0 else None
    assert not ran.exists()
    assert subprocess.run(["git", "status", "--short"], cwd=editor.root, capture_output=True, check=True).stdout == b""
