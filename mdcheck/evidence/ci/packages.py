"""The scripts of `package.json` and `composer.json`, also where a runner starts those of all packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.lookup import first_text, inside, own_shells
from mdcheck.evidence.ci.model import Script, texts
from mdcheck.evidence.ci.shell import calls, words
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.evidence.workspace import Workspace

_RUN_WORDS = ("run", "run-script", "rum", "urn")
_OWN_COMMANDS = frozenset(
    (  # noqa: SIM905 - a list of a hundred lines is no easier to read
        "add audit cache ci config create dedupe deploy dlx exec i import info init install link list login"
        " outdated pack prune publish rebuild remove root run-script store unlink update up upgrade version why"
        " workspace workspaces x"
    ).split()
)
_COMPOSERS_OWN = frozenset(
    (  # noqa: SIM905
        "about archive audit browse bump config create-project depends diagnose dump-autoload dumpautoload exec fund"
        " global help home i info init install licenses list outdated prohibits r reinstall remove require search"
        " self-update show status suggests u update upgrade validate"
    ).split()
)
_FOLDER_OPTIONS = ("--prefix", "-C", "--cwd", "--dir", "-w", "--workspace")
_IN_ALL = frozenset(("-r", "--recursive", "-ws", "--ws", "--workspaces"))
_MAX_PACKAGES = 200


def package_script(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    """`npm test`, `npm run x`, `yarn x`, `pnpm --filter a x`, `bun run x`, `pnpm -r x`."""
    tool = parts[0]
    folder, rest = _folder_and_words(folder, parts[1:])
    if tool == "yarn" and rest[:1] == ["workspaces"]:
        rest = [word for word in rest[1:] if word != "foreach"]
        return _in_packages(workspace, folder, rest[1:2]) if rest[:1] == ["run"] else None
    if not rest:
        return None
    if rest[0] in ("t", "tst"):
        rest[0] = "test"
    if rest[0] in _RUN_WORDS:
        rest = rest[1:]
    elif (
        (tool == "npm" and rest[0] not in ("test", "start", "stop", "restart"))
        or tool == "bun"
        or rest[0] in _OWN_COMMANDS
    ):
        return None
    if _IN_ALL.intersection(parts):
        return _in_packages(workspace, folder, rest[:1])
    lines = _script_lines(workspace, folder, rest[0]) if rest else []
    # What a script hands to a runner is the work of the packages' scripts.
    lines += [inner for line in lines for inner in _runners_lines(workspace, folder, line)]
    return (
        Script("\n".join(lines), folder, f"the script {rest[0]} of {inside(folder, 'package.json')}") if lines else None
    )


def task_runner(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    """`turbo run lint test`, `nx run-many -t lint`, `lerna run lint`."""
    return _in_packages(workspace, folder, _tasks_of(parts))


def composer_script(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    """`composer lint`, `composer run lint`; a script may name others: `@lint`."""
    folder, rest = _folder_and_words(folder, parts[1:])
    if rest[:1] and rest[0] in _RUN_WORDS:
        rest = rest[1:]
    elif not rest or rest[0] in _COMPOSERS_OWN:
        return None
    scripts = _scripts(workspace, folder, "composer.json")
    waiting, seen, lines = rest[:1], set[str](), list[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        entry = scripts.get(name)
        for line in [entry] if isinstance(entry, str) else texts(entry if isinstance(entry, list) else []):
            if line.startswith("@") and not line.startswith("@php "):
                waiting.append(line[1:].split()[0] if line[1:].strip() else "")
            else:
                lines.append(line.removeprefix("@php "))
    return (
        Script("\n".join(lines), folder, f"the script {rest[0]} of {inside(folder, 'composer.json')}")
        if lines
        else None
    )


def _scripts(workspace: Workspace, folder: str, name: str) -> dict[str, Any]:
    found = first_text(workspace, folder, (name,))
    return mapping(mapping(load(found[1].encode(), Format.JSON, where=found[0])[0]).get("scripts")) if found else {}


def _script_lines(workspace: Workspace, folder: str, name: str) -> list[str]:
    """The script with what runs before and after it."""
    scripts = _scripts(workspace, folder, "package.json")
    if not isinstance(scripts.get(name), str):
        return []
    return own_shells(texts([scripts.get(one) for one in (f"pre{name}", name, f"post{name}")]))


def _runners_lines(workspace: Workspace, folder: str, line: str) -> Iterator[str]:
    """What the packages run for a line that starts a runner; their failure is ignored where the runner's is."""
    for call in calls(line):
        for parts in filter(None, map(words, forms(call.text))):
            tasks: list[str] = []
            if parts[0] in ("turbo", "nx", "lerna"):
                tasks = _tasks_of(parts)
            elif parts[0] in ("pnpm", "npm") and _IN_ALL.intersection(parts):
                tasks = [word for word in parts[1:] if not word.startswith("-") and word not in _RUN_WORDS][:1]
            inner = _lines_in_packages(workspace, folder, tasks)
            yield from (f"{one} || true" for one in inner) if call.may_fail else inner


def _tasks_of(parts: Sequence[str]) -> list[str]:
    """The tasks that a runner is told to run."""
    own = list(parts[1 : parts.index("--")] if "--" in parts else parts[1:])
    if parts[0] != "nx":
        plain = [word for word in own if not word.startswith("-")]
        return plain[1:] if plain[:1] == ["run"] else plain if parts[0] == "turbo" else []
    if not own or own[0] not in ("run-many", "affected"):
        return []
    options = re.split(r"[ =]", " ".join(own))
    after = next((options[at + 1 :] for at, one in enumerate(options) if one in ("-t", "--target", "--targets")), [])
    chosen: list[str] = []
    for word in after:
        if word.startswith("-"):
            break
        chosen += filter(None, word.split(","))
    return chosen


def _in_packages(workspace: Workspace, folder: str, tasks: Sequence[str]) -> Script | None:
    lines = list(_lines_in_packages(workspace, folder, tasks))
    return Script("\n".join(lines), folder, f"the scripts {' and '.join(tasks)} of the packages") if lines else None


def _lines_in_packages(workspace: Workspace, folder: str, tasks: Sequence[str]) -> Iterator[str]:
    if not tasks:
        return
    for path in _packages(workspace, folder)[:_MAX_PACKAGES]:
        scripts = mapping(mapping(load(read(workspace, path), Format.JSON, where=path)[0]).get("scripts"))
        yield from texts([scripts.get(task) for task in tasks])


def _packages(workspace: Workspace, folder: str) -> Sequence[str]:
    """The manifests of the packages that the workspace at this folder lists."""
    globs: list[Any] = []
    if found := first_text(workspace, folder, ("pnpm-workspace.yaml",)):
        listed = mapping(load(found[1].encode(), Format.YAML, where=found[0])[0]).get("packages")
        globs += listed if isinstance(listed, list) else []
    if found := first_text(workspace, folder, ("package.json",)):
        listed = mapping(load(found[1].encode(), Format.JSON, where=found[0])[0]).get("workspaces")
        listed = mapping(listed).get("packages") if isinstance(listed, dict) else listed
        globs += listed if isinstance(listed, list) else []
    plain = [glob for glob in texts(globs) if not glob.startswith(("!", "/")) and ".." not in glob]
    named = tuple(inside(folder, f"{glob.rstrip('/')}/package.json") for glob in plain)
    return workspace.files(named, skip_closed=True) if named else ()


def _folder_and_words(folder: str, parts: Sequence[str]) -> tuple[str, list[str]]:
    """The folder that `--prefix web` and the like name, and the words that are no options."""
    rest: list[str] = []
    waiting = iter(parts)
    for part in waiting:
        option, _, value = part.partition("=")
        if option in _FOLDER_OPTIONS:
            folder = inside(folder, value or next(waiting, ""))
        elif not part.startswith("-"):
            rest.append(part)
    return folder, rest
