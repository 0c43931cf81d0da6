import pytest
from lsp.conftest import opened

LIST = """\
# Release

- [ ] A readme
  ```check
  file_exist: README.md
  ```
"""


@pytest.mark.asyncio
async def test_diagnostics_are_published_with_the_version(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    (found,) = await text.diagnostics()
    assert (found.code, found.range.start.line, found.range.start.character) == ("unknown-kind", 4, 2)
    text.change(LIST.replace("file_exist:", "file_exists:"), 7)
    assert await text.diagnostics(7) == []


@pytest.mark.asyncio
async def test_a_kind_is_completed(client, tmp_path):
    text = opened(client, tmp_path / "CHECKLIST.md", LIST)
    found = await text.complete("- [ ] A\n  ```check\n  file_e^\n  ```\n")
    assert [one.label for one in found] == ["file_exists"]
