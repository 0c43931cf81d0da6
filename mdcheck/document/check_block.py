"""A check block as written. Apart from the other nouns, since documents without checks need not load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.document.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.document.source import Span


class CommonOptions(NamedTuple):
    """The options that every check block takes."""

    id: str | None = None
    severity: Severity = Severity.ERROR
    timeout: float = 60.0
    """Seconds."""
    weight: float = 1.0
    tags: tuple[str, ...] = ()
    fix: str = ""
    url: str = ""
    needs: tuple[str, ...] = ()
    """Ids of items that must pass first."""
    retries: int = 0
    inputs: tuple[str, ...] = ()
    """Paths or globs of all that the check looks at: it need not run again while they stay the same."""
    cache: float = 86_400.0
    """Seconds for which a pass on the same `inputs` holds."""


KeyPath: TypeAlias = "tuple[str | int, ...]"
"""The way to a value inside the options: keys of mappings and indices of lists."""


class CheckBlock(NamedTuple):
    """A fenced code block whose info string's first word is `check`, as written. `mdcheck.kinds` gives it meaning."""

    line: int
    """Of the opening fence, from 1."""
    span: Span
    """From the opening fence's line to the closing fence's line, both whole."""
    language: str | None
    """The interpreter of a script; None for a block of YAML."""
    body: str
    """The content without its indentation, lines ended by a line feed."""
    options: Mapping[str, object]
    """All that is not a common option: the kind with its options, or a script's own options."""
    places: Mapping[KeyPath, Span]
    """Where each key of `options` (and each value below it) stands in the source."""
    common: CommonOptions
