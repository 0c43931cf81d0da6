"""Named sets of paths, from the checklist's front matter to the report."""

from __future__ import annotations

LIST = """\
---
mdcheck:
  paths: {api: ["proto/*.proto", "@docs"]}
---

- [ ] No leftovers
  ```check
  not_contains: "@api"
  exclude: ["@{exclude}"]
  text: FIXME
  ```
"""


def test_a_set_of_the_front_matter(folder):
    folder.write(LIST.replace("{exclude}", "tests"))
    folder.write("FIXME\n", "proto/a.proto")
    folder.write("FIXME\n", "README.md")
    assert "found at README.md:1, proto/a.proto:1" in folder.mdcheck("run").out


def test_an_unknown_set_is_an_error_at_its_place(folder):
    folder.write(LIST.replace("{exclude}", "test"))
    ended = folder.mdcheck("lint")
    assert ended.code == 3
    assert "CHECKLIST.md:9:13" in ended.out
    assert "“@test” is no set of paths (did you mean “tests”?)" in ended.out
    assert folder.mdcheck("run").code == 3
