"""The driver of the tests of kinds: a workspace from a table of files, options, and the finding."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from mdcheck.evidence.git_data import NoGit
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.table import kind_class

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mdcheck.results.outcome import Finding

NOW = 1_800_000_000.0


class FakeGit(NoGit):
    """A repository that says what a test wants."""

    def __init__(self, **answers: Any) -> None:
        for name, answer in answers.items():
            setattr(self, name, lambda *_, answer=answer: answer(*_) if callable(answer) else answer)


@pytest.fixture
def fake_git() -> type[FakeGit]:
    return FakeGit


@pytest.fixture
def tree(tmp_path: Path) -> Callable[..., Workspace]:
    """Builds a workspace from names and contents; a name that ends in `/` is a folder, a Path is a link."""

    def build(files: Mapping[str, Any] = {}, *, age: float = 0, **fields: Any) -> Workspace:
        root = tmp_path.resolve() / "root"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                path.mkdir(exist_ok=True)
            elif isinstance(content, str | bytes):
                path.write_bytes(content.encode() if isinstance(content, str) else content)
                os.utime(path, (NOW - age, NOW - age))
            else:
                path.symlink_to(content)
        return Workspace(**({"root": root, "environ": {}, "clock": lambda: NOW} | fields))

    return build


@pytest.fixture
def options() -> Callable[..., Any]:
    """A kind from its name and options, converted as the reader does."""

    def build(kind: str, **values: Any) -> Any:
        return msgspec.convert(values, kind_class(kind), strict=True)

    return build


@pytest.fixture
def check(tree: Callable[..., Workspace], options: Callable[..., Any]) -> Callable[..., Finding]:
    """The finding of a kind on a table of files, or on a workspace, without its details."""

    def run(kind: str, files: Any, /, **values: Any) -> Finding:
        workspace = files if isinstance(files, Workspace) else tree(files)
        return options(kind, **values).check(workspace)._replace(details=())

    return run
