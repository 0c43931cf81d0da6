"""People, as git and records name them: `Ada Lovelace <ada@example.org>`."""

from __future__ import annotations

from typing import NamedTuple

from mdcheck.late import late_pattern

_PERSON = late_pattern(r"\s*([^<>\n]*?)\s*<\s*([^<>@\s]+@[^<>@\s]+)\s*>\s*")
_ADDRESS = late_pattern(r"[^<>@\s]+@[^<>@\s]+")

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Person(NamedTuple):
    """Someone with a name and an address. Only the address tells who it is."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def key(self) -> str:
        """The address as addresses are compared."""
        return address_key(self.address)


def read_person(text: str) -> Person:
    """The person; raises ValueError with what is wrong."""
    found = _PERSON().fullmatch(text)
    if found is None or not found[1]:
        raise ValueError(f"“{text}” is no name with an address: write Ada Lovelace <ada@example.org>")
    return Person(name=" ".join(found[1].split()), address=found[2])


def address_key(address: str) -> str:
    """The same for addresses that differ in the case of ASCII letters; letters that look alike stay different ones."""
    return address.translate(_LOWER)


def is_address(text: str) -> bool:
    return _ADDRESS().fullmatch(text) is not None
