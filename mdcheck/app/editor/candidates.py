"""Candidates for completion that come from the repository and the document."""

from __future__ import annotations

import os
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.checks import catalogue
from mdcheck.document.slug import plain_text
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.place import read_place
from mdcheck.evidence.formats.structured import format_of, load
from mdcheck.evidence.workspace import BUILT_IN_SETS, OutsideError
from mdcheck.late import late_pattern
from mdcheck.results.people.policy import ANYONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.app.editor.document import Document

_MOST = 500
"""Candidates of one sort: a folder may hold a million files."""
_FIRST = 20
"""Elements of a list that are offered by their numbers."""
_PLAIN_NAME = late_pattern(r"[\w.@+=~()][\w.@+=~() -]*")
"""A file's name that needs no quotes in YAML; others are rare, and left out."""
_PLAIN_KEY = late_pattern(r"[^\W\d][\w-]*")
_LAST_STEP = late_pattern(r"(?P<parent>.*?)(?P<mark>\.|\[['\"]?|/)(?P<typed>[^.\[\]/]*)")


class Sort(Enum):
    """What a candidate is, by which editors choose signs and order."""

    KIND = auto()
    OPTION = auto()
    COMMON = auto()
    VALUE = auto()
    FILE = auto()
    FOLDER = auto()
    SET = auto()
    ITEM = auto()
    TAG = auto()
    ROLE = auto()
    PLACE = auto()
    WORD = auto()


class Candidate(NamedTuple):
    """A text that can stand at the cursor."""

    text: str
    sort: Sort
    detail: str = ""
    documentation: str = ""
    """Markdown of mdcheck's own, never a repository's."""
    name: str = ""
    """What a person types and reads, where the text is more: a text in quotes, a key with its colon."""

    @property
    def label(self) -> str:
        return self.name or self.text


def key(name: str, sort: Sort, detail: str = "", documentation: str = "") -> Candidate:
    """A key of YAML, with the colon behind it."""
    return Candidate(f"{name}: ", sort, detail, documentation, name)


def quoted(candidate: Candidate) -> Candidate:
    """As it can stand in YAML, where nothing may begin with such a character."""
    if candidate.text[:1] not in tuple("@`%&*!|>#-?:,[]{}"):
        return candidate
    return candidate._replace(text=f"'{candidate.text}'", name=candidate.label)


def kinds(document: Document, *, inert: bool) -> Iterator[Candidate]:
    """The kinds, each with what passes; a plugin's is not loaded for it."""
    for name in catalogue.names():
        kind = catalogue.describe(name)
        if not inert or not kind.executable:
            yield key(name, Sort.KIND, kind.summary, kind_text(kind))
    if not inert and document.opened.settings.kinds:
        from mdcheck.checks.plugins import PluginError, Plugins  # late: most repositories have no kinds of their own

        try:
            own = catalogue.plugin_names(Plugins(root=document.opened.root, files=document.opened.settings.kinds))
        except PluginError:
            return
        yield from (key(name, Sort.KIND, "a kind of this repository or of a plugin") for name in own)


def kind_text(kind: catalogue.Description) -> str:
    """What a kind does, with its example."""
    trust = "\n\nIt needs trust before it runs." if kind.executable else ""
    return f"**{kind.name}**: {kind.summary}{trust}\n\n{kind.details}".strip()


def items(document: Document) -> Iterator[Candidate]:
    """The ids that `needs` can name."""
    for item in document.opened.checklist.items:
        yield Candidate(item.id, Sort.ITEM, f"line {item.line}: {plain_text(item.text)}")


def tags(document: Document) -> Iterator[Candidate]:
    """The tags of the document."""
    found = (tag for item in document.opened.checklist.items for block in item.checks for tag in block.common.tags)
    yield from (Candidate(tag, Sort.TAG, "tag") for tag in sorted(set(found)))


def roles(document: Document) -> Iterator[Candidate]:
    """The roles of the settings."""
    policy = document.opened.policy
    known = {**document.opened.settings.roles, **(policy.roles if policy is not None else {})}
    yield from (Candidate(role, Sort.ROLE, ", ".join(sorted(people))) for role, people in known.items())
    yield Candidate(ANYONE, Sort.ROLE, "everybody")


def paths(document: Document, typed: str, *, sets: bool) -> Iterator[Candidate]:
    """Files and folders below the folder that is typed so far, and the named sets."""
    if sets:
        yield from (Candidate(f"@{name}", Sort.SET, "built-in set of paths") for name in sorted(BUILT_IN_SETS))
        for name, globs in document.opened.settings.paths.items():
            yield Candidate(f"@{name}", Sort.SET, ", ".join(globs))
    folder = typed.rpartition("/")[0]
    lead = f"{folder}/" if folder else ""
    try:  # the folder is resolved inside the repository, links included
        with os.scandir(document.workspace.resolve(folder or ".")) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in islice(entries, _MOST) if entry.name != ".git")
    except (OSError, OutsideError, ValueError):
        return
    for name, is_folder in found:
        if _PLAIN_NAME().fullmatch(name):
            yield Candidate(f"{lead}{name}{'/' if is_folder else ''}", Sort.FOLDER if is_folder else Sort.FILE)


def places(document: Document, around: Mapping[str, str], typed: str, base: str = "") -> Iterator[Candidate]:
    """The keys of the file that the mapping names, below what is typed of the place; all that within `base`."""
    found = _LAST_STEP().fullmatch(f"{typed}." if typed == "$" else typed)
    parent, mark, _ = found.groups() if found is not None else ("", "", typed)
    for value in islice(_values(document, around), 20):
        for inner in (last for first in _at(value, base) for last in _at(first, parent)):
            if isinstance(inner, dict):
                names = islice((name for name in inner if isinstance(name, str) and name.isprintable()), _MOST)
                yield from (Candidate(text, Sort.PLACE) for name in names if (text := _step(parent, mark, name)))
            elif isinstance(inner, list) and parent.startswith("$"):
                yield from (Candidate(f"{parent}[{step}]", Sort.PLACE) for step in ("*", 0, -1))
            elif isinstance(inner, list):
                numbers = range(min(len(inner), _FIRST))
                yield from (Candidate(f"{parent}{mark}{number}", Sort.PLACE) for number in numbers)


def _values(document: Document, around: Mapping[str, str]) -> Iterator[Any]:
    """The documents of the first file that is named in the mapping."""
    named = next((around[key] for key in ("value", "paths", "path") if around.get(key)), "")
    patterns = tuple(word.strip(" \"'") for word in named.strip("[]").split(",") if word.strip(" \"'"))
    workspace = document.workspace
    try:
        path = next(iter(workspace.files(patterns, skip_ignored=True, skip_closed=True)), "") if patterns else ""
        kind = format_of(path)
        if kind is not None:
            yield from load(workspace.read(path), kind, where=path)
    except (OSError, OutsideError, UndeterminedError, ValueError):
        return


def _at(value: Any, parent: str) -> Sequence[Any]:
    if parent in ("", "$"):
        return [value]
    try:
        return [found.value for found in islice(read_place(parent).find(value), 20)]
    except (ValueError, UndeterminedError):
        return []


def _step(parent: str, mark: str, key: str) -> str:
    """The way to a key; empty for one that can't be written so."""
    plain = _PLAIN_KEY().fullmatch(key) is not None
    if mark == "/":
        return f"{parent}/{key.replace('~', '~0').replace('/', '~1')}"
    if parent.startswith("$"):
        quote = mark[1:] or "'"
        if plain and mark == ".":
            return f"{parent}.{key}"
        return f"{parent}[{quote}{key}{quote}]" if quote not in key else ""
    return f"{parent}{mark}{key}" if "." not in key and key else ""
