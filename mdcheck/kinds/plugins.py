"""Kinds that are not mdcheck's own: of installed packages, and of files in the repository.

An installed package offers a kind as an entry point of the group `mdcheck.kinds`, named as the kind is. It is imported
when a checklist names it, and not before. Whatever a plugin says of itself, its checks need trust: mdcheck wraps its
kinds in kinds of its own that are executable.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import msgspec

from mdcheck.kinds.local_kinds import declared
from mdcheck.kinds.protocol import Command, Completed, Options, Reading, Running
from mdcheck.results.outcome import Finding, errored

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from mdcheck.kinds.local_kinds import DeclaredKind
    from mdcheck.kinds.protocol import Kind
    from mdcheck.kinds.workspace import Workspace

GROUP = "mdcheck.kinds"
_FOLDERS = ("site-packages", "dist-packages")


class PluginError(Exception):
    """A plugin that can't be used: the message says which and why, `fix` how to mend it."""

    def __init__(self, message: str, *, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class Offer(NamedTuple):
    """An entry point, and the package that brings it."""

    package: str
    entry_point: EntryPoint


class Plugins(msgspec.Struct, frozen=True, kw_only=True):
    """Where to look for kinds that are not mdcheck's own."""

    root: Path | None = None
    """The repository's, for `files`."""
    files: tuple[str, ...] = ()
    """Python files with kinds, as the setting `kinds` names them."""
    _read: list[dict[str, DeclaredKind]] = msgspec.field(default_factory=list)

    def local(self) -> dict[str, DeclaredKind]:
        """The kinds of the repository's files by name, read once; raises PluginError. No code of theirs runs."""
        if self.root is None or not self.files:
            return {}
        if not self._read:
            try:
                self._read.append(declared(self.root, self.files))
            except ValueError as error:
                raise PluginError(str(error), fix="mend the file, or the setting `kinds` that names it") from error
        return self._read[0]

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.local(), *offers())))

    def knows(self, name: str) -> bool:
        return name in self.local() or name in offers()


INSTALLED = Plugins()
"""Installed packages only."""


def offers() -> dict[str, tuple[Offer, ...]]:
    """What the installed packages offer, by the name of the kind; nothing of theirs is imported."""
    return _offers(tuple(sys.path))


@lru_cache(maxsize=4)
def _offers(path: tuple[str, ...]) -> dict[str, tuple[Offer, ...]]:
    from importlib.metadata import distributions  # noqa: PLC0415 - 20 ms that only unknown kinds pay

    # Only these, since the folder that mdcheck was started in may stand in `sys.path`, too: no repository installs.
    folders = [entry for entry in path if Path(entry).name in _FOLDERS]
    found: dict[str, dict[str, Offer]] = {}
    for distribution in distributions(path=folders):
        package = distribution.metadata["Name"] or "an unnamed package"
        for entry_point in distribution.entry_points.select(group=GROUP):
            found.setdefault(entry_point.name, {}).setdefault(package, Offer(package, entry_point))
    return {name: tuple(by_package.values()) for name, by_package in found.items()}


def load(name: str) -> type[Options]:
    """The class of a kind that an installed package offers; raises PluginError for one that is no kind."""
    offered = offers()[name]
    if len(offered) > 1:
        packages = " and ".join(offer.package for offer in offered)
        raise PluginError(f"the kind “{name}” comes from {packages}", fix="uninstall all of them but one")
    package, entry_point = offered[0]
    fix = f"update {package}, or uninstall it and tell those who make it"
    try:
        found = entry_point.load()
    except (Exception, SystemExit) as error:
        raise PluginError(f"the kind “{name}” of {package} can't be loaded: {_told(error)}", fix=fix) from error
    if reason := unfit(found, name):
        raise PluginError(f"“{name}” of {package} is no kind: {reason}", fix=fix)
    return cast("type[Options]", found)


def unfit(found: Any, name: str) -> str:
    """Why a plugin's object is no kind of that name, by `mdcheck.kinds.protocol`; empty if it is one."""
    if not (isinstance(found, type) and issubclass(found, Options)):
        return "it is no subclass of mdcheck.kinds.protocol.Options"
    if getattr(found, "name", None) != name:
        return f"its class says that its name is “{getattr(found, 'name', '')}”"
    if not found.__struct_config__.frozen:
        return "its class is not frozen: write `frozen=True, kw_only=True`"
    try:
        fields = [field.encode_name for field in msgspec.structs.fields(found)]
    except Exception as error:  # noqa: BLE001 - annotations are a stranger's code, and anything may be in them
        return f"its options can't be read: {_told(error)}"
    if getattr(found, "main", None) not in fields:
        return f"its class says that its main option is “{getattr(found, 'main', '')}”, which it does not have"
    if not (_has(found, "check") or (_has(found, "command") and _has(found, "judge"))):
        return "it has neither `check` nor `command` and `judge`"
    return ""


def plugged(kind: Options, name: str) -> Kind:
    """A plugin's kind as one that needs trust; raises PluginError where it can't say what it would run."""
    try:
        settled = kind.settled()
        if not _has(type(settled), "command"):
            return cast("Kind", PluggedReading(kind=cast("Reading", settled)))
        running = cast("Running", settled)
        command = running.command()
    except (Exception, SystemExit) as error:
        raise PluginError(f"the plugin {name} can't say what it would run: {_told(error)}", fix="update it") from error
    if not isinstance(command, Command):
        raise PluginError(f"the plugin {name} gives no Command, but {type(command).__name__}", fix="update it")
    return cast("Kind", PluggedRunning(kind=running, told=command))


class PluggedReading(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's `Reading`."""

    name: ClassVar[str] = "plugin"
    main: ClassVar[str] = ""
    executable: ClassVar[bool] = True
    kind: Reading

    def check(self, workspace: Workspace) -> Finding:
        try:
            return finding(self.kind.check(workspace))
        except SystemExit as error:
            return errored(f"the plugin gave up: {_told(error)}")


class PluggedRunning(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's `Running`, which was asked for its command once, so that what is shown is what is run."""

    name: ClassVar[str] = "plugin"
    main: ClassVar[str] = ""
    executable: ClassVar[bool] = True
    kind: Running
    told: Command

    def command(self) -> Command:
        return self.told

    def judge(self, completed: Completed) -> Finding:
        try:
            return finding(self.kind.judge(completed))
        except SystemExit as error:
            return errored(f"the plugin gave up: {_told(error)}")


def finding(value: object) -> Finding:
    """What a plugin found, if that is what it gives."""
    return value if isinstance(value, Finding) else errored(f"the plugin gives no Finding, but {type(value).__name__}")


def _has(cls: type, method: str) -> bool:
    return callable(getattr(cls, method, None))


def _told(error: BaseException) -> str:
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
