"""The file that lists the repositories of a fleet: a person's own, so that the folders and hosts in it are trusted."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from mdcheck.document.blocks.durations import seconds
from mdcheck.document.declared import read_declared, word_list
from mdcheck.errors import SettingsError, UsageError, did_you_mean
from mdcheck.evidence.content import check_globs
from mdcheck.regular import read_regular
from mdcheck.settings_file import malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

_MAX_BYTES = 4 * 1024 * 1024
_MOST = 20_000
"""Repositories of one fleet."""
_TIMEOUT = 60.0
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_SCP = re.compile(r"(?:[^@:/\s]+@)?(?P<host>[A-Za-z0-9_.\[\]-]+):(?!:)(?P<path>[^:\s]\S*)")
_REMOTE = ("https", "ssh")
_WHERE = "it is a folder, https://HOST/PATH, ssh://HOST/PATH, HOST:PATH or file:///PATH"
_NUL = "\0"


class Address(NamedTuple):
    """One repository of the fleet."""

    at: str
    """The folder or URL as reports show it, without credentials."""
    name: str
    url: str = ""
    """What git is given; empty for a folder, which is read in place."""
    folder: str = ""
    group: str = ""
    owner: str = ""
    paths: tuple[str, ...] = ()
    """The checklists, paths or globs from the root; empty for those that the repository's settings name."""
    problem: str = ""
    """Why there is nothing to read: no folder matches a glob."""
    fix: str = ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """What git may speak. A person's own `insteadOf` may put ssh in the place of https, or the other way round."""
        return ("file",) if self.url.startswith("file://") else _REMOTE

    @property
    def host(self) -> str:
        """The host that is asked, with its port; empty for what is on this machine."""
        if not self.url or self.url.startswith("file://"):
            return ""
        url = _URL.fullmatch(self.url)
        place = url["rest"].partition("/")[0] if url else self.url.partition(":")[0]
        return place.rpartition("@")[2].lower()

    def without_secrets(self, text: str) -> str:
        """A message of git's without what reports don't show of the URL."""
        if not self.url:
            return text
        text = text.replace(self.url, self.at)
        parts = urlsplit(self.url)
        for secret in (f"{parts.netloc.rpartition('@')[0]}@", f"?{parts.query}", f"#{parts.fragment}"):
            if len(secret) > 1 and secret not in self.at:
                text = text.replace(secret, "")
        return text

    @property
    def key(self) -> str:
        """The repository on this machine's cache."""
        return self.url or (os.path.realpath(self.folder) if self.folder else self.at)


class FleetFile(NamedTuple):
    """What `fleet.toml` says."""

    title: str
    items: tuple[str, ...]
    """The ids of the items to compare, or what they begin with; empty for those that are shared."""
    timeout: float
    """Seconds for each command to one repository."""
    addresses: tuple[Address, ...]


class _Key(NamedTuple):
    read: Callable[[Any], Any]


def read_fleet(path: Path, cwd: Path) -> FleetFile:
    """Raises UsageError where there is no such file, and SettingsError for what it says wrong."""
    import tomllib  # late: only this command needs it

    shown = path.as_posix()
    try:
        text = read_regular(os.fspath(cwd / path), _MAX_BYTES).decode("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        fix = 'write one, as in: repositories = ["../shop", "https://git.example.org/pay.git"]'
        raise UsageError(f"the list of the fleet can't be read: {error.strerror}", where=shown, fix=fix) from error
    except (ValueError, RecursionError) as error:
        raise malformed(error, shown) from error
    values = _values(table, _TOP, shown)
    given = values.get("repositories", ())
    if not given:
        fix = 'name some: repositories = ["../shop", "services/*"]'
        raise SettingsError("names no repositories", where=shown, fix=fix)
    folder = Path(os.path.abspath(cwd / path)).parent  # noqa: PTH100 - links stay links
    found: dict[tuple[str, tuple[str, ...]], Address] = {}
    for number, entry in enumerate(given, start=1):
        where = f"{shown}: repositories, entry {number}"
        row = {"at": entry} if isinstance(entry, str) else entry
        if not isinstance(row, dict):
            raise SettingsError("it is neither a text nor a table", where=where, fix=_WHERE)
        said = _values(row, _ROW, where)
        for address in _addresses(said, values.get("path", ()), folder, where):
            # A repository that is listed twice counts once, and what is said of it last.
            known = found.setdefault((address.key, address.paths), address)
            found[known.key, known.paths] = known._replace(**{key: said[key] for key in _SAID if key in said})
        if len(found) > _MOST:
            raise SettingsError(f"more than {_MOST:,} repositories", where=where, fix="split the fleet")
    return FleetFile(
        title=values.get("title", "") or folder.name,
        items=values.get("items", ()),
        timeout=values.get("timeout", _TIMEOUT),
        addresses=_named_apart(found.values()),
    )


def _values(table: Mapping[str, Any], known: Mapping[str, _Key], where: str) -> dict[str, Any]:
    for name in table:
        if name not in known:
            message = f"“{name}” is unknown{did_you_mean(name, tuple(known))}"
            raise SettingsError(message, where=where, fix=f"it takes {', '.join(known)}")
    values, problems = read_declared(known, table)
    for message in problems.values():
        raise SettingsError(message, where=where)
    return values


def _text(name: str) -> _Key:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or _NUL in value:
            raise ValueError(f"{name} is a text")
        return value.strip()

    return _Key(read)


def _texts(name: str) -> _Key:
    def read(value: Any) -> tuple[str, ...]:
        words = word_list(value)
        if not words or any(_NUL in word for word in words):
            raise ValueError(f"{name} is a text or a list of texts")
        return words

    return _Key(read)


def _path(value: Any) -> tuple[str, ...]:
    globs = _texts("path").read(value)
    for glob in globs:
        if glob.startswith("/") or ".." in glob.split("/"):
            raise ValueError(f"path: “{glob}” leads out of the repository: write it from its root")
    check_globs(globs)
    return tuple(os.path.normpath(glob) for glob in globs)


def _timeout(value: Any) -> float:
    length = seconds(value) if isinstance(value, str) else 0.0
    if not 1 <= length <= 3600:  # noqa: PLR2004 - an hour
        raise ValueError("timeout is a duration from 1s to 1h, as in 60s")
    return length


def _repositories(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError('repositories is a list, as in ["../shop", {at = "services/*", group = "services"}]')  # noqa: TRY004 - a wrong value, not a bug
    return value


_TOP = {
    "title": _text("title"),
    "path": _Key(_path),
    "items": _texts("items"),
    "timeout": _Key(_timeout),
    "repositories": _Key(_repositories),
}
_ROW = {
    "at": _texts("at"),
    "name": _text("name"),
    "group": _text("group"),
    "owner": _text("owner"),
    "path": _Key(_path),
}


_SAID = ("name", "group", "owner")
"""What an entry tells of its repositories."""


def _addresses(row: Mapping[str, Any], paths: tuple[str, ...], folder: Path, where: str) -> Iterator[Address]:
    if "at" not in row:
        raise SettingsError("it has no address", where=where, fix=f"give it one by `at`: {_WHERE}")
    for at in row["at"]:
        for address in _remote(at, where) or _local(at, folder):
            yield address._replace(paths=row.get("path", paths))


def _remote(at: str, where: str) -> list[Address]:
    """The address of a URL; none for what names a folder. Raises SettingsError for one that is not read."""
    url = _URL.fullmatch(at)
    scheme = url["scheme"].lower() if url else ""
    if at.startswith("-") or "::" in at.split("/", 1)[0] or any(char.isspace() and char != " " for char in at):
        raise SettingsError(f"“{_shown(at)}” is no address", where=where, fix=_WHERE)
    if url is None:
        scp = None if at.startswith((".", "/", "~")) else _SCP.fullmatch(at)
        return [Address(at=at, url=at, name=_name(scp["path"]))] if scp else []
    if scheme == "file":
        if not url["rest"].startswith("/"):
            raise SettingsError(f"“{at}” names a host", where=where, fix="write the whole path: file:///srv/shop.git")
        return [Address(at=at, url=f"file://{url['rest']}", name=_name(url["rest"]))]
    if scheme not in _REMOTE:
        raise SettingsError(f"“{_shown(at)}”: {scheme} is not spoken here", where=where, fix=_WHERE)
    host = url["rest"].partition("/")[0]
    if not host.rpartition("@")[2] or host.startswith("-"):
        raise SettingsError(f"“{_shown(at)}” names no host", where=where, fix=_WHERE)
    try:
        path = urlsplit(at).path
    except ValueError as error:
        raise SettingsError(f"the URL can't be read: {error}", where=where, fix=_WHERE) from error
    return [Address(at=_shown(at), url=f"{scheme}://{url['rest']}", name=_name(path))]


def _shown(at: str) -> str:
    """The URL without a password or a token: reports go to other people."""
    try:
        parts = urlsplit(at)
    except ValueError:
        return "an address that can't be read"
    user = parts.netloc.rpartition("@")[0]
    if parts.scheme == "ssh" and ":" not in user:
        return at  # the user's name is part of the address
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")) if parts.netloc else at


def _local(at: str, folder: Path) -> list[Address]:
    """The folders that a path or a glob names, from the folder of the list; `~` of an unknown user is a name."""
    named = os.path.expanduser(at)  # noqa: PTH111 - the method of Path raises for an unknown user
    if not any(char in at for char in "*?["):
        return [_in_folder(os.path.normpath(folder / named))]
    import glob  # late: few lists hold one

    matches = sorted(glob.glob(named, root_dir=folder))  # noqa: PTH207 - `..` is allowed
    found = [os.path.normpath(folder / match) for match in matches]
    repositories = [path for path in found if git_folder(path)]
    if repositories:
        return [_in_folder(path) for path in repositories]
    problem = "no folder matches" if not found else "no folder that matches is a git repository"
    return [Address(at=at, name=at, problem=problem, fix=f"write it from {folder}")]


def _in_folder(path: str) -> Address:
    return Address(at=path, folder=path, name=_name(path))


def git_folder(path: str) -> bool:
    """Whether the folder is the root of a repository, or a bare one."""
    # The methods of Path raise for a name that is too long.
    if os.path.lexists(os.path.join(path, ".git")):  # noqa: PTH118
        return True
    return os.path.isfile(os.path.join(path, "HEAD")) and os.path.isdir(os.path.join(path, "objects"))  # noqa: PTH112, PTH113, PTH118


def _name(path: str) -> str:
    """`shop` for `/srv/team/shop.git`."""
    last = [part for part in path.rstrip("/").split("/") if part][-1:]
    return last[0].removesuffix(".git") if last and last[0] != ".git" else path


def _named_apart(found: Collection[Address]) -> tuple[Address, ...]:
    """The addresses with names that differ, as far as their paths do: `team/shop` and `old/shop`."""
    places: dict[str, set[str]] = {}
    for address in found:
        places.setdefault(address.name, set()).add(address.at)
    return tuple(
        address._replace(name=_longer(address.at)) if len(places[address.name]) > 1 else address for address in found
    )


def _longer(at: str) -> str:
    parts = at.replace(":", "/").rstrip("/").removesuffix(".git").split("/")
    return "/".join(part for part in parts if part) if len(parts) <= 2 else "/".join(parts[-2:])  # noqa: PLR2004 - a folder and a name
