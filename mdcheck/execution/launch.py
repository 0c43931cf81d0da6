"""What a process needs before it begins: a folder, an environment, a program and its script's file."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mdcheck.kinds.workspace import OutsideError, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.kinds.protocol import Command

TOKEN_VARIABLE = "MDCHECK_RUN"  # noqa: S105 - it marks processes, and keeps no secret
SCRIPT_NAME = "check"
"""What a script is called in its own output, where its file's path would differ from run to run."""

_PRIVATE = 0o700
_MOST_INLINE = 16 * 1024
"""Characters, of four bytes at most; Linux takes twice as many in one argument."""


class LaunchError(Exception):
    """Why a process can't begin, in words for people."""


def working_directory(root: Path, cwd: str) -> Path:
    """The folder that a command names, resolved inside `root`. Raises LaunchError."""
    try:
        folder = root if cwd == "." else Workspace(root=root).resolve(cwd)
    except OutsideError as error:
        raise LaunchError(f"the working directory {error}") from error
    except (OSError, ValueError) as error:
        raise LaunchError(f"the working directory “{cwd}” can't be used: {error}") from error
    if not folder.is_dir():
        raise LaunchError(f"the working directory “{cwd}” {_missing(folder)}")
    return folder


def _missing(folder: Path) -> str:
    return "is no folder" if folder.exists() else "does not exist"


def find_program(name: str, path: str) -> str:
    """The program's absolute path. Raises LaunchError where there is none that may be run.

    Empty and relative entries of PATH are passed over: they would let a repository put its own `bash` first.
    """
    if os.sep in name:
        return name
    candidates = [f"{folder}/{name}" for folder in _absolute(path)]
    for candidate in candidates:
        # Asked first because it raises nothing where there is no such file, which is the usual answer.
        if os.access(candidate, os.X_OK) and os.path.isfile(candidate):  # noqa: PTH113 - a Path for each costs as much
            return candidate
    for candidate in candidates:
        if os.path.isfile(candidate):  # noqa: PTH113 - as above
            raise LaunchError(f"{name} can't be run: permission denied ({candidate})")
    raise LaunchError(f"{name} is not installed (not found on PATH)")


@lru_cache(maxsize=8)
def _absolute(path: str) -> tuple[str, ...]:
    return tuple(folder.rstrip("/") for folder in path.split(os.pathsep) if os.path.isabs(folder))  # noqa: PTH117 - as PATH has it


class Launchpad:
    """What the processes of one run start from: mdcheck's environment, and folders for their scripts' files.

    A context, which takes the folders away as it ends. Any thread may use it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._free: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._free:
            with suppress(OSError):
                self._free.pop().rmdir()

    def environment(self, told: Mapping[str, str], asked: Mapping[str, str], token: str) -> dict[bytes, bytes]:
        """The environment of mdcheck without `GIT_*`, then what a check is `told`, then what it `asked` for.

        Git sets `GIT_DIR` and its like inside hooks; a check that asks git about another repository would get
        answers about this one. The token stands behind those of the runs that this one is part of. Raises LaunchError.
        """
        added = {**told, **asked, TOKEN_VARIABLE: f"{self._tokens} {token}".lstrip()}
        try:
            return {**self._kept, **{os.fsencode(key): os.fsencode(value) for key, value in added.items()}}
        except ValueError as error:
            raise LaunchError(f"the environment can't be set: {error}") from error

    @cached_property
    def _kept(self) -> dict[bytes, bytes]:
        """As bytes, for that is what a process is given: to encode a hundred variables anew takes its time."""
        return {key: value for key, value in os.environb.items() if not key.startswith(b"GIT_")}

    @cached_property
    def _tokens(self) -> str:
        return " ".join(os.environ.get(TOKEN_VARIABLE, "").split())

    @contextmanager
    def script(self, command: Command) -> Iterator[tuple[str, ...]]:
        """The arguments that hand the command's script to its program; none without one. Raises LaunchError.

        The last is what the script is called, which may be a file that is gone when the context ends. It lies alone
        in a folder that only its owner can enter: some interpreters look for modules beside the script.
        """
        if command.script is None:
            yield ()
            return
        if command.inline and len(command.script) <= _MOST_INLINE:
            yield (*command.inline, command.script, SCRIPT_NAME)
            return
        try:
            folder, file = self._written(command.script.encode("utf-8"))
        except (OSError, ValueError) as error:
            raise LaunchError(f"the script can't be written to a file: {error}") from error
        try:
            yield (file,)
        finally:
            with suppress(OSError):
                os.unlink(file)  # noqa: PTH108 - a name, as below
            self._release(folder)

    def _written(self, data: bytes) -> tuple[Path, str]:
        while True:
            known = bool(self._free)
            folder = self._free.pop() if known else _private_folder(self.root)
            file = os.path.join(folder, SCRIPT_NAME)  # noqa: PTH118 - a name for the interpreter
            try:
                _write(file, data)
            except OSError:
                with suppress(OSError):
                    folder.rmdir()
                if not known:
                    raise
                continue  # something has taken the folder away since
            return folder, file

    def _release(self, folder: Path) -> None:
        """Keep the folder for the next script, since making one takes as long as a process; but only as it was."""
        try:
            if not os.listdir(folder) and stat.S_IMODE(folder.lstat().st_mode) == _PRIVATE:  # noqa: PTH208 - names
                self._free.append(folder)
            else:
                folder.rmdir()
        except OSError:  # the script has taken it away, or left something in it
            return


def _write(file: str, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def _private_folder(root: Path) -> Path:
    """A new folder for temporary files, outside the repository if there is a place.

    The standard library's `tempfile` does the same, but takes longer to import than a check takes to run.
    """
    wanted = (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp")  # noqa: S108 - mkdir never follows what is there
    places = [Path(os.path.realpath(place)) for place in wanted if os.path.isabs(place)]  # noqa: PTH117 - no Path for “”
    reason: OSError | None = None
    for place in sorted(places, key=lambda place: place == root or root in place.parents):
        folder = place / f"mdcheck-{os.urandom(8).hex()}"
        try:
            folder.mkdir(mode=_PRIVATE)
        except OSError as error:
            reason = reason or error
            continue
        return folder
    raise reason or OSError("there is no folder for temporary files")
