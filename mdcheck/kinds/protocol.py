"""What a check kind is. This page is the manual for writing one.

A kind is a frozen `msgspec.Struct` of its options that knows how to check itself:

    class FileAbsent(Options, frozen=True, kw_only=True):
        '''None of the files exists.'''                      <- first line: what passes, for `mdcheck kinds`

        name: ClassVar[str] = "file_absent"
        main: ClassVar[str] = "paths"                        <- the option that the kind's own key gives
        paths: Paths                                         <- an option and its type; no default: required

        def check(self, workspace: Workspace) -> Finding: ...

Options are converted strictly: an unknown key, a wrong type or a `ValueError` from `__post_init__` becomes a diagnostic
at the value's line and column. Where an option is a tuple, a single value stands for a tuple of one. An option's
`msgspec.Meta(description=...)` is its documentation.

There are two sorts. A `Reading` has `check`: it looks at files inside the repository, its git data and the environment
through the `Workspace`. It is inert unless it sets `executable = True` (a kind that asks the network does).
A `Running` has `command` and `judge`, both pure; mdcheck runs the command in between, if the block is trusted.

`check` and `judge` return a `Finding`. A failing check is a value, never an exception; a kind that can't tell says
`errored(...)`, because not knowing never passes, and neither does a pattern that matches no file.
"""

from __future__ import annotations

from functools import wraps
from typing import (
    TYPE_CHECKING,
    Annotated,
    ClassVar,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeGuard,
    TypeVar,
    runtime_checkable,
)

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.workspace import OutsideError
from mdcheck.results.outcome import errored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

    Check = Callable[["KindT", Workspace], Finding]

KindT = TypeVar("KindT")

Paths: TypeAlias = Annotated[
    tuple[Annotated[str, msgspec.Meta(min_length=1)], ...],
    msgspec.Meta(min_length=1, description="paths or globs, from the repository's root", extra={"paths": True}),
]
"""At least one path, glob or named set such as `@code`; `**` crosses folders."""
Excluded: TypeAlias = Annotated[
    tuple[str, ...], msgspec.Meta(description="paths or globs to leave out", extra={"paths": True})
]


class OptionError(ValueError):
    """What is wrong with one option, raised in `__post_init__`: the diagnostic then points to that option."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every kind: options are read strictly."""

    name: ClassVar[str]
    main: ClassVar[str]
    executable: ClassVar[bool] = False

    def settled(self) -> Options:
        """The kind that these options ask for: another one where an option makes an inert kind executable."""
        return self


@runtime_checkable
class Reading(Protocol):
    """A kind that looks and starts no process."""

    name: ClassVar[str]
    main: ClassVar[str]
    executable: ClassVar[bool]

    def check(self, workspace: Workspace) -> Finding:
        """Check the repository. It runs in a worker beside others, so it must not change shared state."""
        ...


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A process that a `Running` kind asks for."""

    argv: tuple[str, ...]
    """The program and its arguments; the program is looked up on PATH."""
    script: str | None = None
    """Text that is handed to the program as a file, whose path becomes the last argument."""
    inline: tuple[str, ...] = ()
    """Options before the text and a name for it, where the program takes it so too; no file is written then."""
    cwd: str = "."
    """From the repository's root, and inside it."""
    env: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Set on top of the environment that mdcheck gives every process."""
    secrets: tuple[str, ...] = ()
    """Variables that it may see although their names look like secrets."""
    network: bool = False
    """It may use the network although it runs in a sandbox."""


class Completed(msgspec.Struct, frozen=True, kw_only=True):
    """How a process ended."""

    returncode: int | None
    """None where it did not end by itself, or never began; `problem` then says why. Negative: ended by that signal."""
    stdout: str = ""
    """Standard output, decoded as UTF-8 with replacement, capped to its head and tail."""
    output: str = ""
    """Standard output and standard error in the order in which they came, decoded and capped alike."""
    duration: float = 0.0
    """Seconds."""
    problem: str = ""
    """`timed out after 60 s`, `bash is not installed`; empty where the process ended by itself."""


@runtime_checkable
class Running(Protocol):
    """A kind that runs a process; it needs trust."""

    name: ClassVar[str]
    main: ClassVar[str]
    executable: ClassVar[bool]

    def command(self) -> Command:
        """The process to run; pure, so that it can be shown and digested without running it."""
        ...

    def judge(self, completed: Completed) -> Finding:
        """The result of a process that ended by itself (`completed.problem` is empty)."""
        ...


class Nested(NamedTuple):
    """An item that is nested below another, as the run has left it."""

    text: str
    ticked: bool | None
    """None where its checks could not be determined, or did not run."""
    counts: bool
    """False where it does not apply."""


@runtime_checkable
class Tallying(Protocol):
    """A kind that asks for the items nested below its own. `tally` is called in place of `check`, after them."""

    def tally(self, nested: Sequence[Nested]) -> Finding:
        """The result from the nested items, in document order, at any depth."""
        ...


Kind: TypeAlias = Reading | Running


def runs_process(kind: Kind) -> TypeGuard[Running]:
    """Whether the kind is a `Running`. Asking `isinstance` of a Protocol takes longer than most checks."""
    return hasattr(kind, "command")


def tallies(kind: object) -> TypeGuard[Tallying]:
    """Whether the kind is a `Tallying`."""
    return hasattr(kind, "tally")


def needs_trust(kind: Kind) -> bool:
    """Whether the kind is executable; one that runs a process is, whatever it says of itself."""
    return kind.executable or runs_process(kind)


def errored_if_undetermined(check: Check[KindT]) -> Check[KindT]:
    """A file that can't be read, and a path that leads outside the repository, end the check as `errored`."""

    @wraps(check)
    def guarded(kind: KindT, workspace: Workspace) -> Finding:
        try:
            return check(kind, workspace)
        except (UndeterminedError, OutsideError) as error:
            return errored(str(error))
        except OSError as error:
            return errored(error.strerror or str(error))

    return guarded
