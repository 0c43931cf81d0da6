"""What `mdcheck fleet` reads of repositories, in place and through clones."""

import csv
import io
import json
import os
import re
import shutil
import stat

import pytest
from testing.fleets import git, text

from mdcheck.repository import snapshot

WAYS = pytest.mark.parametrize("way", ["folder", "url"])


def at(repo, way):
    return str(repo.root) if way == "folder" else repo.url


@WAYS
def test_a_row_says_what_head_says(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()}).update(text(b=" "))
    shop.commit({"other.txt": "later"})
    fleet.list(f'{{at = "{at(shop, way)}", group = "web", owner = "ada@example.org"}}')
    (row,) = fleet.rows()
    assert (row["name"], row["at"], row["group"], row["owner"]) == ("shop", at(shop, way), "web", "ada@example.org")
    assert row["commit"] == git(shop.root, "rev-parse", "HEAD").strip()
    found = row["checklist"]
    assert (found["path"], found["completion"]["percent"]) == ("CHECKLIST.md", 33)
    assert (found["score"], found["verdict"]) == (80.0, "ALMOST READY")
    assert (found["update"]["date"], found["update"]["days"]) == ("2026-01-02T12:00:00Z", 58)
    assert found["update"]["changed_since"] is False
    assert [section["title"] for section in found["sections"]] == ["Shop", "Safety", "People"]
    assert [(item["id"], item["state"], item["pinned"]) for item in found["items"]] == [
        ("secrets", "ticked", True),
        ("safety/the-runbook-exists", "open", False),
        ("people/a-restore-was-tried", "open", False),
    ]


@WAYS
def test_the_work_tree_is_not_read(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(c=" ")})
    (shop.root / "CHECKLIST.md").write_text(text(c="x"))
    fleet.list(at(shop, way))
    assert fleet.row()["checklist"]["completion"]["ticked"] == 2


@WAYS
@pytest.mark.parametrize("later", [0, 1, 60, 600])
def test_the_newest_update_is_found_however_old(fleet, way, later):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()}).update(text(b=" "), score=70).update(text(), score=90)
    for number in range(min(later, 60)):
        shop.commit({"other.txt": str(number)})
    if later > 60:
        tree = git(shop.root, "rev-parse", "HEAD^{tree}").strip()
        parent = git(shop.root, "rev-parse", "HEAD").strip()
        for number in range(later - 60):
            parent = git(shop.root, "commit-tree", tree, "-p", parent, "-m", f"no change {number}").strip()
        git(shop.root, "reset", "-q", "--hard", parent)
    fleet.list(at(shop, way))
    score = fleet.row()["checklist"]["score"]
    # A clone looks through so many commits, and says nothing where it has found nothing.
    assert score == (None if way == "url" and later == 600 else 90.0)


@WAYS
def test_an_update_of_another_checklist_tells_nothing(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(), "RELEASE_CHECKLIST.md": text("Release")})
    shop.update(text("Release", b=" "), name="RELEASE_CHECKLIST.md", score=55)
    fleet.list(at(shop, way))
    assert [(row["checklist"]["path"], row["checklist"]["score"]) for row in fleet.rows()] == [
        ("CHECKLIST.md", None),
        ("RELEASE_CHECKLIST.md", 55.0),
    ]


@WAYS
def test_an_update_on_a_merged_branch_counts(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(b=" ")})
    git(shop.root, "checkout", "-q", "-b", "side")
    shop.update(text(), score=91)
    git(shop.root, "checkout", "-q", "-")
    shop.commit({"other.txt": "x"})
    git(shop.root, "merge", "-q", "--no-ff", "-m", "merged", "side")
    fleet.list(at(shop, way))
    assert fleet.row()["checklist"]["score"] == 91.0


@WAYS
def test_a_checklist_that_was_changed_since_says_so(fleet, way):
    shop = fleet.repo("shop").update(text()).commit({"CHECKLIST.md": text(c="x")})
    fleet.list(at(shop, way))
    assert fleet.row()["checklist"]["update"]["changed_since"] is True
    assert "changed since" in fleet.mdcheck()[1]


@WAYS
def test_ten_checklists_are_ten_rows(fleet, way):
    names = [f"CHECKLIST-{number}.md" for number in range(10)]
    shop = fleet.repo("shop").commit(dict.fromkeys(names, text()))
    fleet.list(at(shop, way))
    assert [row["checklist"]["path"] for row in fleet.rows()] == names
    assert "shop: CHECKLIST-3.md" in fleet.mdcheck()[1]


@WAYS
def test_more_checklists_than_anyone_keeps_are_a_problem(fleet, way):
    shop = fleet.repo("shop").commit({f"CHECKLIST-{number:03}.md": text() for number in range(51)})
    fleet.list(at(shop, way))
    row = fleet.row(code=1)
    assert row["problem"].startswith("51 checklists: CHECKLIST-000.md")
    assert "at most 50" in row["fix"]


@WAYS
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ('path = "docs/list.md"', ["docs/list.md"]),
        ('path = ["docs/list.md", "CHECKLIST.md"]', ["CHECKLIST.md", "docs/list.md"]),
        ('path = "docs/*.md"', ["docs/list.md", "docs/other.md"]),
        ('path = "**/o*.md"', ["docs/deep/one.md", "docs/other.md"]),
    ],
)
def test_a_row_can_name_its_checklists(fleet, way, path, expected):
    names = ["CHECKLIST.md", "docs/list.md", "docs/other.md", "docs/deep/one.md", "docs/code.py"]
    shop = fleet.repo("shop").commit(dict.fromkeys(names, text()))
    fleet.list(f'{{at = "{at(shop, way)}", {path}}}')
    assert [row["checklist"]["path"] for row in fleet.rows()] == expected


@WAYS
def test_the_repository_s_settings_name_its_checklists(fleet, way):
    files = {"CHECKLIST.md": text(), "docs/a.md": text(), "docs/b.md": text(), "mdcheck.toml": 'files = ["docs/*.md"]'}
    fleet.list(at(fleet.repo("shop").commit(files), way))
    assert [row["checklist"]["path"] for row in fleet.rows()] == ["docs/a.md", "docs/b.md"]


@WAYS
def test_settings_that_can_t_be_read_are_a_note(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(), "mdcheck.toml": "figures = 7\nnonsense = 1"})
    fleet.list(at(shop, way))
    (note,) = fleet.row()["checklist"]["notes"]
    assert note.startswith("its settings are left aside: mdcheck.toml")
    shop.commit({"mdcheck.toml": "# " + "x" * 300_000})
    assert "larger than 256 KiB" in fleet.row()["checklist"]["notes"][0]


@WAYS
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"README.md": "x"}, "no checklist: no file *CHECKLIST*.md stands at its root"),
        ({"CHECKLIST.md": b"- [ ] \xff"}, "CHECKLIST.md:1: not UTF-8"),
        ({"CHECKLIST.md": b"- [ ] x\n" + b" " * 5_000_000}, "CHECKLIST.md: is larger than 4 MiB (5,000,008 bytes)"),
        ({"mdcheck.toml": 'files = "docs/x.md"'}, "no checklist: HEAD has no docs/x.md"),
    ],
    ids=["none", "no text", "too large", "gone"],
)
def test_what_can_t_be_read_is_a_row_that_says_why(fleet, way, files, problem):
    good = fleet.repo("good").commit({"CHECKLIST.md": text()})
    bad = fleet.repo("bad").commit(files)
    fleet.list(at(bad, way), good.root)
    rows = fleet.rows(code=1)
    assert [row["checklist"] is None for row in rows] == [True, False]
    assert problem in rows[0]["problem"]
    assert rows[0]["fix"]


def test_a_spreadsheet_has_the_sections_that_checklists_share(fleet):
    for name, a, b in (("one", "x", " "), ("two", "x", "x")):
        own = f"# {name}\n\n## Safety\n\n- [{a}] x\n- [{b}] y\n\n## Own to {name}\n\n## Safety\n\n- [ ] z\n\n## Empty\n"
        fleet.repo(name).commit({"CHECKLIST.md": own})
    fleet.list("one", "two", "three")
    rows = list(csv.DictReader(io.StringIO(fleet.mdcheck("-f", "csv")[1])))
    assert [name for name in rows[0] if name.startswith("section: ")] == ["section: Empty", "section: Safety"]
    assert [(row["name"], row["section: Safety"], row["section: Empty"]) for row in rows] == [
        ("one", "50", ""),
        ("three", "", ""),
        ("two", "100", ""),
    ]


@WAYS
def test_a_checklist_that_can_t_be_read_hides_no_other_of_its_repository(fleet, way):
    huge = b"- [ ] x\n" + b" " * 5_000_000
    shop = fleet.repo("shop").commit(
        {"A-CHECKLIST.md": text(), "B-CHECKLIST.md": b"- [ ] \xff", "C-CHECKLIST.md": huge}
    )
    fleet.list(at(shop, way))
    for more in ((), (), ("--retry",)):
        rows = fleet.rows(*more, code=1)
        assert [(row["path"][0], row["checklist"] is None, row["problem"]) for row in rows] == [
            ("A", False, None),
            ("B", True, "B-CHECKLIST.md:1: not UTF-8: byte 0xff at offset 6"),
            ("C", True, "C-CHECKLIST.md: is larger than 4 MiB (5,000,008 bytes)"),
        ]
        assert all(row["fix"] and row["commit"] for row in rows[1:])
    assert "1 checklist; 2 checklists could not be read" in fleet.mdcheck()[1]
    shop.commit({"B-CHECKLIST.md": text(), "C-CHECKLIST.md": text()})
    assert [row["problem"] for row in fleet.rows("--retry")] == [None] * 3


@WAYS
def test_a_huge_file_is_refused_without_being_loaded(fleet, way):
    bad = fleet.repo("bad")
    git(bad.root, "config", "core.compression", "1")
    bad.commit({"CHECKLIST.md": b"\0" * 100_000_000})
    fleet.list(at(bad, way))
    assert "100,000,000 bytes" in fleet.row(code=1)["problem"]


@WAYS
def test_an_empty_repository(fleet, way):
    fleet.list(at(fleet.repo("new"), way))
    assert "nothing is committed" in fleet.row(code=1)["problem"]


def remove(path):
    path.unlink()


def spoil(path):
    path.chmod(0o600)
    path.write_bytes(b"garbage")


def shorten(path):
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("damage", "name", "problem", "fix"),
    [
        (remove, "HEAD", "HEAD names {id}, and git has no such commit", "run `git fsck` there"),
        (remove, "HEAD^{{tree}}", "git lacks the object {commit}^{{tree}}", "run `git fsck` there"),
        (remove, "HEAD:CHECKLIST.md", "git lacks the object {id}", "run `git fsck` there"),
        (spoil, "HEAD", "error: inflate: .* {id} .* is corrupt", "correct what git says"),
        (spoil, "HEAD^{{tree}}", "error: inflate: .* {id} .* is corrupt", "correct what git says"),
        (spoil, "HEAD:CHECKLIST.md", "git lacks the object {id}", "run `git fsck` there"),
        (shorten, "HEAD:CHECKLIST.md", "(error|fatal): .*{id}.*", "correct what git says"),
    ],
)
def test_a_damaged_repository_is_a_row_and_the_others_are_read(fleet, damage, name, problem, fix):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    fleet.repo("good").commit({"CHECKLIST.md": text()})
    ids = {
        "id": git(shop.root, "rev-parse", name.format()).strip(),
        "commit": git(shop.root, "rev-parse", "HEAD").strip(),
    }
    damage(shop.root / ".git" / "objects" / ids["id"][:2] / ids["id"][2:])
    fleet.list("shop", "good")
    good, bad = fleet.rows(code=1)
    assert good["problem"] is None
    assert re.fullmatch(problem.format(**ids).replace("^", r"\^").replace("{", r"\{"), bad["problem"])
    assert fix in bad["fix"]


@pytest.mark.parametrize("head", ["a blob", "a tree"])
def test_a_head_that_is_no_commit_is_not_empty(fleet, head):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    other = git(shop.root, "rev-parse", "HEAD:CHECKLIST.md" if head == "a blob" else "HEAD^{tree}")
    (shop.root / ".git" / "refs" / "heads" / "main").write_text(other)
    fleet.list("shop")
    assert fleet.row(code=1)["problem"] == f"HEAD names {other.strip()}, and git has no such commit"


@WAYS
def test_a_message_beyond_any_limit_is_not_loaded(fleet, way):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    (fleet.root / "long").write_text("x" * 2_000_000)
    git(shop.root, "commit", "-q", "--allow-empty", "-F", str(fleet.root / "long"))
    fleet.list(at(shop, way))
    assert fleet.row()["checklist"]["path"] == "CHECKLIST.md"


def test_a_root_with_more_names_than_any_limit(fleet, monkeypatch):
    fleet.repo("shop").commit({"CHECKLIST.md": text()})
    monkeypatch.setattr(snapshot, "_ROOT", 30)
    fleet.list("shop")
    assert fleet.row(code=1)["problem"] == "the list of what stands at its root takes 40 bytes"


@WAYS
def test_a_symbolic_link_is_no_checklist(fleet, way):
    shop = fleet.repo("shop")
    (shop.root / "CHECKLIST.md").symlink_to("/etc/passwd")
    shop.commit({"README.md": "x"})
    fleet.list(at(shop, way))
    assert "no checklist" in fleet.row(code=1)["problem"]


def test_bare_repositories_are_read_in_place(fleet):
    shop = fleet.repo("shop").update(text())
    git(fleet.root, "clone", "-q", "--bare", str(shop.root), "shop.git")
    fleet.list("shop.git")
    row = fleet.row()
    assert (row["name"], row["checklist"]["score"]) == ("shop", 80.0)
    assert not list(fleet.cache.glob("*/clone.git"))


def test_a_linked_work_tree_is_read(fleet):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    git(shop.root, "worktree", "add", "-q", str(fleet.root / "side"))
    fleet.list("side")
    assert fleet.row()["checklist"]["path"] == "CHECKLIST.md"


def test_a_folder_inside_a_repository_is_not_that_repository(fleet):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(), "inner/CHECKLIST.md": text()})
    fleet.list(shop.root / "inner", shop.root / "missing")
    first, second = fleet.rows(code=1)
    assert (first["problem"], second["problem"]) == ("it is no git repository", "there is no such folder")


def test_a_glob_names_the_repositories_among_its_matches(fleet):
    for name in ("b", "a"):
        fleet.repo(f"services/{name}").commit({"CHECKLIST.md": text()})
    (fleet.root / "services" / "notes").mkdir()
    fleet.list("services/*", "nothing/*", "services/n*")
    rows = fleet.rows(code=1)
    assert [(row["name"], row["problem"]) for row in rows] == [
        ("a", None),
        ("b", None),
        ("nothing/*", "no folder matches"),
        ("services/n*", "no folder that matches is a git repository"),
    ]


def test_items_that_checklists_share_stand_side_by_side(fleet):
    fleet.repo("a").commit({"CHECKLIST.md": text(b=" ") + "- [ ] Only here\n"})
    fleet.repo("b").commit({"CHECKLIST.md": text("Other", a=" ", b=" ")})
    fleet.repo("c").commit({"CHECKLIST.md": "- [ ] Nothing shared\n"})
    fleet.list("a", "b", "c")
    items = fleet.read()["items"]
    assert [(item["id"], item["open"], item["ticked"], item["missing"]) for item in items] == [
        ("people/a-restore-was-tried", 2, 0, 1),
        ("safety/the-runbook-exists", 2, 0, 1),
        ("secrets", 1, 1, 1),
    ]
    fleet.list("a", "b", "c", more='items = ["people/"]')
    assert [item["id"] for item in fleet.read()["items"]] == ["people/a-restore-was-tried", "people/only-here"]


PEOPLE = """\
- [ ] A restore was tried
  ```check
  file_exists: restore.md
  ```
  ```waived
  by: Ada Lovelace <ada@example.org>
  until: {until}
  reason: the machine is on its way
  ```
- [ ] The lead agrees
  ```check
  signoff: anyone
  ```
- [ ] ~~Encrypted~~ no data here
"""


@pytest.mark.parametrize(
    ("until", "state", "figures"),
    [
        ("2026-02-28", "open", (0, 1, 1, 0)),
        ("2026-03-01", "waived", (1, 0, 0, 1)),
        ("2026-03-31", "waived", (1, 0, 0, 1)),
        ("2026-04-01", "waived", (1, 0, 0, 0)),
    ],
)
def test_waivers_are_judged_by_the_day(fleet, until, state, figures):
    fleet.list(fleet.repo("shop").commit({"CHECKLIST.md": PEOPLE.format(until=until)}).root)
    found = fleet.row()["checklist"]
    assert [item["state"] for item in found["items"]] == [state, "pending", "not applicable"]
    assert found["pending"] == 1
    keys = ("waived", "waivers_without_effect", "ended", "ending")
    assert tuple(found[key] for key in keys) == figures


def test_a_waiver_counts_as_the_repository_s_policy_says(fleet):
    files = {
        "CHECKLIST.md": PEOPLE.format(until="2026-03-10"),
        "mdcheck.toml": '[roles]\nlead = ["bob@example.org"]\n[waivers]\nroles = ["lead"]\n',
    }
    fleet.list(fleet.repo("shop").commit(files).root)
    found = fleet.row()["checklist"]
    assert (found["items"][0]["state"], found["waived"], found["waivers_without_effect"]) == ("open", 0, 1)


def test_a_clone_has_only_what_is_shown(fleet):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text(), "secret.bin": os.urandom(500_000)})
    fleet.list(shop.url)
    assert fleet.row()["checklist"]
    (clone,) = fleet.cache.glob("*/clone.git")
    assert sum(path.stat().st_size for path in clone.rglob("*") if path.is_file()) < 50_000
    assert "file:" not in (clone / "config").read_text()
    assert not (clone / "hooks").exists()
    assert stat.S_IMODE(clone.parent.stat().st_mode) == 0o700


def test_rows_of_one_repository_can_ask_for_different_checklists(fleet):
    shop = fleet.repo("shop").commit({"a.md": text("A"), "b.md": text("B")})
    fleet.list(f'{{at = "{shop.url}", path = "a.md"}}', f'{{at = "{shop.url}", path = "b.md"}}')
    for _ in range(2):
        assert [row["checklist"]["path"] for row in fleet.rows()] == ["a.md", "b.md"]


def test_the_same_repositories_give_the_same_bytes(fleet):
    repos = [fleet.repo(name).update(text(name)) for name in ("c", "a", "b")]
    fleet.list(*(repo.url for repo in repos))
    first = fleet.mdcheck("-f", "json")
    fleet.list(*(repo.url for repo in reversed(repos)))
    assert fleet.mdcheck("-f", "json", "-j", "1") == first
    shutil.rmtree(fleet.cache)
    assert fleet.mdcheck("-f", "json") == first


def test_a_repository_of_sha256(fleet):
    shop = fleet.root / "new"
    git(fleet.root, "init", "-q", "--object-format=sha256", str(shop))
    git(shop, "config", "uploadpack.allowFilter", "true")
    (shop / "CHECKLIST.md").write_text(text())
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "-m", "x")
    fleet.list(f"file://{shop}")
    assert json.loads(fleet.mdcheck("-f", "json")[1])["rows"][0]["problem"] is None


SIGNED = """\
- [{box}] The lead agrees
  ```check
  signoff: lead
  valid_for: 90d
  {option}
  ```
  ```signed
  by: Ada <ada@example.org>
  date: {day}
  {more}
  ```
"""
POLICY = '[roles]\nlead = ["ada@example.org"]\n'


@pytest.mark.parametrize(
    ("given", "state", "due"),
    [
        ({}, "open", (0, 0)),
        ({"box": "x"}, "ticked", (0, 0)),
        ({"box": "x", "day": "2025-12-10"}, "ticked", (0, 1)),
        ({"box": "x", "day": "2025-11-30"}, "pending", (1, 0)),
        ({"day": "2027-01-01"}, "pending", (0, 0)),
        ({"box": "x", "more": "says: no\n  note: no"}, "open", (0, 0)),
        ({"box": "x", "more": "of: 0123456789abcdef"}, "pending", (0, 0)),
        ({"box": "x", "more": "of: 0123456789abcdef", "option": "inputs: docs/**"}, "ticked", (0, 0)),
        ({"box": "x", "more": "as: other"}, "pending", (0, 0)),
        ({"box": "x", "option": "file_age: 1d"}, "ticked", (0, 0)),
    ],
)
@pytest.mark.parametrize("proof", ["claimed", "signed"])
def test_signatures_are_judged_by_their_records(fleet, given, state, due, proof):
    values = {"box": " ", "day": "2026-02-01", "more": "", "option": ""} | given
    files = {"CHECKLIST.md": SIGNED.format(**values), "mdcheck.toml": f'{POLICY}[signoff]\nproof = "{proof}"\n'}
    fleet.repo("shop").commit(files)
    fleet.list("shop")
    found = fleet.row()["checklist"]
    assert ([item["state"] for item in found["items"]], found["ended"], found["ending"]) == ([state], *due)
    assert found["pending"] == (state == "pending")


def test_nobody_who_may_not_sign_does(fleet):
    values = {"box": "x", "day": "2026-02-01", "more": "", "option": ""}
    fleet.repo("shop").commit({"CHECKLIST.md": SIGNED.format(**values)})
    fleet.list("shop")
    assert fleet.row()["checklist"]["pending"] == 1
