"""When the files at HEAD were last changed, from as few questions to git as possible."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 4
"""Up to this number, git is asked about one file at a time; above, once about all files."""
_FIRST_COMMITS = 1000
_GROWTH = 4
"""Each further stretch of the history is so many times as long: most files changed lately, or very long ago."""
_MOST_COMMITS = 100_000
"""In one stretch: its changes are held in memory."""


class Output(Protocol):
    """The output of git for these arguments; None where git fails."""

    def __call__(self, *arguments: str) -> bytes | None: ...


class CommitTimes(msgspec.Struct, kw_only=True):
    """A file's time is that of the last commit that made it what it is at HEAD; its former names don't count.

    The caller sees to it that only one thread asks at a time.
    """

    output: Output
    ends: frozenset[str]
    """The commits without known parents, at the end of a shallow clone: each seems to have made all its files."""
    _times: dict[str, float | None] = msgspec.field(default_factory=dict)
    _states: dict[str, bytes] | None = None
    _read: int = 0
    """Commits of the history, the latest first, whose changes are known."""

    def of(self, path: str) -> float | None:
        """Seconds since the epoch; None where HEAD lacks the file, or no commit is known to have changed it."""
        if self._states is None:
            self._states = dict(_states(self.output("ls-tree", "-r", "-z", "HEAD") or b""))
        if path in self._states and path not in self._times:
            if len(self._times) < _FEW:
                self._times[path] = self._ask(path)
            else:
                self._read_up_to(path, self._states)
        return self._times.get(path)

    def _ask(self, path: str) -> float | None:
        output = self.output("log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD", "--", f":(literal){path}")
        return self._time(output) if output else None

    def _read_up_to(self, path: str, states: dict[str, bytes]) -> None:
        """Read more of the history, until it names the file or ends."""
        length = _FIRST_COMMITS
        while path not in self._times:
            output = self.output(*_LOG, f"--skip={self._read}", f"--max-count={length}", "HEAD")
            commits = self._take(output, states) if output else 0
            self._read += commits
            length = min(length * _GROWTH, _MOST_COMMITS)
            if not commits:
                self._times = dict.fromkeys(states) | self._times
                return

    def _take(self, output: bytes, states: dict[str, bytes]) -> int:
        """Store the times from a part of the history; return the number of its commits."""
        commits = 0
        time: float | None = None
        fields = iter(output.split(b"\0"))
        for item in fields:
            record = item.lstrip(b"\n")
            if record.startswith(b":"):
                name = os.fsdecode(next(fields))
                if name not in self._times and states.get(name) == _made(record):
                    self._times[name] = time
            elif record:
                commits += 1
                time = self._time(record)
        return commits

    def _time(self, header: bytes) -> float | None:
        commit, time = header.decode("ascii").split()
        return None if commit in self.ends else float(time)


# Merges are compared with all their parents, so that they list only the changes of their own.
_LOG = (
    *("log", "--no-show-signature", "--format=%H %ct", "-z", "--raw", "-c", "--root"),
    *("--relative", "--no-abbrev", "--no-renames", "--no-color"),
)


def _states(listing: bytes) -> Iterator[tuple[str, bytes]]:
    """Each file with its mode and object, from records such as `100644 blob 2dcb7f… TAB name`."""
    for record in listing.split(b"\0"):
        if record:
            facts, name = record.split(b"\t", 1)
            mode, _, made = facts.split(b" ")
            yield os.fsdecode(name), mode + b" " + made


def _made(record: bytes) -> bytes:
    """The mode and object that a commit gave a file: `:100644 100644 0d4b… 50f2… M`; with a colon for each parent."""
    parents = len(record) - len(record.lstrip(b":"))
    words = record[parents:].split(b" ")
    return words[parents] + b" " + words[2 * parents + 1]
