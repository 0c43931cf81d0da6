"""The commands that a command stands for: `uv run python -m pytest -q` runs pytest."""

from __future__ import annotations

import re

from mdcheck.evidence.ci.shell import words

_WRAPPERS: tuple[tuple[str, ...], ...] = (
    ("sudo",), ("env",), ("command",), ("exec",), ("nohup",), ("time",), ("nice",), ("xvfb-run",),
    ("stdbuf",), ("dotenv",), ("xcrun",),
    ("py", "-m"), ("coverage", "run", "-m"), ("coverage", "run"),
    ("uv", "run"), ("uvx",), ("pipx", "run"), ("poetry", "run"), ("pdm", "run"), ("pipenv", "run"), ("hatch", "run"),
    ("rye", "run"), ("pixi", "run"), ("conda", "run"), ("mamba", "run"), ("micromamba", "run"), ("npx",), ("bunx",),
    ("pnpm", "exec"), ("pnpm", "dlx"), ("yarn", "exec"), ("yarn", "dlx"), ("yarn", "run"), ("npm", "exec"),
    ("bun", "x"), ("bun", "run"),
    ("bundle", "exec"), ("nix", "develop", "-c"), ("docker", "run"), ("docker", "exec"), ("docker", "compose", "run"),
    ("docker", "compose", "exec"), ("docker-compose", "run"), ("docker-compose", "exec"), ("podman", "run"),
    ("podman", "exec"),
    ("xargs",), ("nyc",), ("c8",), ("cross-env",), ("env-cmd",), ("dotenvx", "run"), ("cross",), ("direnv", "exec"),
    ("yarn",), ("pnpm",), ("bun",), ("php",),
)  # fmt: skip
_ONE_MORE = frozenset(("timeout", "docker", "docker-compose", "podman", "direnv"))
"""Their first argument is no command: a time, an image, a service, a folder."""
_WITH_VALUE = frozenset(
    (  # noqa: SIM905 - a list of a hundred lines is no easier to read
        "--with --with-editable --with-requirements --extra --group --no-group --only-group --no-extra --from --package"
        " --python --directory --project --index --index-url --env-file --config --env --workdir --user --volume --name"
        " --network --entrypoint --mount --platform --publish --signal --kill-after --server-args --server-num"
        " --adjustment --max-args --max-procs --prefix --feature --environment -p -v -w -W -X -k -s -n -C"
    ).split()
)
"""Options of wrappers that have a value behind them. Of others nobody knows; `-e` and `-u` depend on the program."""
_VALUE_FOR = {
    "docker": frozenset(("-e", "-u")),
    "podman": frozenset(("-e", "-u")),
    "sudo": frozenset(("-u",)),
    "php": frozenset(("-d",)),
}
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
    elif parts[0] == "python":
        return _module(parts)
    else:
        wrapper = next((one for one in _WRAPPERS if tuple(parts[: len(one)]) == one), None)
        if wrapper is None:
            return []
        rest = parts[len(wrapper) :]
    guesses = _behind_options(rest, _WITH_VALUE | _VALUE_FOR.get(parts[0].partition("-")[0], frozenset()))
    return [guess[1:] for guess in guesses] if parts[0] in _ONE_MORE else guesses


def _module(parts: list[str]) -> list[list[str]]:
    """What `python -W error -m pytest` starts."""
    index = 1
    while index < len(parts) and parts[index].startswith("-") and parts[index] not in ("-m", "-c"):
        index += 2 if parts[index] in ("-W", "-X") else 1
    return [parts[index + 1 :]] if parts[index : index + 1] == ["-m"] else []


def _behind_options(parts: list[str], with_value: frozenset[str]) -> list[list[str]]:
    """What stands behind options and assignments. An option that is not known may have a value behind it, or none."""
    guesses: list[list[str]] = []
    waiting, seen = [0], set[int]()
    while waiting:
        index = waiting.pop(0)
        if index in seen or index >= len(parts):
            continue
        seen.add(index)
        part = parts[index]
        if part == "--":
            guesses.append(parts[index + 1 :])
        elif part in with_value:
            waiting.append(index + 2)
        elif part.startswith("-") and "=" not in part:
            waiting += [index + 1, index + 2]
        elif part.startswith("-") or re.match(r"\w+=", part):
            waiting.append(index + 1)
        else:
            guesses.append(parts[index:])
    return guesses
