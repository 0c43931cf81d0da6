"""Versions and version specifiers of Python packages, as PEP 440 defines them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSION = re.compile(
    r"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_number>[0-9]+)?)?"
    r"(?P<post_part>-(?P<bare_post>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post>[0-9]+)?)?"
    r"(?P<dev_part>[-_.]?dev[-_.]?(?P<dev>[0-9]+)?)?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.IGNORECASE | re.ASCII,
)
_SPECIFIER = re.compile(r"\s*(~=|===?|!=|<=|>=|<|>)\s*([^\s,]+)\s*")
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
_MAX_LENGTH = 200

_Key: TypeAlias = "tuple[object, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version, taken apart."""

    epoch: int
    release: tuple[int, ...]
    pre: tuple[str, int] | None
    post: int | None
    dev: int | None
    local: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Version:
        """Raises ValueError for what is no version."""
        match = _VERSION.fullmatch(text.strip()) if len(text) <= _MAX_LENGTH else None
        if match is None:
            raise ValueError(f"“{text[:_MAX_LENGTH]}” is no version: write it like 1.2 or 2.0rc1")
        pre = match["pre"]
        return cls(
            epoch=int(match["epoch"] or 0),
            release=tuple(map(int, match["release"].split("."))),
            pre=(_PRE.get(pre.lower(), pre.lower()), int(match["pre_number"] or 0)) if pre else None,
            post=int(match["bare_post"] or match["post"] or 0) if match["post_part"] else None,
            dev=int(match["dev"] or 0) if match["dev_part"] else None,
            local=tuple(re.split(r"[-_.]", match["local"].lower())) if match["local"] else (),
        )

    @property
    def public(self) -> _Key:
        """Orders versions by all but their local part."""
        # A development release of nothing but a release comes before that release's alphas.
        pre: tuple[object, ...] = (1, *self.pre) if self.pre else (0,)
        if self.pre is None and (self.post is not None or self.dev is None):
            pre = (2,)
        post = -1 if self.post is None else self.post
        dev = (1, 0) if self.dev is None else (0, self.dev)
        return (self.epoch, _trimmed(self.release), pre, post, dev)

    @property
    def key(self) -> _Key:
        """Orders versions."""
        return (
            *self.public,
            tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in self.local),
        )

    @property
    def base(self) -> tuple[int, tuple[int, ...]]:
        """The release that the version belongs to."""
        return self.epoch, _trimmed(self.release)

    @property
    def unfinished(self) -> bool:
        return self.pre is not None or self.dev is not None

    @property
    def series(self) -> Version:
        """What `~=` lets vary only the last number of."""
        return Version(epoch=self.epoch, release=self.release[:-1], pre=None, post=None, dev=None, local=())

    def starts_with(self, prefix: Version) -> bool:
        """Whether the version is one of `prefix.*`."""
        width = len(prefix.release)
        padded = (self.release + (0,) * width)[:width]
        if self.epoch != prefix.epoch or padded != prefix.release:
            return False
        return prefix.pre is None or (self.pre == prefix.pre)


def _trimmed(release: tuple[int, ...]) -> tuple[int, ...]:
    """1.0.0 is 1."""
    while release and release[-1] == 0:
        release = release[:-1]
    return release


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecifierSet:
    """Conditions that all must hold: `>=1.2,!=1.5.*`."""

    parts: tuple[tuple[str, str], ...]

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> SpecifierSet:
        """Raises ValueError for what is no list of specifiers."""
        parts: list[tuple[str, str]] = []
        for part in text.split(","):
            match = _SPECIFIER.fullmatch(part) if len(part) <= _MAX_LENGTH else None
            if match is None:
                raise ValueError(f"“{part.strip()[:_MAX_LENGTH]}” is no version specifier: write >=1.2 or ==1.4.*")
            operator, wanted = match[1], match[2]
            _check(operator, wanted)
            parts.append((operator, wanted))
        return cls(parts=tuple(parts))

    def contains(self, version: Version) -> bool:
        """Whether the version meets every condition. A pre-release counts: it is what is installed."""
        return all(_meets(version, operator, wanted) for operator, wanted in self.parts)


def _check(operator: str, wanted: str) -> None:
    if operator == "===":
        Version.parse(wanted)
        return
    wild = wanted.endswith(".*")
    version = Version.parse(wanted.removesuffix(".*"))
    if wild and (operator not in ("==", "!=") or version.dev is not None or version.local):
        raise ValueError(f"“{operator}{wanted}”: .* goes with == and !=, behind a release")
    if version.local and operator not in ("==", "!="):
        raise ValueError(f"“{operator}{wanted}”: a local version goes with == and != only")
    if operator == "~=" and len(version.release) == 1:
        raise ValueError(f"“~={wanted}” needs two numbers at least: ~={wanted}.0")


def _meets(version: Version, operator: str, text: str) -> bool:
    wanted = Version.parse(text.removesuffix(".*"))
    tests: dict[str, Callable[[], bool]] = {
        "==": lambda: _equal(version, wanted, wild=text.endswith(".*")),
        "!=": lambda: not _equal(version, wanted, wild=text.endswith(".*")),
        "===": lambda: version.key == wanted.key,
        "~=": lambda: version.public >= wanted.public and version.starts_with(wanted.series),
        "<=": lambda: version.public <= wanted.public,
        ">=": lambda: version.public >= wanted.public,
        "<": lambda: version.public < wanted.public and not _is_early(version, wanted),
        ">": lambda: version.public > wanted.public and not _is_late(version, wanted),
    }
    return tests[operator]()


def _is_early(version: Version, wanted: Version) -> bool:
    """2.0rc1 comes before 2.0, but nobody who writes <2.0 means it."""
    return version.unfinished and not wanted.unfinished and version.base == wanted.base


def _is_late(version: Version, wanted: Version) -> bool:
    """2.0.post1 comes behind 2.0, but nobody who writes >2.0 means it."""
    return version.post is not None and wanted.post is None and version.base == wanted.base


def _equal(version: Version, wanted: Version, *, wild: bool) -> bool:
    if wild:
        return version.starts_with(wanted)
    return version.key == wanted.key if wanted.local else version.public == wanted.public
