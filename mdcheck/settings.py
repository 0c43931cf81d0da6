"""Files, front matter, environment and flags -> one frozen Settings, each value with its origin.

A later origin wins: defaults, then `mdcheck.toml` or `[tool.mdcheck]` in `pyproject.toml` at the repository's root,
then the document's front matter, then the environment, then flags. No setting grants trust: that is never a
repository's to give.
"""

from __future__ import annotations

import os
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.document.blocks.durations import whole_days
from mdcheck.document.declared import read_declared, word_list
from mdcheck.document.model import Notation
from mdcheck.errors import SettingsError, did_you_mean
from mdcheck.results.people.policy import (
    SignoffPolicy,
    WaiverPolicy,
    read_roles,
    read_signoff,
    read_waiver_policy,
)
from mdcheck.results.score import Bands
from mdcheck.settings_file import table_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mdcheck.document.model import Checklist


_SET_NAME = re.compile("[A-Za-z0-9_-]+")
MAX_NAMES = 1000
"""Of the paths in one setting."""


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Manual(NamedTuple):
    """What holds for boxes that only people tick."""

    valid_for: int | None = None
    """Days from the day of the tick on, that day not counted; None: no end."""


class Settings(NamedTuple):
    """What was decided for one run on one document."""

    files: tuple[str, ...] = ()
    """The checklists to work on where the command line names none, from the repository's root."""
    figures: frozenset[Notation] = frozenset([Notation.COOKIE])
    """The notations that mdcheck keeps up to date: cookies, and those that the author has agreed to."""
    bands: Bands = Bands()
    fail_under: float | None = None
    """The lowest check score that is no failure."""
    jobs: int = processors()
    """How many checks may run at once."""
    commit: bool = True
    kinds: tuple[str, ...] = ()
    """Python files with kinds of the repository's own, from its root. They need trust, as every plugin does."""
    manual: Manual = Manual()
    project: str = ""
    """The name that signatures and waivers are bound to, so that they fit no other project."""
    roles: Mapping[str, frozenset[str]] = MappingProxyType({})
    signoff: SignoffPolicy = SignoffPolicy()
    waivers: WaiverPolicy = WaiverPolicy()
    paths: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Named sets of paths, used as `@name` wherever a kind takes paths; each holds globs and names of other sets."""
    origins: Mapping[str, str] = MappingProxyType({})
    """Where each value came from that is not a default: `pyproject.toml`, `CHECKLIST.md:3`, `CI`, `--jobs`."""

    def origin(self, name: str) -> str:
        return self.origins.get(name, "default")

    def having(self, origin: str, **values: Any) -> Settings:
        """These settings with some values from one more origin; a value of None leaves what stands."""
        given = {name: value for name, value in values.items() if value is not None}
        return self._replace(**given, origins={**self.origins, **dict.fromkeys(given, origin)})


def _files(value: Any) -> tuple[str, ...]:
    names = word_list(value)
    if not names:
        raise ValueError("files is a path or a list of paths")
    return _bounded("files", names)


def _kinds(value: Any) -> tuple[str, ...]:
    names = word_list(value)
    if names is None or not all(name.endswith(".py") for name in names):
        raise ValueError("kinds is a path of a Python file (.py), or a list of them")
    return _bounded("kinds", names)


def _bounded(setting: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MAX_NAMES:
        raise ValueError(f"{setting} names more than {MAX_NAMES} paths")
    return names


def _paths(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("paths is a mapping of names to lists of paths or globs")  # noqa: TRY004 - a wrong value, not a bug
    sets: dict[str, tuple[str, ...]] = {}
    for name, given in value.items():
        globs = [given] if isinstance(given, str) else given
        if not isinstance(name, str) or not _SET_NAME.fullmatch(name):
            raise ValueError(f"“{name}” names no set of paths: use letters, digits, - and _, without the @")
        if not isinstance(globs, list) or not globs or not all(isinstance(glob, str) and glob for glob in globs):
            raise ValueError(f"the set {name} is a path or glob, or a list of them")
        sets[name] = tuple(globs)
    return sets


def _joined_sets(
    known: Mapping[str, tuple[str, ...]], added: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """All sets; raises ValueError where one names no set, or itself through others."""
    from mdcheck.evidence.content import check_globs  # late: few repositories name sets
    from mdcheck.evidence.workspace import BUILT_IN_SETS, set_name

    sets = {**known, **added}
    uses = {name: [used for used in map(set_name, globs) if used is not None] for name, globs in sets.items()}
    for name, globs in sets.items():
        check_globs(globs)
        for used in uses[name]:
            if used not in sets and used not in BUILT_IN_SETS:
                raise ValueError(
                    f"the set {name}: “@{used}” is no set of paths{did_you_mean(used, (*BUILT_IN_SETS, *sets))}"
                )
    open_sets = {name: {used for used in uses[name] if used in sets} for name in sets}
    while ready := [name for name, used in open_sets.items() if used.isdisjoint(open_sets)]:
        for name in ready:
            del open_sets[name]
    if open_sets:
        raise ValueError(f"sets of paths name each other in a circle: {', '.join(sorted(open_sets))}")
    return sets


def _figures(value: Any) -> frozenset[Notation]:
    """`true`, `false`, a list of notations, or a mapping of notations to true or false. Cookies are always kept."""
    cookies = frozenset([Notation.COOKIE])
    known = [notation.value for notation in Notation]
    if isinstance(value, bool):
        return frozenset(Notation) if value else cookies
    names = value if isinstance(value, list) else list(value) if isinstance(value, dict) else [value]
    for name in names:
        if name not in known:
            raise ValueError(f"“{name}” is no notation{did_you_mean(str(name), known)}: {', '.join(known)}")
    if isinstance(value, dict):
        if not all(isinstance(on, bool) for on in value.values()):
            raise ValueError("figures takes true or false for each notation")
        names = [name for name, on in value.items() if on]
    return cookies | frozenset(Notation(name) for name in names)


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004 - percent
        raise ValueError(f"{name} is a number from 0 to 100")
    return float(value)


def _fail_under(value: Any) -> float:
    return _number(value, "fail_under")


def _bands(value: Any) -> Bands:
    known = ("ready", "almost_ready", "not_ready")
    if not isinstance(value, dict):
        raise ValueError(f"bands is a mapping of {', '.join(known)}")  # noqa: TRY004 - a wrong value, not a bug
    for name in value:
        if name not in known:
            raise ValueError(f"“{name}” is no band{did_you_mean(str(name), known)}: {', '.join(known)}")
    bands = Bands(**{name: _number(number, name) for name, number in value.items()})
    if not bands.ready >= bands.almost_ready >= bands.not_ready:
        raise ValueError("bands must fall from ready over almost_ready to not_ready")
    return bands


def _jobs(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not value > 0:
        raise ValueError("jobs is a whole number from 1 up")
    return value


def _commit(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("commit is true or false")  # noqa: TRY004 - a wrong value, not a bug
    return value


def _manual(value: Any) -> Manual:
    if not isinstance(value, dict) or list(value) != ["valid_for"]:
        raise ValueError("manual is a mapping of valid_for, as in {valid_for: 180d}")
    return Manual(valid_for=whole_days(value["valid_for"], "valid_for"))


def _project(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("project is a name")
    return value.strip()


class Setting(NamedTuple):
    """One setting; its type and default stand in `Settings`. To add one: a field there, and a line in `SETTINGS`."""

    read: Callable[[Any], Any]
    """The value as it was written -> what it means; raises ValueError with what is wrong."""
    meaning: str
    """For the documentation."""
    in_document: bool = False
    """Whether front matter may hold it as well."""


SETTINGS: dict[str, Setting] = {
    "figures": Setting(
        _figures,
        "the notations to keep beside cookies: `true` for all, a list, or a mapping of notations to `true` or `false`",
        in_document=True,
    ),
    "bands": Setting(
        _bands,
        "the lowest scores of the verdicts: `{ready: 90, almost_ready: 70, not_ready: 50}`",
        in_document=True,
    ),
    "fail_under": Setting(_fail_under, "a score below this is a failure", in_document=True),
    "manual": Setting(
        _manual,
        "`{valid_for: 180d}`: how long the tick of a [manual item](people.md) holds, for `mdcheck due`",
        in_document=True,
    ),
    "project": Setting(_project, "the name that [records](people.md) are bound to", in_document=True),
    "paths": Setting(
        _paths,
        'named sets of paths, `{api: ["proto/**", "@docs"]}`, used as `@api` wherever a [kind](kinds.md) takes paths',
        in_document=True,
    ),
    "roles": Setting(read_roles, 'who has each [role](people.md), by address: `{tech-lead: ["ada@example.org"]}`'),
    "signoff": Setting(
        read_signoff,
        "what must stand behind a [signature](people.md): `{proof, bound, format, allowed_signers, revoked_keys}`",
    ),
    "waivers": Setting(
        read_waiver_policy, "who may [waive](people.md), for how long, and what never: `{roles, max, never, proof}`"
    ),
    "files": Setting(_files, "the checklists to work on where the command line names none"),
    "jobs": Setting(_jobs, "how many checks run at once"),
    "commit": Setting(_commit, "whether `update` commits"),
    "kinds": Setting(_kinds, "Python files of the repository that bring [kinds of its own](plugins.md)"),
}
_IN_DOCUMENT = {name: setting for name, setting in SETTINGS.items() if setting.in_document}


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether mdcheck runs in a CI system: non-interactive, and without state between runs."""
    return environ.get("CI", "").lower() not in ("", "0", "false")


def repository_settings(root: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of a repository and of the environment; raises SettingsError with file and key."""
    settings = Settings()
    for name in ("pyproject.toml", "mdcheck.toml"):
        table = table_in(root / name, name)
        if table is None:
            continue
        if settings.origins:
            fix = "keep one of them"
            raise SettingsError("settings stand in pyproject.toml too", where=name, fix=fix)
        settings = settings_of(table, name)
    if in_ci(environ):
        settings = settings.having("CI", commit=False)
    return settings


def settings_of(table: Mapping[str, Any], name: str) -> Settings:
    """The settings in mdcheck's part of the file `name`; raises SettingsError with file and key."""
    return _read(Settings(), table, SETTINGS, name)


def document_settings(settings: Settings, checklist: Checklist) -> Settings:
    """`settings` with those of the document's front matter; raises SettingsError with file and line."""
    if not checklist.settings:
        return settings
    origin = f"{checklist.source.path}:{checklist.settings_line}"
    try:
        return _read(settings, checklist.settings, _IN_DOCUMENT, origin)
    except _WrongSettingError as wrong:
        where = f"{checklist.source.path}:{_line_of(wrong.name, checklist)}"
        raise SettingsError(wrong.message, where=where, fix=wrong.fix) from wrong


class _WrongSettingError(SettingsError):
    """A setting of which `name`, as it was written, is at fault."""

    def __init__(self, name: str, message: str, *, where: str, fix: str | None = None) -> None:
        super().__init__(message, where=where, fix=fix)
        self.name = name


def _line_of(name: str, checklist: Checklist) -> int:
    """The line, from 1, on which the front matter gives a setting; that of `mdcheck:` where it stands there."""
    given = re.compile(rf"""[ \t]+["']?{re.escape(name)}["']?[ \t]*:""")
    lines = range(checklist.settings_line + 1, len(checklist.source.starts) + 1)
    return next((line for line in lines if given.match(checklist.source.line(line - 1))), checklist.settings_line)


def _read(settings: Settings, given: Mapping[str, Any], known: Mapping[str, Setting], origin: str) -> Settings:
    written = {name.replace("-", "_"): name for name in given}
    for key, name in written.items():
        if key in SETTINGS and key not in known:
            fix = "write it into mdcheck.toml, or below [tool.mdcheck] in pyproject.toml"
            raise _WrongSettingError(name, f"“{name}” is a setting of the repository", where=origin, fix=fix)
        if key not in known:
            message = f"“{name}” is no setting{did_you_mean(key, tuple(known))}"
            raise _WrongSettingError(name, message, where=origin, fix=f"it takes {', '.join(known)}")
    values, problems = read_declared(known, {key: given[name] for key, name in written.items()})
    for key, message in problems.items():
        raise _WrongSettingError(written[key], message, where=origin)
    if "paths" in values:
        try:
            values["paths"] = _joined_sets(settings.paths, values["paths"])
        except ValueError as error:
            raise _WrongSettingError(written["paths"], str(error), where=origin) from error
    return settings.having(origin, **values)
