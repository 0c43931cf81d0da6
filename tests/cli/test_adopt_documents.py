"""`mdcheck adopt` in all the ways in which people write lists: lines are inserted, and nothing else changes."""

import json

import pytest

ITEM = "[ ] `LICENSE` exists"
DOCUMENTS = {
    "stars": (f"* {ITEM}\n* {ITEM}\n", 2),
    "plus signs": (f"+ {ITEM}\n", 1),
    "numbers": (f"1. {ITEM}\n2. {ITEM}\n10) {ITEM}\n", 3),
    "below each other": (f"- [ ] a\n  - {ITEM}\n    - {ITEM}\n  - [ ] b\n- {ITEM}\n  - [ ] c\n", 3),
    "tabs": (f"-\t{ITEM}\n\t- {ITEM}\n", 2),
    "a number and a tab": (f"1.\t{ITEM}\n\n\tText.\n", 1),
    "in quotes": (f"> - {ITEM}\n> > - {ITEM}\n", 2),
    "in an alert": (f"> [!NOTE]\n> - {ITEM}\n>\n> words\n", 1),
    "in a quote in an item": (f"- a\n  > - {ITEM}\n", 1),
    "goes on in the next line": ("- [ ] `LICENSE`\n  exists\n\n  Text.\n- [ ] `LICENSE`\nexists\n", 2),
    "an example in it": (f"- {ITEM}\n  ```sh\n  - {ITEM}\n  ```\n- [ ] b\n", 1),
    "indented code in it": (f"- {ITEM}\n\n      - {ITEM}\n", 1),
    "only examples": (f"```\n- {ITEM}\n```\n\n~~~md\n- {ITEM}\n~~~\n", 0),
    "front matter": (f"---\ntitle: a\n---\n\n- {ITEM}\n", 1),
    "tables": (f"| a | b |\n|---|---|\n| [ ] | `LICENSE` exists |\n\n- {ITEM}\n\n| a |\n|---|\n", 1),
    "comments": (f"<!-- - {ITEM} -->\n- {ITEM} <!-- why -->\n<!--\n- {ITEM}\n-->\n", 1),
    "HTML around it": (f"<details>\n<summary>a</summary>\n\n- {ITEM}\n\n</details>\n", 1),
    "blanks at the end": (f"- {ITEM}  \n- [ ] b\n", 1),
    "far from its mark": (f"   -    {ITEM}\n", 1),
    "lines between": (f"- {ITEM}\n\n- {ITEM}\n\n\ntext\n", 2),
    "a rule below": (f"- {ITEM}\n---\n# H\n", 1),
    "no end of the last line": (f"- [ ] a\n  - {ITEM}", 1),
    "other ends of lines": (f"- {ITEM}\r\n- {ITEM}\r\n", 2),
    "mixed ends of lines": (f"- {ITEM}\r\n- {ITEM}\n", 2),
    "old ends of lines": (f"- {ITEM}\r- [ ] b\r", 1),
    "a mark at the beginning": (f"\ufeff- {ITEM}\n", 1),
}


@pytest.fixture
def repository(project):
    project.write("MIT\n", "LICENSE")
    return project


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lines_are_inserted_and_the_patch_is_the_same(repository, name):
    text, number = DOCUMENTS[name]
    before = text.encode()
    path = repository.root / "CHECKLIST.md"
    path.write_bytes(before)
    repository.git("add", "-A")
    (repository.root / "adopt.patch").write_bytes(repository.mdcheck("adopt", "--patch").out.encode())
    assert repository.mdcheck("adopt", "--write", "all").code == 0
    after = path.read_bytes()
    assert without_blocks(after) == (before.rstrip(b"\r\n"), number)
    assert repository.mdcheck("adopt", "--patch").out == ""
    assert json.loads(repository.mdcheck("adopt", "--format", "json").out)["files"][0]["checks"] == []
    path.write_bytes(before)
    if number:
        repository.git("apply", "--whitespace=nowarn", "adopt.patch")
    assert path.read_bytes() == after


def without_blocks(data):
    """The text without the lines of the blocks, and how many blocks there were."""
    rows = data.splitlines(keepends=True)
    bodies = [number for number, row in enumerate(rows) if row.strip(b" \t>\r\n") == b"file_exists: LICENSE"]
    gone = {number + step for number in bodies for step in (-1, 0, 1)}
    assert all(rows[number - 1].strip(b" \t>\r\n") == b"```check" for number in bodies)
    assert all(rows[number + 1].strip(b" \t>\r\n") == b"```" for number in bodies)
    return b"".join(row for number, row in enumerate(rows) if number not in gone).rstrip(b"\r\n"), len(bodies)


def test_two_thousand_items(repository):
    text = "# Long\n\n" + "".join(f"- {ITEM}\n- [ ] Plan {number} is sound\n" for number in range(1000))
    repository.write(text)
    assert repository.mdcheck("adopt", "--write", "all").code == 0
    assert without_blocks(repository.read().encode()) == (text.encode().rstrip(), 1000)
