"""`secrets`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.content import check_globs, read, searched_files
from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.secrets.hits import WEAK
from mdcheck.evidence.text import wide_encoding
from mdcheck.kinds.protocol import Excluded, Options, Paths, errored_if_undetermined
from mdcheck.results.outcome import Outcome, failed, passed, warned
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.evidence.secrets.baseline import BaselineEntry
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

ALLOWED = b"mdcheck:allow-secret"
"""On the line of a credential, it allows this one."""
_PLACES = 5
_LINE = 4096
"""Bytes to either side of a credential in which its line may say that it is allowed."""
_BARE_ENDINGS = (
    *(".yml", ".yaml", ".ini", ".cfg", ".conf", ".cnf", ".properties", ".env", ".envrc", ".service", ".desktop"),
    *(".sh", ".bash", ".zsh", ".fish", ".bat", ".cmd", ".mk", ".npmrc", ".pypirc", ".s3cfg", ".boto"),
    *(".dockerfile", ".containerfile"),
)
_BARE_NAMES = frozenset({"dockerfile", "containerfile", "makefile", "credentials", "env", "hosts", "inventory"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential in a file. Its text serves to recognise it, and must never be shown."""

    path: str
    line: int
    rule: str
    secret: bytes = field(repr=False)  # which neither a named tuple nor a struct can do
    allowed: bool = False
    """Whether a mark on its line allows it."""

    def baseline_entry(self) -> BaselineEntry:
        """Its entry in a baseline."""
        from mdcheck.evidence.secrets.baseline import entry_of  # late: needed for a baseline only

        return entry_of(self.path, self.rule, self.secret)


class Secrets(Options, frozen=True, kw_only=True):
    """No file holds a credential: a literal with a telling name, or a token or key of a published format.

    ````markdown
    - [ ] No credentials in the repository
      ```check
      secrets: .
      exclude: tests/fixtures
      ```
    ````

    A line with `mdcheck:allow-secret` on it may hold one. What is found is never shown.
    """

    name: ClassVar[str] = "secrets"
    main: ClassVar[str] = "paths"
    paths: Paths = (".",)
    exclude: Excluded = ()
    baseline: Annotated[
        Annotated[str, msgspec.Meta(min_length=1)] | None, msgspec.Meta(description="a JSON file of known places")
    ] = None
    engine: Annotated[
        Literal["mdcheck", "gitleaks", "betterleaks"],
        msgspec.Meta(description="who looks; another program than mdcheck is run, and so needs trust"),
    ] = "mdcheck"

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude)
        if self.engine != "mdcheck" and self.baseline is not None:
            raise ValueError(f"`baseline` is mdcheck's own: {self.engine} reads its own list of exceptions")
        self.settled()

    def settled(self) -> Options:
        """Another program is run, so that is a kind of the other sort."""
        if self.engine == "mdcheck":
            return self
        from mdcheck.kinds.gitleaks import SecretsByProgram  # late: needed for other programs only

        return SecretsByProgram(engine=self.engine, paths=self.paths, exclude=self.exclude)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        searched: list[str] = []
        found = tuple(self._credentials(workspace, searched))
        if not searched:
            return failed(workspace.found_nothing(self.paths, "text file"))
        finding = self._judge(workspace, frozenset(searched), found)
        missing = workspace.missing(self.paths) if finding.outcome is Outcome.PASSED else ()
        return failed(named_but_missing(missing)) if missing else finding

    def credentials(self, workspace: Workspace) -> tuple[Credential, ...]:
        """Every credential, allowed or not, by path and line; raises UndeterminedError and OutsideError."""
        return tuple(self._credentials(workspace, []))

    def _credentials(self, workspace: Workspace, searched: list[str]) -> Iterator[Credential]:
        from mdcheck.evidence.texts import Unseen, texts  # late: reading the options needs no engine

        paths, named = searched_files(workspace, self.paths, self.exclude)
        for path, text in texts(workspace, paths, named=named, unseen=Unseen()):
            searched.append(path)
            yield from _in_file(path, text.raw)

    def _judge(self, workspace: Workspace, searched: frozenset[str], found: tuple[Credential, ...]) -> Finding:
        known, gone = self._known(workspace, searched, found)
        allowed = sum(each.allowed for each in found)
        new = [each for each in found if not each.allowed and each not in known]
        notes = [f"{len(known)} known"] if known else []
        notes += [f"{allowed} allowed by a comment"] if allowed else []
        notes += [f"{count(gone, 'place')} of {self.baseline} no longer there"] if gone else []
        inner = self._inner_repositories(workspace)
        notes += [f"not searched, as repositories of their own: {listed(inner)}"] if inner else []
        aside = f" ({', '.join(notes)})" if notes else ""
        if not new:
            return passed(f"no credential in {count(len(searched), 'file')}{aside}")
        weak = [each for each in new if each.rule == WEAK]
        real = [each for each in new if each.rule != WEAK]
        if not real:
            what = count(len(weak), "weak password")
            return warned(f"{what} at {_places(weak)}{aside}: keep {_them(weak)} out of the repository")
        also = f", and {count(len(weak), 'weak password')} at {_places(weak)}" if weak else ""
        fix = f"take {_them(real)} out and revoke {_them(real)}"
        return failed(f"{count(len(real), 'credential')} at {_places(real)}{also}{aside}: {fix}")

    def _inner_repositories(self, workspace: Workspace) -> list[str]:
        """Submodules and other repositories below the folders: git does not list their files here."""
        folders = [_folder(path) for path in self.paths if workspace.resolve(path).is_dir()]
        visible = workspace.git.visible() if folders else None
        if not visible:
            return []
        below = [path for path in visible if any(path.startswith(folder) for folder in folders)]
        known = frozenset(workspace.files(("**",), skip_ignored=True, skip_closed=True))
        exclude = [glob_regex(f"{path.rstrip('/')}{{,/**}}") for path in self.exclude]
        inner = {path.rstrip("/") for path in below if path not in known}
        return sorted(
            path
            for path in inner
            if workspace.resolve(path).is_dir() and not any(rule.fullmatch(path) for rule in exclude)
        )

    def _known(
        self, workspace: Workspace, searched: frozenset[str], found: tuple[Credential, ...]
    ) -> tuple[frozenset[Credential], int]:
        """The credentials that the baseline names, and how many of its places are gone."""
        if self.baseline is None:
            return frozenset(), 0
        from mdcheck.evidence.secrets.baseline import load

        places = load(read(workspace, self.baseline), where=self.baseline)
        here = {each: each.baseline_entry() for each in found if not each.allowed}
        # Another check may look after the places in files that this one does not search.
        gone = {
            entry
            for entry in places.difference(here.values())
            if entry.path in searched or not workspace.is_file(entry.path)
        }
        return frozenset(each for each, entry in here.items() if entry in places), len(gone)


def _folder(path: str) -> str:
    """What the paths of all that is in the folder begin with."""
    clean = path.strip("/").removeprefix("./")
    return "" if clean in ("", ".") else f"{clean}/"


def _places(credentials: list[Credential]) -> str:
    return listed([f"{each.path}:{each.line} ({each.rule})" for each in credentials], _PLACES)


def _them(credentials: list[Credential]) -> str:
    return "it" if len(credentials) == 1 else "them"


def baseline_of(credentials: Iterable[Credential]) -> str:
    """The baseline file that makes these credentials known; those that a comment allows need no entry."""
    from mdcheck.evidence.secrets.baseline import dump

    return dump(each.baseline_entry() for each in credentials if not each.allowed)


def _in_file(path: str, data: bytes) -> Iterator[Credential]:
    from mdcheck.evidence.secrets.credentials import find

    if (wide := wide_encoding(data)) is not None:
        data = data.decode(wide, "replace").encode()
    line, seen = 1, 0
    for hit in find(data, bare=_has_bare_values(path), path=path):
        line += _line_ends(data, seen, hit.start)
        seen = hit.start
        yield Credential(
            path=path,
            line=line,
            rule=hit.rule,
            secret=data[hit.start : hit.end],
            allowed=ALLOWED in _line_around(data, hit.start, hit.end),
        )


def _has_bare_values(path: str) -> bool:
    """Whether a value in such a file may stand without quotation marks."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(_BARE_ENDINGS) or name.startswith(".env.") or name.partition(".")[0] in _BARE_NAMES


def _line_ends(data: bytes, start: int, end: int) -> int:
    part = data[start:end]
    return part.count(b"\n") + part.count(b"\r") - part.count(b"\r\n")


def _line_around(data: bytes, start: int, end: int) -> bytes:
    before = data[max(0, start - _LINE) : start]
    after = data[end : end + _LINE]
    return before.rpartition(b"\n")[2] + after.partition(b"\n")[0]
