"""What an inert check may look at: files inside one folder, git data about them, and the environment.

Every path is resolved inside the root, symbolic links included: a check can't read what lies outside.
One listing per folder and one read per file serve all checks of a run.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

import msgspec
from msgspec.structs import replace

from mdcheck.evidence.file_cache import Seen
from mdcheck.evidence.globs import glob_regex, sure_part
from mdcheck.folders import LinkError
from mdcheck.regular import TooLargeError, read_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_FILE_BYTES = 64 * 1024 * 1024
_WILD = re.compile(r"[*?\[{]")


_Matches: TypeAlias = tuple[set[str], tuple[tuple[str, str], ...]]
"""Files, and the folders that can't be looked into, each with the reason."""


class OutsideError(ValueError):
    """A path that leads out of the repository; the message says which."""


class GitData(Protocol):
    """Questions to git that checks may ask. `mdcheck.repository` answers them; each answer is None without git."""

    def fresh(self) -> GitData:
        """The same repository, to be asked anew."""
        ...

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:
        """Those of `paths` (relative, with `/`) that git ignores."""
        ...

    def visible(self) -> frozenset[str] | None:
        """Every file that is tracked, or untracked and not ignored; relative to the workspace, with `/`."""
        ...

    def tracked(self) -> frozenset[str] | None:
        """Every file that is tracked; relative to the workspace, with `/`."""
        ...

    def dirty(self) -> tuple[str, ...] | None:
        """The files that differ from HEAD or are untracked and not ignored, sorted; relative, with `/`."""
        ...

    def branch(self) -> str | None:
        """The branch's short name, even before its first commit; empty where HEAD is detached."""
        ...

    def tags_at_head(self) -> tuple[str, ...] | None:
        """The tags that point at HEAD, sorted."""
        ...

    def commit_time(self, path: str | None) -> float | None:
        """When HEAD, or the last commit that changed the file, was committed: seconds since the epoch.

        None also where no commit is known to have changed it: it was never committed, or the commit lies at the
        end of a shallow clone, where it seems to have changed everything.
        """
        ...

    def shallow(self) -> bool | None:
        """Whether the clone lacks the older commits."""
        ...


class NoGit:
    """The answers where there is no repository."""

    def fresh(self) -> GitData:
        return self

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def visible(self) -> frozenset[str] | None:
        return None

    def tracked(self) -> frozenset[str] | None:
        return None

    def dirty(self) -> tuple[str, ...] | None:
        return None

    def branch(self) -> str | None:
        return None

    def tags_at_head(self) -> tuple[str, ...] | None:
        return None

    def commit_time(self, path: str | None) -> float | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def shallow(self) -> bool | None:
        return None


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """The repository as checks see it."""

    root: Path
    """Absolute and resolved."""
    environ: Mapping[str, str] = msgspec.field(default_factory=lambda: os.environ)
    git: GitData = msgspec.field(default_factory=NoGit)
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""
    as_of: float | None = None
    """The moment by which ages are judged, where the person gave another than now."""
    document: str = ""
    """The checklist that is being checked, relative with `/`; empty where it lies elsewhere."""
    _seen: Seen = msgspec.field(default=cast("Seen", None))

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "_seen", Seen(os.fspath(self.root)))

    def fresh(self) -> Workspace:
        """The same repository, to be looked at anew, because a process may have changed it."""
        return replace(self, git=self.git.fresh())

    def resolve(self, path: str) -> Path:
        """The absolute path; raises OutsideError if it leads out of the root, through `..` or a symbolic link."""
        return Path(self.place(path))

    def place(self, path: str) -> str:
        """What `resolve` gives, as text: a `Path` for each of many files costs more than looking at them."""
        return self._inside(path, self._seen.place(path))

    def stat(self, path: str) -> os.stat_result:
        """The status of what the path leads to. Raises OSError, and OutsideError as `resolve` does."""
        place, status = self._seen.look(path)
        self._inside(path, place)
        return Path(place).stat() if status is None else status

    def read(self, path: str) -> bytes:
        """The file's bytes, read once per run if it is small. Raises OSError, and OutsideError as `resolve` does."""
        place = self.place(path)
        data = self.kept(place)
        if data is not None:
            return data
        try:
            return self.keep(place, read_regular(place, MAX_FILE_BYTES))
        except (TooLargeError, LinkError) as error:
            reason = "is no regular file" if isinstance(error, LinkError) else error.strerror
            raise OSError(f"{path} {reason}") from error

    def kept(self, place: str) -> bytes | None:
        """The bytes of a file that this run has read before; `place` is absolute and resolved."""
        return self._seen.kept(place)

    def keep(self, place: str, data: bytes) -> bytes:
        """Remember what was read, for the other checks, as far as there is room; the same bytes."""
        return self._seen.keep(place, data)

    def files(
        self,
        patterns: tuple[str, ...],
        *,
        exclude: tuple[str, ...] = (),
        nocase: bool = False,
        skip_ignored: bool = False,
        skip_closed: bool = False,
    ) -> tuple[str, ...]:
        """The files that match any pattern and no `exclude`, sorted, relative with `/`.

        A name without wildcards finds just that file, or all files below that folder if it is one. Wildcards never look
        into `.git`; with `skip_ignored` they leave out what git ignores. Raises OutsideError for a pattern that leads
        out of the root, and OSError for a folder that can't be looked into: nobody knows what is in it. With
        `skip_closed` it counts as empty.
        """
        found: set[str] = set()
        closed: dict[str, str] = {}
        for pattern in patterns:
            matches, unread = self._matches(pattern, nocase=nocase, skip_ignored=skip_ignored)
            found.update(matches)
            closed.update(unread)
        if exclude:
            rules = [glob_regex(_below(pattern), nocase=nocase) for pattern in exclude]
            found = {path for path in found if not any(rule.fullmatch(path) for rule in rules)}
            closed = {path: why for path, why in closed.items() if not any(rule.fullmatch(path) for rule in rules)}
        if closed and not skip_closed:
            path, why = next(iter(closed.items()))
            raise OSError(f"{path}: {why}")
        return tuple(sorted(found))

    def missing(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths without wildcards that lead to nothing. Raises OutsideError as `resolve` does."""
        return tuple(path for path in paths if not _WILD.search(path) and not self.resolve(path).exists())

    def is_file(self, path: str) -> bool:
        return self.resolve(path).is_file()

    def now(self) -> float:
        """The moment by which ages are judged, in seconds since the epoch."""
        return self.clock() if self.as_of is None else self.as_of

    def latest(self) -> float:
        """The latest moment that evidence can be of, in seconds since the epoch: what is later has a wrong date.

        Judged by a date in the past, evidence that was made since then is fresh, and not of the future.
        """
        return self.clock() if self.as_of is None else max(self.clock(), self.as_of)

    def age(self, moment: float) -> float:
        """How old what was made then is, in seconds; negative for what is dated in the future."""
        if moment > self.latest():
            return self.latest() - moment
        return max(self.now() - moment, 0.0)

    def _inside(self, path: str, place: str) -> str:
        if not self._seen.inside(place):
            raise OutsideError(f"{path} lies outside the repository")
        return place

    def _matches(self, pattern: str, *, nocase: bool, skip_ignored: bool) -> _Matches:
        if pattern.startswith("/"):
            raise OutsideError(f"{pattern} lies outside the repository")
        clean = _normal(pattern)
        literal, wild = _split(clean, nocase=nocase)
        target = self.resolve(literal)
        if not wild:
            if target.is_file():
                return {clean}, ()
            return (
                (set(self._seen.below(clean)), self._seen.closed(clean, None, None)) if target.is_dir() else (set(), ())
            )
        regex = glob_regex(clean, nocase=nocase)
        visible = self.git.visible() if skip_ignored else None
        # What git ignores may be much more than the rest: folders of installed packages, caches, builds.
        within = None if visible is None else self._seen.holding(visible)
        if "**" in wild:
            depth = None
            paths = self._seen.below(literal, within)
        else:
            depth = wild.count("/")
            paths = self._seen.near(literal, depth)
        part = "" if nocase else sure_part(wild)
        found = {path for path in paths if part in path and regex.fullmatch(path)}
        return found if visible is None else found & visible, self._seen.closed(literal, depth, within)


def _normal(pattern: str) -> str:
    """Without `./`, doubled and trailing slashes; `..` stays, to be refused by `resolve`."""
    return "/".join(part for part in pattern.split("/") if part not in ("", ".")) or "."


def _split(pattern: str, *, nocase: bool) -> tuple[str, str]:
    """The folder in front of the first wildcard, and the rest; no rest where there is no wildcard."""
    if nocase:
        return ".", pattern
    parts = pattern.split("/")
    wild = next((index for index, part in enumerate(parts) if _WILD.search(part)), None)
    if wild is None:
        return pattern, ""
    return "/".join(parts[:wild]) or ".", "/".join(parts[wild:])


def _below(pattern: str) -> str:
    """An `exclude` that names a folder leaves out all that is in it."""
    clean = _normal(pattern)
    return clean if _WILD.search(clean.rsplit("/", 1)[-1]) else clean + "{,/**}"
