"""The environment variables that a repository's code reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdcheck.app.init.tree import Tree

_NAME = r"['\"]([A-Z][A-Z0-9_]*)['\"]"
_READS = {
    "py": rf"os\.environ(?:\.get\(|\.setdefault\(|\[)\s*{_NAME}|(?:os\.)?getenv\(\s*{_NAME}",
    "js": rf"process\.env\.([A-Z][A-Z0-9_]*)|process\.env\[{_NAME}\]|import\.meta\.env\.([A-Z][A-Z0-9_]*)"
    rf"|Deno\.env\.get\({_NAME}",
    "go": rf"os\.(?:Getenv|LookupEnv)\(\s*{_NAME}",
    "rs": rf"env::var(?:_os)?\(\s*{_NAME}|\benv!\(\s*{_NAME}",
    "java": rf"System\.getenv\(\s*{_NAME}",
    "cs": rf"GetEnvironmentVariable\(\s*{_NAME}",
    "rb": rf"ENV(?:\.fetch\(|\[)\s*{_NAME}",
    "php": rf"\bgetenv\(\s*{_NAME}|\$_ENV\[{_NAME}|\benv\(\s*{_NAME}",
    "ex": rf"System\.(?:get_env|fetch_env!?)\(\s*{_NAME}",
}
_SAME = {
    **dict.fromkeys(("ts", "tsx", "jsx", "mjs", "cjs", "mts", "vue", "svelte"), "js"),
    **dict.fromkeys(("kt", "kts", "scala"), "java"),
    "exs": "ex",
}
_OF_THE_PLATFORM = frozenset(
    ("PATH", "HOME", "CI", "NODE_ENV", "USER", "SHELL", "TERM", "PWD", "TMPDIR", "TEMP", "LANG", "DEV", "PROD", "MODE")
)
_OF_OTHERS = re.compile(
    r"(?:NO|FORCE)_COLOR|CLICOLOR\w*|COLORTERM|TERM_\w+|KUBERNETES_(?:SERVICE|PORT)\w*|XDG_\w+|LC_\w+|TZ|EDITOR|VISUAL|PAGER"
    r"|APPDATA|LOCALAPPDATA|USERPROFILE|SYSTEMROOT|WINDIR|GITHUB_(?:ACTIONS|REF|SHA|RUN_ID|WORKSPACE|OUTPUT|STEP_SUMMARY)"
    r"|GITLAB_CI|AWS_(?:LAMBDA_\w+|EXECUTION_ENV)|VERCEL(?:_ENV|_URL)?|NETLIFY|DYNO|JEST_WORKER_ID|VITEST|PYTEST_\w+"
)
"""What terminals, platforms and runners of tests set: it belongs into no example of a project's settings."""
_USUAL = frozenset(("PORT", "HOST", "HOSTNAME"))
"""What platforms set for a program, and developers seldom do."""
_MAX_FILES = 3000
_MAX_BYTES = 24 * 1024 * 1024


def variables(tree: Tree) -> tuple[str, ...]:
    """Their names, sorted; only literal ones, and none that every system sets."""
    compiled = {suffix: re.compile(pattern) for suffix, pattern in _READS.items()}
    found: set[str] = set()
    own, left = frozenset(tree.own), _MAX_BYTES
    for path in tree.code[:_MAX_FILES]:
        suffix = path.rpartition(".")[2].lower()
        pattern = compiled.get(_SAME.get(suffix, suffix))
        if pattern is None or path not in own or left <= 0:
            continue
        text = tree.text(path)
        left -= len(text)
        found.update(
            name
            for one in pattern.finditer(text)
            if not _in_comment(text, one.start())
            for name in one.groups()
            if name
        )
    return tuple(sorted(name for name in found - _OF_THE_PLATFORM - _USUAL if not _OF_OTHERS.fullmatch(name)))


def _in_comment(text: str, at: int) -> bool:
    """Whether the line is a comment as a whole."""
    return text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith(("//", "#", "*", "/*"))
