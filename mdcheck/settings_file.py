"""Mdcheck's part of `mdcheck.toml` and `pyproject.toml`, as written: `mdcheck.settings` says what it means."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from mdcheck.errors import SettingsError
from mdcheck.late import late_pattern
from mdcheck.regular import inside, read_regular

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 256 * 1024
"""Of a settings file: a `pyproject.toml` holds what is meant for other tools, too."""
_DEEPEST = 32
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
# Each part of a dotted key costs the reader memory for all parts before it.
_DEEP_KEY = late_pattern(rf"(?<![A-Za-z0-9_.'\"-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{_DEEPEST}}}")
_PLACE = late_pattern(r"\(at line (\d+), column \d+\)")


def table_in(path: Path, name: str) -> dict[str, Any] | None:
    """Mdcheck's part of the TOML file at `path`; None where there is no such file or part. Raises SettingsError."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return None
    try:
        text = read_regular(inside(os.fspath(path.parent), os.fspath(path)), MAX_BYTES).decode("utf-8")
    except OSError as error:
        fix = f"settings are a regular file of at most {MAX_BYTES >> 10} KiB inside the repository"
        raise SettingsError(f"can't be read: {error.strerror}", where=name, fix=fix) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"can't be read: {error}", where=name) from error
    return read_table(text, name)


def table_of(data: bytes, name: str, origin: str) -> dict[str, Any] | None:
    """The same as `read_table` of a file's bytes in a commit, where people know the file as `origin`."""
    try:
        return read_table(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise SettingsError(f"can't be read: {error}", where=origin) from error
    except SettingsError as error:
        raise SettingsError(error.message, where=f"{error.where}".replace(name, origin, 1), fix=error.fix) from error


def malformed(error: ValueError | RecursionError, name: str) -> SettingsError:
    """What to say of a file that is no TOML. The parser gives the place in its message only."""
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    place = _PLACE().search(reason)
    where = f"{name}:{place[1]}" if place else name
    fix = 'correct it: settings are written as in files = ["CHECKLIST.md"], text in quotes and lists in brackets'
    return SettingsError(f"malformed TOML: {reason}", where=where, fix=fix)


def read_table(text: str, name: str) -> dict[str, Any] | None:
    """Mdcheck's part of the text of the TOML file `name`; None where it has none. Raises SettingsError."""
    if "mdcheck" not in text and name == "pyproject.toml":
        return None
    import tomllib  # late: 10 ms that most runs don't need

    if deep := _DEEP_KEY().search(text):
        line = text.count("\n", 0, deep.start()) + 1
        fix = "settings need two parts at most, as in bands.ready"
        raise SettingsError(f"a key of more than {_DEEPEST} parts", where=f"{name}:{line}", fix=fix)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # the former also for a number of thousands of digits
        raise malformed(error, name) from error
    tool = document.get("tool", {})
    table = (tool.get("mdcheck") if isinstance(tool, dict) else tool) if name == "pyproject.toml" else document
    if table is not None and not isinstance(table, dict):
        raise SettingsError("tool.mdcheck is no table", where=name)
    return table
