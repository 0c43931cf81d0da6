"""Every error a person can meet, with its exit code.

A failing check, a timeout or a merge conflict is a value, not an exception: exceptions are for what the person
must fix before mdcheck can go on. They are caught in one place, `mdcheck.cli`, which prints them and exits.
"""

from __future__ import annotations

import errno
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What mdcheck's exit status means; a contract with scripts and CI."""

    OK = 0
    FAILED = 1
    """Something failed or errored, `--check` found the file out of date, or `--fail-under` was not met."""
    WARNED = 2
    """Warnings only."""
    USAGE = 3
    """Usage, configuration or a malformed checklist: nothing ran, nothing was written."""
    REFUSED = 4
    """An untrusted check, a file that changed or is read-only, a refusal by git: the file is left whole."""
    BUG = 70
    """A bug in mdcheck (EX_SOFTWARE of sysexits.h)."""
    INTERRUPTED = 130
    """Ctrl-C (128 + SIGINT)."""


class MdcheckError(Exception):
    """What happened, where (`path` or `path:line`), and how to fix it."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, message: str, *, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class UsageError(MdcheckError):
    """An option, an argument or a combination of them that mdcheck can't act on."""


class SettingsError(MdcheckError):
    """A settings file, a front matter or an environment variable that can't be read as settings."""


class SourceError(MdcheckError):
    """A checklist that is missing, is no regular file, or is not UTF-8."""


class RecordingError(MdcheckError):
    """A file of recorded results that can't be read as such."""


class RefusedError(MdcheckError):
    """mdcheck will not do this here and now; nothing was harmed."""

    exit_code = ExitCode.REFUSED


class StaleFileError(RefusedError):
    """Someone saved the file during the run, and its items no longer match."""


class WriteError(RefusedError):
    """The file could not be replaced: read-only, no room, no permission."""


class GitError(RefusedError):
    """Git could not do what was asked; `message` carries git's own words."""


class InterruptedUpdateError(KeyboardInterrupt):
    """Ctrl-C behind the point where files are written."""

    def __init__(self, written: tuple[str, ...]) -> None:
        super().__init__()
        self.written = written
        """The files that are up to date on disk, whether they are committed or not."""


_FULL = (errno.ENOSPC, errno.EDQUOT)


def fix_of(error: OSError, fix: str) -> str:
    """How to go on where a file can't be written: `fix`, unless there is no room for it."""
    return "make room on the disk, and run again" if error.errno in _FULL else fix


_LEAST_LIKE = 0.599
"""How much of two words must be equal, from 0 to 1, for the one to be meant by the other."""


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """` (did you mean “x”?)` for the nearest of `known`, or nothing."""
    import difflib  # late: needed for error messages only

    near, best = "", _LEAST_LIKE
    matcher = difflib.SequenceMatcher(b=word)
    for one in known:  # only what may be nearer than the nearest so far is compared in full, which is slow
        matcher.set_seq1(one)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            near, best = one, ratio
    return f" (did you mean “{near}”?)" if near else ""
