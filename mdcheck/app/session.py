"""Where and when mdcheck was called: what every use case needs, as one value."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId, Checklist
    from mdcheck.settings import Settings


class BaseSettings(Protocol):
    """The settings of the revision that judges a change (see `mdcheck.app.base`)."""

    @property
    def root(self) -> Path: ...

    def settings_of(self, name: str, checklist: Checklist, own: Settings) -> Settings:
        """The settings for a checklist of the change, by its name from the root; `own` are those of the change."""
        ...

    def checks_of(self, name: str, checklist: Checklist, checks: Mapping[CheckId, Check]) -> Mapping[CheckId, Check]:
        """The checks of a checklist of the change, with no lower severity and no other weight than in the base."""
        ...


class AsOf(NamedTuple):
    """Another date than today's, by which ages and ends are judged."""

    time: float
    """Seconds since the epoch."""
    words: str
    """As reports show it."""
    of_base: bool = False
    """Whether it is that of the base of a change, which was made later."""


class Session(NamedTuple):
    """One call of mdcheck. Use cases take nothing else from the process around them."""

    cwd: Path
    """The working folder: names of files are relative to it."""
    environ: Mapping[str, str]
    clock: Callable[[], float] = time.time
    """The date and time of the call, in seconds since the epoch."""
    as_of: AsOf | None = None
    """The date that the person gave, by which checks judge ages; where there is none, the clock."""
    base: str = ""
    """The revision whose settings define who may sign and waive; empty for those of the working tree."""
    policy: str = ""
    """A file that defines it instead."""
    waivers: bool = True
    """Whether waivers count."""

    base_settings: BaseSettings | None = None
    """The settings of the revision that judges a change, where the person gave one."""

    @classmethod
    def here(cls) -> Session:
        """The session of this process."""
        return cls(cwd=Path.cwd(), environ=os.environ)

    @property
    def root(self) -> Path:
        """The root of the repository around the working folder; without one, the folder itself."""
        from mdcheck.repository.discovery import find_root  # late: not needed where files are named

        return find_root(self.cwd) or self.cwd

    @property
    def timestamp(self) -> str:
        """Now, in UTC, as in RFC 3339."""
        return self.written(self.clock())

    @property
    def judged_at(self) -> float:
        """The date and time by which ages and ends are judged, in seconds since the epoch."""
        return self.clock() if self.as_of is None else self.as_of.time

    @property
    def as_of_words(self) -> str:
        """The date that the person gave, as reports show it; empty where there is none."""
        return "" if self.as_of is None else self.as_of.words

    @property
    def dated_at(self) -> float:
        """The date and time of what people sign and waive now, and the latest that a record may have.

        A change is judged by the date of its base, and what people sign in it is later.
        """
        late = self.as_of is not None and self.as_of.of_base
        return max(self.clock(), self.judged_at) if late else self.judged_at

    @staticmethod
    def written(moment: float) -> str:
        """A date and time in UTC, as in RFC 3339."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
