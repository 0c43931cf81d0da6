"""`mdcheck adopt`: checks that the words of items propose, and what becomes of them."""

import json
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from testing.terminal import Terminal

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "adopt-1.json").read_text(encoding="utf-8"))
LIST = """\
# Release

- [ ] `docs/runbook.md` covers the top five alerts
- [x] `LICENSE` exists
- [ ] Tests pass (`pytest -q`)
- [ ] Set `DATABASE_URL`
- [ ] The design is sound
"""
FILES = {
    "docs/runbook.md": "Restart it.\n",
    "LICENSE": "MIT\n",
    "app.py": 'import os\n\nURL = os.environ["DATABASE_URL"]\n',
}
CHECKS = """\
# Release

- [ ] `docs/runbook.md` covers the top five alerts
  ```check
  file_exists: docs/runbook.md
  tick: person
  ```
- [x] `LICENSE` exists
  ```check
  file_exists: LICENSE
  ```
- [ ] Tests pass (`pytest -q`)
  ```check bash
  pytest -q
  ```
- [ ] Set `DATABASE_URL`
  ```check
  env: DATABASE_URL
  ```
- [ ] The design is sound
"""


@pytest.fixture
def repository(project, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    project.write(LIST)
    for name, text in FILES.items():
        project.write(text, name)
    project.commit_all()
    return project


def test_the_page_shows_each_proposal_and_writes_nothing(repository):
    ended = repository.mdcheck("adopt")
    assert (ended.code, ended.err, repository.read()) == (0, "", LIST)
    assert ended.out.startswith(
        "CHECKLIST.md:4: [x] `LICENSE` exists\n"
        "  │ ```check\n"
        "  │ file_exists: LICENSE\n"
        "  │ ```\n"
        "  passes now: LICENSE\n"
        "  does not show that it says what it should\n"
        "CHECKLIST.md:3: [ ] `docs/runbook.md` covers the top five alerts\n"
        "  │ ```check\n"
        "  │ file_exists: docs/runbook.md\n"
        "  │ tick: person\n"
        "  │ ```\n"
        "  passes now: evidence is there; tick it if it holds (docs/runbook.md)\n"
        "  does not show what docs/runbook.md says\n"
        "CHECKLIST.md:5: [ ] Tests pass (`pytest -q`)\n"
        "  │ ```check bash\n"
        "  │ pytest -q\n"
        "  │ ```\n"
        "  runs code: it was not tried, and runs only once you trust it\n"
    )
    assert "  fails now: DATABASE_URL is not set\n" in ended.out
    assert "5 items without a check: 4 checks proposed, 2 of them pass now, 1 runs code, 1 left to" in ended.out
    assert "\n--- a/CHECKLIST.md\n+++ b/CHECKLIST.md\n@@ " in ended.out
    assert "\nCHECKLIST.md: nothing was written; write with `mdcheck adopt --write 4,3,5 CHECKLIST.md`" in ended.out


def test_a_tick_that_a_check_would_take_away_is_told(repository):
    repository.write("- [x] Signed off by security\n- [x] Set `DATABASE_URL`\n")
    page = repository.mdcheck("adopt").out
    assert "  is pending now, so `mdcheck update` would untick it: nobody has signed" in page
    assert "  fails now, so `mdcheck update` would untick it: DATABASE_URL is not set\n" in page
    assert repository.mdcheck("adopt", "--write", "all").code == 0
    assert repository.mdcheck("lint").code == 0


def test_a_role_of_the_policy_is_named(repository):
    repository.write('[roles]\nsecurity = ["ada@example.org"]\n', "mdcheck.toml")
    repository.write("- [ ] Signed off by the security team\n")
    assert "  │ signoff: security\n" in repository.mdcheck("adopt").out


@pytest.mark.parametrize("args", [("--write", "all"), ("--write", "3,4,5,6"), ("--write", "3", "4", "5", "6")])
def test_accepted_ones_are_written_and_nothing_else_changes(repository, args):
    ended = repository.mdcheck("adopt", *args)
    assert (ended.code, ended.err, repository.read()) == (0, "", CHECKS)
    assert "wrote 4 checks\nnext: `mdcheck run CHECKLIST.md` shows what they say" in ended.out


def test_only_what_was_chosen_is_written(repository):
    assert repository.mdcheck("adopt", "--write", "CHECKLIST.md:4").code == 0
    text = repository.read()
    assert text == LIST.replace("exists\n", "exists\n  ```check\n  file_exists: LICENSE\n  ```\n")


def test_what_was_shown_is_what_run_says_and_nothing_is_proposed_again(repository):
    shown = json.loads(repository.mdcheck("adopt", "--format", "json").out)["files"][0]["checks"]
    repository.mdcheck("adopt", "--write", "all")
    assert repository.mdcheck("lint").code == 0
    report = json.loads(repository.mdcheck("run", "--inert", "--format", "json").out)
    said = {
        item["text"]: (check["outcome"], check["message"])
        for item in report["files"][0]["items"]
        for check in item["checks"]
        if not check["left_out"]
    }
    assert said == {one["text"]: (one["outcome"], one["message"]) for one in shown if not one["executable"]}
    again = json.loads(repository.mdcheck("adopt", "--format", "json").out)["files"][0]
    assert (again["checks"], again["manual"]) == ([], 1)


def test_the_json_is_as_its_schema_says(repository):
    Draft202012Validator.check_schema(SCHEMA)
    repository.write(LIST + "- [ ] `GET /health` returns 200\n\nStatus: 5% complete\n\n- ✅ a\n- ❌ b\n")
    found = json.loads(repository.mdcheck("adopt", "--format", "json").out)
    Draft202012Validator(SCHEMA).validate(found)
    assert found.keys() == SCHEMA["properties"].keys()
    assert found["files"][0].keys() == SCHEMA["$defs"]["file"]["properties"].keys()
    for part in ("number", "box", "check"):
        key = {"box": "boxes"}.get(part, f"{part}s")
        assert found["files"][0][key][0].keys() == SCHEMA["$defs"][part]["properties"].keys()
    assert found["files"][0]["need_address"] == [8]


@pytest.mark.parametrize("name", ["CHECKLIST.md", 'docs/läuft alles? "ja".md'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_patch_is_one_for_git(repository, name, end, bom):
    text = (bom + LIST.removesuffix("\n")).replace("\n", end)
    repository.write(text, name)
    patch = repository.mdcheck("adopt", "--patch", name)
    assert (patch.code, patch.err) == (0, "")
    repository.write(patch.out, "adopt.patch")
    assert repository.mdcheck("adopt", "--write", "all", name).code == 0
    written = repository.read(name)
    repository.write(text, name)
    repository.git("apply", "adopt.patch")
    assert repository.read(name) == written != text


def test_a_patch_of_some(repository):
    patch = repository.mdcheck("adopt", "--patch", "--write", "4").out
    assert [line for line in patch.splitlines() if line.startswith("+ ")] == [
        "+  ```check",
        "+  file_exists: LICENSE",
        "+  ```",
    ]
    repository.write("- [ ] The design is sound\n")
    ended = repository.mdcheck("adopt", "--patch")
    assert (ended.code, ended.out, ended.err) == (0, "", "nothing is proposed, so the patch is empty\n")


@pytest.mark.parametrize(
    ("args", "said", "fix"),
    [
        (("--write", "7"), "--write: error: nothing is proposed for line 7", "name one of 3, 4, 5, 6"),
        (("--write", "x"), "--write: error: “x” is no line", "write the lines of items"),
        (("--write", "OTHER.md:3"), "nothing is proposed for line OTHER.md:3", "run `mdcheck adopt CHECKLIST.md` to"),
        (("--address", "staging"), "--address: error: “staging” is no address of a service", "https://staging"),
        (("--address", "http://a b/"), "is no address of a service", "https://staging"),
        (("--address", "http://[::"), "is no address of a service", "https://staging"),
    ],
)
def test_a_choice_that_is_none(repository, args, said, fix):
    ended = repository.mdcheck("adopt", *args)
    assert (ended.code, ended.out, repository.read()) == (3, "", LIST)
    assert said in ended.err
    assert fix in ended.err


def test_a_line_that_needs_an_address(repository):
    repository.write("- [ ] HTTPS enabled\n")
    ended = repository.mdcheck("adopt", "--write", "1")
    assert ended.code == 3
    assert "--write: error: the item of line 1 needs the address of the service\n  fix: name it: --address" in ended.err
    assert repository.mdcheck("adopt", "--address", "https://staging.example.org", "--write", "1").code == 0
    assert repository.read() == "- [ ] HTTPS enabled\n  ```check\n  tls: staging.example.org\n  ```\n"


def test_several_files(repository):
    repository.write(LIST, "MORE_CHECKLIST.md")
    ended = repository.mdcheck("adopt", "--write", "4")
    assert ended.code == 3
    assert "line 4 has a proposal in 2 files" in ended.err
    assert "name the file, as in CHECKLIST.md:4" in ended.err
    assert repository.mdcheck("adopt", "--write", "MORE_CHECKLIST.md:4,CHECKLIST.md:6").code == 0
    assert "file_exists: LICENSE" in repository.read("MORE_CHECKLIST.md")
    assert "env: DATABASE_URL" in repository.read()


def test_boxes_are_made_on_demand(repository):
    text = "- ✅ Backups\n- ❌ Restore\n- [✔] Named\n- [ x ] Near\n"
    repository.write(text)
    page = repository.mdcheck("adopt").out
    assert "CHECKLIST.md:1: - ✅ Backups\n  no box yet: - [x] Backups\n" in page
    assert "make boxes with `mdcheck adopt --write boxes CHECKLIST.md`" in page
    assert repository.mdcheck("adopt", "--write", "all").code == 0
    assert repository.read() == text
    assert repository.mdcheck("adopt", "--write", "2").code == 0
    assert repository.read() == text.replace("❌ R", "[ ] R")
    assert repository.mdcheck("adopt", "--write", "boxes").code == 0
    assert repository.read() == "- [x] Backups\n- [ ] Restore\n- [x] Named\n- [x] Near\n"


def test_a_person_is_asked_for_each(repository):
    with Terminal(repository.root, "adopt", "CHECKLIST.md") as terminal:
        terminal.until("put this check below line 4? 4 left: [y]es, [n]o, [d]iff, [q]uit (Enter: no)")
        terminal.type("d\n")
        terminal.until("+  file_exists: LICENSE")
        terminal.until("(Enter: no)")
        terminal.type("what\n")
        terminal.until("(Enter: no)")
        terminal.type("y\n")
        terminal.until("put this check below line 3? 3 left")
        terminal.type("\n")
        terminal.until("put this check below line 5? 2 left")
        terminal.type("q\n")
        text, code = terminal.ended()
    assert code == 0
    assert "wrote 1 check" in text
    assert repository.read() == LIST.replace("exists\n", "exists\n  ```check\n  file_exists: LICENSE\n  ```\n")


def test_a_person_who_takes_nothing_and_names_an_address(repository):
    repository.write("- [ ] `GET /health` returns 200\n")
    with Terminal(repository.root, "adopt", "CHECKLIST.md") as terminal:
        terminal.until("Address of the service (Enter: none)")
        terminal.type("https://staging.example.org/\n")
        terminal.until("http: https://staging.example.org/health")
        terminal.until("(Enter: no)")
        terminal.type("n\n")
        text, code = terminal.ended()
    assert (code, repository.read()) == (0, "- [ ] `GET /health` returns 200\n")
    assert "CHECKLIST.md: nothing was written" in text


def test_an_interrupt_at_a_question_writes_nothing(repository):
    repository.write(LIST, "MORE_CHECKLIST.md")
    with Terminal(repository.root, "adopt") as terminal:
        for left in (4, 3, 2, 1):
            terminal.until(f"{left} left: [y]es")
            terminal.type("y\n")
        terminal.until("4 left: [y]es")
        terminal.interrupt()
        text, code = terminal.ended()
    assert code == 130
    assert "interrupted: nothing was written" in text
    assert (repository.read(), repository.read("MORE_CHECKLIST.md")) == (LIST, LIST)


def test_q_ends_the_questions_of_all_files(repository):
    repository.write(LIST, "MORE_CHECKLIST.md")
    with Terminal(repository.root, "adopt") as terminal:
        terminal.until("4 left: [y]es")
        terminal.type("y\n")
        terminal.until("3 left: [y]es")
        terminal.type("q\n")
        text, code = terminal.ended()
    assert code == 0
    assert "CHECKLIST.md: wrote 1 check" in text
    assert "MORE_CHECKLIST.md: nothing was written" in text
    assert repository.read() == LIST.replace("exists\n", "exists\n  ```check\n  file_exists: LICENSE\n  ```\n")
    assert repository.read("MORE_CHECKLIST.md") == LIST


def test_an_address_that_is_none_is_asked_for_again(repository):
    repository.write("- [ ] `GET /health` returns 200\n")
    with Terminal(repository.root, "adopt", "CHECKLIST.md") as terminal:
        terminal.until("Address of the service (Enter: none)")
        terminal.type("staging\n")
        terminal.until("“staging” is no address of a service")
        terminal.until("Address of the service (Enter: none)")
        terminal.type("https://staging.example.org\n")
        terminal.until("http: https://staging.example.org/health")
        terminal.until("(Enter: no)")
        terminal.type("y\n")
        _, code = terminal.ended()
    assert code == 0
    assert "http: https://staging.example.org/health" in repository.read()


@pytest.mark.parametrize("args", [("--write", "boxes"), ("--write", "checks"), ("--write", "all")])
def test_a_choice_of_what_is_not_there_asks_nothing_and_writes_nothing(repository, args):
    text = "Status: 5% complete\n\n- [ ] `GET /health` returns 200\n- [x] The design is sound\n"
    repository.write(text)
    with Terminal(repository.root, "adopt", *args) as terminal:
        said, code = terminal.ended()
    assert (code, repository.read()) == (0, text)
    assert "CHECKLIST.md: nothing was written; choose with" in said


def test_a_patch_of_boxes_where_there_are_none_is_empty(repository):
    ended = repository.mdcheck("adopt", "--patch", "--write", "boxes")
    assert (ended.code, ended.out, ended.err) == (0, "", "nothing is proposed, so the patch is empty\n")


@pytest.mark.parametrize("args", [("--write", "all"), ("--figures", "all"), ("--patch",)])
def test_json_does_not_leave_a_choice_undone_in_silence(repository, args):
    ended = repository.mdcheck("adopt", "--format", "json", *args)
    assert (ended.code, ended.out, repository.read()) == (3, "", LIST)
    assert "--format: error: json shows what could be written, and writes nothing" in ended.err


def test_a_file_that_changes_underneath_stays_as_it_is(repository, monkeypatch):
    from mdcheck.app.adopt import adopt

    real = adopt.save

    def save(opened, after):
        repository.write("- [ ] saved by an editor\n")
        return real(opened, after)

    monkeypatch.setattr(adopt, "save", save)
    ended = repository.mdcheck("adopt", "--write", "all")
    assert (ended.code, repository.read()) == (4, "- [ ] saved by an editor\n")
    assert "the file changed while it was looked at" in ended.err


def test_a_file_that_is_read_only(repository):
    (repository.root / "CHECKLIST.md").chmod(0o444)
    ended = repository.mdcheck("adopt", "--write", "all")
    assert (ended.code, repository.read()) == (4, LIST)
    assert "the file is read-only" in ended.err


def test_a_checklist_with_errors_is_refused(repository):
    repository.write(LIST + "- [ ] a\n  ```check\n  file_exist: a\n  ```\n")
    ended = repository.mdcheck("adopt")
    assert (ended.code, ended.out) == (3, "")
    assert "CHECKLIST.md:10:3: error: " in ended.err


def test_no_checklist_and_an_empty_one(folder):
    assert folder.mdcheck("adopt").code == 3
    folder.write("")
    assert folder.mdcheck("adopt").out.splitlines()[-1] == "CHECKLIST.md: nothing is left to choose"


def test_names_of_other_alphabets_and_blanks_outside_git(folder):
    folder.write("x\n", "Pläne/Büro 東京.md")
    folder.write("- [x] `Pläne/Büro 東京.md` exists\n", "meine Liste.md")
    ended = folder.mdcheck("adopt", "meine Liste.md")
    assert "  passes now: Pläne/Büro 東京.md\n" in ended.out
    assert f"`mdcheck adopt --write 1 {shlex.quote('meine Liste.md')}`" in ended.out
    assert folder.mdcheck("adopt", "--write", "all", "meine Liste.md").code == 0
    assert folder.mdcheck("run", "meine Liste.md").code == 0


def test_the_advice_works_for_a_name_that_looks_like_an_option(folder):
    folder.write("a\n", "a.md")
    folder.write("- [x] `a.md` exists\n", "-x.md")
    page = folder.mdcheck("adopt", "--", "-x.md").out
    assert "`mdcheck adopt --write 1 ./-x.md`" in page
    assert folder.mdcheck("adopt", "--write", "1", "./-x.md").code == 0
    assert "\n  ```check\n" in folder.read("-x.md")
    assert "`mdcheck adopt ./-x.md` to see all" in folder.mdcheck("adopt", "--write", "1", "./-x.md").err


HOSTILE = [
    "`pytest $(touch pwned)` passes",
    "`pytest; touch pwned` passes",
    "`pytest | tee pwned` passes",
    "`pytest > pwned` passes",
    "``pytest `touch pwned` `` passes",
    "`pytest\u202e` passes",
    "`pytest \x1b[31m` passes",
    "`pytest` passes\u202e",
    "`../../../etc/passwd` exists",
    "`/etc/passwd` exists",
    "`docs/../../x` exists",
    "`.git/config` exists",
    "`git push --force` succeeds",
    "`rm -rf /` succeeds",
    "`make deploy` passes",
    "`npm publish --dry-run` passes",
    "`<name>.md` exists",
    "`${HOME}/x` exists",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_items_propose_nothing(repository, text):
    repository.write(f"- [ ] {text}\n")
    ended = repository.mdcheck("adopt", "--write", "all")
    assert (ended.code, repository.read()) == (0, f"- [ ] {text}\n")
    assert "\x1b[31m" not in ended.out
    assert not (repository.root / "pwned").exists()


@pytest.mark.parametrize(
    "name", ["a: b.md", "'x'.md", "- y.md", "[z].md", "{a,b}.md", "# c.md", "!t.md", "x*.md", "@code.md"]
)
def test_names_that_mean_something_to_yaml_or_to_globs(repository, name):
    repository.write("x\n", name)
    repository.write(f"- [ ] `{name}` exists\n")
    page = repository.mdcheck("adopt").out
    ended = repository.mdcheck("adopt", "--write", "all")
    assert ended.code == 0
    if "passes now" in page:
        assert repository.mdcheck("run").code == 0
    else:
        assert "no check is proposed" in page
