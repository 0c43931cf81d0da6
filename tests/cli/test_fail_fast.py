"""`--fail-fast` over several files."""

from __future__ import annotations

import json

import pytest

CHECK = "- [ ] {}\n  ```check sh\n  {}\n  ```\n"


@pytest.mark.parametrize("command", ["run", "update"])
@pytest.mark.parametrize(
    ("first", "flags", "ends"),
    [
        ("exit 1", ("--fail-fast",), [("failed", "exit status 1"), ("not_run", "stopped after the first failure")]),
        ("exit 1", (), [("failed", "exit status 1"), ("passed", "")]),
        ("exit 0", ("--fail-fast",), [("passed", ""), ("passed", "")]),
    ],
    ids=["the second is not begun", "without the flag", "without a failure"],
)
def test_it_holds_for_all_files_together(folder, command, first, flags, ends):
    folder.write(CHECK.format("A", first))
    folder.write(CHECK.format("B", "touch second"), "MORE.md")
    ended = folder.mdcheck(command, "--trust", *flags, "--format", "json", "CHECKLIST.md", "MORE.md")
    items = [item for file in json.loads(ended.out)["files"] for item in file["items"]]
    assert [(check["outcome"], check["message"]) for item in items for check in item["checks"]] == ends
    assert (folder.root / "second").exists() is (ends[1][0] == "passed")
    assert ended.code == (1 if first == "exit 1" else 0)
