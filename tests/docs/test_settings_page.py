"""docs/settings.md has each setting with examples that can be read, in a file of the repository and in front matter."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.settings import SETTINGS, Settings, document_settings, settings_of

PAGE = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def test_each_setting_has_a_section_in_its_order():
    assert list(SECTIONS) == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_key_of_a_table_is_explained(name):
    keys = [key for keys in re.findall(r"`\{([a-z_, ]+)\}`", SETTINGS[name].meaning) for key in keys.split(", ")]
    assert re.findall(r"^\| `([a-z_]+)` \|", SECTIONS[name], re.MULTILINE) == keys


@pytest.mark.parametrize("name", SETTINGS)
def test_examples_are_read(name):
    (toml,) = re.findall(r'^```toml title="mdcheck\.toml"\n(.*?)^```$', SECTIONS[name], re.DOTALL | re.MULTILINE)
    assert list(tomllib.loads(toml)) == [name]
    value = getattr(settings_of(tomllib.loads(toml), "mdcheck.toml"), name)
    assert value != getattr(Settings(), name)
    front = re.findall(r'^```yaml title="CHECKLIST\.md"\n(.*?)^```$', SECTIONS[name], re.DOTALL | re.MULTILINE)
    assert len(front) == SETTINGS[name].in_document
    for text in front:
        assert getattr(document_settings(Settings(), read(text)), name) == value
