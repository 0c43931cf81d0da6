"""Looks for a command among all that jobs would execute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.ci.lookup import inside
from mdcheck.evidence.ci.shell import calls
from mdcheck.evidence.ci.tasks import follow
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.regex.matcher import Flag, Matcher, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.evidence.ci.model import Job, Script
    from mdcheck.evidence.workspace import Workspace

_ENDS_IN_WORD = re.compile(r".*[\w)\]}]", re.DOTALL)
_NO_WORK = re.compile(r"^\S+\s(?:(?:.*\s)?--)?(version|help|(?<=--)(?:collect-only|dry-run))$|^\S+\s-[hV]$")
_MAX_COMMANDS = 20_000
_MAX_STEPS = 4
"""From the CI file through scripts that start others: `pnpm checks`, `pnpm lint`, `eslint .`."""


class _Command(NamedTuple):
    text: str
    forms: tuple[str, ...]
    via: str
    may_fail: bool


class Search:
    """The commands of jobs, each with what it stands for, worked out once."""

    def __init__(self, workspace: Workspace, *, may_fail: bool) -> None:
        self._workspace = workspace
        self._may_fail = may_fail
        self._known: dict[Script, list[_Command]] = {}
        self.problems: list[str] = []
        """Why something could not be followed."""
        self.ignored: list[str] = []
        """Where a command was found whose failure is ignored."""

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
                        if not any(
                            matcher.fits(form, where=job.place) for form in command.forms if _counts(form, pattern)
                        ):
                            continue
                        via = f" ({command.via})" if command.via else ""
                        if self._may_fail or not command.may_fail:
                            return f"{job.place} runs {command.text}{via}"
                        self.ignored.append(f"{job.place} runs {command.text}{via}, but its failure is ignored")
        return ""

    def _commands(self, script: Script) -> list[_Command]:
        if script not in self._known:
            self._known[script] = list(self._read(script))[:_MAX_COMMANDS]
        return self._known[script]

    def _read(self, script: Script) -> Iterator[_Command]:
        waiting, seen = [script], {script}
        for _ in range(_MAX_STEPS):
            followed: list[Script] = []
            for one in waiting:
                pipefail = one.pipefail or "pipefail" in one.text
                for call in calls(one.text):
                    ignored, text = call.may_fail or one.may_fail or (call.piped and not pipefail), call.text
                    yield _Command(_shown(text), tuple(forms(text)), f"through {one.via}" if one.via else "", ignored)
                    task = self._followed(inside(one.folder, call.folder), text, may_fail=ignored)
                    if task is not None and task not in seen:
                        seen.add(task)
                        followed.append(task)
            waiting = followed

    def _followed(self, folder: str, text: str, *, may_fail: bool) -> Script | None:
        """What the command runs in turn, if it names a task or a script of the repository."""
        try:
            found = follow(self._workspace, folder, text)
        except UndeterminedError as error:
            self.problems.append(str(error))
            return None
        return found and found._replace(may_fail=may_fail or found.may_fail)


def _counts(form: str, pattern: str) -> bool:
    """Whether the command does its work; `pytest --version` does not, unless the pattern asks for that."""
    found = _NO_WORK.search(form)
    return found is None or (found[1] or found[0].split()[1]) in pattern


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"  # noqa: PLR2004 - a line of a message
