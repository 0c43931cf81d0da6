"""Which files are manifests and locks, and what reads each."""

from __future__ import annotations

import posixpath
import re
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.dependencies.model import Dependency, Ecosystem
from mdcheck.evidence.dependencies.python import included
from mdcheck.evidence.globs import glob_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mdcheck.evidence.workspace import Workspace

    Reader = Callable[[bytes, str], Iterator[Dependency]]


class Manifest(NamedTuple):
    """One sort of file."""

    glob: str
    """Of its name, in any folder."""
    ecosystem: Ecosystem
    reader: str
    """The module and the function that reads it."""
    lock: bool = False


_P, _N, _J, _O = "python", "node", "jvm", "others"
_REQUIREMENTS = f"{_P}.requirements"
MANIFESTS = (
    Manifest("pyproject.toml", Ecosystem.PYTHON, f"{_P}.pyproject"),
    Manifest("*requirements*.{txt,in}", Ecosystem.PYTHON, _REQUIREMENTS),
    Manifest("requirements/*.{txt,in}", Ecosystem.PYTHON, _REQUIREMENTS),
    Manifest("setup.cfg", Ecosystem.PYTHON, f"{_P}.setup_cfg"),
    Manifest("Pipfile", Ecosystem.PYTHON, f"{_P}.pipfile"),
    Manifest("Pipfile.lock", Ecosystem.PYTHON, f"{_P}.pipfile_lock", lock=True),
    Manifest("{uv,poetry,pdm}.lock", Ecosystem.PYTHON, f"{_P}.toml_lock", lock=True),
    Manifest("pylock*.toml", Ecosystem.PYTHON, f"{_P}.toml_lock", lock=True),
    Manifest("package.json", Ecosystem.NODE, f"{_N}.package_json"),
    Manifest("{package-lock,npm-shrinkwrap}.json", Ecosystem.NODE, f"{_N}.package_lock", lock=True),
    Manifest("pnpm-lock.yaml", Ecosystem.NODE, f"{_N}.pnpm_lock", lock=True),
    Manifest("yarn.lock", Ecosystem.NODE, f"{_N}.yarn_lock", lock=True),
    Manifest("bun.lock", Ecosystem.NODE, f"{_N}.bun_lock", lock=True),
    Manifest("go.mod", Ecosystem.GO, f"{_O}.go_mod"),
    Manifest("Cargo.toml", Ecosystem.RUST, f"{_O}.cargo"),
    Manifest("Cargo.lock", Ecosystem.RUST, f"{_O}.cargo_lock", lock=True),
    Manifest("pom.xml", Ecosystem.JVM, f"{_J}.pom"),
    Manifest("*.gradle{,.kts}", Ecosystem.JVM, f"{_J}.gradle"),
    Manifest("*.versions.toml", Ecosystem.JVM, f"{_J}.catalogue"),
    Manifest("{,buildscript-}gradle.lockfile", Ecosystem.JVM, f"{_J}.gradle_lock", lock=True),
    Manifest("{Gemfile,gems.rb}", Ecosystem.RUBY, f"{_O}.gemfile"),
    Manifest("*.gemspec", Ecosystem.RUBY, f"{_O}.gemspec"),
    Manifest("{Gemfile.lock,gems.locked}", Ecosystem.RUBY, f"{_O}.gemfile_lock", lock=True),
    Manifest("composer.json", Ecosystem.PHP, f"{_O}.composer"),
    Manifest("composer.lock", Ecosystem.PHP, f"{_O}.composer_lock", lock=True),
    Manifest("*.{cs,fs,vb}proj", Ecosystem.DOTNET, f"{_O}.dotnet"),
    Manifest("Directory.{Packages,Build}.props", Ecosystem.DOTNET, f"{_O}.dotnet"),
    Manifest("packages.config", Ecosystem.DOTNET, f"{_O}.dotnet"),
    Manifest("packages.lock.json", Ecosystem.DOTNET, f"{_O}.nuget_lock", lock=True),
    Manifest("mix.exs", Ecosystem.ELIXIR, f"{_O}.mix"),
    Manifest("mix.lock", Ecosystem.ELIXIR, f"{_O}.mix_lock", lock=True),
    Manifest("pubspec.yaml", Ecosystem.DART, f"{_O}.pubspec"),
    Manifest("pubspec.lock", Ecosystem.DART, f"{_O}.pubspec_lock", lock=True),
)
FOREIGN = (
    "**/{node_modules,vendor,third_party,third-party,bower_components,site-packages,.venv,venv}/**",
    "**/{testdata,fixtures,__fixtures__}/**",
)
"""Folders whose manifests are not the project's own."""


def manifest_of(path: str) -> Manifest | None:
    """The sort of the file, by its name."""
    return next((one for one in MANIFESTS if glob_regex(f"**/{one.glob}").fullmatch(path)), None)


def read_dependencies(workspace: Workspace, path: str, manifest: Manifest) -> list[Dependency]:
    """The packages that the file names; raises UndeterminedError."""
    module, _, function = manifest.reader.partition(".")
    reader: Reader = getattr(import_module(f"mdcheck.evidence.dependencies.{module}"), function)
    data = read(workspace, path)
    may_be_empty = re.search(r"(requirements|\.gradle|yarn\.lock|Gemfile)", path) or manifest.reader == _REQUIREMENTS
    if not data.strip() and not may_be_empty:
        raise UndeterminedError(f"{path} is empty")
    return list(reader(data, path))


def included_manifests(workspace: Workspace, path: str, manifest: Manifest) -> list[tuple[str, Manifest]]:
    """The requirements that a file of requirements includes; raises UndeterminedError for what is not there."""
    if manifest.reader != _REQUIREMENTS:
        return []
    found: list[tuple[str, Manifest]] = []
    for name in included(read(workspace, path), path):
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if "://" in name or not workspace.is_file(place):
            raise UndeterminedError(f"{path} includes {name}, which can't be read: it is not in the repository")
        found.append((place, manifest))
    return found
