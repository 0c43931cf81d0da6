"""Dockerfiles as values: what each stage starts from, which user it ends with, and its instructions.

    {"stages": [{"name": "app", "from": "base", "image": "alpine:3.20", "user": "nobody", "run": [...], ...}]}

The user 0 is `root`. `user`, `group`, `cmd`, `entrypoint`, `healthcheck`, `workdir`, `shell` and `stopsignal` are those
that hold at the stage's end, taken over from an earlier stage that it starts from. Every other instruction is a list of
its arguments.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_HEREDOC = re.compile(r"<<-?(?:\"([A-Za-z_]\w*)\"|'([A-Za-z_]\w*)'|([A-Za-z_]\w*))", re.ASCII)
_WORD = re.compile(r"[A-Za-z]+")
_BLANK_OR_FLAG = re.compile(r"\s+|--[a-z][a-z-]*(?:=(?:\"[^\"]*\"|\S)*)?(?=\s|$)")
_VARIABLE = re.compile(r"\\\$|\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^}]*))?\})", re.ASCII)
_PAIR = re.compile(r"([^\s=]+)=(\"(?:[^\"\\]|\\.)*+\"?|'[^']*+'?|(?:\\.|[^\s\\])*+)")
_ESCAPE = re.compile(r"#\s*escape\s*=\s*([`\\])\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=.*")
_AS = re.compile(r"(\S+)(?:\s+[aA][sS]\s+(\S+))?")
_MAX_EXPANDED = 1024 * 1024
_LAST = frozenset(("user", "group", "cmd", "entrypoint", "healthcheck", "workdir", "shell", "stopsignal"))
_KNOWN = (_LAST - {"group"}) | {
    "from",
    "run",
    "copy",
    "add",
    "env",
    "arg",
    "label",
    "expose",
    "volume",
    "onbuild",
    "maintainer",
}


class _Instruction(NamedTuple):
    word: str
    value: str
    line: int


class _Stage(NamedTuple):
    values: dict[str, Any]
    variables: dict[str, str]


def load_dockerfile(text: str) -> dict[str, Any]:
    """The stages; raises ValueError for what no builder reads."""
    stages: list[_Stage] = []
    names: dict[str, _Stage] = {}
    arguments: dict[str, str] = {}
    for instruction in _instructions(text):
        if instruction.word not in _KNOWN:
            raise ValueError(f"“{instruction.word.upper()}” is no instruction (line {instruction.line})")
        if instruction.word == "from":
            stages.append(_new_stage(instruction, names, arguments))
            names[stages[-1].values.get("name", "").lower()] = stages[-1]
        elif stages:
            _apply(stages[-1], instruction, arguments)
        elif instruction.word == "arg":
            arguments.update(_defaults(instruction.value, arguments))
        else:
            raise ValueError(f"{instruction.word.upper()} stands before the first FROM (line {instruction.line})")
    if not stages:
        raise ValueError("it has no FROM")
    return {"stages": [stage.values for stage in stages]}


def _new_stage(instruction: _Instruction, names: dict[str, _Stage], arguments: dict[str, str]) -> _Stage:
    found = _AS.fullmatch(instruction.value)
    if found is None:
        raise ValueError(f"FROM names no image (line {instruction.line})")
    base = _expanded(found[1], arguments) or found[1]
    values: dict[str, Any] = {"from": base}
    if found[2]:
        values["name"] = found[2]
    parent = names.get(base.lower()) if base else None
    if parent is not None:
        values |= {key: value for key, value in parent.values.items() if key in _LAST or key == "image"}
        return _Stage(values, dict(parent.variables))
    if base == "scratch":
        values["user"] = "root"
    else:
        values["image"] = base
        tag = base.partition("@")[0].rpartition("/")[2].partition(":")[2]
        if "nonroot" in re.split(r"[-_.]", tag.lower()):
            values["user"] = "nonroot"
    return _Stage(values, {})


def _apply(stage: _Stage, instruction: _Instruction, arguments: dict[str, str]) -> None:
    """What an instruction changes in its stage."""
    word, values = instruction.word, stage.values
    if word == "user":
        _set_user(stage, instruction.value)
    elif word == "healthcheck" and instruction.value.upper() == "NONE":
        values.pop(word, None)
    elif word in _LAST:
        values[word] = instruction.value
    else:
        values.setdefault(word, []).append(instruction.value)
    if word == "arg":
        name = instruction.value.partition("=")[0].strip()
        known = {**arguments, **stage.variables}
        defaults = _defaults(instruction.value, known)
        stage.variables.update(defaults or ({name: arguments[name]} if name in arguments else {}))
    elif word == "env":
        stage.variables.update(_pairs(instruction.value, stage.variables))


def _set_user(stage: _Stage, written: str) -> None:
    """A user that depends on a variable without a value is not known: then there is none."""
    expanded = _expanded(_unquoted(written), stage.variables) or ""
    user, _, group = expanded.partition(":")
    for key, value in (("user", "root" if user and not user.strip("0") else user), ("group", group)):
        if value:
            stage.values[key] = value
        else:
            stage.values.pop(key, None)


def _defaults(text: str, known: dict[str, str]) -> dict[str, str]:
    """The arguments that are given a value: `ARG A=1 B` has one."""
    return _pairs(text, known) if "=" in text else {}


def _pairs(text: str, known: dict[str, str]) -> dict[str, str]:
    """The variables of `A=1 B="2 3"`, and of the old form `A 1`."""
    name, _, rest = text.partition(" ")
    pairs = [(name, rest.strip())] if "=" not in name else [(one[1], one[2]) for one in _PAIR.finditer(text)]
    expanded = {name: _expanded(_unquoted(value), known) for name, value in pairs}
    return {name: value for name, value in expanded.items() if value is not None}


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _expanded(text: str, variables: dict[str, str]) -> str | None:
    """The text with its variables; None where one has no value that is known."""
    unknown = False

    def value(found: re.Match[str]) -> str:
        nonlocal unknown
        name = found[1] or found[2]
        if name is None:
            return "$"
        sign, word = (found[3] or "")[-1:], found[4] or ""
        if name in variables:
            return word if sign == "+" else variables[name]
        if sign == "-":
            return word
        unknown = unknown or sign != "+"
        return ""

    expanded = _VARIABLE.sub(value, text)
    if len(expanded) > _MAX_EXPANDED:
        raise ValueError(f"its variables stand for more than {_MAX_EXPANDED} characters")
    return None if unknown else expanded


def _instructions(text: str) -> list[_Instruction]:
    lines = text.splitlines()
    escape = _escape(lines)
    found: list[_Instruction] = []
    position = 0
    while position < len(lines):
        start = position
        line = lines[position].strip()
        position += 1
        if not line or line.startswith("#"):
            continue
        parts, position = _continued(lines, start, escape)
        instruction = _instruction(" ".join(parts).strip(), start + 1)
        if instruction.word in ("run", "copy", "add"):
            bodies, position = _heredocs(instruction, lines, position)
            instruction = instruction._replace(value="\n".join((instruction.value, *bodies)))
        found.append(instruction)
    return found


def _escape(lines: list[str]) -> str:
    """The sign that continues a line: a backslash, or what a directive at the very top says."""
    for line in lines:
        if found := _ESCAPE.fullmatch(line.strip()):
            return found[1]
        if not _DIRECTIVE.fullmatch(line.strip()):
            break
    return "\\"


def _continued(lines: list[str], position: int, escape: str) -> tuple[list[str], int]:
    """The lines of one instruction; blank lines and comments between them are left out."""
    parts: list[str] = []
    while position < len(lines):
        line = lines[position].strip()
        position += 1
        if parts and (not line or line.startswith("#")):
            continue
        if not line.endswith(escape):
            parts.append(line)
            break
        parts.append(line[:-1].rstrip())
    return parts, position


def _instruction(text: str, line: int) -> _Instruction:
    found = _WORD.match(text)
    if found is None or text[found.end() : found.end() + 1].strip():
        raise ValueError(f"“{text[:32]}” is no instruction (line {line})")
    end = found.end()
    while blank := _BLANK_OR_FLAG.match(text, end):
        end = blank.end()
    return _Instruction(found[0].lower(), text[end:], line)


def _heredocs(instruction: _Instruction, lines: list[str], position: int) -> tuple[list[str], int]:
    """The bodies of the here-documents that the instruction opens, each line of them."""
    bodies: list[str] = []
    for found in _HEREDOC.finditer(instruction.value):
        name = found[1] or found[2] or found[3]
        while position < len(lines) and lines[position].lstrip("\t") != name:
            bodies.append(lines[position])
            position += 1
        if position == len(lines):
            raise ValueError(f"the here-document {name} has no end (line {instruction.line})")
        bodies.append(name)
        position += 1
    return bodies, position
