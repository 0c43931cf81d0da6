"""Looks for a command among all that jobs would execute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.ci.shell import commands
from mdcheck.evidence.ci.tasks import follow
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.regex.matcher import Flag, Matcher, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.evidence.ci.model import Job, Script
    from mdcheck.evidence.workspace import Workspace

_ENDS_IN_WORD = re.compile(r".*[\w)\]}]", re.DOTALL)
_MAX_COMMANDS = 20_000


class _Command(NamedTuple):
    text: str
    forms: tuple[str, ...]
    via: str


class Search:
    """The commands of jobs, each with what it stands for, worked out once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[Script, list[_Command]] = {}
        self.problems: list[str] = []
        """Why something could not be followed."""

    @property
    def looked_at(self) -> int:
        """How many commands were looked at."""
        return sum(len(found) for found in self._known.values())

    def command(self, jobs: Sequence[Job], pattern: str) -> str:
        """Where a command begins as the pattern says, in words; empty where none does."""
        # Behind the pattern the word must end, so that `pytest` does not find `pytest-watch`.
        rest = r"(?:[^\w\-].*)?" if _ENDS_IN_WORD.fullmatch(pattern) else ".*"
        with Matcher(compile_pattern(f"(?:{pattern}){rest}", (Flag.DOTALL,))) as matcher:
            for job in jobs:
                for script in job.scripts:
                    for command in self._commands(script):
                        if any(matcher.fits(form, where=job.place) for form in command.forms):
                            via = f" ({command.via})" if command.via else ""
                            return f"{job.place} runs {command.text}{via}"
        return ""

    def _commands(self, script: Script) -> list[_Command]:
        if script not in self._known:
            self._known[script] = list(self._read(script))[:_MAX_COMMANDS]
        return self._known[script]

    def _read(self, script: Script) -> Iterator[_Command]:
        for text in commands(script.text):
            yield _Command(_shown(text), tuple(forms(text)), f"through {script.via}" if script.via else "")
            try:
                followed = follow(self._workspace, script.folder, text)
            except UndeterminedError as error:
                self.problems.append(str(error))
                continue
            if followed is not None:
                for inner in commands(followed.text):
                    yield _Command(_shown(inner), tuple(forms(inner)), f"through {followed.via}")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"  # noqa: PLR2004 - a line of a message
