"""What `value` asks of the value at a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import msgspec

from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.place import Found, read_place
from mdcheck.evidence.formats.structured import Format, format_of, load
from mdcheck.evidence.formats.values import as_text, number, same, spelled
from mdcheck.evidence.formats.version import same_version, version
from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.kinds.protocol import OptionError

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

_PlaceText: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]


def verify_place(option: str, text: str) -> None:
    """Raises OptionError where the option's place can't be read."""
    try:
        read_place(text)
    except ValueError as error:
        raise OptionError(option, str(error)) from error


class Other(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value in another file, or at another place of it."""

    path: Annotated[str, msgspec.Meta(min_length=1, description="from the repository's root")]
    at: Annotated[_PlaceText, msgspec.Meta(description="as in `value`")]
    format: Annotated[Format | None, msgspec.Meta(description="where the file's name does not tell it")] = None

    def __post_init__(self) -> None:
        verify_place("at", self.at)


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is given must hold of a value; with nothing given, it must be there."""

    at: Annotated[_PlaceText | None, msgspec.Meta(description="a place inside the value")] = None
    equals: Annotated[Any, msgspec.Meta(description="the value")] = msgspec.UNSET
    matches: Annotated[str | None, msgspec.Meta(description="regular expression for the whole value")] = None
    at_least: Annotated[
        float | str | None, msgspec.Meta(description="the lowest number; in quotes, the lowest version")
    ] = None
    at_most: Annotated[
        float | str | None, msgspec.Meta(description="the highest number; in quotes, the highest version")
    ] = None
    same_as: Annotated[
        Other | None, msgspec.Meta(description="`{path, at}` of one value that must be the same, or the same version")
    ] = None
    exists: Annotated[
        bool | None, msgspec.Meta(description="whether there must be a value (null is none), or must be none")
    ] = None

    def __post_init__(self) -> None:
        self.verify()

    @property
    def asks(self) -> bool:
        """Whether the value itself is compared with anything."""
        bounds = (self.matches, self.at_least, self.at_most, self.same_as)
        return self.equals is not msgspec.UNSET or any(option is not None for option in bounds)

    def verify(self) -> None:
        """Raises ValueError for options that contradict each other or can't be read."""
        if self.at is not None:
            verify_place("at", self.at)
        if self.matches is not None:
            compile_pattern(self.matches)
        if self.asks and self.exists is False:
            raise ValueError("`exists: false` leaves no value for the other options")
        for name, bound in (("at_least", self.at_least), ("at_most", self.at_most)):
            if isinstance(bound, str) and version(bound) is None:
                raise ValueError(f"`{name}`: “{bound}” is no version; a number stands without quotes")
        if _crossed(self.at_least, self.at_most):
            raise ValueError(f"`at_least` ({_bound(self.at_least)}) is above `at_most` ({_bound(self.at_most)})")


class Target(NamedTuple):
    """A value that is to be judged, and where it stands."""

    file: str
    place: str
    value: Any
    loose: bool


class Given(NamedTuple):
    """Whether a condition holds, and why."""

    holds: bool
    problem: str = ""
    """Why it does not hold."""
    finding: str = ""
    """What was found, where it holds but must not."""
    incomparable: bool = False
    """It does not hold only because the value is of another sort than the condition is for."""


def judge(condition: Condition, target: Target, workspace: Workspace, *, at: str | None) -> Given:
    """Whether the condition holds of the value, or of what stands `at` a place inside it."""
    inner = [Found("", target.value)] if at is None else read_place(at).find(target.value)
    found = [one for one in inner if one.value is not None]
    where = f"{target.file}: {target.place}"
    if condition.exists is False:
        return Given(not found, f"{where} has a value at {at}", f"{where} has nothing at {at}")
    if not found:
        return Given(holds=False, problem=f"{where}: nothing at {at}")
    for one in found:
        place = where if at is None else f"{where}: {at}"
        seen = _seen(one.value, place, workspace)
        try:
            problem = _unfit(condition, one.value, workspace, loose=target.loose, where=target.file)
        except _IncomparableError as error:
            return Given(holds=False, problem=f"{place} is {seen}, {error}", incomparable=True)
        if problem:
            return Given(holds=False, problem=f"{place} is {seen}, {problem}")
    first = "there" if at is not None and not condition.asks else seen
    return Given(holds=True, finding=f"{where if at is None else f'{where}: {at}'} is {first}")


def _seen(value: Any, place: str, workspace: Workspace) -> str:
    """The value as a message may show it: never in CI, and else only if it does not look like a secret."""
    from mdcheck.evidence.secrets.credentials import find
    from mdcheck.evidence.secrets.literals import family_of_name, is_machine_made  # late: only what fails is shown

    if workspace.environ.get("CI"):
        return "a value that is not shown in CI"
    text = spelled(value)
    name = (re.findall(r"[\w-]+", place) or [""])[-1]
    plain = as_text(value)
    if family_of_name(name) and isinstance(value, str):
        return "a value that is not shown"
    if (
        re.search(r"://[^/\s:@]*:[^@\s]+@", text)
        or not text.isprintable()
        or is_machine_made(plain or "")
        or find(text.encode("utf-8", "replace"))
    ):
        return "a value that is not shown"
    return text


class AbsentError(Exception):
    """There is no other value to compare with; the message names the place that was searched."""


class _IncomparableError(Exception):
    """A value of another type than the condition is for; the message names the type."""


def _unfit(condition: Condition, value: Any, workspace: Workspace, *, loose: bool, where: str) -> str:
    """What the value should have been; empty where it fits."""
    if condition.equals is not msgspec.UNSET and not same(value, condition.equals, loose=loose):
        return f"not {spelled(condition.equals)}"
    if condition.matches is not None:
        text = as_text(value)
        if text is None:
            raise _IncomparableError(f"which no pattern can match: {condition.matches}")
        with Matcher(compile_pattern(condition.matches)) as matcher:
            if not matcher.fits(text, where=where):
                return f"which does not match {condition.matches}"
    if condition.at_least is not None and _order(value, condition.at_least, loose=loose) < 0:
        return f"less than {_bound(condition.at_least)}"
    if condition.at_most is not None and _order(value, condition.at_most, loose=loose) > 0:
        return f"more than {_bound(condition.at_most)}"
    return _differs(condition.same_as, value, workspace, loose=loose) if condition.same_as is not None else ""


def _order(value: Any, bound: float | str, *, loose: bool) -> int:
    """Negative where the value is below the bound, positive where it is above. Raises _IncomparableError."""
    if isinstance(bound, str):
        found, wanted = version(as_text(value) or ""), version(bound)
        if found is None or wanted is None:
            raise _IncomparableError("which is no version")
        return (found > wanted) - (found < wanted)
    size = number(value, loose=loose)
    if size is None:
        hint = ": versions are compared with a bound in quotes" if version(as_text(value) or "") else ""
        raise _IncomparableError(f"which is no number{hint}")
    return (size > bound) - (size < bound)


def _differs(other: Other, value: Any, workspace: Workspace, *, loose: bool) -> str:
    """What the value should have been, to be the same as the other."""
    wanted, other_loose = _other_value(other, workspace)
    one, two = as_text(value), as_text(wanted)
    if same(value, wanted, loose=loose or other_loose) or (one and two and same_version(one, two)):
        return ""
    seen = _seen(wanted, other.at, workspace)
    return f"not {seen} as at {other.at} of {other.path}"


def _other_value(other: Other, workspace: Workspace) -> tuple[Any, bool]:
    kind = other.format or format_of(other.path)
    if kind is None:
        raise UndeterminedError(f"{other.path} could be anything: give its `format`")
    if workspace.missing((other.path,)):
        raise AbsentError(f"{other.path} does not exist")
    documents = load(read(workspace, other.path), kind, where=other.path)
    found = [one for document in documents for one in read_place(other.at).find(document) if one.value is not None]
    if not found:
        raise AbsentError(f"{other.path}: nothing at {other.at}")
    if len(found) > 1:
        raise UndeterminedError(f"{other.path}: {len(found)} values at {other.at}, where `same_as` needs one")
    return found[0].value, kind.loose


def _crossed(least: float | str | None, most: float | str | None) -> bool:
    if isinstance(least, str) and isinstance(most, str):
        low, high = version(least), version(most)
        return low is not None and high is not None and low > high
    return isinstance(least, int | float) and isinstance(most, int | float) and least > most


def _bound(bound: float | str | None) -> str:
    return f"{bound:g}" if isinstance(bound, int | float) else f"{bound}"
