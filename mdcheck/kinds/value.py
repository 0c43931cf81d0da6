"""`value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs, read
from mdcheck.evidence.formats.structured import Format, at, format_of, load, same, spelled, steps
from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.kinds.protocol import Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Value(Options, frozen=True, kw_only=True):
    """The value at a place in each JSON, YAML, TOML or INI file is as asked; at least one file is there."""

    name: ClassVar[str] = "value"
    main: ClassVar[str] = "paths"
    paths: Paths
    at: Annotated[
        str, msgspec.Meta(min_length=1, description="dotted (`project.version`) or a JSON pointer (`/a.b/0`)")
    ]
    equals: Annotated[Any, msgspec.Meta(description="the value")] = msgspec.UNSET
    matches: Annotated[str | None, msgspec.Meta(description="regular expression for the whole value")] = None
    min: Annotated[float | None, msgspec.Meta(description="the number at least")] = None
    max: Annotated[float | None, msgspec.Meta(description="the number at most")] = None
    exists: Annotated[bool | None, msgspec.Meta(description="whether there must be a value, or must be none")] = None
    format: Annotated[Format | None, msgspec.Meta(description="where the file's name does not tell it")] = None

    def __post_init__(self) -> None:
        check_globs(self.paths)
        steps(self.at)
        if self.matches is not None:
            compile_pattern(self.matches)
        asks = self.equals is not msgspec.UNSET or any(
            option is not None for option in (self.matches, self.min, self.max)
        )
        if not asks and self.exists is None:
            raise ValueError("value asks for nothing: give equals, matches, min, max or exists")
        if asks and self.exists is False:
            raise ValueError("`exists: false` leaves no value for the other options")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` ({self.min:g}) is above `max` ({self.max:g})")

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        paths = workspace.files(self.paths)
        if not paths:
            return failed(f"no file matches {listed(self.paths)}")
        if missing := workspace.missing(self.paths):
            return failed(named_but_missing(missing))
        problems = [problem for path in paths if (problem := self._problem(workspace, path))]
        if problems:
            more = f" (and {count(len(problems) - 1, 'more file')})" if len(problems) > 1 else ""
            return failed(problems[0] + more)
        where = paths[0] if len(paths) == 1 else count(len(paths), "file")
        return passed(f"{self.at} is {'absent' if self.exists is False else 'as it should be'} in {where}")

    def _problem(self, workspace: Workspace, path: str) -> str:
        kind = self.format or format_of(path)
        if kind is None:
            raise UndeterminedError(f"{path} could be anything: give its `format` (json, yaml, toml or ini)")
        values = at(load(read(workspace, path), kind, where=path), steps(self.at))
        if self.exists is False:
            return f"{path}: there is a value at {self.at}" if values else ""
        if not values:
            return f"{path}: nothing at {self.at}"
        problem = self._unfit(values[0], loose=kind is Format.INI, where=path)
        return f"{path}: {self.at} is {spelled(values[0])}, {problem}" if problem else ""

    def _unfit(self, value: Any, *, loose: bool, where: str) -> str:
        """What the value should have been; in an INI file a value has no type but text."""
        if self.equals is not msgspec.UNSET and not same(value, self.equals, loose=loose):
            return f"not {spelled(self.equals)}"
        if self.matches is not None and not self._fits(value, where):
            return f"which does not match {self.matches}"
        if self.min is None and self.max is None:
            return ""
        number = _number(value, loose=loose)
        if number is None:
            return "which is no number"
        if self.min is not None and number < self.min:
            return f"less than {self.min:g}"
        return f"more than {self.max:g}" if self.max is not None and number > self.max else ""

    def _fits(self, value: Any, where: str) -> bool:
        if isinstance(value, dict | list):
            return False
        with Matcher(compile_pattern(self.matches or "")) as matcher:
            return matcher.fits(value if isinstance(value, str) else spelled(value), where=where)


def _number(value: Any, *, loose: bool) -> float | None:
    if loose and isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    # NaN is neither below nor above any bound.
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - NaN
    return value if is_number else None
