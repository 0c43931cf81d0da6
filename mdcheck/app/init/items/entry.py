"""One item of a starter, and what makes one from a repository."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mdcheck.app.init.detect import Repository

    Maker = Callable[[Repository], "Entry | None"]
    """The item for a repository; None where it has nothing that the item is about."""

    Check = dict[str, Any]
    """A check block: the kind with its main option, and the other options."""

UNVERSIONED = "(.*/)?[^:/@]+|[^@]*:-?(latest|stable|edge|nightly|main|master|dev|lts|slim|alpine)([-_][a-z]+)*[}]?"
"""An image without a tag, or with one that names another version tomorrow: `python`, `node:lts-alpine`."""


class Section(StrEnum):
    """The sections of a starter, in their order."""

    PROJECT = "The project"
    TESTS = "Tests and CI"
    DEPENDENCIES = "Dependencies and secrets"
    DELIVERY = "Delivery"
    DOCUMENTS = "Documents"
    PEOPLE = "For people to judge"


class Entry(NamedTuple):
    """One item."""

    section: Section
    statement: str
    """Says no more than the checks show."""
    checks: tuple[Check, ...] = ()
    script: str = ""
    """A command that shows it; it needs trust, so only who asks for it gets one."""

    def text(self, name: str, options: dict[str, Any] | None = None) -> str:
        """The item as it stands in a checklist, with this id and these options in its first check."""
        lines = [f"- [ ] {self.statement}"]
        for number, check in enumerate(self.checks):
            own = {**check, "id": name, **(options or {})} if number == 0 else check
            lines += ["  ```check", *(f"  {line}" for line in yaml_lines(own)), "  ```"]
        if self.script:
            lines += [f"  ```check bash id={name} timeout=15m severity=blocker", f"  {self.script}", "  ```"]
        return "".join(f"{line}\n" for line in lines)


def code(text: str) -> str:
    """The text as code in Markdown; a backtick in it would end it."""
    return f"`{text}`" if "`" not in text else text


def escaped(text: str) -> str:
    """The text as a regular expression, easier to read than what `re.escape` makes."""
    return re.sub(r"([.*+?^${}()|\[\]\\])", r"\\\1", text)


def glob_escaped(path: str) -> str:
    """A path as a glob that finds it alone."""
    return re.sub(r"([*?\[{])", r"[\1]", path)


def paths(found: Iterable[str]) -> str | list[str]:
    """Paths as an option takes them: one stands for a list of one."""
    listed = [glob_escaped(path) for path in found]
    return listed[0] if len(listed) == 1 else listed


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    *others, end = list(words)
    return f"{', '.join(others)} {last} {end}" if others else end


def not_here(statement: str, reason: str) -> str:
    """The statement of an item that does not apply, with the reason behind it: it counts nowhere."""
    return f"~~{statement}~~ {reason}"


def yaml_lines(check: Check) -> list[str]:
    """The body of a check block: one option a line; lists and mappings in brackets."""
    import yaml  # late: nothing else of a start needs it

    parts: list[str] = []
    for option, value in check.items():
        flow = None if isinstance(value, list | dict) else False
        parts.append(
            yaml.safe_dump({option: value}, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=110)
        )
    # YAML 1.1 takes a bare `on` as true, so PyYAML quotes it; mdcheck reads it as the name of the option.
    return "".join(parts).replace("'on': ", "on: ").removesuffix("\n").split("\n")
