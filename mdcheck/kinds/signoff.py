"""`signoff`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from mdcheck.document.blocks.dates import day_of
from mdcheck.document.blocks.durations import whole_days
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.digests import file_digest, input_digests, unmatched
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.protocol import OptionError, Options, errored_if_undetermined
from mdcheck.results.outcome import errored, failed
from mdcheck.results.people.covered import digest
from mdcheck.results.people.signoff import Asked, Proven, Seen, Wanted, decide, is_url, judge
from mdcheck.results.proof import Proof
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mdcheck.document.model import CheckBlock, Item
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding
    from mdcheck.results.people.policy import Policy
    from mdcheck.results.people.signature import Signature

_MOST_PEOPLE = 100


class Signoff(Options, frozen=True, kw_only=True):
    """People in each of the roles have signed, and what they signed is still as it was.

    ````markdown
    - [ ] The technical lead agrees: the design holds, and what is missing is known
      ```check
      signoff: tech-lead
      valid_for: 90d
      inputs: docs/design/**
      evidence: file
      ```
    - [ ] Rolling back takes less than ten minutes
      ```check
      signoff: {roles: [operations, security], reading: minutes, max: 10}
      severity: blocker
      ```
    ````

    `mdcheck sign` writes a signature below the item, as a `signed` record; [people](people.md) has all about it. Who
    has a role, and what must stand behind a signature, is in the policy. A signature covers the item's words and
    sections, these options, and the files in `inputs` and `evidence`: when any of them changes it does not count any
    more. Until everybody has signed the check is *pending*; it fails when somebody who may sign says no, or has
    measured a number out of bounds.
    """

    name: ClassVar[str] = "signoff"
    main: ClassVar[str] = "roles"
    roles: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1)], ...],
        msgspec.Meta(min_length=1, description="the roles that must sign, each of them; `anyone` for everybody"),
    ]
    count: Annotated[int, msgspec.Meta(ge=1, le=_MOST_PEOPLE, description="how many different people in each role")] = 1
    valid_for: Annotated[
        str | None, msgspec.Meta(description="how long a signature holds, such as `90d`; without it, for ever")
    ] = None
    evidence: Annotated[
        Wanted, msgspec.Meta(description="what a signature must name: `file`, `url`, `any` of them, or `none`")
    ] = Wanted.NONE
    reading: Annotated[str, msgspec.Meta(description="what each person has to measure, such as `minutes`")] = ""
    min: Annotated[float | None, msgspec.Meta(description="the least value of `reading`")] = None
    max: Annotated[float | None, msgspec.Meta(description="the greatest value of `reading`")] = None

    def __post_init__(self) -> None:
        if len(set(self.roles)) < len(self.roles):
            raise OptionError("roles", "a role is given twice: `count` asks for more people of one role")
        if self.valid_for is not None:
            try:
                whole_days(self.valid_for, "it")
            except ValueError as error:
                raise OptionError("valid_for", f"valid_for: {error}") from error
        if not self.reading and (self.min is not None or self.max is not None):
            raise OptionError(
                "min" if self.min is not None else "max", "a bound needs something that is measured: `reading`"
            )
        if self.min is not None and self.max is not None and self.min > self.max:
            raise OptionError("min", "min is above max, so that no value fits")

    @property
    def asked(self) -> Asked:
        """The options as the rules of signatures take them."""
        return Asked(
            roles=self.roles,
            people=self.count,
            valid_for=None if self.valid_for is None else whole_days(self.valid_for, "valid_for"),
            evidence=self.evidence,
            reading=self.reading,
            min=_exact(self.min),
            max=_exact(self.max),
        )

    def check(self, workspace: Workspace) -> Finding:  # noqa: ARG002 - the Protocol's shape
        """Without the records of an item there is nothing to judge: `SignedItem` has them."""
        return errored("signoff belongs to an item, and can't stand in `when`")


def _exact(bound: float | None) -> Decimal | None:
    """The number as people write it: 10 for 10.0."""
    return None if bound is None else Decimal(f"{Decimal(str(bound)).normalize():f}")


class SignedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-off with the records of its item, and with what the run knows of them."""

    name: ClassVar[str] = Signoff.name
    main: ClassVar[str] = Signoff.main
    executable: ClassVar[bool] = False
    kind: Signoff
    item: Item
    block: CheckBlock
    signatures: tuple[Signature, ...]
    proven: Mapping[int, Proven]
    """What git knows of each record, by its line; where it was not asked, they are claims."""
    policy: Policy
    project: str
    latest: date | None = None
    """The last day that a signature may be dated, where that is not the day by which it is judged."""

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        asked = self.kind.asked
        if lost := unmatched(workspace, self.block.common.inputs):
            return failed(f"no file matches {listed(lost)} (`inputs`)")
        files = input_digests(workspace, self.block.common.inputs)
        known: dict[str, tuple[str, str]] = {}
        seen = []
        for signature in self.signatures:
            named = signature.evidence
            if named not in known:
                known[named] = self._covered(workspace, named, files)
            of, problem = known[named]
            seen.append(Seen(of=of, evidence=problem, proven=self.proven.get(signature.line, Proven())))
        signed = judge(self.signatures, seen, asked, self.policy, day_of(workspace.now()), self.latest)
        return decide(asked, signed, ticked=self.item.ticked)

    def claimed(self, today: date) -> Finding:
        """What the signatures say as far as the checklist alone tells: files that they cover count as unchanged."""
        asked = self.kind.asked
        alone = self._of({})
        seen = [
            Seen(of=one.of if self.block.common.inputs or (one.evidence and not is_url(one.evidence)) else alone)
            for one in self.signatures
        ]
        policy = self.policy._replace(signoff=self.policy.signoff._replace(proof=Proof.CLAIMED))
        return decide(asked, judge(self.signatures, seen, asked, policy, today), ticked=self.item.ticked)

    def covers(self, workspace: Workspace, evidence: str = "") -> tuple[str, tuple[str, ...]]:
        """The digest of what a signature covers that is given now (`of`), and the files in it.

        Raises UndeterminedError, OutsideError and OSError.
        """
        inputs = self.block.common.inputs
        if lost := unmatched(workspace, inputs):
            raise UndeterminedError(f"no file matches {listed(lost)} (`inputs`)")
        files = dict(input_digests(workspace, inputs))
        if evidence and not is_url(evidence):
            files[evidence] = file_digest(workspace, evidence)
        return self._of(files), tuple(sorted(files))

    def _covered(self, workspace: Workspace, evidence: str, files: Mapping[str, str]) -> tuple[str, str]:
        """The digest of all that is covered, and why the evidence is none."""
        if not evidence or is_url(evidence):
            return self._of(files), ""
        try:
            return self._of({**files, evidence: file_digest(workspace, evidence)}), ""
        except (OSError, OutsideError, UndeterminedError) as error:
            return "", str(error)

    def _of(self, files: Mapping[str, str]) -> str:
        return digest(self.item, [self._options()], project=self.project, files=files)

    def _options(self) -> dict[str, Any]:
        """What is asked for, however it is written; only what is given, so that an option to come changes nothing."""
        given = {key: value for key, value in self.kind.asked._asdict().items() if value not in (None, "", Wanted.NONE)}
        common = self.block.common
        return {
            **given,
            "roles": sorted(self.kind.roles),
            "inputs": sorted(common.inputs),
            "when": common.when,
        }
