"""What the documents show is what the program does."""

import html
import re
from pathlib import Path

import pytest
import yaml
from rich.text import Text

from docs import generate, sessions
from docs.images import make as pictures
from mdcheck.cli import COMMANDS, invoke
from mdcheck.errors import ExitCode
from mdcheck.kinds.table import KINDS

ROOT = Path(__file__).parents[2]
ROOT_PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
"""Those that the site shows, too: `docs/mkdocs_hooks.py`."""
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """The project of the README's first screen."""
    for name in ("MDCHECK_TRUST", "CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_EVENT_NAME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "test_sum.py").write_text(
        "import unittest\n\nclass Sum(unittest.TestCase):\n    def test(self):\n        self.assertEqual(1 + 1, 2)\n"
    )
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 1.4.0\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_first_screen(shown):
    before, after = re.findall(r"^````markdown\n(.*?)^````$", README, re.DOTALL | re.MULTILINE)
    (shown / "CHECKLIST.md").write_text(before, encoding="utf-8")
    assert invoke(["update", "--trust", "--no-commit", "CHECKLIST.md"]) == 2
    assert (shown / "CHECKLIST.md").read_text(encoding="utf-8") == after


def test_commands_are_those_that_exist():
    table = set(re.findall(r"^\| `mdcheck ([a-z-]+)` \|", README, re.MULTILINE))
    assert table < set(COMMANDS)
    assert set(re.findall(r"^mdcheck ([a-z-]+)", README, re.MULTILINE)) == {"init", "run", "update"}


def test_the_picture_of_the_terminal_is_what_it_shows(tmp_path):
    """But for how long things took and the commit's id."""
    drawn = (ROOT / "docs/images/text-report.svg").read_text(encoding="utf-8")
    shown = Text.from_ansi(pictures.run(tmp_path)).plain
    words = html.unescape("\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn)))
    assert _lasting(words).removeprefix("mdcheckupdate") == _lasting(shown)


def _lasting(text):
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    return "".join(re.sub(r"\b(?:<1|[0-9.]+) m?s\b|(?<=committed )[0-9a-f]{7}", "", text).split())


def test_placeholders_have_one_form():
    """`your-org/mdcheck` for where the repository is: nothing else stands for something of the reader's."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "ci").iterdir(), ROOT / "action.yml"]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"your[-/](?!org/mdcheck\b)\w+|<your\b|\bOWNER\b|\bacme/\w+", text) == [], path


def test_commands_page_is_what_the_commands_say():
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == generate.commands_page(), "run `make docs`"


def test_every_exit_status_is_told():
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8").partition("## Exit status")[2].partition("\n## ")[0]
    assert [int(status) for status in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)] == list(ExitCode)


@pytest.mark.parametrize("name", sessions.PAGES)
def test_a_reader_who_types_it_in_sees_what_the_page_shows(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    shown = [(command.line, command.printed) for command in sessions.commands(page)]
    assert len(shown) > 5
    printed = sessions.run(page)
    assert list(zip((line for line, _ in shown), printed, strict=True)) == shown, "run `make docs`, and read the page"


def test_a_block_that_what_it_shows_would_end_is_refused():
    """On a page a fence may be indented, as that of a check block in a diff is."""
    block = "console\n$ git diff\n   ```check\n$ ls\na\n"
    assert [command.line for command in sessions.commands(f"````{block}````\n")] == ["git diff", "ls"]
    with pytest.raises(ValueError, match="longer fence"):
        sessions.commands(f"```{block}```\n")


def test_every_page_is_in_the_navigation():
    text = re.sub(r"!!python/\S+", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (start, *parts) = yaml.safe_load(text)["nav"]
    pages = [
        *start.values(),
        *(name for part in parts for entries in part.values() for entry in entries for name in entry.values()),
    ]
    assert len(pages) == len(set(pages))
    of_docs = {path.name for path in (ROOT / "docs").glob("*.md") if not path.name.endswith(".in.md")}
    assert {name for name in pages if (ROOT / "docs" / name).exists()} == of_docs, "add the page to nav in mkdocs.yml"
    assert {name for name in pages if name not in of_docs} == set(ROOT_PAGES)


def test_every_schema_is_listed():
    page = (ROOT / "docs/reports.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| .*\]\(schema/([a-z0-9-]+\.json)\)", page, re.MULTILINE)
    assert set(listed) == {path.name for path in (ROOT / "docs/schema").glob("*.json")}


def test_every_diagnostic_is_listed():
    """A code stands in the source as a hyphenated word, or as the argument `code`."""
    page = (ROOT / "docs/diagnostics.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert set(re.findall(r"^### ([a-z-]+)$", page, re.MULTILINE)) == listed
    text = "".join(path.read_text("utf-8") for path in (ROOT / "mdcheck").rglob("*.py"))
    assert [code for code in listed if f'"{code}"' not in text] == []
    makers = [*(ROOT / "mdcheck/document").glob("*.py"), ROOT / "mdcheck/checks/bind.py"]
    hyphenated = {word for path in makers for word in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text("utf-8"))}
    assert hyphenated - {"utf-8"} <= listed


def test_every_kind_is_in_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in KINDS if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    "path", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", *sorted(map(str, (ROOT / "docs").glob("*.md")))]
)
def test_links_lead_somewhere(path):
    path = ROOT / path
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
