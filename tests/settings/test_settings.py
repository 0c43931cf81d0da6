"""What settings may say, where each value came from, and what is said of a wrong one."""

from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.document.model import Notation
from mdcheck.errors import SettingsError
from mdcheck.results.score import Bands
from mdcheck.settings import SETTINGS, Settings, document_settings, in_ci, repository_settings

ALL = frozenset(Notation)


@pytest.fixture
def root(tmp_path):
    return tmp_path


def settings(root, text, name="mdcheck.toml", environ=None):
    (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return repository_settings(root, environ or {})


VALUES = {
    "no setting": ("", "files", ()),
    "a file": ('files = "a.md"', "files", ("a.md",)),
    "files": ('files = ["a.md", "b.md"]', "files", ("a.md", "b.md")),
    "a hyphen": ("fail-under = 70", "fail_under", 70.0),
    "an underscore": ("fail_under = 99.5", "fail_under", 99.5),
    "jobs": ("jobs = 3", "jobs", 3),
    "commit": ("commit = false", "commit", False),
    "a file of kinds": ('kinds = "k.py"', "kinds", ("k.py",)),
    "files of kinds": ('kinds = ["k.py", "l.py"]', "kinds", ("k.py", "l.py")),
    "no kinds": ("kinds = []", "kinds", ()),
    "all figures": ("figures = true", "figures", ALL),
    "no figures but cookies": ("figures = false", "figures", {Notation.COOKIE}),
    "one notation": ('figures = "table"', "figures", {Notation.COOKIE, Notation.TABLE}),
    "some notations": (
        'figures = ["table", "heading"]',
        "figures",
        {Notation.COOKIE, Notation.TABLE, Notation.HEADING},
    ),
    "a notation turned off": ("figures = {table = false}", "figures", {Notation.COOKIE}),
    "a notation turned on": ("figures = {table = true}", "figures", {Notation.COOKIE, Notation.TABLE}),
    "a band": ("bands = {ready = 95}", "bands", Bands(ready=95)),
    "bands": (
        "[bands]\nready = 80\nalmost_ready = 60\nnot_ready = 60",
        "bands",
        Bands(ready=80, almost_ready=60, not_ready=60),
    ),
}


@pytest.mark.parametrize(("text", "name", "value"), VALUES.values(), ids=VALUES.keys())
def test_a_value_and_its_origin(root, text, name, value):
    found = settings(root, text)
    assert getattr(found, name) == value
    assert found.origin(name) == ("mdcheck.toml" if text else "default")


WRONG = {
    "an unknown setting": ("file = 1", "“file” is no setting (did you mean “files”?)"),
    "no file": ("files = []", "files is a path or a list of paths"),
    "an empty path": ('files = [""]', "files is a path or a list of paths"),
    "a number as path": ("files = 1", "files is a path or a list of paths"),
    "kinds that are no Python": ('kinds = "k.toml"', "kinds is a path of a Python file (.py), or a list of them"),
    "a number as kinds": ("kinds = 1", "kinds is a path of a Python file (.py), or a list of them"),
    "an unknown notation": ('figures = "tables"', "“tables” is no notation (did you mean “table”?): "),
    "a number as notation": ("figures = 1", "“1” is no notation: "),
    "a notation turned to a word": ('figures = {table = "off"}', "figures takes true or false for each notation"),
    "a share above all": ("fail_under = 101", "fail_under is a number from 0 to 100"),
    "a share below nothing": ("fail_under = -1", "fail_under is a number from 0 to 100"),
    "yes as a share": ("fail_under = true", "fail_under is a number from 0 to 100"),
    "a word as share": ('fail_under = "70"', "fail_under is a number from 0 to 100"),
    "a number as bands": ("bands = 90", "bands is a mapping of ready, almost_ready, not_ready"),
    "an unknown band": (
        "bands = {redy = 90}",
        "“redy” is no band (did you mean “ready”?): ready, ",
    ),
    "a word as band": ('bands = {ready = "90"}', "ready is a number from 0 to 100"),
    "bands that rise": ("bands = {ready = 60}", "bands must fall from ready over almost_ready to not_ready"),
    "no jobs": ("jobs = 0", "jobs is a whole number from 1 up"),
    "half a job": ("jobs = 1.5", "jobs is a whole number from 1 up"),
    "yes as jobs": ("jobs = true", "jobs is a whole number from 1 up"),
    "a word as commit": ('commit = "no"', "commit is true or false"),
    "no TOML": ("files = ", "malformed TOML: "),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value(root, text, message):
    with pytest.raises(SettingsError) as caught:
        settings(root, text)
    assert caught.value.where == "mdcheck.toml"
    assert caught.value.message.startswith(message)


class TestInPyproject:
    def test_a_table(self, root):
        found = settings(root, "[tool.mdcheck]\njobs = 2\n", "pyproject.toml")
        assert (found.jobs, found.origin("jobs")) == (2, "pyproject.toml")

    @pytest.mark.parametrize(
        "text",
        ["", "[tool.other]\nname = 1\n", "not even TOML", "[project]\ndependencies = ['mdcheck-cli']\n"],
        ids=["nothing", "of another tool", "malformed, and of no concern", "mdcheck is named only"],
    )
    def test_no_table(self, root, text):
        assert settings(root, text, "pyproject.toml") == Settings(origins={})

    def test_no_table_but_a_value(self, root):
        with pytest.raises(SettingsError, match=r"tool\.mdcheck is no table"):
            settings(root, "[tool]\nmdcheck = 1\n", "pyproject.toml")

    def test_not_beside_the_file_of_its_own(self, root):
        (root / "pyproject.toml").write_text("[tool.mdcheck]\njobs = 2\n")
        with pytest.raises(SettingsError, match=r"settings stand in pyproject\.toml too") as caught:
            settings(root, "jobs = 3\n")
        assert (caught.value.where, caught.value.fix) == ("mdcheck.toml", "keep one of them")


def test_a_folder_of_that_name_is_no_file(root):
    (root / "mdcheck.toml").mkdir()
    assert repository_settings(root, {}) == Settings(origins={})


def test_what_is_no_text_can_not_be_read(root):
    with pytest.raises(SettingsError, match=r"can't be read: .*utf-8"):
        settings(root, b"files = '\xff'")


@pytest.mark.parametrize(("value", "is_ci"), [("", False), ("0", False), ("False", False), ("1", True), ("true", True)])
def test_ci_commits_nothing(root, value, is_ci):
    assert in_ci({"CI": value}) is is_ci
    found = settings(root, "commit = true", environ={"CI": value})
    assert (found.commit, found.origin("commit")) == ((False, "CI") if is_ci else (True, "mdcheck.toml"))


class TestOfADocument:
    def of(self, front_matter):
        checklist = read(f"---\n{front_matter}\n---\n\n- [ ] a\n")
        return document_settings(Settings().having("--jobs", jobs=7), checklist)

    def test_a_value_and_its_origin(self):
        found = self.of("mdcheck:\n  fail_under: 50")
        assert (found.fail_under, found.jobs) == (50, 7)
        assert found.origin("fail_under").endswith(":2")
        assert found.origin("jobs") == "--jobs"

    @pytest.mark.parametrize("front_matter", ["title: a", "mdcheck:"])
    def test_none(self, front_matter):
        assert self.of(front_matter) == Settings().having("--jobs", jobs=7)

    @pytest.mark.parametrize("name", ["files", "kinds", "commit", "jobs"])
    def test_what_is_the_repositorys(self, name):
        with pytest.raises(SettingsError, match=f"“{name}” is a setting of the repository") as caught:
            self.of(f"mdcheck:\n  {name}: 1")
        assert caught.value.fix == "write it into mdcheck.toml, or below [tool.mdcheck] in pyproject.toml"


def test_a_value_of_none_leaves_what_stands():
    found = Settings().having("--jobs", jobs=2).having("--jobs", jobs=None, commit=False)
    assert (found.jobs, found.commit, found.origins) == (2, False, {"jobs": "--jobs", "commit": "--jobs"})


class TestSetsOfPaths:
    def of(self, root, front_matter="", toml=""):
        checklist = read(f"---\nmdcheck:\n  {front_matter}\n---\n\n- [ ] a\n") if front_matter else read("- [ ] a\n")
        return document_settings(settings(root, toml), checklist)

    def test_both_places_give_some_and_the_document_wins(self, root):
        found = self.of(
            root, "paths: {code: src/**, api: ['@code', proto/*]}", "paths = {code = ['x'], web = ['web/**']}"
        )
        assert found.paths == {"code": ("src/**",), "web": ("web/**",), "api": ("@code", "proto/*")}

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("[a]", "paths is a mapping of names to lists of paths or globs"),
            ("{'@code': [a]}", "“@code” names no set of paths: use letters, digits, - and _, without the @"),
            ("{a: []}", "the set a is a path or glob, or a list of them"),
            ("{a: 1}", "the set a is a path or glob, or a list of them"),
            ("{a: ['[z-a]']}", "“[z-a]” is no glob: bad character range z-a"),
            ("{a: '@tets'}", "the set a: “@tets” is no set of paths (did you mean “tests”?)"),
            ("{a: '@a'}", "sets of paths name each other in a circle: a"),
            ("{a: ['@b', x], b: '@c', c: '@a', d: '@a'}", "sets of paths name each other in a circle: a, b, c, d"),
        ],
    )
    def test_what_is_no_set(self, root, given, message):
        with pytest.raises(SettingsError) as caught:
            self.of(root, f"paths: {given}")
        assert caught.value.message == message


def test_the_documentation_is_the_declaration():
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    head = "| setting | where | meaning |\n| --- | --- | --- |\n"
    where = {True: "both", False: "repository"}
    rows = [f"| `{name}` | {where[setting.in_document]} | {setting.meaning} |" for name, setting in SETTINGS.items()]
    assert text.partition(head)[2].partition("\n\n")[0].split("\n") == rows


def test_every_setting_is_declared():
    assert SETTINGS.keys() == set(Settings._fields) - {"origins"}
