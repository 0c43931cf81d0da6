"""The repository of a checklist, as its checks see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.process.run import ask
from mdcheck.repository.facts import GitFacts
from mdcheck.repository.git import asking

if TYPE_CHECKING:
    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session


def workspace_of(opened: Opened, session: Session) -> Workspace:
    """What the checks of the checklist may look at, in this session."""
    return Workspace(
        root=opened.root,
        environ=session.environ,
        clock=session.clock,
        as_of=None if session.as_of is None else session.as_of.time,
        git=GitFacts(root=opened.root, ask=asking(ask)),
        document=opened.name,
        sets=opened.settings.paths,
    )
