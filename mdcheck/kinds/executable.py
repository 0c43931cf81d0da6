"""`executable`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.kinds.protocol import Command, Options
from mdcheck.kinds.versions import fits, specifiers
from mdcheck.programs import ProgramError, find_program
from mdcheck.results.outcome import errored, failed, passed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.kinds.protocol import Completed
    from mdcheck.results.outcome import Finding

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_VERSION = re.compile(r"(?<![0-9.])(\d{1,9}(?:\.\d{1,9}){1,9}(?:-?(?:a|b|rc)\d{1,9})?)")


class Executable(Options, frozen=True, kw_only=True):
    """The program is on PATH; with `version` it is run with --version, and so needs trust.

    ````markdown
    - [ ] Terraform can be called
      ```check
      executable: terraform
      version: ">=1.9"
      ```
    ````

    Without `version` it looks at PATH and runs nothing; with it, the program is called with `--version`, and so needs
    trust.
    """

    name: ClassVar[str] = "executable"
    main: ClassVar[str] = "name"
    # `name` is the kind's own name, so the option of that name has another one here.
    program: Annotated[str, msgspec.Meta(description="of the program")] = msgspec.field(name="name")
    version: Annotated[str | None, msgspec.Meta(description="specifiers as in PEP 440: >=3.11,<4")] = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.program):
            raise ValueError(f"“{self.program}” is no name of a program on PATH")
        if self.version is not None:
            specifiers(self.version)

    def settled(self) -> Options:
        """Asking a program for its version runs it, so that is a kind of the other sort."""
        if self.version is None:
            return self
        return ExecutableVersion(program=self.program, version=self.version)

    def check(self, workspace: Workspace) -> Finding:
        workspace.look_elsewhere()
        if _on_path(self.program, workspace.environ.get("PATH", os.defpath)):
            return passed(f"{self.program} is on PATH")
        return failed(f"{self.program} is not on PATH")


class ExecutableVersion(Options, frozen=True, kw_only=True):
    """Whether the program reports the version."""

    name: ClassVar[str] = "executable"
    main: ClassVar[str] = "name"
    executable: ClassVar[bool] = True
    program: str = msgspec.field(name="name")
    version: str

    def command(self) -> Command:
        return Command(argv=(self.program, "--version"))

    def judge(self, completed: Completed) -> Finding:
        if completed.returncode != 0:
            return errored(f"{self.program} --version ended with exit status {completed.returncode}")
        found = _VERSION.search(completed.stdout) or _VERSION.search(completed.output)
        if found is None:
            return errored(f"{self.program} --version names no version")
        if fits(found[1], self.version):
            return passed(f"{self.program} {found[1]}")
        return failed(f"{self.program} {found[1]} is not {self.version}")


def _on_path(program: str, path: str) -> bool:
    try:
        return bool(find_program(program, path))
    except ProgramError:
        return False
