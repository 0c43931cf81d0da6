"""Files that mdcheck keeps for one user, outside every repository: only that user may have written them."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mdcheck.errors import RefusedError, WriteError, fix_of
from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""A FIFO must not be waited for."""
_XDG = sys.platform == "linux"


class StateFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of mdcheck's state; readable and writable by its owner only."""

    path: Path
    repository: Path | None = None
    """The work tree that the file must not lie in: a commit could change it there."""
    variable: str = "XDG_STATE_HOME"
    """The environment variable that moves the folder."""

    @classmethod
    def of(cls, purpose: str, key: str, *, repository: Path | None) -> StateFile:
        """The file for `purpose` (a folder's name) that belongs to `key`, under the user's state folder."""
        name = sha256(os.fsencode(key))[:32]
        folder = Path(os.path.abspath(state_folder()))  # noqa: PTH100 - links stay links
        return cls(path=folder / purpose / f"{name}.json", repository=repository)

    def read(self) -> bytes | None:
        """The content; None where there is no such file. Raises RefusedError if others could have written it."""
        self._refuse_inside_repository()
        try:
            for folder in self._folders():
                self._refuse_foreign(folder, folder.stat())
            handle = os.open(self.path, os.O_RDONLY | _NO_LINK | _AT_ONCE)
            with os.fdopen(handle, "rb") as stream:
                self._refuse_foreign(self.path, os.fstat(handle))
                return stream.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            fix = f"change its permissions, or remove it: rm {self.path}"
            raise RefusedError(f"can't be read: {error.strerror}", where=str(self.path), fix=fix) from error

    def replace(self, data: bytes, *, durable: bool = True) -> None:
        """Put `data` in the file's place, whole or not at all; to be called inside `locked`. Raises WriteError.

        Without `durable` it does not wait for the disk: a machine that loses power may lose the file.
        """
        target = self.path
        # Under the lock no other process uses this name; a file left by a killed mdcheck is overwritten.
        temporary = target.with_name(f".{target.name}.tmp")
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, _PRIVATE_FILE)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    if durable:
                        os.fsync(stream.fileno())
                temporary.replace(target)
            finally:
                with suppress(OSError):
                    temporary.unlink()
        except OSError as error:
            raise self._not_writable(error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other mdchecks from changing the file meanwhile. Raises RefusedError and WriteError."""
        self._refuse_inside_repository()
        try:
            for folder in self._folders():
                folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
                self._refuse_foreign(folder, folder.stat())
            handle = os.open(self.path.parent / ".lock", os.O_RDWR | os.O_CREAT | _NO_LINK | _AT_ONCE, _PRIVATE_FILE)
        except OSError as error:
            raise self._not_writable(error) from error
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)

    def set_aside(self) -> Path:
        """Give the file another name, for a person to look at; raises WriteError."""
        other = self.path.with_suffix(".corrupt")
        try:
            self.path.replace(other)
        except FileNotFoundError:  # another mdcheck has done it
            pass
        except OSError as error:
            raise self._not_writable(error) from error
        return other

    def remove(self) -> None:
        """Raises WriteError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._not_writable(error) from error

    def _folders(self) -> tuple[Path, Path]:
        return self.path.parent.parent, self.path.parent

    def _refuse_inside_repository(self) -> None:
        if self.repository is None:
            return
        place = Path(os.path.realpath(self.path))
        if self.repository in place.parents:
            message = f"the state folder lies inside the repository {self.repository}: a commit could grant trust there"
            fix = "set XDG_STATE_HOME to a folder outside of the repository, or run with --trust"
            raise RefusedError(message, where=str(self.path.parent), fix=fix)

    def _refuse_foreign(self, path: Path, state: os.stat_result) -> None:
        """Raises RefusedError if somebody else could have written here."""
        if not hasattr(os, "geteuid"):
            return  # Windows has neither owners nor modes of this sort
        if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            raise RefusedError("is no regular file", where=str(path), fix=f"remove it: rm {path}")
        if state.st_uid != os.geteuid():
            fix = f"run mdcheck as that user, or move it away: mv {path} {path}.other"
            raise RefusedError("belongs to another user: what it says grants nothing", where=str(path), fix=fix)
        if state.st_mode & _OTHERS_WRITE:
            fix = f"if nobody has: chmod go-w {path}; if in doubt: rm -r {path}, and approve the blocks again"
            raise RefusedError("others may have written to it: what it says grants nothing", where=str(path), fix=fix)

    def _not_writable(self, error: OSError) -> WriteError:
        fix = f"make {self.path.parent} writable for you, or set {self.variable} to a folder that is"
        return WriteError(f"can't be written: {error.strerror}", where=str(self.path), fix=fix_of(error, fix))


def state_folder() -> str:
    """The folder by platformdirs. The usual case on Linux is decided here, since the import takes milliseconds."""
    home = os.environ.get("HOME", "")
    state = os.environ.get("XDG_STATE_HOME", home.rstrip("/") + "/.local/state")
    if _XDG and home.startswith("/") and state.startswith("/"):
        return f"{state.rstrip()}/mdcheck"
    import platformdirs

    return platformdirs.user_state_dir("mdcheck")


def _lock(handle: int) -> None:
    """Wait for the lock, which goes when the handle is closed, however this process ends."""
    try:
        import fcntl  # late: Windows has none; two mdchecks may then lose one of two approvals
    except ImportError:
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
