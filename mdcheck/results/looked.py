"""What a check looked at, so that it need not run again while none of it changes."""

from __future__ import annotations

from typing import NamedTuple


class Looked(NamedTuple):
    """All that decided a check's result. Paths are relative to the repository's root, with `/`."""

    paths: tuple[str, ...] = ()
    """Files and folders by name, whether they are there or not."""
    globs: tuple[tuple[str, bool], ...] = ()
    """Patterns, each with whether case is ignored."""
    git: bool = False
    """What git has on record: the index, refs, and which files are ignored."""
    anything: bool = False
    """Something that can't be named: the clock, all tracked files, what lies outside the repository."""
