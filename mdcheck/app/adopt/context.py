"""What rules may look at: the repository, where the checklist lies in it, and what the person has said."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from mdcheck.app.init.detect import Repository
from mdcheck.evidence.ci.shell import calls
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.versions import is_revision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.evidence.ci.model import Script

_MOST_COMMANDS = 5000
_MOVES = re.compile(r"(?:^|[\s;&|(])(?:cd|pushd)\s")
_ENTERS = re.compile(r"\s*(?:set -[^\n]*\n\s*)*cd\s+([\w./-]+)\s*(?:&&|;|\n)")


def context_of(opened: Opened, address: str = "") -> Context:
    """The surroundings of a checklist; `address` is the service's, if the person has said it."""
    own = opened.path.resolve().relative_to(opened.root).as_posix()
    folder = posixpath.dirname(own)
    return Context(opened.root, folder, own=own, address=address, roles=opened.settings.roles)


def _folder_of(script: Script) -> str | None:
    """Where the commands of the script run; None where it goes to several places, or to one that nobody knows."""
    found = _ENTERS.match(script.text)
    folder = posixpath.normpath(posixpath.join(script.folder, found[1] if found else ""))
    return None if len(_MOVES.findall(script.text)) > bool(found) or "$" in folder else folder


MANIFESTS = frozenset(
    (  # noqa: SIM905 - a list of a dozen lines is no easier to read
        "package.json pyproject.toml setup.py go.mod Cargo.toml pom.xml composer.json Gemfile build.gradle"
        " build.gradle.kts mix.exs Makefile pubspec.yaml"
    ).split()
)


class Context:
    """One checklist's surroundings. Nothing is run."""

    def __init__(
        self, root: Path, folder: str, *, own: str = "", address: str = "", roles: Collection[str] = ()
    ) -> None:
        self._root = root
        self.repository = Repository(root)
        self.tree = self.repository.tree
        self.folder = folder
        """Of the checklist, from the root; empty for the root itself."""
        self.own = own
        """The checklist itself, from the root."""
        self.address = address
        """Of the service, without a slash at the end; empty where nobody has said it."""
        self.roles = frozenset(roles)
        """Those that the policy has."""

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(self.tree.there)

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(path[:end] for path in self._files for end in range(len(path)) if path[end] == "/")

    @cached_property
    def _by_name(self) -> dict[str, str | None]:
        """The one file of each name; None where there are several."""
        found: dict[str, str | None] = {}
        for path in self.tree.own:
            name = path.rpartition("/")[2]
            found[name] = None if name in found else path
        return found

    def path(self, written: str) -> str | None:
        """The file or folder that is meant by what stands in a checklist: from the root, or from the checklist."""
        clean = written.removeprefix("./").rstrip("/")
        for base in ("", self.folder):
            found = posixpath.normpath(posixpath.join(base, clean))
            if found in self._files or (found in self._folders and found != "."):
                return found
        return self._by_name.get(clean) if "." in clean.strip(".") and "/" not in written else None

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The names of the files in each folder."""
        found: dict[str, list[str]] = {}
        for path in self._files:
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, []).append(name)
        return found

    def names_in(self, folder: str) -> list[str]:
        """The names of the files that lie in a folder; empty for the root itself."""
        return self._names.get(folder, [])

    def has_packages_outside(self, folder: str) -> bool:
        """Whether a manifest lies neither in the folder nor below it."""
        return any(not path.startswith(f"{folder}/") and path.rpartition("/")[2] in MANIFESTS for path in self.tree.own)

    def has_python(self, folder: str) -> bool:
        """Whether a file of Python, or for a tool that reads some, lies in the folder or below it."""
        start, ends = f"{folder}/" if folder else "", (".py", "pyproject.toml", "ruff.toml", "mypy.ini", "setup.cfg")
        return any(path.endswith(ends) and path.startswith(start) for path in self._files)

    def is_in(self, folder: str, written: str) -> bool:
        """Whether the path, from the folder, leads to a file or a folder of the repository."""
        found = posixpath.normpath(posixpath.join(folder, written))
        return found == "." or found in self._files or found in self._folders

    def has_old_tag(self, name: str) -> bool:
        """Whether the tag is there, and at another commit than HEAD."""
        if name in (self.tree.git.tags_at_head() or ()):
            return False
        found = open_repository(self._root)
        return not isinstance(found, NoRepository) and is_revision(found, f"refs/tags/{name}")

    @cached_property
    def ci_commands(self) -> tuple[tuple[str, str, str], ...]:
        """The commands that CI runs and that may not fail: each with its folder and CI file; pull requests first."""
        return tuple(dict.fromkeys(self._ci_commands()))

    def _ci_commands(self) -> Iterator[tuple[str, str, str]]:
        pipelines = self.repository.pipelines.pipelines
        jobs = [(pipeline.path, job) for pipeline in pipelines for job in pipeline.jobs]
        left = _MOST_COMMANDS
        for path, job in sorted(jobs, key=lambda pair: "pull_request" not in pair[1].triggers):
            for script in job.scripts:
                folder = _folder_of(script)
                if folder is None or script.may_fail:
                    continue
                for call in calls(script.text):
                    left -= 1
                    if left and not call.may_fail:
                        yield " ".join(call.text.split()), "" if folder == "." else folder, path
