"""`mdcheck adopt`: the numbers of a hand-written checklist, as far as figures go."""

import pytest

from mdcheck.cli.commands import adopt

TEXT = "# A (70%)\n\n- [x] a\n- [ ] b [/]\n  - [ ] c\n\nStatus: 5% (7 of 9)\n"
FRONT = "---\nmdcheck:\n  figures: [{}]\n---\n\n"


def test_it_shows_each_number_and_writes_nothing_unasked(folder):
    folder.write(TEXT)
    ended = folder.mdcheck("adopt", "CHECKLIST.md")
    assert ended.code == 0
    assert ended.out == (
        "CHECKLIST.md:1: # A (70%)\n"
        "  heading: 70; the boxes say 33 (1 of 3 ticked); not kept\n"
        "CHECKLIST.md:4: - [ ] b [/]\n"
        "  cookie: nothing; the boxes say 0/1 (0 of 1 ticked); kept\n"
        "CHECKLIST.md:7: Status: 5% (7 of 9)\n"
        "  status: 5; the boxes say 33 (1 of 3 ticked); left alone, since another number stands on its line\n"
        "CHECKLIST.md: 3 items without a check: no check is proposed, 3 left to people\n"
        "CHECKLIST.md: nothing was written; choose with `mdcheck adopt --figures heading,status CHECKLIST.md`\n"
    )
    assert folder.read() == TEXT


@pytest.mark.parametrize(
    ("figures", "written", "said"),
    [
        ("all", "heading, status, table, overall", "heading, status, table, overall kept"),
        ("heading, table", "heading, table", "heading, table kept"),
        ("none", "", "cookies alone kept"),
    ],
)
def test_a_choice_is_written(folder, figures, written, said):
    folder.write(TEXT)
    ended = folder.mdcheck("adopt", "--figures", figures, "CHECKLIST.md")
    assert (ended.code, folder.read()) == (0, FRONT.format(written) + TEXT)
    assert said in ended.out


def test_what_is_kept_is_brought_up_to_date(folder):
    folder.write(TEXT)
    folder.mdcheck("adopt", "--figures", "heading", "CHECKLIST.md")
    assert folder.mdcheck("update", "--offline", "--no-commit").code == 0
    assert folder.read() == FRONT.format("heading") + TEXT.replace("70%", "33%").replace("[/]", "[0/1]")


def test_a_choice_that_stands_already_is_not_changed(folder):
    text = "---\nmdcheck: {figures: [status]}\n---\n" + TEXT
    folder.write(text)
    ended = folder.mdcheck("adopt", "--figures", "all", "CHECKLIST.md")
    assert ended.code == 3
    assert "CHECKLIST.md:2: error: the front matter says already which figures are kept" in ended.err
    assert folder.read() == text


def test_nothing_to_choose(folder):
    folder.write("# A\n- [ ] a\n")
    said = folder.mdcheck("adopt", "CHECKLIST.md").out.splitlines()
    assert said[-1] == "CHECKLIST.md: nothing is left to choose"


def test_an_unknown_notation(folder):
    folder.write(TEXT)
    ended = folder.mdcheck("adopt", "--figures", "headings", "CHECKLIST.md")
    assert ended.code == 3
    assert "“headings” is no notation (did you mean “heading”?)" in ended.err


def test_a_person_is_asked(folder, monkeypatch):
    monkeypatch.setattr(adopt, "_can_ask", lambda: True)
    monkeypatch.setattr("click.confirm", lambda text, **_: "heading" in text)
    folder.write(TEXT)
    assert folder.mdcheck("adopt", "CHECKLIST.md").code == 0
    assert folder.read() == FRONT.format("heading") + TEXT


def test_a_front_matter_that_is_wrong_stays(folder):
    text = "---\nmdcheck: [a]\n---\n" + TEXT
    folder.write(text)
    ended = folder.mdcheck("adopt", "--figures", "all", "CHECKLIST.md")
    assert (ended.code, folder.read()) == (3, text)


def test_numbers_that_are_not_kept_are_told(folder):
    folder.write(TEXT)
    told = "2 numbers that may mean the boxes not kept; `mdcheck adopt CHECKLIST.md` shows them"
    assert told in " ".join(folder.mdcheck("status", "CHECKLIST.md").out.split())
    folder.write("---\nmdcheck:\n---\n" + TEXT)
    assert told in " ".join(folder.mdcheck("update", "--offline", "--no-commit").out.split())
    folder.write("---\nmdcheck: {figures: true}\n---\n" + TEXT)
    assert "not kept;" not in folder.mdcheck("status").out
    folder.write("---\nmdcheck: {figures: 7}\n---\n" + TEXT)
    assert folder.mdcheck("status").code == 0
