"""Strict YAML for check blocks: a value that could be misread is refused.

PyYAML reads YAML 1.1, where `on` is true, `12:30` is 750 and `1.10` is 1.1, and where the last of two equal keys wins.
Here only the scalars of YAML 1.2's core schema that nobody misreads have a type; all that is doubtful is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from mdcheck.document.diagnostic import PlacedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.document.model import KeyPath

# libyaml where PyYAML was built with it: ten times the speed, the same events.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
_NUMBER_LIKE = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[-+]?\.[0-9]+")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_BOOLEAN_LIKE = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false"])
_TRUE_LIKE = frozenset(["y", "yes", "on", "true"])
_WORDS_AS_KEYS = _BOOLEAN_LIKE - {"true", "false"}
_NULL_LIKE = frozenset(["~", "null", ""])
_MAX_DEPTH = 20
_MAX_DIGITS = 40
"""No option needs more; Python refuses to convert thousands."""


class StrictYAMLError(PlacedError):
    """What is wrong with a block of YAML, where in it, and how to fix it."""


class _TooDeepError(StrictYAMLError):
    """The value is nested deeper than any option needs."""


class Document(NamedTuple):
    """A value made of dict, list, str, int, float, bool and None, and where each part of it stands."""

    value: Any
    places: dict[KeyPath, tuple[int, int]]
    """Offsets into the text, half-open. A key in a mapping has the place of its key, an entry of a list its own."""


def load(text: str, *, texts: bool = False) -> Document:
    """Read one document; raises StrictYAMLError. With `texts` every scalar is a text: a date needs no quotes."""
    if text.startswith("\ufeff"):  # the parser would leave it out of its counting
        raise StrictYAMLError("a byte order mark stands here", 0, "leave it out")
    # The parser gives the place of such a character in bytes or in characters, depending on its build.
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text):
        fix = "leave it out, or write it as an escape in double quotes"
        raise StrictYAMLError("YAML does not allow this character", found.start(), fix)
    try:
        return _Reader(text, texts=texts).document()
    except yaml.MarkedYAMLError as error:
        refuse_depth(lambda start: _Reader(start, texts=True).document(), text[: _mark(error).index], _TooDeepError)
        raise _explained(text, error) from error


def _explained(text: str, error: yaml.MarkedYAMLError) -> StrictYAMLError:
    from mdcheck.document.blocks.yaml_words import explain  # late: needed for errors only

    mark = _mark(error)
    context = mark if error.context_mark is None else error.context_mark
    found = explain(text, str(error.problem), mark.index, context.index)
    return StrictYAMLError(found.message, found.offset, found.fix)


def _mark(error: yaml.MarkedYAMLError) -> Any:
    return error.problem_mark or error.context_mark


def refuse_depth(read: Callable[[str], object], text: str, too_deep: type[ValueError]) -> None:
    """Raise `too_deep` if `read` does for this beginning of a text, where the parser found an error behind it.

    The parser reads ahead, and some versions of it have a limit of their own, which they then meet before our reader
    meets ours.
    """
    try:
        read(text)
    except too_deep:
        raise
    except (ValueError, yaml.YAMLError):  # the text was cut off, perhaps within a word
        return


class _Reader:
    """Builds the value from the events, so that nothing is ever expanded before it was looked at."""

    def __init__(self, text: str, *, texts: bool) -> None:
        self.loader = Loader(text)
        self.texts = texts
        self.places: dict[KeyPath, tuple[int, int]] = {}

    def document(self) -> Document:
        self._next()  # the stream's start
        if isinstance(self.loader.peek_event(), yaml.StreamEndEvent):
            return Document(value=None, places={})
        self._next()  # the document's start
        value = self._value(self._next(), ())
        self._next()  # the document's end
        end = self._next()
        if isinstance(end, yaml.DocumentStartEvent):
            raise StrictYAMLError(
                "a second document begins here", _index(end.start_mark), "keep one mapping to a block"
            )
        return Document(value=value, places=self.places)

    def _next(self) -> Any:
        return self.loader.get_event()

    def _value(self, event: Any, path: KeyPath) -> Any:
        start = _index(event.start_mark)
        _refuse(event, start)
        if len(path) > _MAX_DEPTH:
            raise _TooDeepError("nested too deep", start, "write fewer lists and mappings inside each other")
        if isinstance(event, yaml.ScalarEvent):
            self.places.setdefault(path, (start, _index(event.end_mark)))
            return _text(event) if self.texts else _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(start, path)
        return self._mapping(start, path)

    def _sequence(self, start: int, path: KeyPath) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            result.append(self._value(event, (*path, len(result))))
        self.places.setdefault(path, (start, _index(event.end_mark)))
        return result

    def _mapping(self, start: int, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = _key(event)
            where = _index(event.start_mark)
            if key in result:
                raise StrictYAMLError(f"“{key}” is given twice", where, "keep one of them")
            self.places[(*path, key)] = (where, _index(event.end_mark))
            result[key] = self._value(self._next(), (*path, key))
        self.places.setdefault(path, (start, _index(event.end_mark)))
        return result


def _index(mark: Any) -> int:
    return int(mark.index)


def _refuse(event: Any, start: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise StrictYAMLError(f"aliases such as *{event.anchor} are not read", start, "write the value out")
    if event.anchor:
        raise StrictYAMLError(f"anchors such as &{event.anchor} are not read", start, "write the value out")
    if event.tag:
        raise StrictYAMLError(f"tags such as {event.tag} are not read", start, "leave the tag out")


def _key(event: Any) -> str:
    start = _index(event.start_mark)
    if not isinstance(event, yaml.ScalarEvent):
        raise StrictYAMLError("a key must be a word", start, "write “key: value”")
    _refuse(event, start)
    if event.value == "<<" and not event.style:
        raise StrictYAMLError("merge keys are not read", start, "write the options out")
    # As a key, `on` or `no` can only mean the word.
    key = event.value if event.value.lower() in _WORDS_AS_KEYS else _scalar(event)
    if not isinstance(key, str):
        raise StrictYAMLError(f"the key {event.value} is not a word", start, f'quote it: "{event.value}"')
    return key


def _text(event: Any) -> str | None:
    """The text of a scalar; None where nothing is written."""
    return str(event.value) if event.value or event.style else None


def _scalar(event: Any) -> Any:
    """The value of a scalar; quoted and block scalars are text."""
    text: str = event.value
    if event.style:  # a quote or a block sign; a plain scalar has none
        return text
    if text.lower() in _NULL_LIKE:
        return None
    if text in ("true", "false"):
        return text == "true"
    if len(text) > _MAX_DIGITS and _NUMBER_LIKE.fullmatch(text):
        raise StrictYAMLError("a number of so many digits is not read", _index(event.start_mark), "write it in quotes")
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and (not text.endswith("0") or text.endswith(".0")):
        return float(text)
    doubt = _doubt(text)
    if doubt:
        fix = f'write it in quotes: "{text}"'
        if text.lower() in _BOOLEAN_LIKE:
            meant = "true" if text.lower() in _TRUE_LIKE else "false"
            fix = f'write {meant}, or in quotes where a word is wanted: "{text}"'
        raise StrictYAMLError(f"{text} could be {doubt} or a word", _index(event.start_mark), fix)
    return text


def _doubt(text: str) -> str:
    """What else a plain scalar could be taken for; nothing where it is a word to everyone."""
    if text.lower() in _BOOLEAN_LIKE:
        return "a truth value (true or false)"
    if _NUMBER_LIKE.fullmatch(text) or _SEXAGESIMAL.fullmatch(text):
        return "a number"
    return "a date" if _DATE.fullmatch(text) else ""
