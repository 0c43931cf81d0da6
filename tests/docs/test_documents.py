"""What the documents show is what the program does."""

import re
from pathlib import Path

import pytest

from mdcheck.cli import COMMANDS, invoke
from mdcheck.kinds.table import KINDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DURATION = re.compile(r" *(?:<1|[0-9.]+) (?:ms|s)$", re.MULTILINE)


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


def test_first_screen(shown, capfd):
    before, after = re.findall(r"^````markdown\n(.*?)^````$", README, re.DOTALL | re.MULTILINE)
    report = re.search(r"^```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[1]
    (shown / "CHECKLIST.md").write_text(before, encoding="utf-8")
    assert invoke(["update", "--trust", "--no-commit", "CHECKLIST.md"]) == 2
    assert (shown / "CHECKLIST.md").read_text(encoding="utf-8") == after
    assert DURATION.sub("", capfd.readouterr().out) == DURATION.sub("", report)


def test_commands_are_those_that_exist():
    table = set(re.findall(r"^\| `mdcheck ([a-z-]+)` \|", README, re.MULTILINE))
    assert table == set(COMMANDS)


def test_every_diagnostic_is_listed():
    """A code stands in the source as a hyphenated word, or as the argument `code`."""
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/diagnostics.md").read_text("utf-8"), re.MULTILINE))
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
