"""What a check's process may reach: the file system read-only, but for the repository and a temporary folder.

The network is closed unless the check asks for it, and mdcheck's own state is hidden, so that no check can approve
another. bubblewrap gives this with namespaces, in which all that the process starts ends with it; Landlock needs no
program and closes less: the process still sees other processes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

if TYPE_CHECKING:
    from pathlib import Path


class Sandbox(StrEnum):
    """The values of `--sandbox`."""

    AUTO = "auto"
    """The first of `bwrap` and `landlock` that this machine has."""
    BWRAP = "bwrap"
    LANDLOCK = "landlock"
    NONE = "none"


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
        from mdcheck.execution.process import landlock  # late: it loads ctypes, and few runs have a sandbox

        words = [self.program, "-I", "-S", landlock.__file__, "--write", str(self.root), "--write", str(temporary)]
        for path in self.hidden:
            words += ["--hide", str(path)]
        return (*words, *(["--network"] if network else []))
