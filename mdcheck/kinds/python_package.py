"""`python_package`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.kinds.protocol import Options, errored_if_undetermined
from mdcheck.kinds.versions import fits, specifiers
from mdcheck.results.outcome import failed, passed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_INSTALLED = re.compile(r"(.+?)-([0-9][^-]*)(?:-.*)?\.(?:dist-info|egg-info)")
_METADATA = ("METADATA", "PKG-INFO")
OWN = "mdcheck's own environment"


class PythonPackage(Options, frozen=True, kw_only=True):
    """The package is installed in the project's environment: VIRTUAL_ENV, .venv, venv, else mdcheck's own.

    ````markdown
    - [ ] Structured logging is installed
      ```check
      python_package: structlog
      version: ">=24.1,<26"
      ```
    ````

    Version specifiers are those of PEP 440.
    """

    name: ClassVar[str] = "python_package"
    main: ClassVar[str] = "name"
    # `name` is the kind's own name, so the option of that name has another one here.
    package: Annotated[str, msgspec.Meta(description="as pip knows it")] = msgspec.field(name="name")
    version: Annotated[str | None, msgspec.Meta(description="specifiers as in PEP 440: >=24.1,<25")] = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.package):
            raise ValueError(f"“{self.package}” is no name of a package")
        if self.version is not None:
            specifiers(self.version)

    @errored_if_undetermined
    def check(self, workspace: Workspace) -> Finding:
        where, folders = _environment(workspace)
        installed = next(_versions(folders, _normal(self.package)), None)
        if installed is None:
            return failed(f"{self.package} is not installed in {where}")
        said = f"{self.package} {installed}"
        if self.version is None:
            return passed(f"{said} ({where})")
        try:
            fitting = fits(installed, self.version)
        except ValueError as error:
            raise UndeterminedError(f"{said} in {where} has a version that can't be read") from error
        return passed(f"{said} ({where})") if fitting else failed(f"{said} is not {self.version} ({where})")


def _environment(workspace: Workspace) -> tuple[str, tuple[Path, ...]]:
    """What the environment is called, and the folders in which its packages lie."""
    workspace.look_elsewhere()
    if given := workspace.environ.get("VIRTUAL_ENV"):
        if folders := _site_packages(Path(given)):
            return "VIRTUAL_ENV", folders
        raise UndeterminedError("VIRTUAL_ENV names no virtual environment")
    for name in (".venv", "venv"):
        if folders := _site_packages(workspace.root / name):
            if any(path.startswith(f"{name}/") for path in workspace.git.tracked() or ()):
                raise UndeterminedError(f"{name} is committed, so it does not say what is installed")
            return name, folders
    # Only these, since the folder that mdcheck was started in may stand in `sys.path`, too.
    return OWN, tuple(path for path in map(Path, sys.path) if path.name in ("site-packages", "dist-packages"))


def _site_packages(environment: Path) -> tuple[Path, ...]:
    if not (environment / "pyvenv.cfg").is_file():
        return ()
    found = (*sorted(environment.glob("lib*/*/site-packages")), environment / "Lib" / "site-packages")
    return tuple(folder for folder in found if folder.is_dir())


def _versions(folders: tuple[Path, ...], package: str) -> Iterator[str]:
    """The versions under which the package is installed; no code of the environment runs."""
    for folder in folders:
        try:
            entries = sorted(folder.iterdir())
        except OSError:  # gone since, or not ours to read
            continue
        for entry in entries:
            match = _INSTALLED.fullmatch(entry.name)
            # Without its metadata it is a leftover of a package that was removed.
            if match and _normal(match[1]) == package and any((entry / name).is_file() for name in _METADATA):
                yield match[2]


def _normal(name: str) -> str:
    """The name in the one form of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()
