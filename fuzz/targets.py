"""One function for each reader and writer: it takes any bytes, and raises what is a bug."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.document import conflicts, info_string
from mdcheck.document.bare import bare
from mdcheck.document.completion import completions
from mdcheck.document.edits import apply, inverse
from mdcheck.document.lint import lint, needs_errors
from mdcheck.document.merge import merge, resolve
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source
from mdcheck.document.strict_yaml import StrictYAMLError, load
from mdcheck.errors import SourceError
from mdcheck.kinds.read import read_checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.document.model import Checklist, Notation

TOKENS = (
    *(
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "    ",
        "\t",
        "> ",
        "---\n",
        "===\n",
        "***\n",
        "\\",
        "\0",
        "\ufeff",
    ),
    *("- ", "* ", "1. ", "2) ", "- - ", "[ ] ", "[x] ", "[X] ", "[]", "[ ]", "- [ ] a\n", "- [x] b\n", "[a]: /u\n"),
    *(
        "# ",
        "## ",
        "a",
        "b",
        "c d",
        "**a**",
        "`",
        "```",
        "~~~",
        "~~",
        "<!--",
        "-->",
        "<div>",
        "</div>",
        "é",
        "🎉",
        "\u2028",
    ),
    *(
        "  ```check\n  env: HOME\n  ```\n",
        "  ```check bash\n",
        "  ```check\n",
        "  ```\n",
        "```check\n",
        "check ",
        "mdcheck:\n",
    ),
    *(
        "(70%)",
        "[7/10]",
        "Status: 70%\n",
        "**Progress**: 7/10",
        "Overall Score: **52/100** (Ready)\n",
        "100%",
        "0",
        "/",
    ),
    *(
        "|",
        "| a | % |\n|---|---|\n",
        "| a | 70% |\n",
        "| A | Completion |\n| - | ---------- |\n| a | 7%         |\n",
        "-|-",
    ),
    *(
        "<!-- mdcheck:report -->\n",
        "<!-- /mdcheck:report -->\n",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "||||||| c\n",
    ),
    *(
        "env: ",
        "id: a\n",
        "needs: [a]\n",
        "file_exists: ",
        "{",
        "}",
        "[",
        "]",
        ":",
        ", ",
        '"',
        "'",
        "&a ",
        "*a",
        "!",
        "#",
        "?",
    ),
    *("timeout=", "fix=", "severity=", "weight: ", "12:30", "no", "1.10", "~", "|\n", ">\n", "%", "- ", "run: "),
)
"""What a byte stands for, so that most inputs come near to being documents; bytes above stand for themselves."""


def text_of(data: bytes) -> str:
    """Bytes as pieces of the language, or as the text that they are if they begin with 0xFF."""
    if data[:1] == b"\xff":
        return data[1:].decode("utf-8", "replace")
    return "".join(TOKENS[byte] if byte < len(TOKENS) else chr(byte) for byte in data)


def raw(data: bytes) -> None:
    """Bytes are a document, which is written back as it was, or are refused."""
    try:
        source = Source.from_bytes(data, path="a.md")
    except SourceError:
        return
    assert source.to_bytes() == data
    _read(source)


def document(data: bytes) -> None:
    """Reading raises nothing, every place is one of the document's, and rewriting is final and can be undone."""
    checklist = _read(Source.from_text(text_of(data)))
    text = checklist.source.text
    marks = {item.id: bool(len(item.text) % 2) for item in checklist.items}
    edits = rewrite(checklist, marks, region=("", "a", ""))
    after = apply(text, edits)
    assert apply(after, inverse(text, edits)) == text
    plain = apply(text, rewrite(checklist, marks))
    again = _read(Source.from_text(plain))
    assert rewrite(again, marks) == ()
    assert [(item.id, item.line) for item in again.items] == [(item.id, item.line) for item in checklist.items]
    bare(checklist, _every)


def figures(data: bytes) -> None:
    """The same text as a heading, as a line of its own and as a cell."""
    words = re.sub(r"[\r\n]", " ", text_of(data))
    lines = [
        "# a",
        "",
        "- [x] b",
        "- [ ] c",
        "  ```check",
        "  env: A",
        "  ```",
        "",
        f"## {words}",
        "",
        words,
        "",
        f"Status: {words}",
    ]
    lines += ["", f"| Section | Progress | {words} |", "| --- | -------- | --- |", f"| a | {words} | 5% |"]
    document(b"\xff" + "\n".join(lines).encode("utf-8", "replace"))


def yaml(data: bytes) -> None:
    """The strict loader raises its own error only; a block that holds the text is read or refused with a place."""
    text = text_of(data)
    try:
        load(text)
    except StrictYAMLError as error:
        _inside(error.offset, text)
    body = "".join(f"  {line}\n" for line in re.split(r"\r\n?|\n", text))
    _read(Source.from_text(f"- [ ] a\n  ~~~~~~check\n{body}  ~~~~~~\n"))


def info(data: bytes) -> None:
    """What stands behind the word `check`."""
    text = "check " + re.sub(r"[\r\n]", " ", text_of(data))
    try:
        info_string.read(text)
    except info_string.InfoStringError as error:
        _inside(error.offset, text)
    _read(Source.from_text(f"- [ ] a\n  ~~~ {text}\n  true\n  ~~~\n"))


def merging(data: bytes) -> None:
    """Three texts, parted by a byte: one side alone wins, and sides can be swapped."""
    base, ours, theirs = (Source.from_text(text_of(part)) for part in (*data.split(b"\xfe", 2), b"", b"")[:3])
    assert merge(base, ours, base, _every).source().text == ours.text
    assert merge(base, base, theirs, _every).source().text == theirs.text
    one, other = merge(base, ours, theirs, _every), merge(base, theirs, ours, _every)
    assert one.conflicts == other.conflicts
    marked = one.source()
    conflicts.find(marked)
    resolve(marked, None, _every)
    merge(None, ours, theirs, _every).source()


def _inside(offset: int, text: str) -> None:
    assert 0 <= offset <= len(text)


def _read(source: Source) -> Checklist:
    checklist = parse(source)
    _, errors = read_checks(checklist, None)
    found = (*checklist.diagnostics, *errors, *lint(checklist, ALL_NOTATIONS), *needs_errors(checklist))
    assert all(1 <= one.line <= len(source.starts) and one.column >= 1 for one in found)
    assert all(source.text[item.box.start] in " xX" for item in checklist.items)
    completions(checklist.root)
    return checklist


def _every(_: Checklist) -> frozenset[Notation]:
    return ALL_NOTATIONS


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (raw, document, figures, yaml, info, merging)
}
