"""The past of a checklist: what git and the comparing cost on top of parsing every version."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import compare, table
from benchmarks.reading import LINES, reference
from mdcheck.app.history import history
from mdcheck.app.session import Session
from mdcheck.document.edits import Edit, apply
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import MdcheckError

REVISIONS = 1_000
_HALFWAY = REVISIONS // 2


def main() -> str:
    texts = versions()
    sources = [Source.from_text(text) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        repository(Path(folder), texts)
        path = os.fspath(Path(folder, "CHECKLIST.md"))

        def ours() -> object:
            found = history([path], Session(Path(folder), {}))[0].entries
            if len(found) != REVISIONS:
                raise MdcheckError(f"{len(found)} of {REVISIONS} revisions")
            return found

        ratio = compare(ours, lambda: [parse(source) for source in sources], pairs=1)
    name = f"history / parsing all versions, {REVISIONS} of {LINES} lines"
    return table("History (in one process)", [ratio.row(name, 3)])


def versions() -> list[str]:
    """The reference, with one box flipped from each version to the next."""
    texts = [reference()]
    boxes = [item.box for item in parse(Source.from_text(texts[0])).items]
    for number in range(1, REVISIONS):
        box = boxes[(number * 7) % len(boxes)]
        text = texts[-1]
        texts.append(apply(text, [Edit(box, "x" if text[box.start] == " " else " ")]))
    return texts


def repository(folder: Path, texts: list[str]) -> None:
    """A repository with one commit for each text; halfway the file gets another name."""
    stream = bytearray()
    for number, text in enumerate(texts):
        data = text.encode()
        message = f"checklist: {number}\n\nMdcheck-Score: {number % 101}\nMdcheck-Verdict: NOT READY\n".encode()
        name = b"CHECKLIST.md" if number >= _HALFWAY else b"docs/TODO.md"
        stream += b"commit refs/heads/main\ncommitter Ada <ada@example.org> %d +0000\n" % (
            1_700_000_000 + number * 9_000
        )
        stream += b"data %d\n%s\n" % (len(message), message)
        if number == _HALFWAY:
            stream += b"R docs/TODO.md CHECKLIST.md\n"
        stream += b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(data), data)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=bytes(stream), check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=folder, check=True)
