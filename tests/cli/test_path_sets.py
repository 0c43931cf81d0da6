"""Named sets of paths, from the checklist's front matter to the report."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "options",
    [
        'contains: "@{name}"\n  text: x',
        'file_exists: "@{name}"',
        'dependency: requests\n  paths: "@{name}"',
        'dependency: requests\n  exclude: "@{name}"',
        'ci: {runs: pytest, paths: "@{name}"}',
    ],
)
def test_each_option_that_takes_paths_knows_the_sets(folder, options):
    folder.write(f"- [ ] A\n  ```check\n  {options.replace('{name}', 'tracked')}\n  ```\n")
    assert folder.mdcheck("lint").code == 0
    folder.write(f"- [ ] A\n  ```check\n  {options.replace('{name}', 'traked')}\n  ```\n")
    ended = folder.mdcheck("lint")
    assert ended.code == 3
    assert "“@traked” is no set of paths (did you mean “tracked”?)" in ended.out
