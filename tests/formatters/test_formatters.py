"""What mdcheck writes is a fixed point of mdformat and of prettier: format, update, format again, and nothing differs.

prettier is taken from MDCHECK_PRETTIER or PATH; `npm install prettier` in any folder brings it.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from testing.documents import updated

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.parts import ALL_PARTS
from mdcheck.app.init.templates import TEMPLATES, render
from mdcheck.cli import invoke
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.results.people.covered import digest

mdformat = pytest.importorskip("mdformat")
pytest.importorskip("mdformat_gfm")
pytest.importorskip("mdformat_frontmatter")

PRETTIER = os.environ.get("MDCHECK_PRETTIER") or shutil.which("prettier")
FOLDER = os.environ.get("MDCHECK_CORPUS")
CORPUS = Path(FOLDER or ".")
NAMES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("documents/**/*.md")) if FOLDER else []


def by_mdformat(*texts):
    return [mdformat.text(text, extensions={"gfm", "frontmatter"}) for text in texts]


def by_prettier(*texts):
    """One process for all texts, since node takes its time to start: files, formatted in place."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.md") for number, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode())
        command = [PRETTIER, "--write", "--log-level=error", "--no-config", "--no-editorconfig", *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True)
        return [path.read_bytes().decode() for path in paths]


needs_prettier = pytest.mark.skipif(not PRETTIER, reason="neither MDCHECK_PRETTIER nor PATH names prettier")
formatters = pytest.mark.parametrize(
    "formatted", [by_mdformat, pytest.param(by_prettier, marks=needs_prettier)], ids=["mdformat", "prettier"]
)

CHECK = "\n  ```check\n  env: HOME\n  ```\n\n"
BASH = (
    "\n  ```check bash timeout=10m severity=blocker fix=\"Mend it\"\n  true | cat\n\n  echo '::notice::well'\n  ```\n\n"
)
ITEMS = "\n".join(f"- [{box}] {word}{CHECK}" for box, word in zip(" xX ", "abcd", strict=True))
DOCUMENTS = {
    "boxes": f"# a\n\n{ITEMS}",
    "boxes of other lists": f"* [ ] a{CHECK}* [x] b{CHECK}\n1. [ ] c\n   ```check\n   env: HOME\n   ```\n",
    "nested boxes and quotes": f"- [ ] a{CHECK}  - [x] b\n\n    ```check\n    env: HOME\n    ```\n\n> - [ ] c\n",
    "a script": f"- [ ] a\n{BASH}- [x] b{CHECK}",
    "figures in headings": f"# a (0%)\n\n## b [0/10]\n\n{ITEMS}\n\n## c (0% complete)\n\n- [ ] d\n\ne [0%]\n---\n",
    "status lines": f"# a\n\n{ITEMS}\n\n**Status**: 0% complete (rest)\n\nOverall Score: **0/100** (Ready)\n",
    "a progress line": f"# a\n\n## b\n\n{ITEMS}\n\nProgress: 0/99\n\nOverall Progress: 5%\n",
    "the report": f"# a\n\n<!-- mdcheck:report -->\n<!-- /mdcheck:report -->\n\n{ITEMS}",
    "front matter": f"---\nmdcheck:\n  figures: true\ntitle: a\n---\n\n# b (0%)\n\n{ITEMS}",
    "not applicable": f"# a (0%)\n\n- [ ] ~~a~~ not here{CHECK}- [ ] b{CHECK}",
}
HEADS = {"Completion": "{}%", "Progress": "**{}%**", "Complete": "{}/100", "%": "{}%"}
for _head, _cell in HEADS.items():
    for _rule in ("---", "--:"):
        for _number in (0, 9, 70):
            _name = f"a table: {_head}, {_rule}, {_number}"
            DOCUMENTS[_name] = (
                f"# a\n\n## b\n\n{ITEMS}\n\n## c\n\n- [ ] d\n\n| Section | {_head} | Status |\n|---|{_rule}|---|\n"
                f"| b | {_cell.format(_number)} | ⚠️ |\n| c | {_cell.format(_number)} | ⬜ |\n| else | | |\n"
            )

WIDEST = [name for name in DOCUMENTS if name.startswith("a table: %") or "Complete, " in name]
"""A number there may be the widest text of its column: then all of the column's cells would have to follow."""


def region(text):
    """A report as a run would make it."""
    checklist = parse(Source.from_text(text))
    return ("", "**Check score 78.6 · ALMOST READY**", "") if checklist.regions else None


@formatters
def test_format_update_format(formatted):
    """All of them open, all ticked, and every second one."""
    texts = formatted(*DOCUMENTS.values())
    assert formatted(*texts) == texts
    for name, text in zip(DOCUMENTS, texts, strict=True):
        ids = [item.id for item in parse(Source.from_text(text)).items]
        assert ids, name
    pairs = [
        (name, updated(text.encode(), marks, region=region(text)).decode())
        for (name, text), marks in itertools.product(zip(DOCUMENTS, texts, strict=True), (True, False))
        if name not in WIDEST
    ]
    again = formatted(*(text for _, text in pairs))
    for (name, text), after in zip(pairs, again, strict=True):
        assert after == text, name


def test_a_column_whose_numbers_are_its_widest_text_is_only_almost_aligned():
    """The limit of it, stated: the other cells are not mdcheck's to change."""
    text, *_ = by_mdformat(DOCUMENTS["a table: %, ---, 70"])
    assert "| b       | 70% | ⚠️     |" in text
    after = updated(text.encode(), True).decode()
    assert "| b       | 100% | ✅     |" in after
    assert "| c       | 0%  | ⬜     |" in after


@formatters
def test_templates(formatted, tmp_path):
    repository = Repository(tmp_path)
    texts = [render(template, repository, ALL_PARTS - {"unread_ci"}).decode() for template in TEMPLATES]
    assert formatted(*texts) == texts
    ticked = [updated(text.encode(), True).decode() for text in texts]
    assert formatted(*ticked) == ticked


@formatters
def test_what_init_and_update_write(formatted, tmp_path, monkeypatch):
    """Every template, filled in for an empty folder, and updated for real."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDCHECK_TRUST", "")
    written = []
    for template in TEMPLATES:
        name = f"{template.name}.out.md"
        assert invoke(["init", "--template", template.name, "--output", name]) == 0
        started = (tmp_path / name).read_bytes().decode()
        invoke(["update", "--no-commit", name])
        written += [started, (tmp_path / name).read_bytes().decode()]
    assert len({*written}) > len(TEMPLATES)
    assert formatted(*written) == written


@pytest.mark.skipif(not FOLDER, reason="MDCHECK_CORPUS names no folder")
@formatters
def test_the_corpus(formatted):
    """Of real documents only those matter that mdcheck changes once they are formatted."""
    found = [(name, (CORPUS / name).read_bytes().decode()) for name in NAMES]
    changing = [(name, text) for name, text in found if updated(text.encode()).decode() != text]
    assert changing
    texts = formatted(*(text for _, text in changing))
    after = [updated(text.encode()).decode() for text in texts]
    assert after != texts
    for (name, _), text, again in zip(changing, after, formatted(*after), strict=True):
        assert again == text, name


SIGNOFF = """\
# Release 1.0

## 2. Design &amp; build   \\[draft\\]

*   [ ] The *design* &amp; &lt;draft> &copy;
    __holds__, and `what` is missing is known, which takes more than one line to say at the usual width of a line
    ```check
    signoff:   {roles: [a, b], count:  2}
    ```
    ```signed
    -   by: Ada Lovelace <ada@example.org>
        date: 2026-11-20
    ```

    All *these*, &amp; &lt;those>, and what is said in a paragraph that takes more than one line at the usual width:

    +   the `queues`, with a \\* and a [link](https://example.org 'title')
    +   __the disks__

    |a|b|
    |-|-|
    |*c*|d|

    ``` sh  title=a\\_b
    true
    ```

    The [plan][The  Plan], the [backlog][], [INVEST](https://en.wikipedia.org/wiki/INVEST_\\(mnemonic\\) (a 'rule')),
    ![a picture][p] and `[p]`, and what is said in a note.[^n]

[the plan]: <https://example.org/a plan> 'The *plan* "A"'
[BACKLOG]: https://example.org/ü
[p]: p(1).png
[unused]: a

[^n]: A-note-of-one-word
"""


@formatters
def test_what_a_signature_covers_outlives_formatting(formatted):
    def covered(text):
        (found,) = parse(Source.from_text(text)).items
        return digest(found, []), found.checks[0].options, [record.values for record in found.records]

    texts = [SIGNOFF, SIGNOFF.replace("*   [ ]", "-   [x]"), SIGNOFF.replace("\n", "\r\n")]
    assert {str(covered(text)) for text in (*texts, *formatted(*texts))} == {str(covered(SIGNOFF))}
