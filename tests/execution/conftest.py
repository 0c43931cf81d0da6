from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from mdcheck.checks.bind import Check
from mdcheck.document.model import CheckBlock, CommonOptions, Item
from mdcheck.document.source import Span
from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.process.run import run
from mdcheck.kinds.protocol import Command
from mdcheck.results.outcome import Finding, failed, passed

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Looks:
    """A kind that reads: it finds what it is told to."""

    name: ClassVar[str] = "looks"
    main: ClassVar[str] = "find"
    find: Callable[[Workspace], Finding]
    executable: bool = False

    def check(self, workspace):
        return self.find(workspace)


@dataclass(frozen=True)
class Shell:
    """A kind that runs a process. It forgets to say that it is executable."""

    name: ClassVar[str] = "shell"
    main: ClassVar[str] = "script"
    executable: ClassVar[bool] = False
    script: str

    def command(self):
        return Command(argv=("sh",), script=self.script)

    def judge(self, completed):
        message = completed.output.strip()
        return failed(message or "no") if completed.returncode else passed(message)


class Builder:
    """Items with checks, each line numbered as it is made."""

    def __init__(self) -> None:
        self.line = 0

    def check(self, kind, **common) -> Check:
        """`kind` is a kind, a shell script, or a function of the workspace."""
        if isinstance(kind, str):
            kind = Shell(script=kind)
        elif callable(kind):
            kind = Looks(find=kind)
        self.line += 1
        block = CheckBlock(
            line=self.line,
            span=Span(0, 0),
            language=None,
            body="",
            options={},
            places={},
            common=CommonOptions(**common),
        )
        return Check(kind=kind, name=kind.name, block=block)

    def item(self, name, *checks, section=("Readiness",), ticked=False, applicable=True):
        self.line += 1
        item = Item(
            id=name,
            text=name,
            line=self.line,
            box=Span(0, 1),
            ticked=ticked,
            applicable=applicable,
            checks=tuple(check.block for check in checks),
            section=section,
        )
        return item, checks


@pytest.fixture
def build():
    return Builder()


@pytest.fixture
def root(tmp_path):
    """A repository's root, resolved."""
    folder = tmp_path.resolve() / "repository"
    folder.mkdir()
    return folder


@pytest.fixture
def workspace(root):
    return Workspace(root=root)


@pytest.fixture
def start(root):
    """Run a command as the runner does; a text is a bash script, as an argument."""

    def start_it(what, *, timeout=20.0, cancel=None, env=None, **rest):
        inline = ("-c", "--")
        command = what if isinstance(what, Command) else Command(argv=("bash",), script=what, inline=inline, **rest)
        cancel = cancel or Cancellation()
        return run(command, root=root, timeout=timeout, env=env or {}, cancel=cancel)

    return start_it


@pytest.fixture
def timed_out(start):
    """Run a script to its deadline: one that it begins before, however busy the machine is; and how that is said."""

    def end_it(script):
        for timeout in (0.2, 2.0, 20.0):
            completed = start(script, timeout=timeout)
            if completed.output:
                break
        return completed, f"timed out after {timeout:g} s"

    return end_it


@pytest.fixture
def leftovers(monkeypatch):
    """The commands of all living processes that this test has started; `$SLEEP` never ends by itself."""
    digits = str(int.from_bytes(os.urandom(7), "big"))
    monkeypatch.setenv("SLEEP", f"sleep 1000.{digits}")

    def commands():
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                try:
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                    environ = (folder / "environ").read_bytes().decode()
                except OSError:
                    continue
                if digits in command + environ:
                    found.append(command.replace(f".{digits}", ""))
        return found

    return commands
