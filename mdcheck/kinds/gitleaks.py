"""`secrets` by another program: gitleaks 8.22 or later, betterleaks 2 or later."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from mdcheck.evidence.globs import glob_regex
from mdcheck.kinds.protocol import Command, Options
from mdcheck.results.outcome import errored, failed, passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.kinds.protocol import Completed
    from mdcheck.results.outcome import Finding

_FOUND_STATUS = 10
"""Both programs use 1 for leaks as for trouble, unless they are told another number."""
_FLAGS = ("--no-banner", "--no-color", "--redact=100", f"--exit-code={_FOUND_STATUS}")
_ARGUMENTS = {
    "gitleaks": ("dir", *_FLAGS, "--report-format=json", "--report-path=-"),
    "betterleaks": ("filesystem", *_FLAGS, "--output=-"),
}
_OLDEST = {"gitleaks": "8.22", "betterleaks": "2"}
_NOTHING_SCANNED = "scanned ~0 bytes"
_PLACES = 5
_WILD = re.compile(r"[*?\[{]")
_NEXT_OBJECT = re.compile(r"[\s,]*(?=\{)")


class SecretsByProgram(Options, frozen=True, kw_only=True):
    """The program finds no credential."""

    name: ClassVar[str] = "secrets"
    main: ClassVar[str] = "paths"
    executable: ClassVar[bool] = True
    engine: Literal["gitleaks", "betterleaks"]
    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        path = self.paths[0]
        if len(self.paths) > 1 or _WILD.search(path):
            raise ValueError(f"{self.engine} takes one path, a folder or a file without wildcards")
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"{path} lies outside the repository")

    def command(self) -> Command:
        return Command(argv=(self.engine, *_ARGUMENTS[self.engine], "--", self.paths[0]))

    def judge(self, completed: Completed) -> Finding:
        if completed.returncode not in (0, _FOUND_STATUS):
            ending = f"{self.engine} ended with exit status {completed.returncode}"
            return errored(f"{ending}: its output says why ({self.engine} {_OLDEST[self.engine]} or later is needed)")
        if "[" not in completed.stdout and completed.stdout.strip() != "null":
            return errored(
                f"{self.engine} printed no report: mdcheck needs {self.engine} {_OLDEST[self.engine]} or later"
            )
        if completed.returncode == 0:
            if _NOTHING_SCANNED in completed.output:
                return failed(f"{self.engine} found nothing to scan below {self.paths[0]}")
            return passed(f"{self.engine} finds no credential")
        return self._judge(tuple(_leaks(completed.stdout)), whole=_is_json(completed.stdout))

    def _judge(self, leaks: tuple[tuple[str, str], ...], *, whole: bool) -> Finding:
        rules = [glob_regex(f"{pattern.strip('/')}{{,/**}}") for pattern in self.exclude]
        places = [place for path, place in leaks if not any(rule.fullmatch(path) for rule in rules)]
        if not places and not whole:
            return errored(f"{self.engine} found more than its report could show: tell it what to leave out")
        if not places:
            return passed(f"{self.engine} finds no credential but those in excluded files")
        more = "" if whole else "at least "
        return failed(f"{self.engine} finds {more}{count(len(places), 'credential')}: {listed(places, _PLACES)}")


def _leaks(report: str) -> Iterator[tuple[str, str]]:
    """The path of each leak and its place in words, as far as the report goes: a long one has lost its middle."""
    decoder = json.JSONDecoder()
    at = report.find("[") + 1
    while at > 0 and (found := _NEXT_OBJECT.match(report, at)):
        try:
            leak, at = decoder.raw_decode(report, found.end())
        except (ValueError, RecursionError):
            return
        place = leak.get("location", leak)
        path = posixpath.normpath(str(_first(place, "File", "path")))
        yield path, f"{path}:{_first(place, 'StartLine', 'start_line')} ({_first(leak, 'RuleID', 'rule_id')})"


def _is_json(report: str) -> bool:
    try:
        json.loads(report)
    except (ValueError, RecursionError):
        return False
    return True


def _first(fields: dict[str, Any], *names: str) -> Any:
    return next((fields[name] for name in names if name in fields), "?")
