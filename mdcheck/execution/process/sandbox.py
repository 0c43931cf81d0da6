"""What a check's process may reach: the file system read-only, but for the repository and a temporary folder.

The network is closed unless the check asks for it, and mdcheck's own state is hidden, so that no check can approve
another. bubblewrap gives this with namespaces, in which all that the process starts ends with it; Landlock needs no
program and closes less: the process still sees other processes.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, assert_never

from mdcheck.execution.process import landlock
from mdcheck.execution.process.launch import LaunchError, find_program
from mdcheck.execution.process.run import ask


class Sandbox(StrEnum):
    """The values of `--sandbox`."""

    AUTO = "auto"
    """The first of `bwrap` and `landlock` that this machine has."""
    BWRAP = "bwrap"
    LANDLOCK = "landlock"
    NONE = "none"


class SandboxError(Exception):
    """Why a sandbox can't be had, in words for people."""


class Confinement(NamedTuple):
    """A sandbox for the processes of one run."""

    kind: Sandbox
    """`BWRAP` or `LANDLOCK`."""
    program: str
    """The absolute path of bubblewrap, or of Python."""
    root: Path
    """The repository: the processes may write below it."""
    hidden: tuple[Path, ...] = ()
    """Folders that can't be seen into."""

    def wrap(
        self, argv: tuple[str, ...], *, folder: Path, script: Path | None, temporary: Path, network: bool
    ) -> tuple[str, ...]:
        """The command that runs `argv` (its program an absolute path) in the sandbox, in the folder `folder`.

        `script` is the folder of the script's file, which the process may read; `temporary` is for its own files.
        """
        match self.kind:
            case Sandbox.BWRAP:
                return (*self._bwrap(folder, script, temporary, network=network), "--", *argv)
            case Sandbox.LANDLOCK:
                return (*self._landlock(temporary, network=network), "--", *argv)
            case Sandbox.AUTO | Sandbox.NONE:
                raise ValueError(self.kind)
            case never:
                assert_never(never)

    def _bwrap(self, folder: Path, script: Path | None, temporary: Path, *, network: bool) -> tuple[str, ...]:
        words = [self.program, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc"]
        words += [] if network else ["--unshare-net"]
        words += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]  # noqa: S108 - a new one
        for path in self.hidden:
            words += ["--tmpfs", str(path), "--remount-ro", str(path)] if path.is_dir() else []
        words += ["--bind", str(self.root), str(self.root), "--bind", str(temporary), str(temporary)]
        words += ["--ro-bind", str(script), str(script)] if script is not None else []
        return (*words, "--chdir", str(folder))

    def _landlock(self, temporary: Path, *, network: bool) -> tuple[str, ...]:
        words = [self.program, "-I", "-S", landlock.__file__, "--write", str(self.root), "--write", str(temporary)]
        for path in self.hidden:
            words += ["--hide", str(path)]
        return (*words, *(["--network"] if network else []))


def confinement(wanted: Sandbox, *, root: Path, path: str, hidden: tuple[Path, ...] = ()) -> Confinement | None:
    """The sandbox that is asked for; None for `NONE`, and for `AUTO` where this machine has none.

    `path` is the variable PATH. Raises SandboxError for one that is asked for by name and can't be had.
    """
    hidden = tuple(Path(os.path.realpath(folder)) for folder in hidden)
    if wanted is Sandbox.NONE:
        return None
    reason = ""
    if wanted in (Sandbox.AUTO, Sandbox.BWRAP):
        try:
            program = find_program("bwrap", path)
            reason = _bwrap_problem(program, path)
        except LaunchError as error:
            reason = str(error)
        if not reason:
            return Confinement(Sandbox.BWRAP, program, root, hidden)
    if wanted in (Sandbox.AUTO, Sandbox.LANDLOCK):
        if landlock.version():
            return Confinement(Sandbox.LANDLOCK, sys.executable, root, hidden)
        reason = "this kernel has no Landlock"
    if wanted is Sandbox.AUTO:
        return None
    raise SandboxError(reason)


def _bwrap_problem(program: str, path: str) -> str:
    """Why bubblewrap can't work here, such as a system that forbids user namespaces; empty if it can."""
    command = (program, "--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "--proc", "/proc", "true")
    status, _, output = ask(command, env={"PATH": path})
    if status == 0:
        return ""
    first = output.decode("utf-8", "replace").strip().partition("\n")[0]
    return f"bubblewrap does not work here: {first or f'exit status {status}'}"
