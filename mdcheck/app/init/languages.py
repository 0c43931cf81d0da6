"""The languages of a repository's code, by their share of its bytes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdcheck.app.init.tree import Tree

_NAMES = {
    "py": "Python",
    "pyi": "Python",
    **dict.fromkeys(("js", "mjs", "cjs", "jsx"), "JavaScript"),
    **dict.fromkeys(("ts", "mts", "cts", "tsx"), "TypeScript"),
    **dict.fromkeys(("vue",), "Vue"),
    **dict.fromkeys(("svelte",), "Svelte"),
    "go": "Go",
    "rs": "Rust",
    "java": "Java",
    **dict.fromkeys(("kt", "kts"), "Kotlin"),
    "scala": "Scala",
    **dict.fromkeys(("cs", "razor"), "C#"),
    "fs": "F#",
    "rb": "Ruby",
    "php": "PHP",
    **dict.fromkeys(("ex", "exs"), "Elixir"),
    "swift": "Swift",
    **dict.fromkeys(("c", "h"), "C"),
    **dict.fromkeys(("cc", "cpp", "cxx", "hpp", "hh"), "C++"),
    "dart": "Dart",
    "r": "R",
    "hs": "Haskell",
    **dict.fromkeys(("sh", "bash"), "Shell"),
    "ps1": "PowerShell",
    **dict.fromkeys(("tf", "tofu", "hcl"), "Terraform"),
    "lua": "Lua",
    "pl": "Perl",
    "zig": "Zig",
    "sql": "SQL",
}
"""By the suffix of the file's name; markup, styles and data are no programming languages."""


def languages(tree: Tree) -> tuple[tuple[str, float], ...]:
    """The languages of the project's own code and their shares, largest first."""
    own = frozenset(tree.own)
    sizes: Counter[str] = Counter()
    for path in tree.code:
        name = _NAMES.get(path.rpartition(".")[2].lower()) if path in own else None
        if name is not None:
            sizes[name] += tree.size(path)
    total = sum(sizes.values())
    return tuple((name, size / total) for name, size in sizes.most_common() if size)
