"""The scripts behind `make test`, `npm test`, `tox`, `nox`, `just` and scripts of the repository."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.lookup import first_text, inside, own_shells
from mdcheck.evidence.ci.model import Script, texts
from mdcheck.evidence.ci.packages import composer_script, package_script, task_runner
from mdcheck.evidence.ci.shell import calls, words
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mdcheck.evidence.workspace import Workspace

    Follow = Callable[[Workspace, str, Sequence[str]], Script | None]

_RULE = re.compile(r"^((?:[^\s:=#][^:=#\n]*?)?)\s*::?(?!=)([^=\n]*)$")
_VARIABLE = re.compile(r"^(?:export\s+|override\s+)?([\w.-]+)\s*(?:::?=|\?=|=)\s*(.*)$")
_MAKE_RUNS_NOTHING = re.compile(r"-[a-zA-Z]*[nqt]|--(?:dry-run|just-print|recon|question|touch)")
_MAKE_GOES_ON = re.compile(r"-[a-zA-Z]*i[a-zA-Z]*|--ignore-errors")
_REFERENCE = re.compile(r"\$[({]([\w.-]+)[)}]|\$\$")
_JUST_RECIPE = re.compile(r"^@?([A-Za-z_][\w-]*)(?:\s+[^:=]*)?:(?!=)(.*)$")
_JUST_NAMES = ("justfile", "Justfile", ".justfile")
_MAKE_NAMES = ("GNUmakefile", "makefile", "Makefile")
_NAMING = ("-e", "-s", "--session", "--sessions", "--env")
_SHELL_LINE = re.compile(r"#!.*\b(?:ba|da|k|z)?sh\b")
_MAX_RULES = 50


def follow(workspace: Workspace, folder: str, command: str) -> Script | None:
    """What the command runs in turn, one step further, if it names a task that a file of the repository holds."""
    if folder.startswith(("..", "/")):
        return None  # outside of the repository
    for form in forms(command):
        parts = words(form)
        name = parts[0].rpartition("/")[2] if parts else ""
        task = _TASKS.get(name) or (_script if parts else None)
        script = task(workspace, folder, parts) if task else None
        if script is not None:
            return script
    return None


def located(script: Script) -> Iterator[tuple[str, str]]:
    """The commands of a script, each with the folder that it runs in."""
    for call in calls(script.text):
        yield call.text, inside(script.folder, call.folder)


def _make(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    targets: list[str] = []
    name = ""
    goes_on = False
    rest = iter(parts[1:])
    for part in rest:
        if part in ("-C", "--directory"):
            folder = inside(folder, next(rest, ""))
        elif part in ("-f", "--file", "--makefile"):
            name = next(rest, "")
        elif _MAKE_RUNS_NOTHING.fullmatch(part):
            return None
        elif part.startswith("-"):
            goes_on = goes_on or _MAKE_GOES_ON.fullmatch(part) is not None
        elif "=" not in part and not part.isdigit():
            targets.append(part)
    found = first_text(workspace, folder, (name,) if name else _MAKE_NAMES)
    if found is None:
        return None
    path, text = found
    rules, first = _makefile(text)
    _mark_ignored(rules)
    targets = [target for target in targets or [first] if target in rules]
    if not targets:
        return None
    recipes = "\n".join(_recipes(rules, targets))
    return Script(recipes, folder, f"make {' '.join(targets)} of {path}", may_fail=goes_on)


def _makefile(text: str) -> tuple[dict[str, tuple[list[str], list[str]]], str]:
    """What each target needs, and its recipe with variables replaced; and the first target."""
    rules: dict[str, tuple[list[str], list[str]]] = {}
    variables = {"MAKE": "make"}
    current: list[str] = []
    first = ""
    renewed: set[str] = set()
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        if line.startswith("\t"):
            for target in current:
                if target in renewed:  # the recipe that stands last is the one that make runs
                    rules[target][1].clear()
                rules[target][1].append(_expand(_recipe_line(line), variables))
            renewed = set()
        elif found := _VARIABLE.match(line):
            variables[found[1]] = found[2].split("#")[0].strip()
        elif (found := _RULE.match(line)) and found[1]:
            needs, _, recipe = found[2].partition(";")
            current = _expand(found[1], variables).split()
            renewed = set() if "::" in line else set(current)
            for target in current:
                rule = rules.setdefault(target, ([], []))
                rule[0].extend(_expand(needs.partition("#")[0], variables).split())
                rule[1].extend([_expand(recipe.strip(), variables)] if recipe.strip() else [])
            first = first or next((target for target in current if not target.startswith(".")), "")
        elif line.strip() and not line.startswith("#"):
            current = []
    return rules, first


def _mark_ignored(rules: dict[str, tuple[list[str], list[str]]]) -> None:
    """Mark the recipes whose failures `.IGNORE` has make ignore: those that it names, or all."""
    ignored = rules.get(".IGNORE")
    for target in [] if ignored is None else ignored[0] or list(rules):
        if target in rules:
            rules[target][1][:] = [f"{line} || true" for line in rules[target][1]]


def _recipe_line(line: str) -> str:
    """The command of a line; `-` in front of it says that its failure is ignored."""
    bare = line.strip().lstrip("@-+").strip()
    return f"{bare} || true" if bare and "-" in line.strip()[: -len(bare)] else bare


def _recipes(rules: dict[str, tuple[list[str], list[str]]], targets: list[str]) -> Iterator[str]:
    """The recipes of the targets and of all that they need, each once."""
    waiting, seen = list(targets), set[str]()
    while waiting and len(seen) < _MAX_RULES:
        target = waiting.pop(0)
        if target in seen or target not in rules:
            continue
        seen.add(target)
        waiting += rules[target][0]
        recipe = rules[target][1]
        yield from recipe if "".join(recipe[:1]).startswith("#!") else own_shells(recipe)


def _expand(text: str, variables: dict[str, str], depth: int = 0) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] is None:
            return "$"
        known = variables.get(found[1])
        return found[0] if known is None or depth > 3 else _expand(known, variables, depth + 1)  # noqa: PLR2004 - deep enough

    return _REFERENCE.sub(value, text)[:10_000]


def _tox(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    found = first_text(workspace, folder, ("tox.ini",))
    by_name: dict[str, list[str]] = {}
    if found is not None:
        for section, values in mapping(load(found[1].encode(), Format.INI, where=found[0])[0]).items():
            if section.partition(":")[0] == "testenv":
                lines = _tox_lines(mapping(values).get("commands"))
                goes_on = str(mapping(values).get("ignore_outcome")).lower() == "true"
                commands = [_recipe_line(line.lstrip("! ")) for line in lines]
                by_name[section.partition(":")[2]] = [f"{line} || true" if goes_on else line for line in commands]
    elif found := first_text(workspace, folder, ("pyproject.toml",)):
        tox = mapping(mapping(mapping(load(found[1].encode(), Format.TOML, where=found[0])[0]).get("tool")).get("tox"))
        for name, values in {"": tox.get("env_run_base"), **mapping(tox.get("env"))}.items():
            entries = mapping(values).get("commands")
            by_name[name] = [" ".join(texts(one)) for one in (entries if isinstance(entries, list) else [])]
    commands = _tox_commands(by_name, parts)
    return Script("\n".join(commands), folder, f"tox of {found[0]}") if found and commands else None


def _tox_commands(by_name: dict[str, list[str]], parts: Sequence[str]) -> list[str]:
    """The commands of the environments that `-e` names; one without commands of its own has the common ones."""
    chosen = _named(parts)
    if not chosen:
        return [line for lines in by_name.values() for line in lines]
    return [line for name in chosen for line in by_name.get(name) or by_name.get("", [])]


def _tox_lines(value: Any) -> list[str]:
    """The commands, with conditions (`py312: pytest`) and `{posargs}` taken off."""
    text = re.sub(r"\\\r?\n\s*", " ", value) if isinstance(value, str) else ""
    bare = (re.sub(r"\{posargs[^}]*\}|\{envpython\}|\{toxinidir\}/?", _tox_word, line) for line in text.splitlines())
    return [re.sub(r"^[\w{},!.-]+:\s+", "", line.strip()) for line in bare if line.strip()]


def _tox_word(found: re.Match[str]) -> str:
    return "python" if found[0] == "{envpython}" else ""


def _chosen(name: str, parts: Sequence[str]) -> bool:
    """Whether the command names the session; without any name all do."""
    chosen = _named(parts)
    return not chosen or name in chosen


def _named(parts: Sequence[str]) -> list[str]:
    return [one for flag, value in pairwise(parts) if flag in _NAMING for one in value.split(",")]


def _nox(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    found = first_text(workspace, folder, ("noxfile.py",))
    if found is None:
        return None
    try:
        tree = ast.parse(found[1])
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UndeterminedError(f"{found[0]} is no Python") from error
    lines: list[str] = []
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if _chosen(function.name.replace("_", "-"), parts) or _chosen(function.name, parts):
            lines += [
                line for node in ast.walk(function) if isinstance(node, ast.Call) and (line := _session_run(node))
            ]
    return Script("\n".join(lines), folder, f"nox of {found[0]}") if lines else None


def _session_run(call: ast.Call) -> str:
    """The command of `session.run("pytest", "-q")`, as far as it is written out."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in ("run", "run_always")):
        return ""
    written = (one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return " ".join(written)


def _just(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    found = first_text(workspace, folder, _JUST_NAMES)
    if found is None:
        return None
    rules: dict[str, tuple[list[str], list[str]]] = {}
    current = ""
    for line in found[1].splitlines():
        if line[:1].isspace() and current:
            rules[current][1].append(_recipe_line(line))
        elif recipe := _JUST_RECIPE.match(line):
            current = recipe[1]
            rules[current] = (re.findall(r"[A-Za-z_][\w-]*", recipe[2].partition("#")[0]), [])
        elif line.strip():
            current = ""
    asked = [part for part in parts[1:] if part in rules] or list(rules)[:1]
    return Script("\n".join(_recipes(rules, asked)), folder, f"just {' '.join(asked)} of {found[0]}") if asked else None


def _script(workspace: Workspace, folder: str, parts: Sequence[str]) -> Script | None:
    """A shell script of the repository: `./test.sh`, `bash ci/test`, `bin/test` with a shell in its first line."""
    shell = re.fullmatch(r"(?:.*/)?(?:ba|da|z)?sh", parts[0])
    named = [part for part in parts[1:] if not part.startswith("-")] if shell else parts[:1]
    if not named or named[0].startswith(("/", "$")) or not (shell or "/" in named[0] or named[0].endswith(".sh")):
        return None
    found = first_text(workspace, folder, (named[0],))
    if found is None or not (shell or found[0].endswith(".sh") or _SHELL_LINE.match(found[1])):
        return None
    return Script(found[1], folder, found[0])


_TASKS: dict[str, Follow] = {
    "make": _make,
    "gmake": _make,
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), package_script),
    **dict.fromkeys(("turbo", "nx", "lerna"), task_runner),
    "composer": composer_script,
    "tox": _tox,
    "nox": _nox,
    "just": _just,
}
