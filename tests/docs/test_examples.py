"""Every example that a document shows can be read: checklists by mdcheck, all else by what it is for."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from testing.documents import read

from mdcheck.checks.bind import read_checks

ROOT = Path(__file__).parents[2]
PATHS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if ".in." not in path.name]
BLOCK = re.compile(r'^(`{3,})(\w+)(?: title="[^"\n]+")?\n(.*?)^\1$', re.DOTALL | re.MULTILINE)
PLUGINS = {"“lines” is no kind of check (did you mean “links”?)"}
"""What is wrong with the example in docs/plugins.md where its plugin is not installed."""


def examples(path, *languages):
    return [text for _, language, text in BLOCK.findall(path.read_text(encoding="utf-8")) if language in languages]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_they_can_be_read(path):
    for text in examples(path, "markdown"):
        checklist = read(text)
        _, errors = read_checks(checklist)
        assert {error.message for error in errors} <= PLUGINS
        assert checklist.diagnostics == (), text
    for text in examples(path, "toml"):
        assert tomllib.loads(text)
    for text in examples(path, "yaml"):
        assert any(yaml.safe_load_all(text))
    for text in examples(path, "sh"):
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), text


def test_examples_are_found():
    found = {path.name: len(examples(path, "markdown")) for path in PATHS}
    assert found["README.md"] == 2
    assert sum(found.values()) > 90
