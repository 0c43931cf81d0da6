"""What an inert check may look at: files inside one folder, git data about them, and the environment.

Every path is resolved inside the root, symbolic links included: a check can't read what lies outside.
One listing per folder and one read per file serve all checks of a run.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec
from msgspec.structs import replace

from mdcheck.errors import did_you_mean
from mdcheck.evidence.file_cache import Seen
from mdcheck.evidence.git_data import GitData, Marked, NoGit
from mdcheck.evidence.globs import glob_regex, matching
from mdcheck.folders import LinkError
from mdcheck.regular import TooLargeError, read_regular
from mdcheck.wording import listed, named_but_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mdcheck.evidence.text import Text
    from mdcheck.evidence.trace import Trace
    from mdcheck.results.looked import Looked

MAX_FILE_BYTES = 64 * 1024 * 1024
BUILT_IN_SETS = frozenset({"ci", "code", "docs", "tests", "tracked"})
"""The names of the sets of `path_sets`."""
_WILD = re.compile(r"[*?\[{]")
_SET = re.compile(r"@[A-Za-z0-9_-]+")


_Matches: TypeAlias = tuple[set[str], tuple[tuple[str, str], ...]]
"""Files, and the folders that can't be looked into, each with the reason."""


class OutsideError(ValueError):
    """A path that leads out of the repository; the message names it."""


class UnknownSetError(OutsideError):
    """A named set of paths that is not defined; the message names it."""


def set_name(pattern: str) -> str | None:
    """`code` of `@code`; None for a path or a glob. A file of such a name is written `./@code`."""
    return pattern[1:] if _SET.fullmatch(pattern) else None


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
    sets: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """The named sets of paths of the settings and the front matter, without the `@`; globs, and names of sets."""
    trace: bool = False
    """Whether to record what each check looks at."""
    _seen: Seen = msgspec.field(default=cast("Seen", None))
    _trace: Trace | None = None

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "_seen", Seen(os.fspath(self.root)))

    def fresh(self) -> Workspace:
        """A workspace that has remembered nothing, for the same repository: a process may have changed files."""
        return replace(self, git=self.git.fresh())

    def traced(self) -> Workspace:
        """A workspace for one check; if `trace` is set, what the check looks at is recorded."""
        if not self.trace:
            return self
        from mdcheck.evidence.trace import Trace, traced_git  # late: few runs record anything

        trace = Trace(self.git)
        traced = replace(self, git=traced_git(self.git, trace), _trace=trace)
        msgspec.structs.force_setattr(traced, "_seen", self._seen)
        return traced

    def looked(self) -> Looked | None:
        """What was looked at since `traced`; None where nothing is recorded."""
        return None if self._trace is None else self._trace.looked()

    def look_at(self, *paths: str) -> None:
        """Record paths that a check looks at by itself."""
        if self._trace is not None:
            self._trace.paths.update(map(_normal, paths))

    def look_elsewhere(self) -> None:
        """Record that the check looks at what no path below the root names."""
        if self._trace is not None:
            self._trace.anything = True

    def resolve(self, path: str) -> Path:
        """The absolute path; raises OutsideError if it leads out of the root, through `..` or a symbolic link."""
        return Path(self.place(path))

    def place(self, path: str) -> str:
        """What `resolve` gives, as text: a `Path` for each of many files costs more than looking at them."""
        place = self._seen.place(path)
        if self._trace is not None:
            self._record(path, place)
        return self._inside(path, place)

    def stat(self, path: str) -> os.stat_result:
        """The status of what the path leads to. Raises OSError, and OutsideError as `resolve` does."""
        place, status = self._seen.look(path)
        if self._trace is not None:
            self._record(path, place)
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

    def text(self, place: str, data: bytes) -> Text:
        """The text of a file with these bytes; decoded once per run if the bytes are kept."""
        return self._seen.text(place, data)

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
        for pattern in self._flat(patterns):
            if (name := set_name(pattern)) is not None:
                found.update(self._members(name))
                continue
            matches, unread = self._matches(pattern, nocase=nocase, skip_ignored=skip_ignored)
            found.update(matches)
            closed.update(unread)
        if exclude:
            flat = self._flat(exclude)
            found.difference_update(*(self._members(name) for name in map(set_name, flat) if name is not None))
            rules = [glob_regex(below(pattern), nocase=nocase) for pattern in flat if set_name(pattern) is None]
            found = {path for path in found if not any(rule.fullmatch(path) for rule in rules)}
            closed = {path: why for path, why in closed.items() if not any(rule.fullmatch(path) for rule in rules)}
        if closed and not skip_closed:
            path, why = next(iter(closed.items()))
            raise OSError(f"{path}: {why}")
        return tuple(sorted(found))

    def missing(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths without wildcards that lead to nothing. Raises OutsideError as `resolve` does."""
        return tuple(
            path
            for path in self._flat(paths)
            if set_name(path) is None and not _WILD.search(path) and not self.resolve(path).exists()
        )

    def found_nothing(self, paths: tuple[str, ...], what: str = "file") -> str:
        """The message where the paths lead to no such file: `CHANGELOG.md does not exist`."""
        missing = self.missing(paths)
        return named_but_missing(missing) if missing and missing == paths else f"no {what} matches {listed(paths)}"

    def attribute(self, name: str, paths: tuple[str, ...]) -> Marked:
        """The same as `GitData.attribute`."""
        return self.git.attribute(name, paths)

    def head(self, path: str) -> bytes:
        """The file's first bytes; nothing of a file that can't be read."""
        self.look_at(path)
        return self._seen.head(path)

    def is_file(self, path: str) -> bool:
        return self.resolve(path).is_file()

    def now(self) -> float:
        """The moment by which ages are judged, in seconds since the epoch."""
        self.look_elsewhere()
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

    def _record(self, path: str, place: str) -> None:
        """A path that a check asked for, and the place that it leads to."""
        self.look_at(path)
        if place != os.path.normpath(os.path.join(self.root, path)):  # noqa: PTH118 - a link anywhere on its way
            self.look_elsewhere()

    def _flat(self, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """The patterns, with those of the settings' sets in the place of their names. Raises UnknownSetError."""
        flat: list[str] = []
        for pattern in patterns:
            name = set_name(pattern)
            if name is not None and name in self.sets:  # the settings allow no cycles
                flat += self._flat(self.sets[name])
            elif name is not None and name not in BUILT_IN_SETS:
                known = sorted({*BUILT_IN_SETS, *self.sets})
                raise UnknownSetError(f"“@{name}” is no set of paths{did_you_mean(name, known)}")
            else:
                flat.append(pattern)
        return tuple(flat)

    def _plain_git(self) -> GitData:
        """Git for a question whose effect on the check is recorded otherwise."""
        return self.git if self._trace is None else self._trace.plain

    def _members(self, name: str) -> frozenset[str]:
        self.look_elsewhere()
        return self._seen.set_of(name, lambda: self._find_members(name))

    def _find_members(self, name: str) -> frozenset[str]:
        from mdcheck.evidence.path_sets import members  # late: few checks name a set

        tracked = self.git.tracked()
        if tracked is None and name == "tracked":
            raise UnknownSetError("@tracked needs a git repository")
        visible = self.git.visible()
        there = self._seen.below(".", None if visible is None else self._seen.holding(visible))
        # What git tracks need not be there; without git it is all files.
        paths = tuple(sorted(there if tracked is None else tracked.intersection(there)))
        return frozenset(members(name, paths, self))

    def _inside(self, path: str, place: str) -> str:
        if not self._seen.inside(place):
            raise OutsideError(f"{path} lies outside the repository")
        # Git's own folder holds the credentials of a CI job; on some file systems it has more than one spelling.
        if ".git" in place.lower() and ".git" in Path(place.lower()).parts[len(self.root.parts) :]:
            raise OutsideError(f"{path} lies in git's own folder, which checks do not read")
        return place

    def _matches(self, pattern: str, *, nocase: bool, skip_ignored: bool) -> _Matches:
        if pattern.startswith("/"):
            raise OutsideError(f"{pattern} lies outside the repository")
        clean = _normal(pattern)
        literal, wild = _split(clean, nocase=nocase)
        if self._trace is not None:
            self._trace.globs.add((clean, nocase))
            if not wild:
                self._trace.globs.add((f"{clean}/**", nocase))
            self._trace.git = self._trace.git or skip_ignored
        target = self.resolve(literal)
        if not wild:
            if target.is_file():
                return {clean}, ()
            return (
                (set(self._seen.below(clean)), self._seen.closed(clean, None, None)) if target.is_dir() else (set(), ())
            )
        visible = self._plain_git().visible() if skip_ignored else None
        # What git ignores may be much more than the rest: folders of installed packages, caches, builds.
        within = None if visible is None else self._seen.holding(visible)
        if "**" in wild:
            depth = None
            paths = self._seen.below(literal, within)
        else:
            depth = wild.count("/")
            paths = self._seen.near(literal, depth)
        found = matching(clean, paths, nocase=nocase)
        return found if visible is None else found & visible, self._seen.closed(literal, depth, within)


def _normal(pattern: str) -> str:
    """The path without `./`, doubled and trailing slashes; `..` stays, and `resolve` refuses it."""
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


def below(pattern: str) -> str:
    """The pattern as a glob: one that names a folder is for all that is in it."""
    clean = _normal(pattern)
    return clean if _WILD.search(clean.rsplit("/", 1)[-1]) else clean + "{,/**}"
