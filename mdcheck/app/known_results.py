"""What is known of the checklists of a run that is watched, from one round to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.trace import Changes
from mdcheck.execution.known import Known

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.settings import Settings


class _Document(NamedTuple):
    known: Known
    settings: Settings


class KnownResults:
    """What is known of each checklist, for `RunOptions.known`."""

    def __init__(self) -> None:
        self._documents: dict[str, _Document] = {}
        self._changes = Changes(frozenset())
        self.ran = 0

    def begin(self, changes: Changes) -> None:
        """A new round begins; `changes` have absolute paths."""
        self._changes = changes
        self.ran = 0

    def of(self, opened: Opened) -> Known:
        """What is known of this checklist. Where its settings have changed nothing is."""
        document = self._documents.get(opened.target)
        if document is None or document.settings != opened.settings:
            document = _Document(Known(), opened.settings)
            self._documents[opened.target] = document
        document.known.begin(_below(opened.root, self._changes))
        return document.known

    def forget(self) -> None:
        """All checks run again."""
        self._documents.clear()


def _below(root: Path, changes: Changes) -> Changes:
    """The changes below the root, with paths from there."""
    start = f"{root}/"
    return Changes(*(frozenset(path[len(start) :] for path in part if path.startswith(start)) for part in changes))
