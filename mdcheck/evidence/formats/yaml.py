"""YAML that other programs read, with the types of YAML 1.2's core schema, and nothing that expands.

`mdcheck.document.blocks.strict_yaml` refuses what is doubtful, because a person can mend it there. Here the file
belongs to another program, so doubtful words are text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

# libyaml where PyYAML was built with it: ten times the speed, the same events.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_MAX_DEPTH = 100
_MAX_DIGITS = 300


class _TooDeepError(ValueError):
    """The value is nested deeper than mdcheck reads."""


def load_yaml(text: str) -> Any:
    """The one document's value; raises ValueError."""
    try:
        return _document(text)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        _refuse_depth(text[: mark.index])
        raise ValueError(f"{error.problem or error.context} (line {mark.line + 1})") from error
    except yaml.YAMLError as error:
        raise ValueError("a character that YAML does not allow") from error


def _refuse_depth(text: str) -> None:
    """Raise ValueError if this beginning of a text is nested too deep.

    The parser reads ahead, and some versions of it have a limit of their own, which they then meet before our reader
    meets ours.
    """
    try:
        _document(text)
    except _TooDeepError:
        raise
    except (ValueError, yaml.YAMLError):  # the text was cut off
        return


def _document(text: str) -> Any:
    """The one document's value; raises ValueError and the parser's own errors."""
    loader = _Loader(text)
    try:
        loader.get_event()  # the stream's start
        if loader.check_event(yaml.StreamEndEvent):
            return None
        loader.get_event()  # the document's start
        value = _value(loader, loader.get_event(), 0)
        loader.get_event()  # the document's end
        if not loader.check_event(yaml.StreamEndEvent):
            raise ValueError("there is more than one document")
        return value
    finally:
        loader.dispose()


def _value(loader: Any, event: Any, depth: int) -> Any:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        raise ValueError(f"mdcheck reads no aliases such as *{event.anchor} (line {line})")  # noqa: TRY004 - the file is at fault
    if depth > _MAX_DEPTH:
        raise _TooDeepError(f"nested too deep (line {line})")
    if isinstance(event, yaml.SequenceStartEvent):
        entries: list[Any] = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            entries.append(_value(loader, event, depth + 1))
        return entries
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(loader, depth)
    return _scalar(event)


def _mapping(loader: Any, depth: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise ValueError(f"a key that is no word (line {line})")  # noqa: TRY004 - the file is at fault
        if event.value in values:
            raise ValueError(f"“{event.value}” is given twice (line {line})")
        values[event.value] = _value(loader, loader.get_event(), depth + 1)
    return values


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style or event.tag or len(text) > _MAX_DIGITS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
