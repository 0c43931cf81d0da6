"""The packages of a monorepo: what workspaces list, and folders with a manifest each that lie side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.app.init.facts import Fact, Subject
from mdcheck.app.init.nature import is_published
from mdcheck.app.init.tree import folder_of
from mdcheck.evidence.globs import glob_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.app.init.tree import Tree

_SIDE_BY_SIDE = re.compile(r"(?:packages|apps|services|libs|modules|crates|plugins|projects)/[^/]+")
_HALVES = ("backend", "frontend", "server", "client", "api", "web", "app", "ui")
_MIN_MEMBERS = 2
_MANIFESTS = {
    **dict.fromkeys(("pnpm workspace", "npm workspaces", "lerna"), "package.json"),
    "Cargo workspace": "Cargo.toml",
    "uv workspace": "pyproject.toml",
    "Go workspace": "go.mod",
    "Maven modules": "pom.xml",
}
"""What makes a folder a package for those who list it; it may have another manifest beside it."""


def members(tree: Tree, facts: Sequence[Fact]) -> tuple[tuple[str, str], ...]:
    """The manifest of each package with what lists it; none where there are fewer than two."""
    manifests = [fact.path for fact in facts if fact.subject is Subject.MANIFEST]
    by_folder: dict[str, str] = {}
    for path in sorted(manifests):
        by_folder.setdefault(folder_of(path), path)
    for why, globs in _workspaces(tree):
        name = _MANIFESTS.get(why, "")
        listed = {folder_of(path): path for path in manifests if path.endswith(f"/{name}")} if name else by_folder
        found = _expanded(globs, listed)
        if len(found) >= _MIN_MEMBERS:
            return tuple((listed[folder], why) for folder in found)
    parts = [folder for folder, path in by_folder.items() if _is_package(tree, path)]
    beside = [folder for folder in parts if _SIDE_BY_SIDE.fullmatch(folder)]
    if len(beside) < _MIN_MEMBERS:
        beside = [folder for folder in parts if folder in _HALVES]
    if len(beside) < _MIN_MEMBERS:
        return ()
    return tuple((by_folder[folder], "folders side by side") for folder in sorted(beside))


def _is_package(tree: Tree, path: str) -> bool:
    """Whether a manifest is more than another way into the package at the root: `import "a/server"`."""
    if not path.endswith("package.json") or not is_published(tree, "package.json"):
        return True
    return any(tree.value(path, key) for key in ("scripts", "dependencies", "devDependencies"))


def _expanded(globs: Sequence[str], by_folder: dict[str, str]) -> list[str]:
    """The folders with a manifest that the globs name; those behind `!` are left out."""
    found: list[str] = []
    for folder in sorted(by_folder):
        for glob in globs:
            plain = glob.removeprefix("!").removeprefix("./").rstrip("/")
            if folder and _fits(plain, folder):
                found = [*found, folder] if not glob.startswith("!") else [one for one in found if one != folder]
    return list(dict.fromkeys(found))


def _fits(glob: str, folder: str) -> bool:
    try:
        return glob_regex(glob).fullmatch(folder) is not None
    except re.error:
        return False


def _workspaces(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each list of members that the root holds, and the name of its tool."""
    yield "pnpm workspace", tree.words("pnpm-workspace.yaml", "packages")
    npm = tree.value("package.json", "workspaces")
    keys = ("workspaces", "packages") if isinstance(npm, dict) else ("workspaces",)
    yield "npm workspaces", tree.words("package.json", *keys)
    yield "lerna", tree.words("lerna.json", "packages")
    yield "Cargo workspace", tree.words("Cargo.toml", "workspace", "members")
    yield "uv workspace", tree.words("pyproject.toml", "tool", "uv", "workspace", "members")
    yield "melos", tree.words("melos.yaml", "packages")
    yield "Dart workspace", tree.words("pubspec.yaml", "workspace")
    yield "Go workspace", tuple(_go_work(tree.text("go.work")))
    yield "Maven modules", tuple(_texts(tree.value("pom.xml", "project", "modules", "module")))
    settings = tree.text("settings.gradle") or tree.text("settings.gradle.kts")
    yield "Gradle projects", tuple(_gradle(settings))
    if tree.has("mix.exs"):
        yield (
            "umbrella",
            tuple(folder for folder in {folder_of(path) for path in tree.own} if re.fullmatch(r"apps/[^/]+", folder)),
        )


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _go_work(text: str) -> list[str]:
    text = re.sub(r"//.*", "", text)
    blocks = re.findall(r"^use\s*\(([^)]*)\)", text, re.MULTILINE)
    single = re.findall(r"^use\s+([^\s(]+)\s*$", text, re.MULTILINE)
    return [word.removeprefix("./") for block in blocks for word in block.split()] + [
        word.removeprefix("./") for word in single
    ]


def _gradle(text: str) -> list[str]:
    text = re.sub(r"//.*|/\*[\s\S]*?\*/", "", text)
    lists = re.findall(r"\binclude\b\s*\(?((?:\s*['\"][^'\"\n]+['\"]\s*,?)+)", text)
    names = [name for found in lists for name in re.findall(r"['\"]([^'\"]+)['\"]", found)]
    return [name.strip(":").replace(":", "/") for name in names]
