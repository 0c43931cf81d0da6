"""`dependency`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple, TypeAlias

import msgspec

from mdcheck.evidence.content import UndeterminedError, check_globs
from mdcheck.evidence.dependencies.model import Dependency, Ecosystem, normalized
from mdcheck.evidence.dependencies.ranges import conditions, fits
from mdcheck.evidence.dependencies.read import FOREIGN, MANIFESTS, included_manifests, manifest_of, read_dependencies
from mdcheck.evidence.globs import glob_regex
from mdcheck.kinds.protocol import Excluded, OptionError, Options, errored_if_undetermined
from mdcheck.results.outcome import errored, failed, passed
from mdcheck.wording import count, listed, named_but_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_SHOWN = 3
_Names: TypeAlias = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]


class _Entry(NamedTuple):
    """A package, and the file that names it."""

    path: str
    ecosystem: Ecosystem
    lock: bool
    dependency: Dependency

    @property
    def words(self) -> str:
        version = f" {self.dependency.version}" if self.dependency.version else ""
        return f"{self.dependency.name}{version} in {self.path}"


class DependencyKind(Options, frozen=True, kw_only=True):
    """The packages are declared, in the manifests of the common ecosystems.

    ````markdown
    - [ ] Logs are structured
      ```check
      dependency: {any: [structlog, loguru, pino, winston, "go.uber.org/zap"], dev: false}
      ```
    - [ ] Django is one that gets security fixes
      ```check
      dependency: django
      version: ">=5.2"
      ```
    - [ ] Nothing depends on log4j 1, even indirectly
      ```check
      dependency: {none: "log4j:log4j", paths: "**/gradle.lockfile"}
      ```
    ````

    It reads `pyproject.toml` (PEP 621 and 735, Poetry, uv, pdm, Hatch), requirements, `setup.cfg`, `Pipfile` and the
    locks of uv, Poetry, pdm and Pipenv; `package.json` and the locks of npm, pnpm, yarn and bun; `go.mod`; Cargo,
    Maven, Gradle (Groovy, Kotlin, catalogues, lock files), Bundler, composer, NuGet, mix and pub, in any folder but
    those of other people's code (`vendor`, `node_modules`, `testdata`, …) and what git ignores.

    - Names are compared as their ecosystem does: `Zope_Interface` is `zope-interface`, upper and lower case are the
      same, Go's `/v2` may be left out, and `artifact` finds `group:artifact` on the JVM. A glob finds any that fits:
      `@opentelemetry/*`.
    - A package counts where a manifest declares it; with `locked: true`, where a lock file holds it, for whatever
      reason. `none` looks in both.
    - What stands for something else is read as that: npm's aliases, Go's `replace`, and the files that requirements
      include with `-r`. One that is not there makes the check errored.
    - `dev: false` asks for a declaration that is not for development, tests or building alone, `dev: true` for one that
      is.
    - `version` is compared with the locked version if there is one, else with the versions that the manifest allows:
      all of them must be as asked. Where that can't be told, the check is errored.

    `python_package` looks at what is installed; `dependency` at what is written.
    """

    name: ClassVar[str] = "dependency"
    main: ClassVar[str] = "all"
    all: Annotated[_Names, msgspec.Meta(description="packages, each of which must be declared")] = ()
    any: Annotated[_Names, msgspec.Meta(description="packages, one of which must be declared")] = ()
    none: Annotated[_Names, msgspec.Meta(description="packages, none of which may be declared or locked")] = ()
    version: Annotated[str | None, msgspec.Meta(description="conditions for it, such as `>=1.2,<2`")] = None
    dev: Annotated[
        bool | None, msgspec.Meta(description="whether it must be for development alone, or must not be")
    ] = None
    locked: Annotated[bool, msgspec.Meta(description="a lock file must hold it")] = False
    paths: Annotated[
        _Names,
        msgspec.Meta(
            description="manifests and lock files, or globs; without them, all that are there", extra={"paths": True}
        ),
    ] = ()
    exclude: Excluded = ()

    def __post_init__(self) -> None:
        check_globs(self.paths, self.exclude, self.all, self.any, self.none)
        if not (self.all or self.any or self.none):
            raise ValueError("dependency names no package: give all, any or none")
        if self.version is not None:
            try:
                conditions(self.version)
            except ValueError as error:
                raise OptionError("version", str(error)) from error

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        if missing := workspace.missing(self.paths):
            return failed(named_but_missing(missing))
        entries, paths = self._entries(workspace)
        if not paths:
            return failed(
                f"no file matches {listed(self.paths)}" if self.paths else "no manifest of any known ecosystem is there"
            )
        # A forbidden package may be held for any reason, so every file of it counts.
        if found := [entry.words for name in self.none for entry in entries if _is(entry, name)]:
            return failed(listed(found, _SHOWN), tuple(found) if len(found) > _SHOWN else ())
        said: list[str] = []
        for name in self.all:
            finding = self._declared(name, entries, paths)
            if isinstance(finding, str):
                said.append(finding)
            else:
                return finding
        if self.any:
            findings = [self._declared(name, entries, paths) for name in self.any]
            good = [finding for finding in findings if isinstance(finding, str)]
            bad = [finding for finding in findings if not isinstance(finding, str)]
            if not good:
                telling = [finding for finding in bad if "not declared" not in finding.message]
                where = f"none of these is {self._wish}: {listed(self.any)} ({_looked(paths)})"
                return telling[0] if telling else failed(where)
            said.append(good[0])
        if self.none:
            said.append(f"{listed(self.none)} {'is' if len(self.none) == 1 else 'are'} not in {_looked(paths)}")
        return passed("; ".join(said))

    @property
    def _wish(self) -> str:
        return "locked" if self.locked else "declared"

    def _entries(self, workspace: Workspace) -> tuple[list[_Entry], list[str]]:
        """All that is declared and locked, and the files that were read."""
        globs = self.paths or tuple(f"**/{manifest.glob}" for manifest in MANIFESTS)
        exclude = (*self.exclude, *(() if self.paths else FOREIGN))
        entries: list[_Entry] = []
        files = {
            path: manifest_of(path) for path in workspace.files(globs, exclude=exclude, skip_ignored=not self.paths)
        }
        waiting = list(files)
        for path in waiting:
            manifest = files[path]
            if manifest is None:
                raise UndeterminedError(f"{path} is no manifest or lock file that is known by its name")
            found = read_dependencies(workspace, path, manifest)
            entries += [_Entry(path, manifest.ecosystem, manifest.lock, dependency) for dependency in found]
            for other, same in included_manifests(workspace, path, manifest):
                if other not in files:
                    files[other] = same
                    waiting.append(other)
        return entries, waiting

    def _declared(self, name: str, entries: Sequence[_Entry], paths: Sequence[str]) -> str | Finding:
        """Where the package is as asked, in words, or why it is not."""
        everywhere = [entry for entry in entries if _is(entry, name)]
        wanted = [entry for entry in everywhere if (_is_locked(entry) if self.locked else _is_declared(entry))]
        if not wanted:
            also = f", only locked: {everywhere[0].words}" if everywhere else f" ({_looked(paths)})"
            return failed(f"{name} is not {self._wish}{also}")
        fitting = [entry for entry in wanted if self.dev is None or entry.dependency.dev is self.dev]
        if not fitting:
            sort = "for development only" if self.dev is False else "not for development only"
            return failed(f"{wanted[0].words} is {sort}")
        if self.version is None:
            return fitting[0].words
        return self._of_version([entry for entry in everywhere if entry.lock] or fitting, self.version)

    def _of_version(self, entries: Sequence[_Entry], version: str) -> str | Finding:
        """The versions of all places must be as asked: two lock files may hold two of them."""
        asked = conditions(version)
        answers = [fits(entry.dependency.version, asked, entry.ecosystem, locked=entry.lock) for entry in entries]
        for entry, answer in zip(entries, answers, strict=True):
            if answer is False:
                return failed(f"{entry.words} is not {version}")
        for entry, answer in zip(entries, answers, strict=True):
            if answer is None:
                return errored(f"{entry.words}: whether that is {version} can't be told without a lock file")
        return entries[0].words


def _is_declared(entry: _Entry) -> bool:
    return not entry.lock and entry.dependency.direct


def _is_locked(entry: _Entry) -> bool:
    """`go.mod` is manifest and lock in one."""
    return entry.lock or entry.ecosystem is Ecosystem.GO


def _is(entry: _Entry, name: str) -> bool:
    """Whether the name or the glob is the package's."""
    found = normalized(entry.dependency.name, entry.ecosystem)
    wanted = normalized(name, entry.ecosystem) if "*" not in name else name.lower()
    candidates = [found]
    if entry.ecosystem is Ecosystem.JVM and ":" not in name:
        candidates.append(found.partition(":")[2])
    if "*" not in wanted and "?" not in wanted and "{" not in wanted:
        return wanted in candidates
    regex = glob_regex(wanted, nocase=True)
    return any(regex.fullmatch(candidate) for candidate in candidates)


def _looked(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{count(len(paths), 'file')}: {listed(paths)}"
