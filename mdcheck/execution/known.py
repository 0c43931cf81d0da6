"""Results of an earlier run that still hold: nothing that the check looked at or names as `inputs` has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.trace import Changes
from mdcheck.evidence.workspace import OutsideError
from mdcheck.execution.cache import content_digests
from mdcheck.kinds.protocol import needs_trust, tallies
from mdcheck.results.looked import Looked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.document.model import CheckBlock, CheckId
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.plan import Job
    from mdcheck.results.outcome import CheckResult

_ALL = Looked(anything=True)


class _Kept(NamedTuple):
    block: CheckBlock
    result: CheckResult
    """Before waivers: they are the document's, which may have changed."""
    looked: Looked
    """By its own check, and by that of its `when`."""
    inputs: Mapping[str, str]
    """The digests of the files that its `inputs` find, as they were before it ran."""


class Known:
    """The results of one document's checks. One run asks for those that hold, and records those that it made anew."""

    def __init__(self) -> None:
        self._kept: dict[CheckId, _Kept] = {}
        self._looked: dict[CheckId, Looked] = {}
        self._inputs: dict[CheckId, Mapping[str, str]] = {}
        self._changes = Changes(frozenset())
        self.ran: list[CheckId] = []
        """The checks of the latest run that really ran."""

    def begin(self, changes: Changes) -> None:
        """A new run begins, before which this has changed."""
        self._changes = changes
        self._looked.clear()
        self._inputs.clear()
        self.ran.clear()

    def result(self, job: Job, workspace: Workspace) -> CheckResult | None:
        """The result of the check if it holds still; None where the check has to run."""
        kept = self._kept.get(job.id)
        inputs = _inputs(job, workspace) if _needs_inputs(job) else {}
        if (
            kept is not None
            and _asked(kept.block) == _asked(job.check.block)
            and inputs == kept.inputs
            and not self._changes.concern(kept.looked)
        ):
            return kept.result._replace(line=job.check.block.line)
        self._inputs[job.id] = inputs
        return None

    def saw(self, job: Job, looked: Looked | None) -> None:
        """Record what the check, or its `when`, looked at."""
        self._looked[job.id] = _joined(self._looked.get(job.id, Looked()), looked or _ALL)

    def record(self, job: Job, result: CheckResult) -> None:
        """Keep the result of a check that has just run."""
        if tallies(job.check.kind):
            return
        self.ran.append(job.id)
        inert = not needs_trust(job.check.kind)
        looked = self._looked.get(job.id, _ALL if inert else Looked())
        self._kept[job.id] = _Kept(job.check.block, result, looked, self._inputs.get(job.id, {}))


def _needs_inputs(job: Job) -> bool:
    return bool(job.check.block.common.inputs) and needs_trust(job.check.kind)


def _inputs(job: Job, workspace: Workspace) -> Mapping[str, str]:
    """The files that the check names, each with a digest; where they can't be read, the reason."""
    try:
        return content_digests(workspace, job.check.block.common.inputs)
    except (OutsideError, OSError) as error:
        return {"": str(error)}


def _asked(block: CheckBlock) -> tuple[object, ...]:
    """The block without its place in the document."""
    return block.language, block.body, block.options, block.common


def _joined(one: Looked, other: Looked) -> Looked:
    return Looked(
        paths=(*one.paths, *other.paths),
        globs=(*one.globs, *other.globs),
        git=one.git or other.git,
        anything=one.anything or other.anything,
    )
