"""One repository of a fleet: what its HEAD says, read anew only where HEAD or the question has changed."""

from __future__ import annotations

import os
import re
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.app.find import USUAL
from mdcheck.app.fleet.addresses import git_folder
from mdcheck.app.fleet.cache import Cache, Known, Unread
from mdcheck.app.fleet.checklist import File, fleet_checklist, last_update
from mdcheck.document.source import MAX_BYTES
from mdcheck.errors import GitError, MdcheckError, SettingsError, SourceError, WriteError
from mdcheck.evidence.globs import glob_regex
from mdcheck.execution.perform import OUT_OF_TIME
from mdcheck.execution.process.bounded import Limits
from mdcheck.execution.process.run import ask_within, start_within
from mdcheck.repository import snapshot
from mdcheck.repository.git import GitMissingError, asking, fetching
from mdcheck.repository.objects import Objects
from mdcheck.repository.partial_clone import EmptyError, PartialClone
from mdcheck.repository.snapshot import Local
from mdcheck.results.fleet import FleetRow
from mdcheck.settings import Settings, settings_of
from mdcheck.settings_file import MAX_BYTES as SETTINGS_BYTES
from mdcheck.settings_file import read_table
from mdcheck.wording import count, listed, storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mdcheck.app.fleet.addresses import Address
    from mdcheck.app.fleet.hosts import Hosts
    from mdcheck.execution.process.cancellation import Cancellation
    from mdcheck.repository.snapshot import Place
    from mdcheck.results.fleet import LastUpdate

_SETTINGS = ("pyproject.toml", "mdcheck.toml")
_PRINTED = 64 * 1024 * 1024
_WRITTEN = 64 * 1024 * 1024
"""Bytes of one pack. A history that needs more, or a file, is not fetched."""
_MOST = 50
"""Checklists of one repository."""
_PATTERN = re.compile(r"[*?\[{]")


class Question(NamedTuple):
    """What is asked of every repository."""

    today: date
    within: int
    seconds: float
    """For each command to one repository."""
    offline: bool
    """Answer from the cache where a host would have to be asked."""
    retry: bool
    """Answer from the cache where the last attempt succeeded."""
    cancel: Cancellation
    hosts: Hosts
    until: float
    """When no further repository is begun, by `time.monotonic`."""

    def request(self, address: Address) -> str:
        return f"{self.today.isoformat()} {self.within} {list(address.paths)}"


def read_repository(address: Address, question: Question) -> tuple[FleetRow, ...]:
    """A row for each checklist, or one that says why there is none. Raises MdcheckError where nothing can be cached."""
    if address.problem:
        return (_row(address, problem=address.problem, fix=address.fix),)
    if time.monotonic() >= question.until:
        return (_row(address, problem=OUT_OF_TIME, fix="give it more time by --budget"),)
    cache = Cache.of(address.key)
    offline = question.offline and address.url
    if question.retry or offline:
        known = cache.known()
        if question.retry and known.commit and not known.problem and not known.unread:
            return _rows(address, known)
        if offline:
            return _rows(address, replace(known, problem="", fix="")) if known.commit else (_never_read(address),)
    with cache.locked():
        known = cache.known()
        found = _attempt(address, question, cache, known)
        if found != known:
            cache.keep(found)
    return _rows(address, found)


def _attempt(address: Address, question: Question, cache: Cache, known: Known) -> Known:
    try:
        if address.url:
            return _asked(address, question, cache, known)
        return _local(address, question, known)
    except (GitMissingError, WriteError):
        raise  # no repository could be read
    except MdcheckError as error:
        problem, fix = _told(error, address)
        return replace(known, problem=problem, fix=fix)


def _told(error: MdcheckError, address: Address) -> tuple[str, str]:
    """What is wrong, without the password of an address, and how to fix it."""
    where = f"{error.where}: " if error.where else ""
    message = address.without_secrets(f"{where}{error.message}")
    return storable(" ".join(message.split())), (error.fix or "").replace("ADDRESS", address.at)


def _local(address: Address, question: Question, known: Known) -> Known:
    if not git_folder(address.folder):
        exists = os.path.isdir(address.folder)  # noqa: PTH112 - the method of Path raises for a name that is too long
        raise GitError(
            "it is no git repository" if exists else "there is no such folder",
            fix="name the folder that holds .git, and by `path` the checklist" if exists else "correct the address",
        )
    limits, root = _limits(question), Path(address.folder)
    with Objects(partial(start_within, limits), root) as objects:
        place = Local(root, asking(partial(ask_within, limits), bare=True), objects)
        commit = snapshot.head(place)
        if commit is None:
            raise EmptyError("nothing is committed", fix="commit the checklist there, or leave it out")
        return known_if(known, question.request(address), commit) or _read(place, commit, address, question, known)


def _asked(address: Address, question: Question, cache: Cache, known: Known) -> Known:
    """As `_remote`, unless the host has left others without an answer."""
    question.hosts.refuse_silent(address.host)
    try:
        found = _remote(address, question, cache, known)
    except MdcheckError as error:
        question.hosts.heard(address.host, answered=not _too_slow(error))
        raise
    question.hosts.heard(address.host, answered=True)
    return found


def _too_slow(error: BaseException) -> bool:
    return isinstance(error.__cause__, TimeoutError)


def known_if(known: Known, request: str, commit: str) -> Known | None:
    """What is known, where it answers the question; the last attempt has succeeded then."""
    return replace(known, problem="", fix="") if known.answers(request, commit) else None


def _remote(address: Address, question: Question, cache: Cache, known: Known) -> Known:
    limits = _limits(question)
    launch = partial(ask_within, limits)
    with Objects(partial(start_within, limits), cache.clone) as objects:
        clone = PartialClone(
            cache.clone,
            ask=asking(launch, bare=True),
            fetch=fetching(launch, url=address.url, protocols=address.protocols),
            objects=objects,
        )
        return _up_to_date(clone, address, question, known)


def _up_to_date(clone: PartialClone, address: Address, question: Question, known: Known) -> Known:
    request = question.request(address)
    commit = _remote_head(clone)
    if commit is None:
        return _read(clone, clone.update(), address, question, known)
    if same := known_if(known, request, commit):
        return same
    try:
        if clone.head() != commit:
            commit = clone.update()
        return _read(clone, commit, address, question, known)
    except (GitError, ValueError) as error:
        if question.cancel.cancelled or _too_slow(error):
            raise
        # The clone may be damaged: a new one tells.
        clone.remove()
        return _read(clone, clone.update(), address, question, known)


def _remote_head(clone: PartialClone) -> str | None:
    """The remote's HEAD; None where there is no clone, or none that can be read."""
    if not clone.exists():
        return None
    try:
        return clone.remote_head()
    except GitError:
        if clone.head() is not None:  # the clone is in order: it is the host
            raise
        clone.remove()
        return None


def _limits(question: Question) -> Limits:
    return Limits(seconds=question.seconds, printed=_PRINTED, written=_WRITTEN, cancel=question.cancel)


def _read(place: Place, commit: str, address: Address, question: Question, known: Known) -> Known:
    """All of it at one commit. Raises MdcheckError."""
    deep = any("/" in path for path in address.paths)
    exact = not any(_PATTERN.search(path) for path in address.paths)
    names = (*address.paths, *_SETTINGS) if deep and exact else ()
    blobs = snapshot.files_at(place, commit, names, below=deep and not exact)
    named = _named(address.paths, blobs)
    limits = {blobs[name]: SETTINGS_BYTES for name in _SETTINGS if name in blobs}
    data = snapshot.contents(place, limits | {blobs[name]: MAX_BYTES for name in named})
    settings, note = _settings(blobs, data)
    if not address.paths and settings.files:
        blobs |= snapshot.files_at(place, commit, below=any("/" in name for name in settings.files))
        named = _named(settings.files, blobs)
        data |= snapshot.contents(place, {blobs[name]: MAX_BYTES for name in named if blobs[name] not in data})
    if not named:
        raise SourceError(f"no checklist: {_looked_for(address, settings)}", fix="name it by `path` in the list")
    if len(named) > _MOST:
        raise SourceError(f"{count(len(named), 'checklist')}: {listed(named)}", fix=f"name at most {_MOST} by `path`")
    found, unread = [], []
    for name in named:
        file = File(name, blobs[name])
        try:
            content = _text(data[file.blob], name)
            update = _update(place, commit, file, known) if b"check" in content else None  # else nothing of it ever ran
            checklist = fleet_checklist(
                content, file, settings, update=update, today=question.today, within=question.within
            )
        except SourceError as error:
            if len(named) == 1:
                raise
            unread.append(Unread(storable(name), *_told(error, address)))
            continue
        found.append(replace(checklist, notes=(*note, *checklist.notes)))
    return Known(request=question.request(address), commit=commit, checklists=tuple(found), unread=tuple(unread))


def _text(content: bytes | int, name: str) -> bytes:
    """Raises SourceError for a file that is too large to be read."""
    if isinstance(content, int):
        message = f"is larger than {MAX_BYTES >> 20} MiB ({content:,} bytes)"
        raise SourceError(message, where=name, fix="name a checklist by `path`")
    return content


def _update(place: Place, commit: str, file: File, known: Known) -> LastUpdate | None:
    """The newest update of the file. What is known of the same content spares the search in older commits."""
    same = [one.update for one in known.checklists if (one.path, one.blob) == (storable(file.name), file.blob)]
    found = snapshot.last_update(place, commit, file.name, depths=() if same else snapshot.DEPTHS)
    return last_update(found, file.blob) if found or not same else same[0]


def _named(patterns: Sequence[str], blobs: Mapping[str, str]) -> list[str]:
    if not patterns:
        usual = glob_regex(USUAL, nocase=True)
        return sorted(name for name in blobs if usual.fullmatch(name))
    rules = [glob_regex(os.path.normpath(pattern)) for pattern in patterns]
    return sorted(name for name in blobs if name in patterns or any(rule.fullmatch(name) for rule in rules))


def _looked_for(address: Address, settings: Settings) -> str:
    names = address.paths or settings.files
    return f"HEAD has no {listed(names)}" if names else f"no file {USUAL} stands at its root"


def _settings(blobs: Mapping[str, str], data: Mapping[str, bytes | int]) -> tuple[Settings, tuple[str, ...]]:
    """The repository's settings; those that can't be read are left aside, with a note."""
    settings = Settings()
    try:
        for name in _SETTINGS:
            content = data.get(blobs.get(name, ""), b"")
            if isinstance(content, int):
                return Settings(), (f"its settings are left aside: {name} is larger than {SETTINGS_BYTES >> 10} KiB",)
            if table := read_table(content.decode("utf-8", "replace"), name):
                settings = settings_of(table, name)
    except SettingsError as error:
        return Settings(), (f"its settings are left aside: {error}",)
    return settings, ()


def _rows(address: Address, known: Known) -> tuple[FleetRow, ...]:
    if known.problem:
        return (_row(address, problem=known.problem, fix=known.fix),)
    row = replace(_row(address), commit=known.commit)
    unread = (replace(row, path=one.path, problem=one.problem, fix=one.fix) for one in known.unread)
    return (*(replace(row, checklist=checklist) for checklist in known.checklists), *unread)


def _row(address: Address, problem: str = "", fix: str = "") -> FleetRow:
    return FleetRow(
        name=address.name, at=address.at, group=address.group, owner=address.owner, problem=problem, fix=fix
    )


def _never_read(address: Address) -> FleetRow:
    return _row(address, problem="it was never read on this machine", fix="run without --offline")
