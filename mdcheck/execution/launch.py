"""What a process needs before it begins: a folder, an environment, a program and its script's file."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.kinds.workspace import OutsideError, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN_VARIABLE = "MDCHECK_RUN"  # noqa: S105 - it marks processes, and keeps no secret
SCRIPT_NAME = "check"
"""What a script is called in its own output, where its file's path would differ from run to run."""


class LaunchError(Exception):
    """Why a process can't begin, in words for people."""


def working_directory(root: Path, cwd: str) -> Path:
    """The folder that a command names, resolved inside `root`. Raises LaunchError."""
    try:
        folder = Workspace(root=root).resolve(cwd)
    except OutsideError as error:
        raise LaunchError(f"the working directory {error}") from error
    except (OSError, ValueError) as error:
        raise LaunchError(f"the working directory “{cwd}” can't be used: {error}") from error
    if not folder.is_dir():
        raise LaunchError(f"the working directory “{cwd}” {_missing(folder)}")
    return folder


def _missing(folder: Path) -> str:
    return "is no folder" if folder.exists() else "does not exist"


def environment(told: Mapping[str, str], asked: Mapping[str, str], token: str) -> dict[str, str]:
    """The environment of mdcheck without `GIT_*`, then what a check is `told`, then what it `asked` for.

    Git sets `GIT_DIR` and its like inside hooks; a check that asks git about another repository would get
    answers about this one. The token stands behind those of the runs that this one is part of.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    tokens = " ".join((*os.environ.get(TOKEN_VARIABLE, "").split(), token))
    return {**kept, **told, **asked, TOKEN_VARIABLE: tokens}


def find_program(name: str, path: str) -> str:
    """The program's absolute path. Raises LaunchError where there is none that may be run.

    Empty and relative entries of PATH are passed over: they would let a repository put its own `bash` first.
    """
    if os.sep in name:
        return name
    denied = ""
    for folder in path.split(os.pathsep):
        candidate = os.path.join(folder, name)  # noqa: PTH118 - a path for exec, taken as PATH has it
        if not os.path.isabs(folder) or not os.path.isfile(candidate):  # noqa: PTH113, PTH117 - likewise
            continue
        if os.access(candidate, os.X_OK):
            return candidate
        denied = denied or candidate
    if denied:
        raise LaunchError(f"{name} can't be run: permission denied ({denied})")
    raise LaunchError(f"{name} is not installed (not found on PATH)")


@contextmanager
def script_file(text: str | None, *, root: Path) -> Iterator[str | None]:
    """A file with this text, gone when the context ends; None for no text. Raises LaunchError.

    It lies alone in a folder that only its owner can enter: Python looks for modules beside the script.
    """
    if text is None:
        yield None
        return
    try:
        data = text.encode("utf-8")
        folder = _private_folder(root)
    except (OSError, ValueError) as error:
        raise LaunchError(f"the script can't be written to a file: {error}") from error
    file = folder / SCRIPT_NAME
    try:
        _write(file, data)
        yield str(file)
    finally:
        with suppress(OSError):
            file.unlink()
        with suppress(OSError):
            folder.rmdir()


def _write(file: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise LaunchError(f"the script can't be written to a file: {error}") from error


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
            folder.mkdir(mode=0o700)
        except OSError as error:
            reason = reason or error
            continue
        return folder
    raise reason or OSError("there is no folder for temporary files")
