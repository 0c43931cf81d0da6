"""`fleet.toml` and the options: what is wrong is said with its place and its fix."""

import pytest
from testing.fleets import text

WRONG = {
    "nothing": ("", "fleet.toml: error: names no repositories"),
    "empty": ("repositories = []", "names no repositories"),
    "no TOML": ("repositories = [", "malformed TOML"),
    "unknown key": ('repositorys = ["x"]', "“repositorys” is unknown (did you mean “repositories”?)"),
    "unknown in row": ('repositories = [{at = "x", paths = "y"}]', "entry 1: error: “paths” is unknown (did you mean"),
    "no address": ('repositories = [{name = "x"}]', "entry 1: error: it has no address"),
    "a number": ("repositories = [7]", "entry 1: error: it is neither a text nor a table"),
    "no list": ('repositories = "x"', "repositories is a list"),
    "outside": ('repositories = [{at = "x", path = "../y"}]', "leads out of the repository"),
    "absolute": ('path = "/etc/passwd"\nrepositories = ["x"]', "leads out of the repository"),
    "bad glob": ('path = "[z-a].md"\nrepositories = ["x"]', "is no glob"),
    "timeout": ('timeout = "0s"\nrepositories = ["x"]', "timeout is a duration from 1s to 1h"),
    "timeout type": ('timeout = 5\nrepositories = ["x"]', "timeout is a duration"),
    "title": ('title = " "\nrepositories = ["x"]', "title is a text"),
    "items": ('items = []\nrepositories = ["x"]', "items is a text or a list of texts"),
    "deep": ("repositories = " + "[" * 5000, "malformed TOML"),
    "no host": ('repositories = ["https://"]', "“https://” names no host"),
    "no URL": ('repositories = ["https://[::1/x"]', "the URL can't be read: Invalid IPv6 URL"),
    "blank": ('repositories = [" "]', "at is a text or a list of texts"),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_list_is_refused_whole(fleet, content, message):
    (fleet.root / "fleet.toml").write_text(content)
    code, out, err = fleet.mdcheck()
    assert (code, out) == (3, "")
    assert message in err


@pytest.mark.parametrize("at", ["~no-such-user/x", "x" * 5000, "x" * 5000 + "/*", "~no-such-user/*", "/dev/null"])
def test_a_folder_that_can_t_be_there_is_a_row(fleet, at):
    fleet.repo("shop").commit({"CHECKLIST.md": text()})
    fleet.list(at, "shop")
    assert [row["problem"] is None for row in fleet.rows(code=1)].count(True) == 1


def test_no_list(fleet):
    code, _, err = fleet.mdcheck("other.toml")
    assert (code, "other.toml: error: the list of the fleet can't be read: No such file" in err) == (3, True)
    assert 'fix: write one, as in: repositories = ["../shop"' in err


def test_names_tell_repositories_apart(fleet):
    for name in ("team/shop", "old/shop", "cards.git"):
        fleet.repo(name).commit({"CHECKLIST.md": text()})
    fleet.list("team/shop", "old/shop", "cards.git", '{at = "team/shop", name = "Our shop", path = "*.md"}')
    assert sorted(row["name"] for row in fleet.rows()) == ["Our shop", "cards", "old/shop", "team/shop"]


@pytest.mark.parametrize(
    ("entries", "rows"),
    [
        (["shop", "./s*", "lists/../shop", "{root}/shop/", "link"], [("shop", "", "")]),
        (['{{at = "s*", group = "web", owner = "ada"}}', '{{at = "shop", owner = "eve"}}'], [("shop", "web", "eve")]),
        (['{{at = "shop", name = "Shop", group = "web"}}', "s*"], [("Shop", "web", "")]),
        (["shop", '{{at = "link", name = "Shop"}}'], [("Shop", "", "")]),
        (["{url}", '{{at = "{url}", group = "web"}}'], [("shop", "web", "")]),
        (["shop", '{{at = "shop", path = "CHECKLIST.md"}}'], [("shop", "", ""), ("shop", "", "")]),
        (["none*", "nothing*", "none*"], [("none*", "", ""), ("nothing*", "", "")]),
    ],
)
def test_a_repository_that_is_listed_twice_counts_once(fleet, entries, rows):
    shop = fleet.repo("shop").commit({"CHECKLIST.md": text()})
    (fleet.root / "lists").mkdir()
    (fleet.root / "link").symlink_to("shop")
    fleet.list(*(entry.format(root=fleet.root, url=shop.url) for entry in entries))
    found = fleet.read(code=1 if "none*" in entries else 0)
    assert [(row["name"], row["group"] or "", row["owner"] or "") for row in found["rows"]] == rows


def test_folders_are_named_from_the_list_and_not_from_here(fleet, monkeypatch):
    fleet.repo("lists/shop").commit({"CHECKLIST.md": text()})
    (fleet.root / "lists" / "fleet.toml").write_text('repositories = ["shop", "./s*"]')
    assert [row["problem"] for row in fleet.rows("lists/fleet.toml")] == [None]


@pytest.mark.parametrize("form", ["html", "json", "csv", "md"])
def test_the_name_of_the_file_says_the_format(fleet, form):
    fleet.repo("shop").update(text())
    fleet.list("shop")
    code, out, err = fleet.mdcheck("-o", f"out.{form}")
    assert (code, out, err) == (0, "", f"wrote out.{form}\n")
    begins = {"html": "<!DOCTYPE html>", "json": "{", "csv": "group,name", "md": "# work"}
    assert (fleet.root / f"out.{form}").read_text().startswith(begins[form])


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("fleet.toml", "is the file that the command reads"),
        ("no/x.html", "the folder no does not exist"),
        ("shop", "is a directory"),
    ],
)
def test_a_report_has_a_place_of_its_own(fleet, place, message):
    fleet.repo("shop").update(text())
    fleet.list("shop")
    code, _, err = fleet.mdcheck("-o", place)
    assert (code, message in err) == (3, True)
    assert not fleet.cache.exists()


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_text_fits_its_terminal(fleet, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    fleet.repo("a-repository-with-a-rather-long-name-of-its-own").update(text(b=" "))
    fleet.repo("b").commit({"README.md": "x"})
    fleet.list('{at = ["a-*", "b"], group = "Payments"}')
    code, out, _ = fleet.mdcheck()
    assert code == 1
    assert max(map(len, out.splitlines())) <= int(columns)
    for words in ("ALMOST READY", "updated 58 days ago", "Not read", "no checklist"):
        assert words in " ".join(out.split())
