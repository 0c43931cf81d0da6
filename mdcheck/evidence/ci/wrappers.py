"""The commands that a command stands for: `uv run python -m pytest -q` runs pytest."""

from __future__ import annotations

import re

from mdcheck.evidence.ci.shell import words

_WRAPPERS: tuple[tuple[str, ...], ...] = (
    ("sudo",), ("env",), ("command",), ("exec",), ("nohup",), ("time",), ("nice",), ("xvfb-run",),
    ("stdbuf",), ("dotenv",),
    ("python", "-m"), ("python3", "-m"), ("py", "-m"), ("coverage", "run", "-m"), ("coverage", "run"),
    ("uv", "run"), ("uvx",), ("pipx", "run"), ("poetry", "run"), ("pdm", "run"), ("pipenv", "run"), ("hatch", "run"),
    ("rye", "run"), ("pixi", "run"), ("conda", "run"), ("mamba", "run"), ("micromamba", "run"), ("npx",), ("bunx",),
    ("pnpm", "exec"), ("pnpm", "dlx"), ("yarn", "exec"), ("yarn", "dlx"), ("yarn", "run"), ("npm", "exec"),
    ("bun", "x"),
    ("bundle", "exec"), ("nix", "develop", "-c"), ("docker", "run"), ("docker", "exec"), ("docker", "compose", "run"),
    ("docker", "compose", "exec"), ("docker-compose", "run"), ("docker-compose", "exec"), ("podman", "run"),
    ("podman", "exec"),
    ("xargs",), ("nyc",), ("c8",), ("cross-env",), ("env-cmd",), ("dotenvx", "run"), ("cross",), ("direnv", "exec"),
)  # fmt: skip
_ONE_MORE = frozenset(("timeout", "docker", "docker-compose", "podman", "direnv"))
"""Their first argument is no command: a time, an image, a service, a folder."""
_PYTHON = re.compile(r"python3?(\.\d+)?(\.exe)?")
_MAX_FORMS = 24


def forms(command: str) -> list[str]:
    """The command, and each one that it starts in turn; the program also without the folder that it lies in."""
    found: list[str] = []
    waiting = [words(command)]
    while waiting and len(found) < _MAX_FORMS:
        parts = waiting.pop(0)
        if not parts:
            continue
        text = " ".join(parts)
        if not text.strip() or text in found:
            continue
        found.append(text)
        name = parts[0].replace("\\", "/").rpartition("/")[2]
        if name and name != parts[0]:
            waiting.append([name, *parts[1:]])
        waiting += _started([_PYTHON.sub("python", name) if _PYTHON.fullmatch(name) else name, *parts[1:]])
    return found


def _started(parts: list[str]) -> list[list[str]]:
    """What the command starts, where it is a wrapper; several guesses where options may take values."""
    if parts[0] == "timeout":
        rest = parts[1:]
    else:
        wrapper = next((one for one in _WRAPPERS if tuple(parts[: len(one)]) == one), None)
        if wrapper is None:
            return []
        rest = parts[len(wrapper) :]
    guesses = _behind_options(rest)
    return [guess[1:] for guess in guesses] if parts[0] in _ONE_MORE else guesses


def _behind_options(parts: list[str]) -> list[list[str]]:
    """What stands behind options and assignments. An option without `=` may have a value behind it, or none."""
    index = 0
    guesses: list[list[str]] = []
    while index < len(parts) and (parts[index].startswith("-") or re.match(r"\w+=", parts[index])):
        if parts[index] == "--":
            return [parts[index + 1 :]]
        if parts[index].startswith("-") and "=" not in parts[index] and index + 2 <= len(parts):
            guesses.append(parts[index + 2 :])
        index += 1
    return [parts[index:], *(guess for guess in guesses if guess and not guess[0].startswith("-"))]
