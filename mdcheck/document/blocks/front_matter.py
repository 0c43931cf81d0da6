"""The settings that a document carries: its YAML front matter's key `mdcheck`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from mdcheck.document.diagnostic import Diagnostic, error_on

_KEY = re.compile(r"^mdcheck[ \t]*:", re.MULTILINE)


class FrontMatter(NamedTuple):
    """What mdcheck reads there; the rest belongs to other tools and may be any YAML."""

    settings: dict[str, Any] | None = None
    line: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


def read_front_matter(content: str, first_line: int) -> FrontMatter:
    """`content` is the text between the marks, and its first line is `first_line` of the document, from 1."""
    key = _KEY.search(content)
    if key is None:
        return FrontMatter()
    from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load  # late: PyYAML only where it is needed

    part = _block(content, key.start())
    line = first_line + content.count("\n", 0, key.start())
    if (again := _KEY.search(content, key.end())) is not None:
        second = first_line + content.count("\n", 0, again.start())
        return _wrong(line, "“mdcheck” is given twice", "keep one of them", second)
    try:
        loaded = load(part).value
        value = loaded.get("mdcheck", "") if isinstance(loaded, dict) else loaded
    except StrictYAMLError as error:
        before = part[: error.offset]
        fix = error.fix or "fix the YAML below “mdcheck:”"
        column = error.offset - before.rfind("\n")
        return _wrong(line, error.message, fix, line + before.count("\n"), column)
    if value is None:
        return FrontMatter(settings={}, line=line)
    if isinstance(value, dict):
        return FrontMatter(settings=value, line=line)
    fix = "write its settings below it, each as an indented “key: value”, or nothing at all"
    return _wrong(line, "“mdcheck:” holds no settings", fix, line)


def _wrong(line: int, message: str, fix: str, at: int, column: int = 1) -> FrontMatter:
    wrong = error_on(at, "front-matter", message, fix, column=column)
    return FrontMatter(settings={}, line=line, diagnostics=(wrong,))


def _block(content: str, start: int) -> str:
    """The lines of one top-level key: mdcheck reads only its own, strictly; the others are their owners' business."""
    lines = content[start:].split("\n")
    end = next((index for index, line in enumerate(lines[1:], 1) if line and line[0] not in " \t#-"), len(lines))
    return "\n".join(lines[:end])
