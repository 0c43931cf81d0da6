"""The way to a place in a structured file: JSONPath, dotted keys, or a JSON pointer."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.evidence.content import UndeterminedError

if TYPE_CHECKING:
    from jsonpath import JSONPath

_JSONPATH = re.compile(r"\$(?:$|[.\[\s])")
_LIKE_JSONPATH = re.compile(r"[\[\]*]|\.\.")
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_MAX_LENGTH = 1000


class Repeated(list[Any]):
    """The elements of one name in XML. A place that leads to them leads to each of them."""


class Found(NamedTuple):
    """A value, and the place where it was found."""

    place: str
    value: Any


class Place(NamedTuple):
    """A place that was understood. Made by `read_place`."""

    text: str
    steps: tuple[str, ...]
    query: JSONPath | None
    """None where `steps` are used."""
    singular: bool
    """Whether it leads to one value at most: no wildcard, filter, slice or descendants."""

    def find(self, document: Any) -> list[Found]:
        """The values at the place, in document order. Raises UndeterminedError where looking takes too much."""
        found = self._by_query(document) if self.query is not None else self._by_steps(document)
        return [one for entry in found for one in _each(entry)]

    def _by_query(self, document: Any) -> list[Found]:
        assert self.query is not None
        try:
            return [Found(_shown(node.parts), node.obj) for node in self.query.finditer(document)]
        except RecursionError as error:
            raise UndeterminedError(f"{self.text} nests too deep") from error
        except ValueError as error:  # a wrong pattern of match() or search()
            raise UndeterminedError(f"{self.text}: {error}") from error

    def _by_steps(self, document: Any) -> list[Found]:
        if isinstance(document, Flat) and not self.text.startswith("/"):
            return [Found(self.text, document[self.text])] if self.text in document else []
        value = document
        for step in self.steps:
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list) and re.fullmatch(r"0|[1-9][0-9]{0,8}", step) and int(step) < len(value):
                value = value[int(step)]
            else:
                return []
        return [Found(self.text, value)]


class Flat(dict[str, Any]):
    """A file of keys and texts without parts, whose keys may hold dots: `.properties` and `.env`."""


@lru_cache(maxsize=256)
def read_place(text: str) -> Place:
    """The place; raises ValueError with the text and a caret below what is wrong."""
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"the place is longer than {_MAX_LENGTH} characters")
    if _JSONPATH.match(text):
        query = _query(text)
        return Place(text, (), query, query.singular_query())
    if text.startswith("/"):
        if re.search(r"~(?![01])", text):
            raise ValueError(f"“{text}” is no JSON pointer: a tilde in a key is written ~0")
        steps = tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
        return Place(text, steps, None, singular=True)
    if _LIKE_JSONPATH.search(text):
        raise ValueError(f"“{text}” looks like a JSONPath, which begins with a dollar sign: write $.{text.lstrip('.')}")
    steps = tuple(text.split("."))
    if not all(steps):
        raise ValueError(f"“{text}” has an empty key: a key with dots needs a JSON pointer, /a.b/c")
    return Place(text, steps, None, singular=True)


def _query(text: str) -> JSONPath:
    from jsonpath.exceptions import JSONPathError  # late: the library takes its time to load

    from mdcheck.evidence.formats.jsonpath_environment import ENVIRONMENT

    try:
        query = ENVIRONMENT.compile(text)
    except JSONPathError as error:
        offset = getattr(error.token, "index", -1)
        place = offset if 0 <= offset < len(text) else len(text)
        reason = str(error.args[0]).replace("TOKEN_", "") if error.args else "not a query"
        raise ValueError(f"not a JSONPath (RFC 9535): {reason}\n{text}\n{' ' * place}^") from error
    except RecursionError as error:
        raise ValueError("not a JSONPath: nested too deep") from error
    return query  # type: ignore[return-value]  # a compound query is no RFC 9535, so the strict reader refuses it


def _each(found: Found) -> list[Found]:
    if not isinstance(found.value, Repeated):
        return [found]
    return [Found(f"{found.place}[{index}]", value) for index, value in enumerate(found.value)]


def _shown(parts: tuple[str | int, ...]) -> str:
    """A normalised path in its short form: `$.spec.containers[0]['a.b']`."""
    return "$" + "".join(_step(part) for part in parts)


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _PLAIN_KEY.fullmatch(part) else f"['{part}']"
