"""YAML that other programs read: the types of YAML 1.2's core schema, several documents, and bounded aliases.

`mdcheck.document.blocks.strict_yaml` refuses what is doubtful, because a person can correct it there. Here the file
belongs to another program, so doubtful words are text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from mdcheck.document.blocks.strict_yaml import Loader, refuse_depth
from mdcheck.evidence.formats.values import WrittenFloat

_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_CORE_TAGS = ("tag:yaml.org,2002:", "!")
_MAX_DEPTH = 100
_MAX_DIGITS = 300
_MAX_ALIASED = 100_000
"""Values that all aliases of a file together may stand for."""


class _Node(NamedTuple):
    value: Any
    size: int
    """How many values it holds, itself included, with every alias written out."""
    height: int


class _TooDeepError(ValueError):
    """The value is nested deeper than mdcheck reads."""


def load_yaml(text: str) -> list[Any]:
    """The value of each document; raises ValueError. Documents without content are left out."""
    try:
        documents = _documents(text)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        refuse_depth(_documents, text[: mark.index], _TooDeepError)
        raise ValueError(f"{error.problem or error.context} (line {mark.line + 1})") from error
    except yaml.YAMLError as error:
        raise ValueError("a character that YAML does not allow") from error
    return [document for document in documents if document is not None]


def _documents(text: str) -> list[Any]:
    """The value of each document; raises ValueError, and the parser's own errors."""
    loader = Loader(text)
    documents: list[Any] = []
    try:
        loader.get_event()  # the stream's start
        reader = _Reader(loader)
        while not loader.check_event(yaml.StreamEndEvent):
            loader.get_event()  # the document's start
            documents.append(reader.document())
            loader.get_event()  # the document's end
        return documents
    finally:
        loader.dispose()


class _Reader:
    """Builds values from events. An alias shares the value of its anchor; what all aliases stand for is bounded."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._anchors: dict[str, _Node | None] = {}
        self._aliased = 0

    def document(self) -> Any:
        self._anchors = {}
        return self._node(self._loader.get_event(), 0).value

    def _node(self, event: Any, depth: int) -> _Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if depth > _MAX_DEPTH:
            raise _TooDeepError(f"nested too deep (line {_line(event)})")
        if event.anchor:
            self._anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(_scalar(event), 1, 0)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(depth)
        else:
            node = self._mapping(depth)
        if not isinstance(event, yaml.ScalarEvent) and event.tag and not event.tag.startswith(_CORE_TAGS[0]):
            node = node._replace(value={event.tag: node.value}, height=node.height + 1)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, depth: int) -> _Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            known = event.anchor in self._anchors
            reason = "stands inside what it names" if known else "names nothing above it"
            raise ValueError(f"the alias *{event.anchor} {reason} (line {_line(event)})")
        self._aliased += node.size
        if self._aliased > _MAX_ALIASED:
            raise ValueError(f"its aliases stand for more than {_MAX_ALIASED} values (line {_line(event)})")
        if depth + node.height > _MAX_DEPTH:
            raise _TooDeepError(f"nested too deep (line {_line(event)})")
        return node

    def _sequence(self, depth: int) -> _Node:
        nodes: list[_Node] = []
        while not isinstance(event := self._loader.get_event(), yaml.SequenceEndEvent):
            nodes.append(self._node(event, depth + 1))
        return _Node([node.value for node in nodes], _size(nodes), _height(nodes))

    def _mapping(self, depth: int) -> _Node:
        values: dict[str, Any] = {}
        nodes: list[_Node] = []
        merged: list[tuple[Any, int]] = []
        while not isinstance(event := self._loader.get_event(), yaml.MappingEndEvent):
            key = self._key(event)
            node = self._node(self._loader.get_event(), depth + 1)
            nodes.append(node)
            if key == "<<" and isinstance(event, yaml.ScalarEvent) and not event.style:
                merged.append((node.value, _line(event)))
            elif key in values:
                raise ValueError(f"“{key}” is given twice (line {_line(event)})")
            else:
                values[key] = node.value
        for value, line in merged:
            _merge(values, value, line)
        return _Node(values, _size(nodes), _height(nodes))

    def _key(self, event: Any) -> str:
        """Keys are text as it is written, so that `on`, `yes` and `1.10` stay what they are."""
        if isinstance(event, yaml.AliasEvent) and isinstance(value := self._alias(event, 0).value, str):
            return value
        if not isinstance(event, yaml.ScalarEvent):
            raise ValueError(f"a key that is no word (line {_line(event)})")  # noqa: TRY004 - the file is at fault
        if event.anchor:
            self._anchors[event.anchor] = _Node(event.value, 1, 0)
        return str(event.value)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _size(nodes: list[_Node]) -> int:
    return 1 + sum(node.size for node in nodes)


def _height(nodes: list[_Node]) -> int:
    return 1 + max((node.height for node in nodes), default=0)


def _merge(values: dict[str, Any], given: Any, line: int) -> None:
    """Add the keys of a merge key that the mapping itself does not have."""
    for source in given if isinstance(given, list) else [given]:
        if not isinstance(source, dict):
            raise ValueError(f"a merge key without a mapping (line {line})")  # noqa: TRY004 - the file is at fault
        for key, value in source.items():
            values.setdefault(key, value)


def _scalar(event: Any) -> Any:
    """Quoted and block scalars are text; one with a tag of its own is a mapping of the tag to its text."""
    text: str = event.value
    if event.tag and not event.tag.startswith(_CORE_TAGS[0]) and event.tag != "!":
        return {event.tag: text}
    if event.style or event.tag or len(text) > _MAX_DIGITS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return WrittenFloat.of(text) if _FLOAT.fullmatch(text) else text
