"""Reading what a person wrote by a table of what there is: common options and settings are declared in such tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Declared(Protocol):
    """One thing that can be written."""

    @property
    def read(self) -> Callable[[Any], Any]:
        """The value as it was written -> what it means; raises ValueError with what is wrong."""
        ...


def read_declared(declared: Mapping[str, Declared], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of the options that are given and declared; the second result has an error message by name."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, one in declared.items():
        if name in given:
            try:
                values[name] = one.read(given[name])
            except ValueError as error:
                problems[name] = str(error)
    return values, problems


def word_list(value: Any) -> tuple[str, ...] | None:
    """A text, or a list of texts, none of them blank; None where it is neither."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) and part.strip() for part in parts):
        return None
    return tuple(parts)
