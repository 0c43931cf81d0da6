"""Kinds that are not mdcheck's own: of installed packages, and of files in the repository.

An installed package offers a kind as an entry point of the group `mdcheck.kinds`, named as the kind is. It is imported
when a checklist names it, and not before. Whatever a plugin says of itself, its checks need trust: mdcheck wraps its
kinds in kinds of its own that are executable.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import msgspec

from mdcheck.checks.containment import StrangerError, contained
from mdcheck.checks.contract import finding, has_method, unfit
from mdcheck.checks.local_kinds import declared
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.protocol import Command, Completed, Options, Reading, Running
from mdcheck.results.outcome import errored

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from mdcheck.checks.local_kinds import DeclaredKind
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.kinds.protocol import Kind
    from mdcheck.results.outcome import Finding

GROUP = "mdcheck.kinds"
_FOLDERS = ("site-packages", "dist-packages")


class PluginError(Exception):
    """A plugin that can't be used: the message names it and the reason, `fix` the remedy."""

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
                raise PluginError(str(error), fix="correct the file, or the setting `kinds` that names it") from error
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
    from importlib.metadata import distributions  # late: 20 ms that only unknown kinds pay

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
        with contained():
            found = entry_point.load()
            reason = unfit(found, name)
    except StrangerError as error:
        raise PluginError(f"the kind “{name}” of {package} can't be loaded: {error}", fix=fix) from error
    if reason:
        raise PluginError(f"“{name}” of {package} is no kind: {reason}", fix=fix)
    return cast("type[Options]", found)


def plugged(kind: Options, name: str) -> Kind:
    """A plugin's kind as one that needs trust; raises PluginError where it can't show what it would run."""
    try:
        with contained():
            settled = kind.settled()
            runs = has_method(type(settled), "command")
            command = cast("Running", settled).command() if runs else None
    except StrangerError as error:
        raise PluginError(f"the plugin {name} can't say what it would run: {error}", fix="update it") from error
    if not isinstance(settled, Options):
        raise PluginError(
            f"the plugin {name} returns no kind from settled(), but {type(settled).__name__}", fix="update it"
        )
    if not runs:
        return cast("Kind", PluggedReading(kind=cast("Reading", settled)))
    if not isinstance(command, Command):
        raise PluginError(f"the plugin {name} gives no Command, but {type(command).__name__}", fix="update it")
    if not _well_formed(command):
        raise PluginError(f"the plugin {name} gives a Command with values of wrong types", fix="update it")
    return cast("Kind", PluggedRunning(kind=cast("Running", settled), told=command))


def _well_formed(command: Any) -> bool:
    """Whether a Command's values are of the types that it declares, and there is a program among them."""
    if not (isinstance(command.argv, tuple) and isinstance(command.inline, tuple) and isinstance(command.env, Mapping)):
        return False
    pairs = (word for pair in command.env.items() for word in pair)
    words = (*command.argv, *command.inline, *pairs, command.cwd, "" if command.script is None else command.script)
    return bool(command.argv) and all(isinstance(word, str) for word in words)


class PluggedReading(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's `Reading`."""

    name: ClassVar[str] = "plugin"
    main: ClassVar[str] = ""
    executable: ClassVar[bool] = True
    kind: Reading

    def check(self, workspace: Workspace) -> Finding:
        try:
            with contained(OSError, OutsideError):
                return finding(self.kind.check(workspace))
        except StrangerError as error:
            return errored(f"the plugin gave up: {error}")


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
            with contained():
                return finding(self.kind.judge(completed))
        except StrangerError as error:
            return errored(f"the plugin gave up: {error}")
