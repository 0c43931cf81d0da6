"""The use case `explain`: an item's checks, what they would run, and their last results. It runs and writes nothing."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from mdcheck.app.checklist import open_checklist
from mdcheck.app.find import find_files
from mdcheck.app.find_items import files_named_by, find_item
from mdcheck.app.last_results import recall
from mdcheck.app.trust import standing
from mdcheck.checks.fields import option_fields
from mdcheck.checks.names import kind_name
from mdcheck.checks.signatures import SIGNOFF, signoffs
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import RefusedError
from mdcheck.execution.trust.policy import TrustAll, trust_from
from mdcheck.kinds.protocol import Options, needs_trust, runs_process
from mdcheck.kinds.script import Script
from mdcheck.results.outcome import worst

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.last_results import Recalled
    from mdcheck.app.session import Session
    from mdcheck.app.trust import ExecutableBlock
    from mdcheck.checks.bind import Check
    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.model import CheckBlock, CheckId, Item
    from mdcheck.kinds.protocol import Command
    from mdcheck.results.outcome import Finding, Outcome
    from mdcheck.results.people.waiver import Judged

    Known = Mapping[CheckId, Recalled]
    Warn = Callable[[str, str], None]

_TOLD_BY_COMMAND = ("language", "body", "run", "shell", "cwd", "env")
"""Options of kinds that run a command: the command shows all of them."""


class Setting(NamedTuple):
    """An option of a kind as it was read."""

    name: str
    value: Any
    given: bool
    """Whether the author wrote it; else it is the kind's default."""


class Need(NamedTuple):
    """An item that must pass first, and how it stands: a manual one by its box."""

    id: str
    item: Item | None
    """None where no item is called so."""
    outcome: Outcome | None
    """The last results of its checks; None where this machine has none."""


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an executable block may run here and now."""

    block: ExecutableBlock | None = None
    """Whether it is approved; None where the environment decides, or where the approvals can't be read."""
    allowed: bool = False
    reason: str = ""


class ExplainedBlock(msgspec.Struct, frozen=True, kw_only=True):
    """One check block of the item."""

    block: CheckBlock
    kind: str
    summary: str
    """What passes, in the kind's own words; empty where the block can't be read."""
    settings: tuple[Setting, ...]
    command: Command | None
    """What would run; None for a kind that starts no process."""
    permission: Permission | None
    """None for an inert kind."""
    needs: tuple[Need, ...]
    last: Recalled | None
    waivers: tuple[Judged, ...]
    signatures: Finding | None
    """What the records of a sign-off say together; None for another kind."""
    problems: tuple[Diagnostic, ...]
    """Why it can't be read."""


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One item, and all that is known of its checks."""

    path: str
    item: Item
    blocks: tuple[ExplainedBlock, ...]


def explain(words: str, names: Sequence[str], session: Session, warn: Warn) -> Explained:
    """The item that `words` name in the files: its id, a part of it or of its text, or `FILE:LINE`.

    Raises UsageError where they name none, or several.
    """
    names = files_named_by((words,), names, session)
    files = [open_checklist(path, session) for path in find_files(names, session)]
    conflicts = [(file.shown, error) for file in files if file.conflicted for error in file.errors]
    if conflicts:
        raise ChecklistError(conflicts)
    number, item = find_item(words, [file.checklist for file in files], session)
    return explain_item(files[number], item, session, warn)


def explain_item(file: Opened, item: Item, session: Session, warn: Warn) -> Explained:
    """The same of an item in hand."""
    known = _known(file, warn)
    permissions = _permissions(file, item, session, warn)
    said = _signatures(file, item, session)
    blocks = (_explained(file, item, key, known, permissions, said) for key in item.check_ids)
    return Explained(path=file.shown, item=item, blocks=tuple(blocks))


def _signatures(file: Opened, item: Item, session: Session) -> Finding | None:
    if not signoffs(item, file.checks):
        return None
    from mdcheck.app.signatures import standings  # late: most items ask for no signature

    return next((finding for one, finding in standings(file, session) if one.id == item.id), None)


def _known(file: Opened, warn: Warn) -> Known:
    try:
        return recall(file)
    except RefusedError as error:
        warn(f"{error}: what checks last said is not known", error.fix or "")
        return {}


def _permissions(file: Opened, item: Item, session: Session, warn: Warn) -> Mapping[CheckId, Permission]:
    """Of each executable block of the item."""
    keys = [key for key in item.check_ids if key in file.checks and needs_trust(file.checks[key].kind)]
    if not keys:
        return {}
    decided = trust_from(flag=False, environ=session.environ)
    if isinstance(decided, TrustAll):
        return dict.fromkeys(keys, Permission(allowed=True, reason="MDCHECK_TRUST=1 lets it run"))
    if decided is not None:
        return dict.fromkeys(keys, Permission(reason=decided.reason))
    try:
        found = standing(file, item, session, warn)
    except RefusedError as error:
        return dict.fromkeys(keys, Permission(reason=f"{error}; {error.fix}"))
    return {key: Permission(block=block) for key, block in found.items()}


def _explained(
    file: Opened,
    item: Item,
    key: CheckId,
    known: Known,
    permissions: Mapping[CheckId, Permission],
    said: Finding | None,
) -> ExplainedBlock:
    block = item.checks[key.number]
    check = file.checks.get(key)
    last_line = file.checklist.source.locate(block.span.end - 1).line
    return ExplainedBlock(
        block=block,
        kind=check.name if check is not None else kind_name(block),
        summary=_summary(check) if check is not None else "",
        settings=_settings(check) if check is not None else (),
        command=check.kind.command() if check is not None and runs_process(check.kind) else None,
        permission=permissions.get(key),
        needs=tuple(_need(name, file, known) for name in block.common.needs),
        last=known.get(key),
        waivers=() if check is None else check.waivers,
        signatures=said if check is not None and check.name == SIGNOFF else None,
        problems=tuple(error for error in file.errors if block.line <= error.line <= last_line),
    )


def _summary(check: Check) -> str:
    kind = getattr(check.kind, "kind", check.kind)  # a plugin's is wrapped
    return cleandoc(type(kind).__doc__ or "").split("\n", 1)[0]


def _settings(check: Check) -> tuple[Setting, ...]:
    """What decides whether the check passes: options with a value, in the order of the kind, the main one first."""
    kind: Any = getattr(check.kind, "kind", check.kind)
    if not isinstance(kind, Options):
        return tuple(Setting(name, value, given=True) for name, value in check.block.options.items())
    own = isinstance(kind, Script) or kind.name == "run"
    fields = sorted(option_fields(type(kind)), key=lambda field: field.encode_name != kind.main)
    values = ((field, getattr(kind, field.name)) for field in fields)
    return tuple(
        Setting(field.encode_name, value, given=field.required or value != _default(field))
        for field, value in values
        if value not in (None, (), {}) and not (own and (field.encode_name in _TOLD_BY_COMMAND or value is False))
    )


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default


def _need(name: str, file: Opened, known: Known) -> Need:
    item = next((item for item in file.checklist.items if item.id == name), None)
    if item is None:
        return Need(name, None, None)
    said = [known.get(key) for key in item.check_ids]
    outcomes = [recalled.result.outcome for recalled in said if recalled is not None]
    return Need(name, item, worst(outcomes) if len(outcomes) == len(said) else None)
