"""What is offered at the mark `^` of a text."""

import pytest

from mdcheck.app.editor.completion import complete

FILES = {
    "docs/runbook.md": "",
    "docs/api/index.md": "",
    "package.json": '{"name": "x", "engines": {"node": "20", "a b": 1}, "files": ["a"]}',
    "keys.json": '{"größe": {"a-b": 1}}',
    "a b.txt": "",
    ".github/workflows/ci.yml": "on: push\n",
    "mdcheck.toml": 'paths = {frontend = ["web/**"]}\nroles = {tech-lead = ["ada@example.org"]}\n',
}


def offered(editor, text):
    editor.write(FILES)
    before, _, after = text.partition("^")
    found = complete(editor.read(before + after), len(before))
    return None if found is None else [one.text for one in found.candidates]


def block(lines, *, opening="```check"):
    indented = lines.replace("\n", "\n  ")
    second = "- [ ] Second\n  ```check bash tags=slow\n  true\n  ```\n"
    return f"# List\n\n- [ ] First one\n  {opening}\n  {indented}\n  ```\n{second}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("file_e^", ["file_exists: "]),
        ("file_exists: x\nmat^", ["match: "]),
        ("file_exists: x\nmatch: ^", ["all", "any"]),
        ("file_exists: x\nse^", ["severity: "]),
        ("severity: b^", ["blocker"]),
        ("tick: ^", ["check", "person"]),
        ("tags: ^", ["slow"]),
        ("needs: ^", ["first-one", "second"]),
        ("needs: [s^]", ["second"]),
        ("file_exists: docs/^", ["docs/api/", "docs/runbook.md"]),
        ("file_exists: [x, docs/r^]", ["docs/runbook.md"]),
        ("file_exists: '@f^", ["@frontend"]),
        ("file_exists: ^", [
            "'@ci'", "'@code'", "'@docs'", "'@tests'", "'@tracked'", "'@frontend'",
            ".github/", "a b.txt", "docs/", "keys.json", "mdcheck.toml", "package.json"]),
        ("file_exists: ../^", []),
        ("file_exists: .git/^", []),
        ("inputs: docs/^", ["docs/api/", "docs/runbook.md"]),
        ("value: package.json\nat: ^", ["name", "engines", "files"]),
        ("value: package.json\nat: engines.^", ["engines.node", "engines.a b"]),
        ("value: package.json\nat: $.engines.^", ["$.engines.node"]),
        ("value: keys.json\nat: $.^", ["$.größe"]),
        ("value: keys.json\nat: $.größe.^", ["$.größe.a-b"]),
        ("value: package.json\nat: $.engines[^", ["$.engines['node']", "$.engines['a b']"]),
        ("value: package.json\nat: $.files[^", ["$.files[*]", "$.files[0]", "$.files[-1]"]),
        ("value: package.json\nat: /engines/n^", ["/engines/node"]),
        ("value: [missing.json, package.json]\nat: n^", ["name"]),
        ("value: x\nsame_as: {path: package.json, at: n^}", ["name"]),
        ("value: x\nsame_as: {path: pack^", ["package.json"]),
        ("value: x\nevery: {exi^}", ["exists: "]),
        ("value: x\nevery:\n  exists: ^", ["true", "false"]),
        ("ci:\n  ru^", ["runs: "]),
        ("when: {file_a^}", ["file_absent: ", "file_age: "]),
        ("when: {http^}", []),
        ("when:\n  file_exists: docs/r^", ["docs/runbook.md"]),
        ("when: {file_exists: x, mat^}", ["match: "]),
        ("file_exists:\n  pat^", ["paths: "]),
        ("file_exists:\n  paths: docs/r^", ["docs/runbook.md"]),
        ("no_kind: ^", []),
        ("no_kind:\n  x^", []),
        ("fix: ^", []),
        ("value: package.json\nat: $^", ["$.name", "$.engines", "$.files"]),
        ("value: package.json\nat: '$.engines[\"^", ['$.engines["node"]', '$.engines["a b"]']),
        ("value: package.json\nat: files.^", ["files.0"]),
        ("value: package.json\nat: /files/^", ["/files/0"]),
        ("value:\n  paths: package.json\n  at: engines.n^", ["engines.node"]),
        ("value:\n  paths:\n    - missing.json\n    - package.json # last\n  at: engines.n^", ["engines.node"]),
        ("value:\n- package.json\nat: engines.n^", ["engines.node"]),
        ("value: {paths: package.json, at: engines.n^", ["engines.node"]),
        ("value: {paths: [missing.json, package.json], at: engines.n^}", ["engines.node"]),
        ("value: package.json\nat: $.engines\nevery: {at: n^}", ["node"]),
        ("value: package.json\nat: $.engines\nnone:\n  at: n^", ["node"]),
        ("value:\n  paths: package.json\n  at: engines\n  any: {at: n^}", ["node"]),
        ("value: package.json\nat: name\nwhere: {en^}", ["engines: "]),
        ("run: x\ncwd: ^", [".github/", "docs/"]),
        ("run: x\nnetwork: t^", ["true"]),
    ],
)  # fmt: skip
def test_in_a_block_of_yaml(editor, lines, expected):
    assert offered(editor, block(lines)) == expected


def test_all_kinds_and_options_at_the_beginning(editor):
    found = offered(editor, block("^"))
    assert found[:2] == ["file_exists: ", "file_absent: "]
    assert "severity: " in found


def test_the_kind_decides_which_options_there_are(editor):
    found = offered(editor, block("file_age: x\n^"))
    assert "max_age: " in found
    assert "file_exists: " not in found
    assert "file_age: " not in found


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("```^", ["check", "signed", "waived"]),
        ("```ch^", ["check"]),
        ("```check ba^", ["bash"]),
        ("```check bash sev^", ["severity="]),
        ("```check bash severity=^", ["blocker", "error", "warning"]),
        ("```check bash needs=s^", ["second"]),
        ("```check bash needs=second,^", ["first-one", "second"]),
        ('```check bash needs="second, ^', ["first-one", "second"]),
        ("```check bash network=^", ["true", "false"]),
        ("```check bash cwd=d^", ["docs/"]),
        ("```check bash inputs=a^", []),
        ('```check bash inputs="a^', ["a b.txt"]),
        ('```check bash when="file_a^', ["file_absent: ", "file_age: "]),
        ('```check bash when="file_exists: docs/r^', ["docs/runbook.md"]),
        ('```check bash when="file_exists: @f^', ["'@frontend'"]),
        ("```check bash when='{file_exists: x, mat^", ["match: "]),
        ('```check bash when="file_exists:^', []),
        ('```check bash fix="a sev^', []),
        ('```check bash fix="a" sev^', ["severity="]),
        ("```python ^", []),
    ],
)
def test_in_the_first_line_of_a_fence(editor, opening, expected):
    assert offered(editor, block("true", opening=opening)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [ ] A\n  ```che^\n", ["check"]),
        ("- [ ] A\n  ```check\n  file_e^\n", ["file_exists: "]),
        ("- [ ] A\n  ```check\n  file_e^\n\n- [ ] B\n", ["file_exists: "]),
        ("> - [ ] A\n>   ```check\n>   file_e^\n>   ```\n", ["file_exists: "]),
        ("- [ ] A\r\n  ```check\r\n  file_e^\r\n  ```\r\n", ["file_exists: "]),
        ("- [ ] A\n  ```waived\n  unt^\n  ```\n", ["until: "]),
        ("- [ ] A\n  ```waived\n  outcomes: err^\n  ```\n", ["errored"]),
        ("- [ ] A\n  ```signed\n  ev^\n  ```\n", ["evidence: "]),
        ("- [ ] A\n  ```signed\n  says: ^\n  ```\n", ["yes", "no"]),
        ("- [ ] A\n  ```signed\n  as: ^\n  ```\n", ["tech-lead", "anyone"]),
        ("- [ ] A\n  ```signed\n  evidence: docs/r^\n  ```\n", ["docs/runbook.md"]),
        ("- [ ] A\n  ```signed\n  - by: x\n    ev^\n  ```\n", ["evidence: "]),
        ("- [ ] A\n  ```check\n  signoff: tech^\n  ```\n", ["tech-lead"]),
        ("- [ ] A\n  ```check\n  signoff: {roles: [tech-lead, a^\n  ```\n", ["anyone"]),
        ("- [ ] A\n  ```check bash\n  file_e^\n  ```\n", []),
        ("- [ ] A\n  ```check\n  file_exists: x\n  ```^\n", None),
        ("- [ ] file_e^\n", None),
        ("^", None),
    ],
)
def test_wherever_the_block_stands(editor, text, expected):
    assert offered(editor, text) == expected


def test_the_text_typed_so_far_is_replaced(editor):
    text = "- [ ] A\n  ```check\n  needs: [one, tw\n  ```\n"
    found = complete(editor.read(text), text.index("tw") + 2)
    assert text[slice(*found.span)] == "tw"


@pytest.mark.parametrize(
    ("lines", "opening", "replaced"),
    [
        ("file_e|: x", "```check", "file_e: "),
        ("file_e|xists: x", "```check", "file_exists: "),
        ("file_e|", "```check", "file_e"),
        ("|match: any", "```check", ""),
        ("file_exists: x\nmatch: a|ll", "```check", "a"),
        ("true", "```check bash sev|=error", "sev="),
    ],
)
def test_what_stands_of_a_key_behind_the_cursor_is_replaced_too(editor, lines, opening, replaced):
    before, _, after = block(lines.replace("|", "^"), opening=opening.replace("|", "^")).partition("^")
    found = complete(editor.read(before + after), len(before))
    assert (before + after)[slice(*found.span)] == replaced


def test_kinds_of_the_repository_are_offered_and_not_run(editor):
    editor.write({"kinds.py": "import pathlib\npathlib.Path('ran').touch()\nclass Mine:\n    name = 'mine'\n"})
    editor.write({"mdcheck.toml": 'kinds = ["kinds.py"]\n'})
    text = "- [ ] A\n  ```check\n  min\n  ```\n"
    complete(editor.read(text), text.index("min") + 3)
    assert not (editor.root / "ran").exists()


def test_the_kind_comes_with_its_example(editor):
    found = complete(editor.read(block("file_exists").replace("file_exists", "value")), block("").index("\n  \n") + 3)
    (value,) = [one for one in found.candidates if one.label == "value"]
    assert "package.json" in value.documentation
