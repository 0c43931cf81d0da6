"""XML as values: an element is a mapping of its attributes (`@name`) and children, or its text if it has neither.

Names are without prefixes. An element that stands once in its parent is its value, several of one name are a list.
Text beside attributes or children is `#text`. Nothing that a document declares is expanded.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from mdcheck.evidence.formats.place import Repeated

_MAX_DEPTH = 100


def load_xml(text: str) -> dict[str, Any]:
    """The root element under its name; raises ValueError."""
    if not text.strip():
        raise ValueError("it is empty")
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _entity
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise ValueError(f"{expat.ErrorString(error.code)} (line {error.lineno})") from error
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = [("", self.root, [])]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _MAX_DEPTH:
            raise ValueError("nested too deep")
        values = {f"@{_local(key)}": value for key, value in attributes.items() if key.partition(":")[0] != "xmlns"}
        self._open.append((_local(name), values, []))

    def text(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        name, values, texts = self._open.pop()
        text = "".join(texts).strip()
        if values and text:
            values["#text"] = text
        element: Any = values or text
        siblings = self._open[-1][1]
        if name not in siblings:
            siblings[name] = element
        elif isinstance(siblings[name], Repeated):
            siblings[name].append(element)
        else:
            siblings[name] = Repeated([siblings[name], element])


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _doctype(_name: str, _system: str | None, _public: str | None, declares: bool) -> None:  # noqa: FBT001 - expat's
    if declares:
        raise ValueError("it declares a document type of its own, which mdcheck does not read")


def _entity(*_: object) -> None:
    raise ValueError("it declares an entity, which mdcheck does not read")
