"""Reading XML that is not trusted: as a stream, and nothing that it declares is expanded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from xml.parsers import expat

from mdcheck.evidence.content import UndeterminedError

Visit: TypeAlias = Callable[[Sequence[str], Mapping[str, str]], None]
"""Called at the start of each element with the names from the root to it, without prefixes, and its attributes."""
Text: TypeAlias = Callable[[Sequence[str], str], None]
"""Called with the names from the root to an element, and a piece of the text in it."""

_MAX_DEPTH = 100


def walk(data: bytes, visit: Visit, *, where: str, text: Text | None = None) -> None:
    """Visit every element in document order. Raises UndeterminedError for malformed XML and for declarations.

    A document type that only names a DTD is accepted, since nothing reads it; one that declares anything is refused.
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise UndeterminedError(f"{where} is empty")
    parser = _parser(visit, where, text)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise UndeterminedError(f"{where}:{error.lineno} is malformed XML: {reason}") from error
    except (LookupError, ValueError) as error:  # an encoding that is unknown, or is none for text
        raise UndeterminedError(f"{where} is in an encoding that can't be read") from error


def _parser(visit: Visit, where: str, text: Text | None) -> expat.XMLParserType:
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(":")[2])
        if len(path) > _MAX_DEPTH:
            raise UndeterminedError(f"{where} nests more than {_MAX_DEPTH} elements")
        visit(path, attributes)

    def doctype(_name: str, _system: str | None, _public: str | None, declares: bool) -> None:  # noqa: FBT001 - expat's
        if declares:
            raise UndeterminedError(f"{where} declares a document type of its own, which mdcheck does not read")

    def entity(*_: object) -> None:
        raise UndeterminedError(f"{where} declares an entity, which mdcheck does not read")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    if text is not None:
        parser.CharacterDataHandler = lambda piece: text(path, piece)
    return parser
