"""The door to git. GitPython only runs the command: its index would skip hooks, filters and signing.

A repository's configuration can name programs for git to run. There are five ways through the door:

- `read` and `asking`: git runs no program that the repository's configuration names, and fetches nothing. All that only
  reads goes this way.
- `read_signatures`: as `read`, but git runs the one program that verifies signatures, by keys that are not the
  repository's.
- `fetching`: git fetches from one address into a repository that mdcheck made, by the protocols that are named. It asks
  nobody anything, and leaves no address and no credentials in the repository.
- `read_for_commit`: as `read`, but the repository's filters apply, as they will to the commit that is being prepared.
- `write`: a commit, to which the person's and the repository's hooks, filters and signing apply.

GitPython takes long to import (it starts git), so it is loaded by the first call. Where git is only read, `asking`
makes a quicker door of any way to run a program.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, TypeAlias

from mdcheck.children import keep_exit_statuses
from mdcheck.errors import GitError
from mdcheck.programs import ProgramError, find_program, safe_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_Settings: TypeAlias = tuple[tuple[str, str], ...]
_LOADING = Lock()
_DEEPEST = 20
"""Submodules within submodules."""

# What a commit does not need either. A repository kept as plain files in a tracked folder must not be taken for ours.
_GUARD = (
    ("safe.bareRepository", "explicit"),
    ("core.fsmonitor", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)

NAMED = (("safe.bareRepository", "all"),)
"""For a bare repository that is named as one."""

# What git could run while it only reads, and what it could start to talk to another machine. `filter.<name>` has to be
# looked for, since any name can have one.
_RUNS_NOTHING = (
    ("core.hooksPath", os.devnull),
    ("core.pager", "cat"),
    ("core.editor", ":"),
    ("sequence.editor", ":"),
    ("core.askPass", ":"),
    ("core.sshCommand", "false"),
    ("core.gitProxy", ""),
    ("core.alternateRefsCommand", ":"),
    ("credential.helper", ""),
    ("gpg.program", "false"),
    ("gpg.openpgp.program", "false"),
    ("gpg.x509.program", "false"),
    ("gpg.ssh.program", "false"),
    ("gpg.ssh.defaultKeyCommand", ""),
    ("log.showSignature", "false"),
    ("interactive.diffFilter", ""),
    ("uploadpack.packObjectsHook", ""),
    ("submodule.recurse", "false"),
    ("advice.graftFileDeprecated", "false"),
)
_FETCHES_NOTHING = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
"""In a partial clone git fetches what it lacks when it is asked for it. Older versions know the second one only."""

_AS_COMMITTED = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
"""Objects and parents as their ids have them: a repository can hold others to be read in their place."""

# What git does not need in order to fetch a few objects, and what a server could offer.
_FETCHING = (
    ("core.hooksPath", os.devnull),
    ("core.bigFileThreshold", "8m"),
    ("credential.interactive", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("http.followRedirects", "initial"),
    ("submodule.recurse", "false"),
    ("transfer.bundleURI", "false"),
    ("remote.origin.promisor", "true"),
    ("remote.origin.partialclonefilter", "blob:none"),
    ("remote.origin.tagOpt", "--no-tags"),
)
_ASKS_NOBODY = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "GIT_NO_LAZY_FETCH": "1",
}

_FILTERS = ("config", "-z", "--show-scope", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$")
_THE_PERSONS = (b"system", b"global", b"command")
"""Scopes of settings that no repository can write to."""
_FILTERING = frozenset({"status", "diff", "hash-object"})
"""Commands that may run the filters of a file, as `cat-file` does where it is asked to."""

# The message is UTF-8, whatever encoding the repository prefers.
_COMMITTING = (("i18n.commitEncoding", "UTF-8"),)

# Git sets these for its hooks: they lead to another repository than the checklist's, or change what a path means.
_MISLEADING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)

_REFRESH, _PROGRAM = "GIT_PYTHON_REFRESH", "GIT_PYTHON_GIT_EXECUTABLE"

_LOOK = "look at .git/config: a file that it names may not answer"
_NOT_FOUND = 127
"""The exit status of `env` where the program is missing."""


class GitMissingError(GitError):
    """Git is not installed."""


class Answer(NamedTuple):
    """How one git command ended."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def ok(self) -> bool:
        return self.status == 0

    @property
    def line(self) -> str:
        """The output without its last line feed, as a path or a word."""
        return os.fsdecode(self.stdout.removesuffix(b"\n"))


class Ask(Protocol):
    """A way to ask git in the folder `root`: in English, and without taking a lock. Raises GitMissingError."""

    def __call__(self, root: Path, *arguments: str, stdin: bytes = b"") -> Answer: ...


class Launch(Protocol):
    """Runs a program, looked up on PATH, in just this environment and to its end.

    Gives its exit status, standard output and standard error. Raises FileNotFoundError or PermissionError where there
    is no such program, and TimeoutError or ChildProcessError where it was stopped.
    """

    def __call__(self, argv: tuple[str, ...], *, env: Mapping[str, str], stdin: bytes) -> tuple[int, bytes, bytes]: ...


def read(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Ask git in the folder `root`: in English, and without taking a lock. Raises GitError."""
    return _execute(root, arguments, stdin, _reading(_planted(read_for_commit, root, arguments)))


def read_for_commit(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Ask git what a commit would be like: as `read`, but the repository's filters apply. Raises GitError."""
    return _execute(root, arguments, stdin, _reading())


def read_signatures(root: Path, *arguments: str, settings: _Settings, stdin: bytes = b"") -> Answer:
    """Ask git about signatures: `settings` name the program that verifies them, and the keys. Raises GitError."""
    return _execute(root, arguments, stdin, _reading(settings))


def read_keys(root: Path, program: str, *arguments: str) -> Answer:
    """Ask the program that verifies signatures, by its path, what git does not tell of its keys. Raises GitError."""
    return _run(root, [program, *arguments], b"", _reading())


def asking(launch: Launch, *, bare: bool = False) -> Ask:
    """What `read` does, without GitPython; `bare` for a `root` that a person has named as a repository."""
    allowed = NAMED if bare else ()

    def plainly(root: Path, *arguments: str, stdin: bytes = b"", settings: _Settings = ()) -> Answer:
        environment = reading_environment((*allowed, *settings))
        return _launched(launch, command_line(root, arguments), environment, stdin)

    def ask(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
        return plainly(root, *arguments, stdin=stdin, settings=_planted(plainly, root, arguments))

    return ask


def fetching(launch: Launch, *, url: str, protocols: tuple[str, ...]) -> Ask:
    """Have git fetch from `url`, its remote `origin`, into the bare repository `root`, by these protocols only."""

    def ask(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
        kept = {key: value for key, value in os.environ.items() if key not in (*_MISLEADING, "DISPLAY", "SSH_ASKPASS")}
        config = _config((*_GUARD, *NAMED, *_FETCHING, ("remote.origin.url", url)))
        limits = {"GIT_ALLOW_PROTOCOL": ":".join(protocols), "LC_ALL": "C", "LANGUAGE": "C"}
        environment = {**kept, **config, **_ASKS_NOBODY, **limits, **_path()}
        words = command_line(root, arguments)
        return _launched(launch, words, environment, stdin, "see whether the host can be reached")

    return ask


def reading_environment(settings: _Settings = ()) -> dict[str, str]:
    """The environment of mdcheck as git is to see it where it only reads, with some more settings."""
    return {key: value for key, value in os.environ.items() if key not in _MISLEADING} | _reading(settings)


def write(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Have git change something. Hooks run in the person's own locale, as when they call git. Raises GitError."""
    locale = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}
    return _execute(root, arguments, stdin, {**_config(_GUARD + _COMMITTING), **locale, **_path()})


def literal(name: str) -> str:
    """The pathspec of just this file, from the repository's root, whatever characters its name holds."""
    return f":(top,literal){name}"


def _execute(root: Path, arguments: tuple[str, ...], stdin: bytes, environment: dict[str, str]) -> Answer:
    try:
        program = find_program("git", os.environ.get("PATH", os.defpath))
        command = [*_without_misleading(), program, *command_line(root, arguments)[1:]]
    except ProgramError as error:
        raise _missing() from error
    _load(program)
    return _run(root, command, stdin, environment)


def _run(root: Path, command: list[str], stdin: bytes, environment: dict[str, str]) -> Answer:
    """Run a program once `_load` was called."""
    import git  # late: `_load` takes long

    try:
        with _holding(stdin) as handle:
            status, stdout, stderr = git.Git(str(root)).execute(
                command,
                istream=handle,
                env=environment,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
    except (git.GitCommandNotFound, PermissionError) as error:
        raise _missing() from error
    except OSError as error:
        fix = "make room on the disk, or close what holds too many files and processes, and run again"
        raise GitError(f"git can't be started: {error.strerror or error}", fix=fix) from error
    if status == _NOT_FOUND:
        raise _missing()
    return Answer(status=status, stdout=stdout, stderr=stderr)


@contextmanager
def _holding(data: bytes) -> Iterator[BinaryIO]:
    """A file that git can read `data` from, as GitPython wants it. Raises OSError."""
    if not data:  # as a rule: a question needs no room on a disk that is full
        with open(os.devnull, "rb") as handle:  # noqa: PTH123 - no Path is as short
            yield handle
        return
    from tempfile import TemporaryFile  # late: `status` finds the root without it

    with TemporaryFile() as handle:
        handle.write(data)
        handle.seek(0)
        yield handle


def command_line(root: Path, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """GitPython runs the command elsewhere if it may not enter the folder; `-C` makes git refuse instead."""
    return ("git", "-C", str(root), *arguments)


def _launched(launch: Launch, words: tuple[str, ...], env: Mapping[str, str], stdin: bytes, slow: str = "") -> Answer:
    with launch_errors(slow):
        status, stdout, stderr = launch(words, env=env, stdin=stdin)
    return Answer(status=status, stdout=stdout, stderr=stderr.decode("utf-8", "replace"))


@contextmanager
def launch_errors(slow: str = "") -> Iterator[None]:
    """Turn what a launch raises into GitError; `slow` is what a person can do where git does not answer in time."""
    try:
        yield
    except (FileNotFoundError, PermissionError) as error:
        raise _missing() from error
    except TimeoutError as error:
        raise GitError(str(error), fix=slow or _LOOK) from error
    except ChildProcessError as error:
        raise GitError(f"git was stopped: {error}", fix="see what the repository holds, or leave it out") from error


def _reading(settings: _Settings = ()) -> dict[str, str]:
    config = _config((*_GUARD, *_RUNS_NOTHING, *settings))
    return {
        **config,
        **_FETCHES_NOTHING,
        **_AS_COMMITTED,
        **_path(),
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
        "LANGUAGE": "C",
    }


def _path() -> dict[str, str]:
    """PATH without the folders that a repository could put a program into, for what git starts itself."""
    return {"PATH": safe_path(os.environ["PATH"])} if "PATH" in os.environ else {}


def _planted(ask: Ask, root: Path, arguments: tuple[str, ...]) -> _Settings:
    """Settings that keep git from running the filters that the repository's configuration, or a submodule's, names."""
    if arguments[0] not in _FILTERING and not (arguments[0] == "cat-file" and "--filters" in arguments):
        return ()
    names = set(_filters(ask, root))
    if arguments[0] in ("status", "diff"):  # which look into submodules, by their own configuration
        for inner in _submodules(ask, root):
            names.update(_filters(ask, inner))
    off = (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))
    return tuple((f"filter.{name}.{key}", value) for name in sorted(names) for key, value in off)


def _filters(ask: Ask, root: Path) -> Iterator[str]:
    fields = ask(root, *_FILTERS).stdout.split(b"\0")
    for scope, key in zip(fields[::2], fields[1::2], strict=False):
        if scope not in _THE_PERSONS:
            yield os.fsdecode(key).removeprefix("filter.").rpartition(".")[0]


def _submodules(ask: Ask, root: Path, depth: int = 0) -> Iterator[Path]:
    """The work trees of the submodules that are checked out, however deep."""
    if not (root / ".gitmodules").exists() and not (root / ".git" / "modules").exists() and not depth:
        return
    for record in ask(root, "ls-files", "-z", "--stage", "--full-name", ":/").stdout.split(b"\0"):
        inner = root / os.fsdecode(record.partition(b"\t")[2])
        if record.startswith(b"160000 ") and depth < _DEEPEST and os.path.lexists(inner / ".git"):
            yield inner
            yield from _submodules(ask, inner, depth + 1)


def _missing() -> GitMissingError:
    return GitMissingError("git is not installed, or not on PATH", fix="install git, or put it on PATH")


def _without_misleading() -> list[str]:
    """A prefix that takes the misleading variables away: GitPython can set variables, but not remove them."""
    names = [name for name in _MISLEADING if name in os.environ]
    if not names:
        return []
    program = find_program("env", os.environ.get("PATH", os.defpath))
    return [program, *(word for name in names for word in ("-u", name))]


def _config(settings: _Settings) -> Mapping[str, str]:
    """The settings as environment variables, behind those that are there already."""
    present = os.environ.get("GIT_CONFIG_COUNT", "")
    return _numbered(settings, int(present) if present.isdecimal() else 0)


@lru_cache(maxsize=16)
def _numbered(settings: _Settings, first: int) -> Mapping[str, str]:
    """Kept, for git is asked again and again with the same ones."""
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for index, (key, value) in enumerate(settings, start=first):
        variables |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return variables


def _load(program: str) -> None:
    """Import GitPython once. The import starts git, so the path of git is set before."""
    with _LOADING:
        if "git" in sys.modules:
            return
        keep_exit_statuses()
        wanted = {_REFRESH: "quiet", _PROGRAM: program}
        former = {name: os.environ[name] for name in wanted if name in os.environ}
        os.environ.update(wanted)
        try:
            import_module("git")
        finally:
            for name in wanted:
                del os.environ[name]
            os.environ.update(former)
