"""`docs/schema/lint-1.json` and what `mdcheck lint --format json` prints say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from mdcheck.document.diagnostic import Level

PUBLISHED = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "lint-1.json").read_text(encoding="utf-8"))
DIAGNOSTIC = PUBLISHED["$defs"]["diagnostic"]

DOCUMENTS = {
    "nothing to mend": "- [ ] a\n",
    "every severity": (
        "# R (90%)\n\n- [ ] ünï 日本 \u202e\n  ```check\n  file_exist: a\n  ```\n- [] b\n\n```check sh\ntrue\n```\n"
    ),
    "a conflict": "<<<<<<< ours\n- [ ] a\n=======\n- [ ] b\n>>>>>>> theirs\n",
    "yaml": "- [ ] a\n  ```check\n  a: [\n  ```\n- [ ] ~~b~~\n  ```check\n  ```\n",
}


def test_the_schema_is_one():
    Draft202012Validator.check_schema(PUBLISHED)


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_lint_prints_is_valid_and_says_no_more(folder, text):
    folder.write(text)
    folder.write(text, "docs/ünï.md")
    found = json.loads(folder.mdcheck("lint", "--format", "json", "CHECKLIST.md", "docs/ünï.md").out)
    Draft202012Validator(PUBLISHED).validate(found)
    assert found.keys() == PUBLISHED["properties"].keys() == set(PUBLISHED["required"])
    for diagnostic in found["diagnostics"]:
        assert diagnostic.keys() == DIAGNOSTIC["properties"].keys() == set(DIAGNOSTIC["required"])


def test_the_severities_are_ours():
    assert DIAGNOSTIC["properties"]["severity"]["enum"] == [level.value for level in Level]


@pytest.mark.parametrize(
    ("key", "value"), [("line", 0), ("column", "1"), ("severity", "info"), ("code", "Unknown kind"), ("fix", None)]
)
def test_what_is_wrong_is_found(folder, key, value):
    folder.write(DOCUMENTS["every severity"])
    found = json.loads(folder.mdcheck("lint", "--format", "json").out)
    found["diagnostics"][0][key] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(PUBLISHED).validate(found)
