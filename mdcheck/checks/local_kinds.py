"""Kinds in Python files of the repository, which the setting `kinds` names.

Importing such a file runs it, so it is code like a script's: it runs when its check runs, and so only when the person
trusts it. Before that the file is only read: its classes are found in its syntax tree, and its text is part of what
the person approves. What is run is that text, not what may stand in the file by then.
"""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import msgspec

from mdcheck.checks.containment import StrangerError, contained
from mdcheck.evidence.workspace import OutsideError
from mdcheck.kinds.table import KINDS
from mdcheck.late import sha256
from mdcheck.regular import TooLargeError, read_regular
from mdcheck.results.outcome import Finding, errored

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.kinds.protocol import Options, Reading

MAX_BYTES = 1024 * 1024
_loading = Lock()


class DeclaredKind(NamedTuple):
    """A kind as its file's syntax tree shows it; nothing of it has run."""

    name: str
    class_name: str
    summary: str
    """The first line of its docstring."""
    path: str
    """From the repository's root, with `/`."""
    code: bytes
    """The whole file."""


class LocalKind(msgspec.Struct, frozen=True, kw_only=True):
    """A check of such a kind. Its options are read when it runs, because only its code knows them."""

    name: ClassVar[str] = "local"
    main: ClassVar[str] = ""
    executable: ClassVar[bool] = True
    declared: DeclaredKind
    build: Callable[[type[Options]], Options]
    """The kind with the block's options; raises ValueError."""

    @property
    def code(self) -> dict[str, bytes]:
        """The files, by their path, that are run: part of what the person approves."""
        return {self.declared.path: self.declared.code}

    def check(self, workspace: Workspace) -> Finding:
        try:
            with contained(OSError, OutsideError):
                return self._found(workspace)
        except StrangerError as error:
            return errored(f"{self.declared.path} gave up: {error}")

    def _found(self, workspace: Workspace) -> Finding:
        from mdcheck.checks.contract import finding, unfit  # late: it imports this module

        name, class_name, _, path, _ = self.declared
        try:
            cls: Any = getattr(_module(self.declared), class_name, None)
            if reason := unfit(cls, name) or ("" if hasattr(cls, "check") else "it has no `check`"):
                return errored(f"{class_name} in {path} is no kind “{name}”: {reason}")
            reading = cast("Reading", self.build(cls).settled())
        except ValueError as error:
            return errored(str(error))
        return finding(reading.check(workspace))


def declared(root: Path, files: tuple[str, ...]) -> dict[str, DeclaredKind]:
    """The kinds in the files by name; raises ValueError for a file that can't be read, and for a name that is taken."""
    found: dict[str, DeclaredKind] = {}
    for path in files:
        code = _read(root, path)
        for kind in _in_file(path, code):
            if kind.name in KINDS or kind.name in found:
                other = f"in {found[kind.name].path}, too" if kind.name in found else "mdcheck's own"
                raise ValueError(f"{path}: the kind “{kind.name}” is {other}: give it another name")
            found[kind.name] = kind
    return found


def _read(root: Path, path: str) -> bytes:
    target = Path(os.path.realpath(root / path))
    if root not in target.parents:
        raise ValueError(f"{path} lies outside the repository")
    if target.suffix != ".py" or not target.is_file():
        raise ValueError(f"{path} is {'no Python file' if target.exists() else 'missing'}")
    try:
        return read_regular(os.fspath(target), MAX_BYTES)
    except TooLargeError as error:
        raise ValueError(f"{path} {error.strerror}") from error
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error


def _in_file(path: str, code: bytes) -> list[DeclaredKind]:
    try:
        tree = ast.parse(code, filename=path)
    except SyntaxError as error:
        raise ValueError(f"{path}:{error.lineno or 1} is malformed Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{path} is malformed Python: {error}") from error
    found = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and (name := _kind_name(node)):
            summary = (ast.get_docstring(node) or "").partition("\n")[0]
            found.append(DeclaredKind(name=name, class_name=node.name, summary=summary, path=path, code=code))
    return found


def _kind_name(node: ast.ClassDef) -> str:
    """The text that the class gives its attribute `name`; empty where it gives none."""
    for line in node.body:
        if isinstance(line, ast.AnnAssign):
            targets: list[ast.expr] = [line.target]
        elif isinstance(line, ast.Assign):
            targets = line.targets
        else:
            continue
        named = any(isinstance(one, ast.Name) and one.id == "name" for one in targets)
        if named and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            return line.value.value
    return ""


def _module(kind: DeclaredKind) -> ModuleType:
    """The file's module, run once for each content; raises ValueError with what went wrong in it."""
    digest = sha256(kind.path.encode() + b"\0" + kind.code)
    name = f"mdcheck_local_{digest[:16]}"
    with _loading:
        if name in sys.modules:
            return sys.modules[name]
        module = ModuleType(name)
        module.__file__ = kind.path
        sys.modules[name] = module  # msgspec looks there for what annotations name
        try:
            with contained():
                exec(compile(kind.code, kind.path, "exec"), module.__dict__)  # noqa: S102 - the person trusts it
        except StrangerError as error:
            del sys.modules[name]
            raise ValueError(f"{kind.path} can't be loaded: {error}") from error
        except KeyboardInterrupt:
            del sys.modules[name]
            raise
        return module
