"""`children` in `update`: one run brings nested items and those above them up to date, and a second changes nothing."""

from __future__ import annotations

LIST = """\
# Launch

- [ ] The service is ready
  ```check
  children: all
  ```
  - [ ] Runbook exists
    ```check
    file_exists: RUNBOOK.md
    ```
  - [x] The team has read it
"""
TICKED = LIST.replace("[ ]", "[x]")


def test_one_update_is_enough(project):
    project.write(LIST)
    project.write("Call Ada\n", "RUNBOOK.md")
    assert project.mdcheck("update", "--no-commit").code == 0
    assert project.read() == TICKED
    assert project.mdcheck("update", "--check").code == 0
    (project.root / "RUNBOOK.md").unlink()
    assert project.mdcheck("update", "--no-commit").code == 1
    assert project.read() == LIST
    assert project.mdcheck("update", "--no-commit").code == 1
    assert project.read() == LIST
