from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mdcheck.results.outcome import errored, failed, passed

FILES = {
    "two.md": "# L\n- [x] a\n- [ ] b\n- [ ] ~~c~~ no database here\n",
    "all.md": "- [x] a\n- [X] b\n",
    "thirds.md": "- [x] a\n- [x] b\n- [ ] c\n",
    "checks.md": "- [ ] a\n  ```check\n  score: checks.md\n  ```\n",
    "broken.md": "- [x] a\n  ```check\n  nothing\n",
    "merging.md": "<<<<<<< HEAD\n- [x] a\n=======\n- [x] b\n>>>>>>> topic\n",
    "prose.md": "# L\n",
    "latin.md": b"- [x] f\xfcr\n",
    "folder/x": "",
}


@pytest.mark.parametrize(
    ("path", "values", "finding"),
    [
        ("all.md", {}, passed("all.md is 100% complete (2 of 2)")),
        ("two.md", {}, failed("two.md is 50% complete (1 of 2), below 100%")),
        ("two.md", {"min": 50}, passed("two.md is 50% complete (1 of 2)")),
        ("two.md", {"min": 50.5}, failed("two.md is 50% complete (1 of 2), below 50.5%")),
        ("two.md", {"min": 50.0000001}, failed("two.md is 50% complete (1 of 2), below 50.0000001%")),
        ("thirds.md", {"min": 66.5}, passed("thirds.md is 66% complete (2 of 3)")),
        ("thirds.md", {"min": 67}, failed("thirds.md is 66% complete (2 of 3), below 67%")),
        ("checks.md", {"min": 0}, passed("checks.md is 0% complete (0 of 1)")),
        ("broken.md", {}, passed("broken.md is 100% complete (1 of 1)")),
        ("merging.md", {}, errored("merging.md:1 is in conflict: resolve it first")),
        ("prose.md", {"min": 0}, errored("prose.md has no item that counts")),
        ("latin.md", {}, errored("latin.md:1: not UTF-8: byte 0xfc at offset 7")),
        ("none.md", {}, errored("none.md does not exist")),
        ("folder", {}, errored("folder is a folder, not a file")),
        ("../x.md", {}, errored("../x.md lies outside the repository")),
    ],
)
def test_score(check, path, values, finding):
    assert check("score", FILES, path=path, **values) == finding


@pytest.mark.parametrize("path", ["all.md", "./all.md", "link.md"])
def test_a_checklist_is_no_evidence_of_itself(check, tree, path):
    workspace = tree(FILES | {"link.md": Path("all.md")}, document="all.md")
    assert check("score", workspace, path=path) == errored(
        f"{path} is this checklist: its own boxes can't tick one of it"
    )


@pytest.mark.parametrize("values", [{"path": ""}, {"path": "a", "min": 101}, {"path": "a", "min": -1}])
def test_score_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("score", **values)
