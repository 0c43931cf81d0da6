"""Where programs are on PATH."""

from __future__ import annotations

import os
from functools import lru_cache


class ProgramError(Exception):
    """Why a program can't be run, in words for people."""


def find_program(name: str, path: str) -> str:
    """The program's absolute path. Raises ProgramError where there is none that may be run.

    Empty and relative entries of PATH are passed over: they would let a repository put its own `bash` first.
    """
    if os.sep in name:
        return name
    candidates = [f"{folder}/{name}" for folder in _absolute(path)]
    for candidate in candidates:
        # Asked first because it raises nothing where there is no such file, which is the usual answer.
        if os.access(candidate, os.X_OK) and os.path.isfile(candidate):
            return candidate
    for candidate in candidates:
        if os.path.isfile(candidate):
            raise ProgramError(f"{name} can't be run: permission denied ({candidate})")
    raise ProgramError(f"{name} is not installed (not found on PATH)")


def safe_path(path: str) -> str:
    """PATH without its empty and relative entries, for programs that look for others themselves.

    Where nothing is left it is the system's usual one: an empty PATH means the working folder.
    """
    return os.pathsep.join(_absolute(path)) or os.defpath


@lru_cache(maxsize=8)
def _absolute(path: str) -> tuple[str, ...]:
    return tuple(folder.rstrip("/") for folder in path.split(os.pathsep) if os.path.isabs(folder))
