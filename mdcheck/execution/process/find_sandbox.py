"""Which sandbox this machine has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mdcheck.execution.process import landlock
from mdcheck.execution.process.launch import LaunchError, find_program
from mdcheck.execution.process.run import ask
from mdcheck.execution.process.sandbox import Confinement, Sandbox


class SandboxError(Exception):
    """Why a sandbox can't be had, in words for people."""


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
