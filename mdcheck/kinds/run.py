"""`run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec
from msgspec.structs import replace

from mdcheck.kinds.protocol import Options
from mdcheck.kinds.script import Environment, Network, Secrets, check_body, check_environment, judge, script_command

if TYPE_CHECKING:
    from mdcheck.kinds.protocol import Command, Completed
    from mdcheck.results.outcome import Finding


class Run(Options, frozen=True, kw_only=True):
    """The command exits with status 0.

    ````markdown
    - [ ] The migrations are applied
      ```check
      run: ./manage.py migrate --check
      timeout: 2m
      ```
    ````

    It is the same as a block with a language, for those who like one line. Exit status 0 passes, 77 is not applicable
    if `::skipped::reason` is the last line, any other fails.
    """

    name: ClassVar[str] = "run"
    main: ClassVar[str] = "run"
    executable: ClassVar[bool] = True
    run: Annotated[str, msgspec.Meta(min_length=1, description="the command, in the language of the shell")]
    shell: Annotated[Literal["bash", "sh"], msgspec.Meta(description="bash runs with -eo pipefail, sh with -e")] = (
        "bash"
    )
    env: Annotated[Environment, msgspec.Meta(description="variables to set")] = msgspec.field(default_factory=dict)
    cwd: Annotated[str, msgspec.Meta(min_length=1, description="the folder to run in, from the repository's root")] = (
        "."
    )

    secrets: Secrets = ()
    network: Network = False

    def __post_init__(self) -> None:
        check_environment(self.env)
        check_body(self.run, "`run`")

    def command(self) -> Command:
        command = script_command(self.shell, self.run, cwd=self.cwd, env=self.env)
        return replace(command, secrets=self.secrets, network=self.network)

    def judge(self, completed: Completed) -> Finding:
        return judge(completed)
