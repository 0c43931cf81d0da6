"""Which executable blocks may run: showing, granting and withdrawing a person's trust, and asking for it."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from mdcheck.app.checklist import open_checklist
from mdcheck.app.find import find_files, read_checklist
from mdcheck.app.find_items import files_named_by, find_items, select_items
from mdcheck.document.blocks.read import as_written
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import RefusedError, WriteError
from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.plan import Job
from mdcheck.execution.plan import plan as make_plan
from mdcheck.execution.process.run import ask as launch
from mdcheck.execution.trust.approvals import (
    Approval,
    Approvals,
    ApprovalStore,
    ApprovedFile,
    BlockPlace,
    TrustApproved,
)
from mdcheck.execution.trust.named_files import named_files
from mdcheck.execution.trust.policy import TrustNone, digest, strangers_event
from mdcheck.execution.trust.repository_tools import runs_from_repository
from mdcheck.kinds.protocol import needs_trust, runs_process
from mdcheck.repository.discovery import find_root
from mdcheck.repository.facts import GitFacts
from mdcheck.repository.git import asking
from mdcheck.repository.identity import clone_id, make_clone_id, repository_key
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import CheckId, Item
    from mdcheck.execution.plan import Plan
    from mdcheck.execution.trust.named_files import NamedFile
    from mdcheck.execution.trust.policy import Trust


class State(StrEnum):
    """Whether a person has approved a block."""

    TRUSTED = "trusted"
    NEW = "new"
    CHANGED = "changed"
    """Something else was approved in its place."""


class ExecutableBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A check block that runs code, and whether it is approved."""

    path: str
    """The checklist as the person named it."""
    root: Path
    item: Item
    line: int
    kind: str
    text: str
    """The info string and the content: what is approved."""
    files: tuple[NamedFile, ...]
    """The files of the repository that the block names."""
    digest: str
    place: BlockPlace
    runs: tuple[str, ...]
    """The tools and files through which it runs what the repository holds, which no approval can cover."""
    approval: Approval | None
    """Of this very block; else of the one that stood in its place."""
    trusted: bool

    @property
    def approved_on(self) -> str:
        """The day of the approval; empty where there is none."""
        return "" if self.approval is None else self.approval.approved[: len("2026-11-20")]

    @property
    def moved_on(self) -> bool:
        """The block itself is approved, but for another tree of files."""
        return not self.trusted and self.approval is not None and self.approval.digest == self.digest

    @property
    def state(self) -> State:
        if self.trusted:
            return State.TRUSTED
        return State.NEW if self.approval is None else State.CHANGED


Ask: TypeAlias = "Callable[[tuple[ExecutableBlock, ...]], tuple[ExecutableBlock, ...]]"
"""Shows blocks to the person, and returns those that they approve. Raises RefusedError if they stop."""

Warn: TypeAlias = "Callable[[str, str], None]"
"""Shows the person what happened and how to fix it."""


class _Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One repository's blocks and approvals."""

    approvals: Approvals
    workspace: Workspace
    blocks: tuple[ExecutableBlock, ...]


def permit(
    planned: Sequence[tuple[Opened, Plan]], session: Session, *, ask: Ask | None, warn: Warn
) -> Mapping[Path, Trust]:
    """The approvals by the root of each file, where neither `--trust` nor the environment decides (`trust_from`).

    What nobody has said yes to is asked, if there is someone to ask.
    """
    shelves = _shelves([(file, plan.jobs) for file, plan in planned], session, warn)
    wanted = _first_of_each(block for shelf in shelves.values() for block in shelf.blocks)
    granted = ask(wanted) if ask is not None and wanted else ()
    result: dict[Path, Trust] = {file.root: TrustNone() for file, _ in planned}
    for root, shelf in shelves.items():
        mine = [block for block in granted if block.root == root]
        try:
            _keep(root, mine, session)
        except (RefusedError, WriteError) as error:
            warn(f"{error}: what you approved holds for this run only", error.fix or "")
        approvals = Approvals(entries=(*shelf.approvals.entries, *_approvals(mine, session)))
        result[root] = TrustApproved(approvals=approvals, workspace=shelf.workspace)
    return result


def show(names: Sequence[str], session: Session, only: Sequence[str], warn: Warn) -> tuple[ExecutableBlock, ...]:
    """The executable blocks of the files, and whether each is approved."""
    files = [open_checklist(path, session) for path in find_files(files_named_by(only, names, session), session)]
    wrong = [(file.shown, diagnostic) for file in files for diagnostic in file.errors]
    if wrong:
        raise ChecklistError(wrong)
    lines = select_items(only, [file.checklist for file in files], session) if only else ()
    planned = [(index, file, make_plan(file.bound)) for index, file in enumerate(files)]
    taken = [
        (file, [job for job in plan.jobs if not only or job.item.line in lines[index]]) for index, file, plan in planned
    ]
    shelves = _shelves(taken, session, warn)
    return tuple(block for shelf in shelves.values() for block in shelf.blocks)


def standing(file: Opened, item: Item, session: Session, warn: Warn) -> dict[CheckId, ExecutableBlock]:
    """The executable blocks of one item, and whether each is approved; raises RefusedError.

    Blocks that can't be read have none.
    """
    checks = [(key, file.checks.get(key)) for key in item.check_ids]
    jobs = [
        Job(id=key, item=item, check=check, needs=())
        for key, check in checks
        if check is not None and needs_trust(check.kind)
    ]
    if not jobs:
        return {}
    shelf = _shelf(file.root, [(file, jobs)], session, warn)
    return {block.place.check: block for block in shelf.blocks}


def grant(blocks: Iterable[ExecutableBlock], session: Session, *, pin_tree: bool = False) -> None:
    """Approve the blocks from now on; with `pin_tree` for the tracked files as they are now, and no others.

    Raises RefusedError and WriteError.
    """
    if event := strangers_event(session.environ):
        raise RefusedError(f"nothing can be approved under {event}", fix="run mdcheck under pull_request")
    blocks = tuple(blocks)
    by_root: dict[Path, list[ExecutableBlock]] = {}
    for block in blocks:
        by_root.setdefault(block.root, []).append(block)
    trees = {block.place.path: _tree(block) for block in blocks} if pin_tree else {}
    for root, mine in by_root.items():
        _keep(root, mine, session, trees)


def _tree(block: ExecutableBlock) -> str:
    """The tree that an approval is pinned to. Raises RefusedError."""
    found = GitFacts(root=block.root, ask=asking(launch)).tree(block.place.path)
    if found is None:
        fix = "commit or stash your changes (the checklist itself may differ), or leave --pin-tree out"
        raise RefusedError("the files of the repository are not as git knows them", where="--pin-tree", fix=fix)
    return found


def withdraw(names: Sequence[str], session: Session, only: Sequence[str]) -> tuple[Approval, ...]:
    """Take back approvals: all of this repository's, those of the files named, or those of the items named."""
    if not names and not only:
        return _store(session.root.resolve()).withdraw(lambda _: True)
    paths = find_files(files_named_by(only, names, session), session)
    return tuple(entry for path in paths for entry in _withdraw_file(path, only, session))


def _withdraw_file(path: Path, only: Sequence[str], session: Session) -> tuple[Approval, ...]:
    folder = path.resolve().parent
    root = find_root(folder) or folder
    here = storable(path.resolve().relative_to(root).as_posix())
    ids = _ids(path, only, session)
    return _store(root).withdraw(lambda entry: entry.path == here and _named(entry, only, ids))


def _ids(path: Path, only: Sequence[str], session: Session) -> frozenset[str]:
    """The ids of the items that are named, as far as they stand in the document."""
    if not only or not path.is_file():
        return frozenset()
    checklist = read_checklist(path)[1]
    return frozenset(item.id for token in only for _, item in find_items(token, [checklist], session))


def _named(entry: Approval, only: Sequence[str], ids: frozenset[str]) -> bool:
    """Whether an approval is of a named item; one that is gone from the document is known by its id only."""
    if not only or entry.item in ids:
        return True
    return any(entry.item == token or entry.item.startswith(token.rstrip("/") + "/") for token in only)


def _shelves(files: Sequence[tuple[Opened, Sequence[Job]]], session: Session, warn: Warn) -> dict[Path, _Shelf]:
    """By root. A repository without executable blocks has none, and its approvals are not even opened."""
    by_root: dict[Path, list[tuple[Opened, list[Job]]]] = {}
    for file, jobs in files:
        executable = [job for job in jobs if needs_trust(job.check.kind)]
        if executable:
            executable.sort(key=lambda job: job.check.block.line)
            by_root.setdefault(file.root, []).append((file, executable))
    return {root: _shelf(root, found, session, warn) for root, found in by_root.items()}


def _shelf(root: Path, found: Sequence[tuple[Opened, list[Job]]], session: Session, warn: Warn) -> _Shelf:
    approvals = _store(root).load()
    if approvals.problem:
        warn(approvals.problem, "look at your blocks and approve them again: `mdcheck trust --grant`")
    workspace = Workspace(
        root=root, environ=session.environ, clock=session.clock, git=GitFacts(root=root, ask=asking(launch))
    )
    named = [(file, storable(file.name), jobs) for file, jobs in found]
    blocks = tuple(_block(file, path, job, workspace, approvals) for file, path, jobs in named for job in jobs)
    return _Shelf(approvals=approvals, workspace=workspace, blocks=blocks)


def _block(file: Opened, path: str, job: Job, workspace: Workspace, approvals: Approvals) -> ExecutableBlock:
    """`path` is the checklist's, from the root."""
    files = named_files(job.check.kind, workspace)
    wanted = digest(job.check, files)
    place = BlockPlace(path, job.id)
    approval = approvals.of(wanted, place)
    trusted = approval is not None and approval.digest == wanted and approval.holds(workspace)
    if not trusted and (covering := approvals.covering(job.check, files, workspace)) is not None:
        approval, trusted = covering, True
    return ExecutableBlock(
        path=file.shown,
        root=file.root,
        item=job.item,
        line=job.check.block.line,
        kind=job.check.name,
        text=as_written(job.check.block, file.checklist.source),
        files=files,
        digest=wanted,
        place=place,
        runs=runs_from_repository(job.check.kind.command(), files) if runs_process(job.check.kind) else (),
        approval=approval,
        trusted=trusted,
    )


def _first_of_each(blocks: Iterable[ExecutableBlock]) -> tuple[ExecutableBlock, ...]:
    """Those that are not trusted; of blocks that are the same, the first."""
    found: dict[tuple[Path, str], ExecutableBlock] = {}
    for block in blocks:
        if block.state is not State.TRUSTED:
            found.setdefault((block.root, block.digest), block)
    return tuple(found.values())


def _keep(
    root: Path, blocks: Sequence[ExecutableBlock], session: Session, trees: Mapping[str, str] = MappingProxyType({})
) -> None:
    if blocks:
        _store(root, granting=True).grant(_approvals(blocks, session, trees))


def _approvals(
    blocks: Iterable[ExecutableBlock], session: Session, trees: Mapping[str, str] = MappingProxyType({})
) -> tuple[Approval, ...]:
    """The approvals of the blocks; `trees` has the tree for each checklist, if it is pinned."""
    return tuple(
        Approval(
            digest=block.digest,
            path=block.place.path,
            item=block.place.check.item,
            index=block.place.check.number,
            kind=block.kind,
            text=block.text,
            files={file.path: ApprovedFile(digest=file.digest, text=file.text) for file in block.files},
            approved=session.timestamp,
            tree=trees.get(block.place.path, ""),
        )
        for block in blocks
    )


def _store(root: Path, *, granting: bool = False) -> ApprovalStore:
    """Raises WriteError where a clone has no id yet and is to get one."""
    clone = make_clone_id(root) if granting else clone_id(root)
    return ApprovalStore.of(repository_key(root), work_tree=root if find_root(root) == root else None, clone=clone)
