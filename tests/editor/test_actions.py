"""What an editor changes has the bytes that the command line would write."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.app.adopt.adopt import Choice, adopted, look
from mdcheck.app.editor.actions import Change, changes, difference, repairs, work_out
from mdcheck.app.editor.actions import waive as waive_edits
from mdcheck.app.lint import fix
from mdcheck.app.session import Session
from mdcheck.app.sign import Signing, propose
from mdcheck.app.sign_write import sign
from mdcheck.app.waive import Waiving, waive
from mdcheck.document.edits import apply
from mdcheck.document.source import Source, Span
from mdcheck.errors import MdcheckError

LIST = """\
# List

- [ ] First
  ```check
  file_exists: x
  ```
- [ ] Second
  ```check bash timeout=10m
  true
  ```
"""
ENDS = pytest.mark.parametrize("end", ["\n", "\r\n"])


def done(editor, text, line, change, argument=""):
    document = editor.read(text)
    return apply(text, work_out(document, line, change, argument))


@ENDS
def test_all_repairs_are_those_of_lint_fix(editor, end):
    text = "# List\n\n-[ ] One\n- [ ] Two\n```check\nfile_exists: x\n```\n- [ ]Three\n"
    text = f"{text}  - [ ] Four\n    ```checks\n    a: b\n    ```\n".replace("\n", end)
    path = editor.root / "CHECKLIST.md"
    path.write_bytes(text.encode())
    after = done(editor, text, 1, Change.FIX_ALL)
    fix([str(path)], Session(editor.root, {}))
    assert path.read_bytes() == after.encode() != text.encode()


def test_each_repair_is_offered_on_its_line(editor):
    text = "# List\n\n-[ ] One\n- [ ] Two\n- [ ]Three\n"
    document = editor.read(text)
    found = list(repairs(document, Span(text.index("One"), text.index("One"))))
    assert [action.title.split()[0] for action in found] == ["Write", "Make"]
    assert apply(text, found[0].edits) == text.replace("-[ ] One", "- [ ] One")
    assert not list(repairs(editor.read("- [ ] One\n"), Span(0, 0)))
    assert not list(repairs(editor.read(f"<<<<<<< a\n=======\n>>>>>>> b\n{text}"), Span(0, 99)))


@ENDS
@pytest.mark.parametrize("quote", ["", "> "])
def test_pinning_an_id_changes_nothing_else(editor, end, quote):
    text = "".join(f"{quote}{line}\n" for line in LIST.split("\n")[2:-1]).replace("\n", end)
    first = done(editor, text, 1, Change.PIN)
    assert first == text.replace(f"file_exists: x{end}", f"file_exists: x{end}{quote}  id: first{end}")
    both = done(editor, first, 7, Change.PIN)
    assert both == first.replace("timeout=10m", "timeout=10m id=second")
    renamed = editor.read(both.replace("First", "Other words"))
    assert renamed.opened.checklist.items[0].id == "first"


def test_an_id_that_looks_like_a_number_is_written_in_quotes(editor):
    after = done(editor, LIST.replace("First", "123"), 3, Change.PIN)
    assert '  id: "123"\n' in after


def test_an_id_that_can_not_be_pinned_is_not(editor):
    with pytest.raises(MdcheckError, match="can't be written"):
        done(editor, LIST.replace("file_exists: x", "{file_exists: x}"), 3, Change.PIN)


def test_what_is_offered_on_a_line(editor):
    titles = [action.title for action in changes(editor.read(LIST), 5)]
    assert titles == ["Pin this id: first", "Waive for 7 days…", "Waive for 30 days…", "Waive for 90 days…"]
    pinned = LIST.replace("file_exists: x", "file_exists: x\n  id: mine")
    assert not any("Pin" in action.title for action in changes(editor.read(pinned), 5))
    assert not list(changes(editor.read(LIST), 1))
    assert [action.title for action in changes(editor.read("- [ ] by a person\n"), 1)] == ["Propose a check"]
    assert not list(changes(editor.read("- [ ] ~~by a person~~ no\n"), 1))
    assert not list(changes(editor.read(f"<<<<<<< a\n=======\n>>>>>>> b\n{LIST}"), 7))
    wrong = editor.read(LIST.replace("timeout=10m", "timeout=x"))
    assert [action.title for action in changes(wrong, 5)] == ["Pin this id: first"]
    assert not list(changes(editor.read(f"{LIST.replace('timeout=10m', 'timeout=x')}- [ ] by a person\n"), 11))


@ENDS
def test_a_waiver_is_what_the_command_writes(editor, end):
    subprocess.run(["git", "config", "user.name", "Ada"], cwd=editor.root, check=True)
    subprocess.run(["git", "config", "user.email", "ada@example.org"], cwd=editor.root, check=True)
    text = LIST.replace("\n", end)
    path = editor.root / "CHECKLIST.md"
    document = editor.read(text)
    given = Waiving("30d", "the vendor is late: see #4")
    edits = waive_edits(document, document.opened.checklist.items[0], given)
    path.write_bytes(text.encode())
    waive("first", [str(path)], document.session, given)
    assert path.read_bytes() == apply(text, edits).encode() != text.encode()


def test_a_waiver_without_a_reason_does_not_count(editor):
    subprocess.run(["git", "config", "user.name", "Ada"], cwd=editor.root, check=True)
    subprocess.run(["git", "config", "user.email", "ada@example.org"], cwd=editor.root, check=True)
    after = done(editor, LIST, 4, Change.WAIVE, "30d")
    assert "  until: 2027-01-31\n  by: Ada <ada@example.org>\n  reason: \n" in after
    assert [error.code for error in editor.read(after).opened.errors] == ["record"]
    assert not editor.read(after.replace("reason: ", "reason: late")).opened.errors


def test_a_limit_of_the_policy_is_kept(editor):
    subprocess.run(["git", "config", "user.name", "Ada"], cwd=editor.root, check=True)
    subprocess.run(["git", "config", "user.email", "ada@example.org"], cwd=editor.root, check=True)
    editor.write({"mdcheck.toml": 'waivers = {max = "14d"}\n'})
    assert done(editor, LIST, 4, Change.WAIVE, "7d") != LIST
    with pytest.raises(MdcheckError, match="more than 14 days"):
        done(editor, LIST, 4, Change.WAIVE, "30d")


SIGNED = """\
- [ ] The design holds
  ```check
  signoff: tech-lead
  valid_for: 90d
  ```
"""


@ENDS
def test_a_signature_is_what_the_command_writes(editor, end):
    subprocess.run(["git", "config", "user.name", "Ada"], cwd=editor.root, check=True)
    subprocess.run(["git", "config", "user.email", "ada@example.org"], cwd=editor.root, check=True)
    editor.write({"mdcheck.toml": 'roles = {tech-lead = ["ada@example.org"]}\n'})
    text = SIGNED.replace("\n", end)
    path = editor.root / "CHECKLIST.md"
    document = editor.read(text)
    assert [action.title for action in changes(document, 1)] == ["Sign…", "Pin this id: the-design-holds"]
    edits = work_out(document, 1, Change.SIGN, "")
    path.write_bytes(text.encode())
    proposals = propose([str(path)], document.session, Signing())
    sign(proposals, document.session, commit=False)
    assert path.read_bytes() == apply(text, edits).encode() != text.encode()
    assert "- [x] The design holds" in apply(text, edits)


def test_who_may_not_sign_is_told_so(editor):
    subprocess.run(["git", "config", "user.name", "Bob"], cwd=editor.root, check=True)
    subprocess.run(["git", "config", "user.email", "bob@example.org"], cwd=editor.root, check=True)
    editor.write({"mdcheck.toml": 'roles = {tech-lead = ["ada@example.org"]}\n'})
    with pytest.raises(MdcheckError, match="nothing that Bob"):
        done(editor, SIGNED, 1, Change.SIGN)


@ENDS
def test_a_proposed_check_is_what_adopt_writes(editor, end):
    editor.write({"docs/runbook.md": "x"})
    text = "- [ ] `docs/runbook.md` covers the top five alerts\n- [ ] The design is sound\n".replace("\n", end)
    path = editor.root / "CHECKLIST.md"
    path.write_bytes(text.encode())
    (candidate,) = look([str(path)], Session(editor.root, {}))
    expected = adopted(candidate, Choice(checks=frozenset({1}))).source.text
    assert done(editor, text, 1, Change.PROPOSE) == expected != text
    with pytest.raises(MdcheckError, match="propose no check"):
        done(editor, text, 2, Change.PROPOSE)


def test_a_check_that_needs_an_address(editor):
    with pytest.raises(MdcheckError, match="the address of the service"):
        done(editor, "- [ ] `GET /health` returns 200\n", 1, Change.PROPOSE)


def test_an_item_that_is_gone(editor):
    with pytest.raises(MdcheckError, match="no item"):
        done(editor, LIST, 1, Change.PIN)


@given(st.text("ab\n\r\u2028"), st.text("ab\n\r\u2028"))
def test_a_difference_makes_the_one_text_the_other(before, after):
    edits = difference(Source.from_text(before), Source.from_text(after))
    assert apply(before, edits) == after
    assert len(edits) == (before != after)
