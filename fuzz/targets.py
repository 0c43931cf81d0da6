"""One function for each reader and writer: it takes any bytes, and raises what is a bug."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING

from fuzz.alphabets import DOCUMENT, FIGURE, INFO, REPORT, SECRET, TOML, VERSION, YAML, text_of
from mdcheck.checks.bind import read_checks
from mdcheck.document.blocks import info_string
from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load
from mdcheck.document.comparison import block_changes, block_text, match
from mdcheck.document.completion import completions
from mdcheck.document.edits import apply, inverse
from mdcheck.document.lint import lint, needs_errors
from mdcheck.document.merging import conflicts
from mdcheck.document.merging.merge import merge, resolve
from mdcheck.document.merging.normalized import bare
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source
from mdcheck.errors import SettingsError, SourceError
from mdcheck.evidence.ci.shell import commands, words
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.dependencies.read import MANIFESTS
from mdcheck.evidence.formats.coverage.figures import share_of
from mdcheck.evidence.formats.coverage.read import read_coverage
from mdcheck.evidence.formats.junit import read_junit
from mdcheck.evidence.formats.junit_counts import reconciled
from mdcheck.evidence.formats.place import read_place
from mdcheck.evidence.formats.sarif import read_sarif
from mdcheck.evidence.formats.structured import Format
from mdcheck.evidence.formats.structured import load as load_structured
from mdcheck.evidence.secrets.credentials import find as find_credentials
from mdcheck.settings import MAX_NAMES, settings_of
from mdcheck.settings_file import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.document.model import CheckBlock, Checklist, Item, Notation


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
    _rewriting(text_of(data, DOCUMENT))


def figures(data: bytes) -> None:
    """The same words as a heading, as lines of their own and as cells."""
    words = re.sub(r"[\r\n]", " ", text_of(data, FIGURE))
    lines = ["# a", "", "- [x] b", "- [ ] c", "  ```check", "  env: A", "  ```", "", f"## {words}", "", words, ""]
    lines += [f"Status: {words}", "", f"| Section | Progress | {words} |", "| --- | -------- | --- |"]
    lines += [f"| a | {words} | 5% |", "", "| Section | Status | Progress   |", "| ------- | ------ | ---------- |"]
    lines += [f"| a       | {words:6} | {words:10} |", "| a       | ✅     | 5%         |"]
    _rewriting("\n".join(lines))


def yaml(data: bytes) -> None:
    """The strict loader raises its own error only; a block or front matter of it is read or refused with a place."""
    text = text_of(data, YAML)
    try:
        load(text)
    except StrictYAMLError as error:
        _inside(error.offset, text)
    body = "".join(f"  {line}\n" for line in re.split(r"\r\n?|\n", text))
    _read(Source.from_text(f"- [ ] a\n  ~~~~~~check\n{body}  ~~~~~~\n"))
    _read(Source.from_text(f"- [ ] a\n  ~~~~~~check\n  env: A\n{body}  ~~~~~~\n"))
    _read(Source.from_text(f"---\n{text}\n---\n- [ ] a\n"))
    _read(Source.from_text(f"---\nmdcheck:\n{body}---\n- [ ] a\n"))


def settings(data: bytes) -> None:
    """A settings file is read, or refused with its name."""
    text = text_of(data, TOML)
    for name, table in (("mdcheck.toml", text), ("pyproject.toml", f"[tool.mdcheck]\n{text}")):
        with contextlib.suppress(SettingsError):
            read = settings_of(read_table(table, name) or {}, name)
            assert read.jobs > 0
            assert len(read.files) <= MAX_NAMES


def info(data: bytes) -> None:
    """What stands behind the word `check`, and behind the name of an interpreter."""
    words = re.sub(r"[\r\n]", " ", text_of(data, INFO))
    for text in (f"check {words}", f"check bash {words}"):
        try:
            info_string.read(text)
        except info_string.InfoStringError as error:
            _inside(error.offset, text)
        _read(Source.from_text(f"- [ ] a\n  ~~~ {text}\n  true\n  ~~~\n"))


def structured(data: bytes) -> None:
    """A structured file is read, and its places are found, or it is refused by name; the first byte is the format."""
    formats = list(Format)
    kind = formats[data[0] % len(formats)] if data else Format.JSON
    with contextlib.suppress(UndeterminedError):
        for document in load_structured(data[1:], kind, where="a"):
            read_place("$..*").find(document)
            read_place("a.0").find(document)


def place(data: bytes) -> None:
    """A place is understood, or refused with its own words."""
    text = data.decode("utf-8", "replace")
    try:
        found = read_place(text)
    except ValueError:
        return
    found.find({"a": [{"b": "c"}, 1, None]})


def manifests(data: bytes) -> None:
    """A manifest or a lock file names packages, or is refused by name; the first byte is the sort of the file."""
    manifest = MANIFESTS[data[0] % len(MANIFESTS)] if data else MANIFESTS[0]
    module, _, function = manifest.reader.partition(".")
    reader = getattr(import_module(f"mdcheck.evidence.dependencies.{module}"), function)
    with contextlib.suppress(UndeterminedError):
        assert all(isinstance(one.name, str) and isinstance(one.version, str) for one in reader(data[1:], "a"))


def reports(data: bytes) -> None:
    """A report is read or refused by name; no number is below zero, and no share above one."""
    content = text_of(data, REPORT).encode()
    with contextlib.suppress(UndeterminedError):
        counts = reconciled(read_junit(content, where="a").root, [])
        assert min(counts) >= 0
        assert 0 <= counts.ran <= counts.tests
    with contextlib.suppress(UndeterminedError):
        read_sarif(content, where="a")
    for metric in ("line", "branch"):
        with contextlib.suppress(UndeterminedError):
            share, _ = share_of(read_coverage(content, metric, where="a"), metric, None, "a")
            assert 0 <= share <= 1


def credentials(data: bytes) -> None:
    """Credentials are places in the text, in order, that do not overlap."""
    content = text_of(data, SECRET).encode()
    for path in ("a.py", "k8s/a.yaml", "compose.yml", ".pgpass", "a.md"):
        end = 0
        for hit in find_credentials(content, bare=path != "a.py", path=path):
            assert end <= hit.start < hit.end <= len(content)
            end = hit.end


def shell(data: bytes) -> None:
    """Commands of a script come out on one line each, and what they stand for begins with a word."""
    for command in commands(data.decode("utf-8", "replace")):
        assert command.strip()
        assert all(form.strip() for form in forms(command)) or not words(command)


def merging(data: bytes) -> None:
    """Three versions: one side alone wins, and sides can be swapped."""
    base, ours, theirs = _versions(data)
    assert merge(base, ours, base, _every).source().text == ours.text
    assert merge(base, base, theirs, _every).source().text == theirs.text
    one, other = merge(base, ours, theirs, _every), merge(base, theirs, ours, _every)
    assert one.conflicts == other.conflicts
    marked = one.source()
    conflicts.find(marked)
    resolve(marked, None, _every)
    merge(None, ours, theirs, _every).source()


def comparing(data: bytes) -> None:
    """Every item of two versions is told once, and every block that only one of them has."""
    before, after, _ = map(parse, _versions(data))
    if not _unique(before.items) or not _unique(after.items):
        return  # equal pinned ids are an error of the document
    matching = match(before.items, after.items)
    former, later = [pair.before for pair in matching.pairs], [pair.after for pair in matching.pairs]
    assert _lines((*former, *matching.removed)) == _lines(before.items)
    assert _lines((*later, *matching.added)) == _lines(after.items)
    changes = block_changes(before, after, matching)
    told = Counter(change.after.line for change in changes if change.after is not None)
    assert all(count == 1 for count in told.values())
    known = {block_text(before.source, block) for block in _blocks(before)}
    assert all(block.line in told for block in _blocks(after) if block_text(after.source, block) not in known)
    assert not any(change.text_before == change.text_after for change in changes)


def _versions(data: bytes) -> tuple[Source, Source, Source]:
    """The first part of the data is a document; the others, behind 0xFE, say what two people did to it."""
    base, *scripts = data.split(b"\xfe", 2)
    parts = (base, *(_edited(base, script) for script in scripts), base, base)[:3]
    base_text, ours, theirs = (Source.from_text(text_of(part, VERSION)) for part in parts)
    return base_text, ours, theirs


def _edited(base: bytes, script: bytes) -> bytes:
    """Pairs of bytes say where, and what becomes of the piece there: its counterpart, another, one more, or none."""
    pieces = bytearray(base)
    for place, piece in zip(script[::2], script[1::2], strict=False):
        sort, at = place % 4, place // 4 % (len(pieces) + 1)
        there = pieces[at : at + 1]
        pieces[at : at + 1] = [bytes(byte ^ 1 for byte in there), bytes([piece]), bytes([piece]) + there, b""][sort]
    return bytes(pieces)


def _rewriting(text: str) -> None:
    checklist = _read(Source.from_text(text))
    text = checklist.source.text
    marks = {item.id: bool(len(item.text) % 2) for item in checklist.items}
    edits = rewrite(checklist, marks, region=("", "a", ""))
    after = apply(text, edits)
    assert apply(after, inverse(text, edits)) == text
    again = _read(Source.from_text(apply(text, rewrite(checklist, marks))))
    assert rewrite(again, marks) == ()
    assert _facts(again) == _facts(checklist)
    bare(checklist, _every)


def _facts(checklist: Checklist) -> tuple[object, ...]:
    """All that rewriting must leave as it is."""
    return (
        [(item.id, item.line, item.text) for item in checklist.items],
        [repr((block.line, block.language, block.body, block.options, block.common)) for block in _blocks(checklist)],
        [(section.title, section.line) for section in checklist.root.all_sections()],
        [(figure.notation, figure.line, figure.section.line) for figure in checklist.figures],
        [region.line for region in checklist.regions],
        [(found.line, found.code) for found in checklist.diagnostics],
    )


def _blocks(checklist: Checklist) -> list[CheckBlock]:
    return [block for item in checklist.items for block in item.checks]


def _unique(items: Sequence[Item]) -> bool:
    return len({item.id for item in items}) == len(items)


def _lines(items: Sequence[Item]) -> list[int]:
    return sorted(item.line for item in items)


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
    target.__name__: target
    for target in (
        *(raw, document, figures, yaml, settings, info, structured, place, manifests),
        *(reports, credentials, shell, merging, comparing),
    )
}
