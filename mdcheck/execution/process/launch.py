"""What a process needs before it begins: a folder, an environment, a program and its script's file."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from mdcheck import programs
from mdcheck.evidence.workspace import OutsideError, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mdcheck.execution.process.sandbox import Confinement
    from mdcheck.kinds.protocol import Command

TOKEN_VARIABLE = "MDCHECK_RUN"  # noqa: S105 - it marks processes, and keeps no secret
SCRIPT_NAME = "check"
"""What a script is called in its own output, where its file's path would differ from run to run."""

_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|AUTH(?!OR)|_KEY$|_PAT$|_PWD$|_DSN$"
    r"|CONNECTION_?STRING|WEBHOOK",
    re.IGNORECASE,
)
"""Names of variables that hold secrets, as CI systems, clouds and services call them."""
_PRIVATE = 0o700
_MOST_INLINE = 16 * 1024
"""Characters, of four bytes at most; Linux takes twice as many in one argument."""


class LaunchError(Exception):
    """Why a process can't begin, in words for people."""


class Environment(NamedTuple):
    """The environment of a process, as words of the form `NAME=value`."""

    kept: tuple[bytes, ...]
    """Of mdcheck's own environment: the same tuple for many processes."""
    added: tuple[bytes, ...]
    """What none of the others sets."""
    path: str
    """Where programs are looked up."""


class Handed(NamedTuple):
    """A script on its way to a program."""

    words: tuple[str, ...]
    """The arguments that hand it over; the last is what the script is called, which may be a file."""
    folder: Path | None = None
    """What the file lies in."""


_NOTHING = Handed(())


def encoded(words: Sequence[str]) -> tuple[bytes, ...]:
    """The words as the system takes them. Raises ValueError for one that it can't take.

    All at once, since it is done for every process: that a word holds a NUL character shows in their number.
    """
    text = "\0".join(words)
    try:
        data = os.fsencode(text)
    except UnicodeEncodeError:  # an item's id, or a script's argument, that the locale has no letters for
        data = b"\0".join(_as_it_can(word) for word in words)
    result = tuple(data.split(b"\0"))
    if len(result) != len(words):
        raise ValueError("embedded null byte")
    return result


def _as_it_can(word: str) -> bytes:
    """As the locale has it, so that a file's name stays what it is; else in UTF-8, as it stands in the checklist."""
    try:
        return os.fsencode(word)
    except UnicodeEncodeError:
        return word.encode("utf-8", "surrogateescape")


def working_directory(root: Path, cwd: str) -> Path:
    """The folder that a command names, resolved inside `root`; it may be missing. Raises LaunchError."""
    if "\0" in cwd:  # Python's own words for it depend on its version
        raise LaunchError(f"the working directory “{cwd}” can't be used: a path can't hold a NUL character")
    try:
        return root if cwd == "." else Workspace(root=root).resolve(cwd)
    except OutsideError as error:
        raise LaunchError(f"the working directory {error}") from error
    except (OSError, ValueError) as error:
        raise LaunchError(f"the working directory “{cwd}” can't be used: {error}") from error


def refuse_missing(folder: Path, cwd: str) -> None:
    """Raises LaunchError where nothing can begin because the folder that a command names as `cwd` is none."""
    if not folder.is_dir():
        missing = "is no folder" if folder.exists() else "does not exist"
        raise LaunchError(f"the working directory “{cwd}” {missing}")


def find_program(name: str, path: str) -> str:
    """The program's absolute path. Raises LaunchError where there is none that may be run."""
    try:
        return programs.find_program(name, path)
    except programs.ProgramError as error:
        raise LaunchError(str(error)) from error


class Launchpad:
    """What the processes of one run start from: mdcheck's environment, and folders for their scripts' files.

    A context, which takes the folders away as it ends. Any thread may use it.
    """

    def __init__(self, root: Path, *, confinement: Confinement | None = None, hide_secrets: bool = False) -> None:
        self.root = root
        self._confinement = confinement
        self._hide_secrets = hide_secrets
        self._temporary: Path | None = None
        self._free: list[Path] = []
        self._programs: dict[tuple[str, str], str] = {}
        self._kept: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[bytes, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._free:
            with suppress(OSError):
                self._free.pop().rmdir()
        if self._temporary is not None:
            import shutil  # late: only a run in a sandbox has the folder

            shutil.rmtree(self._temporary, ignore_errors=True)

    def program(self, name: str, path: str) -> str:
        """Where the program is, as `find_program` has it; as a shell does, it remembers what it has found."""
        known = self._programs.get((name, path))
        if known is None or not os.access(known, os.X_OK):
            known = self._programs[name, path] = find_program(name, path)
        return known

    def confined(self, argv: tuple[str, ...], folder: Path, script: Handed, *, network: bool) -> tuple[str, ...]:
        """The command that runs `argv` in the sandbox, if there is one."""
        if self._confinement is None:
            return argv
        if os.sep not in argv[0]:
            raise LaunchError(f"{argv[0]} is not a path")
        program = os.path.join(folder, argv[0])  # noqa: PTH118 - it may be relative to the folder
        return self._confinement.wrap(
            (program, *argv[1:]), folder=folder, script=script.folder, temporary=self._own_folder(), network=network
        )

    def _own_folder(self) -> Path:
        """A folder for temporary files, the same for all processes in the sandbox."""
        if self._temporary is None:
            try:
                self._temporary = _private_folder(self.root)
            except OSError as error:
                raise LaunchError(f"there is no folder for temporary files: {error.strerror}") from error
        return self._temporary

    def environment(
        self, told: Mapping[str, str], asked: Mapping[str, str], token: str, secrets: tuple[str, ...] = ()
    ) -> Environment:
        """The environment of mdcheck without `GIT_*`, then what a check is `told`, then what it `asked` for.

        Git sets `GIT_DIR` and its like inside hooks; a check that asks git about another repository would get
        answers about this one. The token stands behind those of the runs that this one is part of. Raises LaunchError.
        """
        confined = {} if self._confinement is None else {"TMPDIR": os.fspath(self._own_folder())}
        added = {**confined, **told, **asked, TOKEN_VARIABLE: f"{self._tokens} {token}".lstrip()}
        names = tuple(added)
        try:
            words = encoded([f"{name}={value}" for name, value in added.items()])
            kept = self._kept.get((names, secrets))
            if kept is None:
                kept = _without(names)
                if self._hide_secrets:
                    kept = tuple(word for word in kept if not _is_hidden(word, secrets))
                self._kept[names, secrets] = kept
        except ValueError as error:
            raise LaunchError(f"the environment can't be set: {error}") from error
        return Environment(kept, words, added.get("PATH", self._path))

    @cached_property
    def _path(self) -> str:
        return os.environ.get("PATH", os.defpath)

    @cached_property
    def _tokens(self) -> str:
        return " ".join(os.environ.get(TOKEN_VARIABLE, "").split())

    def script(self, command: Command) -> Handed:
        """How the command's script gets to its program; `take_back` what is returned. Raises LaunchError.

        A file lies alone in a folder that only its owner can enter: some interpreters look for modules beside it.
        """
        if command.script is None:
            return _NOTHING
        # A script is UTF-8 as the checklist is, and an argument is what the locale makes of it.
        same = command.script.isascii() or sys.getfilesystemencoding() == "utf-8"
        if same and command.inline and len(command.script) <= _MOST_INLINE:
            return Handed((*command.inline, command.script, SCRIPT_NAME))
        try:
            folder, file = self._written(command.script.encode("utf-8"))
        except (OSError, ValueError) as error:
            raise LaunchError(f"the script can't be written to a file: {error}") from error
        return Handed((file,), folder)

    def take_back(self, script: Handed) -> None:
        """Remove the script's file, if it has one."""
        if script.folder is not None:
            with suppress(OSError):
                os.unlink(script.words[-1])  # noqa: PTH108 - a name, as below
            self._release(script.folder)

    def _written(self, data: bytes) -> tuple[Path, str]:
        while True:
            known = bool(self._free)
            folder = self._free.pop() if known else _private_folder(self.root)
            file = os.path.join(folder, SCRIPT_NAME)  # noqa: PTH118 - a name for the interpreter
            try:
                _write(file, data)
            except OSError:
                with suppress(OSError):  # a full disk leaves an empty file
                    os.unlink(file)  # noqa: PTH108 - a name, as below
                with suppress(OSError):
                    folder.rmdir()
                if not known:
                    raise
                continue  # something has taken the folder away since
            return folder, file

    def _release(self, folder: Path) -> None:
        """Keep the folder for the next script, since making one takes as long as a process; but only as it was."""
        try:
            if not os.listdir(folder) and stat.S_IMODE(folder.lstat().st_mode) == _PRIVATE:  # noqa: PTH208 - names
                self._free.append(folder)
            else:
                folder.rmdir()
        except OSError:  # the script has taken it away, or left something in it
            return


def _is_hidden(word: bytes, secrets: tuple[str, ...]) -> bool:
    """Whether the name of a variable of `NAME=value` looks like that of a secret that the block does not name."""
    name = os.fsdecode(word.partition(b"=")[0])
    return _SECRET.search(name) is not None and name not in secrets


def _without(names: tuple[str, ...]) -> tuple[bytes, ...]:
    """The variables of mdcheck's own environment that may be handed on, less those with these names."""
    taken = set(encoded(names))
    path = os.fsencode(programs.safe_path(os.environ.get("PATH", "")))  # what a script looks for is not in its folder
    return tuple(
        b"%b=%b" % (name, path if name == b"PATH" else value)
        for name, value in os.environb.items()
        if name and name not in taken and not name.startswith(b"GIT_")
    )


def _write(file: str, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def _private_folder(root: Path) -> Path:
    """A new folder for temporary files, outside the repository if there is a place.

    The standard library's `tempfile` does the same, but takes longer to import than a check takes to run.
    """
    wanted = (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp")  # noqa: S108 - mkdir never follows what is there
    places = [Path(os.path.realpath(place)) for place in wanted if os.path.isabs(place)]  # noqa: PTH117 - no Path for “”
    reason: OSError | None = None
    for place in sorted(places, key=lambda place: place == root or root in place.parents):
        folder = place / f"mdcheck-{os.urandom(8).hex()}"
        try:
            folder.mkdir(mode=_PRIVATE)
        except OSError as error:
            reason = reason or error
            continue
        return folder
    raise reason or OSError("there is no folder for temporary files")
