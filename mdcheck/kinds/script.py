"""Scripts: what a block with a language runs, and what the ending of a process means.

Exit status 0 passes, any other fails. The last line on standard output may be a workflow command in GitHub's notation:
`::warning::text` makes a pass a warning, and gives the message as `::notice::text` does. With status 77 (Automake's
convention) and `::skipped::reason` the check is not applicable; without that line 77 is a failure, because curl and
others use it for an error of their own. Otherwise the message is the last line printed, with the status in front of it.
"""

from __future__ import annotations

import re
from signal import Signals
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import msgspec
from msgspec.structs import replace

from mdcheck.kinds.protocol import Command, Options
from mdcheck.results.outcome import Finding, Outcome, errored, failed, passed, warned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.kinds.protocol import Completed

NOT_APPLICABLE_STATUS = 77
MESSAGE_LENGTH = 200
_STATUSES = {
    126: "the command can't be executed",
    127: "a command was not found",
    141: "a command wrote into a pipe that was closed; under pipefail, read all of its output",
}
"""Exit statuses of shells that have a meaning of their own."""
_SIGNALLED = 128
"""A shell adds the number of the signal that ended a command."""

Environment: TypeAlias = dict[str, str]
Secrets: TypeAlias = Annotated[
    tuple[str, ...],
    msgspec.Meta(description="variables that the process may see in CI although their names look like secrets"),
]
Network: TypeAlias = Annotated[
    bool, msgspec.Meta(description="the process may use the network in a sandbox (--sandbox)")
]

# `python3 FILE` would look for modules beside FILE, which is a temporary one. They come from the working folder, but
# after the standard library: a file such as `random.py` that a commit adds must not run in its place.
_RUN_FILE = (
    "import sys; sys.path[:] = [*filter(None, sys.path), '']; "
    "exec(compile(open(sys.argv[1], encoding='utf-8').read(), sys.argv[1], 'exec'))"
)
_PYTHON = ("python3", "-c", _RUN_FILE)
INTERPRETERS = {
    "bash": ("bash", "-eo", "pipefail"),
    "sh": ("sh", "-e"),
    "python": _PYTHON,
    "py": _PYTHON,
    "javascript": ("node",),
    "js": ("node",),
}
_INLINE = {"bash": ("-c", "--"), "sh": ("-c", "--")}
"""A shell takes a script as an argument as well as it takes a file, and sooner: `$0` and its messages are the same."""
_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORKFLOW_COMMAND = re.compile(r"::(warning|notice|error|skipped)(?=[ :])")
_CONTROL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")


class Script(Options, frozen=True, kw_only=True):
    """The script exits with status 0."""

    name: ClassVar[str] = "script"
    main: ClassVar[str] = "body"
    executable: ClassVar[bool] = True
    language: Annotated[str, msgspec.Meta(description="the interpreter: bash, sh, python, or a program on PATH")]
    body: str
    cwd: Annotated[str, msgspec.Meta(min_length=1, description="the folder to run in, from the repository's root")] = (
        "."
    )
    env: Annotated[Environment, msgspec.Meta(description="variables to set")] = msgspec.field(default_factory=dict)
    secrets: Secrets = ()
    network: Network = False

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(
                f"“{self.language}” is no name of an interpreter: write bash, sh, python or another on PATH"
            )
        check_body(self.body, "the script")
        check_environment(self.env)

    def command(self) -> Command:
        command = script_command(self.language, self.body, cwd=self.cwd, env=self.env)
        return replace(command, secrets=self.secrets, network=self.network)

    def judge(self, completed: Completed) -> Finding:
        return judge(completed)


def script_command(language: str, body: str, *, cwd: str, env: Mapping[str, str]) -> Command:
    return Command(
        argv=INTERPRETERS.get(language, (language,)),
        script=body,
        inline=_INLINE.get(language, ()),
        cwd=cwd,
        env=dict(env),
    )


def check_body(body: str, what: str) -> None:
    """Raises ValueError for a script that does nothing: it would pass without having looked at anything."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    if not lines:
        raise ValueError(f"{what} is empty")
    if all(line.startswith("#") for line in lines):
        raise ValueError(f"{what} does nothing: it holds comments only")


def check_environment(env: Mapping[str, str]) -> None:
    """Raises ValueError for a variable that no process could be given."""
    for name, value in env.items():
        if not _VARIABLE.fullmatch(name):
            raise ValueError(f"“{name}” is no name of an environment variable")
        if "\0" in value:
            raise ValueError(f"the value of {name} holds a NUL character")


def judge(completed: Completed) -> Finding:
    """What the ending of a process means for its check."""
    if completed.returncode is None:
        return errored(completed.problem or "the process did not end by itself")
    level, message = _said(completed)
    match completed.returncode:
        case 0 if level == "warning":
            return warned(message or "the script warns")
        case 0 if level == "skipped":
            return errored(f"the script says that it skips, and exits with 0 instead of {NOT_APPLICABLE_STATUS}")
        case 0:
            return passed(message)
        case status if status == NOT_APPLICABLE_STATUS and level == "skipped" and message:
            return Finding(outcome=Outcome.NOT_APPLICABLE, message=message)
        case status if status < 0:
            ending = f"ended by {_signal_name(-status)}"
            return failed(f"{ending}: {message}" if message else ending)
        case status:
            ending = _ending(status)
            return failed(f"{ending}: {message}" if message else ending)


def _ending(status: int) -> str:
    """The exit status, and what it means where shells give it a meaning."""
    if status in _STATUSES:
        return f"exit status {status} ({_STATUSES[status]})"
    try:
        return f"exit status {status} ({Signals(status - _SIGNALLED).name})"
    except ValueError:
        return f"exit status {status}"


def _said(completed: Completed) -> tuple[str, str]:
    """The level of the workflow command in the last line of standard output, or nothing, and the message."""
    line = _last_line(completed.stdout)
    command = _WORKFLOW_COMMAND.match(line)
    if command is None:
        return "", _cut(_last_line(completed.output))
    # Properties such as ` file=a,line=1` may stand before the second pair of colons.
    _, _, data = line[command.end() :].partition("::")
    return command[1], _cut(_unescape(data))


def _last_line(text: str) -> str:
    """The last line that shows something; a carriage return begins a line anew, as on a terminal."""
    end = len(text)
    while end > 0:
        start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        if line := _CONTROL_SEQUENCE.sub("", text[start:end]).strip():
            return line
        end = start - 1
    return ""


def _unescape(data: str) -> str:
    """GitHub's escapes, undone; a message has one line, so line ends become blanks."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        data = data.replace(escape, char)
    return " ".join(data.split())


def _cut(message: str) -> str:
    return message if len(message) <= MESSAGE_LENGTH else message[: MESSAGE_LENGTH - 1].rstrip() + "…"


def _signal_name(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"
