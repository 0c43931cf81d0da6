"""CheckBlock -> Check: which kind a block is, with its options converted and checked."""

from __future__ import annotations

from functools import cache, partial
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, cast, get_args, get_origin

import msgspec
from msgspec.structs import replace

from mdcheck.checks.fields import COMMON_FIELD, option_fields
from mdcheck.checks.names import OTHER_WORDS
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.document.diagnostic import Diagnostic, error_at
from mdcheck.errors import did_you_mean
from mdcheck.kinds.protocol import OptionError, needs_trust
from mdcheck.kinds.script import Script
from mdcheck.kinds.table import KINDS, kind_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.checks.plugins import Plugins
    from mdcheck.document.model import CheckBlock, CheckId, Checklist, KeyPath
    from mdcheck.kinds.protocol import Kind, Options
    from mdcheck.results.people.signature import Signature
    from mdcheck.results.people.waiver import Judged

_KIND_FIX = "write “kind: value”; `mdcheck kinds` lists the kinds"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A check block that means something."""

    kind: Kind
    name: str
    """The kind as people know it: `file_exists`, or a script's language."""
    block: CheckBlock
    when: Kind | None = None
    """Where it does not pass, the check is not applicable."""
    waivers: tuple[Judged, ...] = ()
    """Those of its item that are for this check, whether they count or not."""
    signatures: tuple[Signature, ...] = ()
    """Those of its item, if it is a sign-off."""


class _WrongBlockError(ValueError):
    """What is wrong with a block, and the way to the value at fault."""

    def __init__(self, code: str, message: str, *, path: KeyPath = (), fix: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.fix = fix


def read_checks(
    checklist: Checklist, plugins: Plugins | None = None
) -> tuple[dict[CheckId, Check], tuple[Diagnostic, ...]]:
    """The checks of a document, and what is wrong with the blocks that are none."""
    checks: dict[CheckId, Check] = {}
    diagnostics: list[Diagnostic] = []
    named = ((key, block) for item in checklist.items for key, block in zip(item.check_ids, item.checks, strict=True))
    for key, block in named:
        try:
            checks[key] = read_check(block, plugins)
        except _WrongBlockError as error:
            place = _place(block, error.path)
            diagnostics.append(error_at(checklist.source, place, error.code, error.message, error.fix))
    return checks, tuple(diagnostics)


def read_check(block: CheckBlock, plugins: Plugins | None = None) -> Check:
    """The check of one block; raises ValueError (with the code, the place and the fix) where it is none."""
    check = _read(block, plugins)
    if block.common.when is None:
        return check
    return replace(check, when=_condition(block, block.common.when))


def _condition(block: CheckBlock, options: Mapping[str, object]) -> Kind:
    """The inert kind that `when` names; raises ValueError as `read_check` does."""
    places = {path[1:]: span for path, span in block.places.items() if path[:1] == ("when",) and path[1:]}
    inner = block._replace(options=options, places=places)
    try:
        name = _own_kind(inner) or _kind_of(inner, None)
        kind = cast("Kind", _built(inner, kind_class(name)).settled())
    except _WrongBlockError as error:
        message = f"when: {error.message}"
        raise _WrongBlockError(error.code, message, path=("when", *error.path), fix=error.fix) from error
    if needs_trust(kind):
        fix = "name a kind that only looks, such as file_exists; `mdcheck kinds` marks the others with *"
        message = f"when: “{name}” is executable, and only an inert kind can say whether a check applies"
        raise _WrongBlockError("option", message, path=("when", name), fix=fix)
    return kind


def _read(block: CheckBlock, plugins: Plugins | None) -> Check:
    if block.language in ("yaml", "yml"):
        raise _WrongBlockError(
            "option", "a block of YAML has no language", fix=f"write “check” and not “check {block.language}”"
        )
    if block.language is not None:
        values = {"language": block.language, "body": block.body, **block.options}
        return Check(kind=_convert(Script, values, (), strict=False), name=block.language, block=block)
    name = _own_kind(block)
    if name is None:
        return _foreign_check(block, plugins)
    return Check(kind=cast("Kind", _built(block, kind_class(name)).settled()), name=name, block=block)


def _foreign_check(block: CheckBlock, plugins: Plugins | None) -> Check:
    """The check of a block whose kind is not built in, or can't be determined without the plugins."""
    from mdcheck.checks.plugins import INSTALLED, PluginError  # late: most checklists use no plugin

    known = plugins or INSTALLED
    try:
        name = _kind_of(block, known)
        kind = _built(block, kind_class(name)).settled() if name in KINDS else _foreign(block, name, known)
    except PluginError as error:
        path = next(iter(block.options))
        raise _WrongBlockError("broken-plugin", error.message, path=(path,), fix=error.fix) from error
    return Check(kind=cast("Kind", kind), name=name, block=block)


def _foreign(block: CheckBlock, name: str, plugins: Plugins) -> Kind:
    """A kind that a plugin brings; the repository's own comes before one that is installed."""
    from mdcheck.checks.containment import StrangerError, contained
    from mdcheck.checks.local_kinds import LocalKind
    from mdcheck.checks.plugins import PluginError, load, plugged

    if local := plugins.local().get(name):
        return cast("Kind", LocalKind(declared=local, build=partial(_built, block)))
    cls = load(name)
    try:
        with contained(_WrongBlockError):
            options = _built(block, cls)
    except StrangerError as error:
        raise PluginError(f"the plugin {name} can't read its options: {error}", fix="update it") from error
    return plugged(options, name)


def _built(block: CheckBlock, cls: type[Options]) -> Options:
    """The kind with the options of the block; raises ValueError as `read_check` does."""
    values, base = _values(block, cls.name, cls)
    return cast("Options", _convert(cls, values, base, timeout=block.common.timeout))


def _own_kind(block: CheckBlock) -> str | None:
    """The built-in kind that accepts all options of the block."""
    fitting = [key for key in block.options if key in KINDS and _takes_others(block, key)]
    return fitting[0] if len(fitting) == 1 else None


def _kind_of(block: CheckBlock, plugins: Plugins | None) -> str:
    named = [key for key in block.options if key in KINDS]
    # A plugin's kind may have an option that is called like a kind of ours: the kind is what stands first.
    first = next((key for key in block.options if key in KINDS or (plugins and plugins.knows(key))), None)
    if first is not None and first not in KINDS:
        return first
    if len(named) == 1:
        return named[0]
    if named:
        message = f"the block names two kinds: {named[0]} and {named[1]}"
        raise _WrongBlockError("two-kinds", message, path=(named[1],), fix="give each its own check block")
    if not block.options:
        raise _WrongBlockError("unknown-kind", "the block names no kind", fix=_KIND_FIX)
    raise _unknown(next(iter(block.options)), plugins)


def _unknown(word: str, plugins: Plugins | None) -> _WrongBlockError:
    from mdcheck.checks.installation import install_line  # late: needed for errors only

    known = (*KINDS, *(plugins.names() if plugins else ()))
    meant = OTHER_WORDS.get(word.lower().replace("-", "_"))
    guess = f" (did you mean “{meant}”?)" if meant in known else did_you_mean(word, known)
    message = f"“{word}” is no kind of check{guess}"
    if plugins is None:
        return _WrongBlockError("unknown-kind", message, path=(word,), fix=_KIND_FIX)
    fix = f"{_KIND_FIX}; a kind of a plugin comes with its package: {install_line('PACKAGE')}"
    return _WrongBlockError("unknown-kind", message, path=(word,), fix=fix)


def _takes_others(block: CheckBlock, kind: str) -> bool:
    """Whether all that stands beside a kind's key are options of that kind."""
    return set(block.options) - {kind} <= set(_fields(kind_class(kind)))


def _values(block: CheckBlock, name: str, cls: type[Options]) -> tuple[dict[str, Any], KeyPath]:
    """The kind's options, and the way to them: beside the kind's key, or all in a mapping below it."""
    given = block.options[name]
    beside = {key: value for key, value in block.options.items() if key != name}
    if not isinstance(given, dict) or _takes_mapping(cls):
        return {cls.main: given, **beside} if cls.main not in beside else _twice(cls.main), ()
    if beside:
        key = next(iter(beside))
        message = f"“{key}” stands beside a mapping of {name}'s options"
        raise _WrongBlockError(
            "unknown-option", message, path=(key,), fix=f"write it where the other options of “{name}:” stand"
        )
    return given, (name,)


def _twice(key: str) -> dict[str, Any]:
    raise _WrongBlockError("unknown-option", f"“{key}” is given twice", path=(key,), fix="keep one of them")


def _convert(
    cls: type[Options], values: dict[str, Any], base: KeyPath, *, strict: bool = True, timeout: float | None = None
) -> Any:
    fields = _fields(cls)
    for key, value in values.items():
        if key not in fields:
            taken = [name for name in fields if cls is not Script or name not in ("language", cls.main)]
            message = f"{cls.name} has no option “{key}”{did_you_mean(key, (*taken, *COMMON))}"
            fix = "it takes " + ", ".join(taken) + ", and the options common to all checks"
            raise _WrongBlockError("unknown-option", message, path=_path(base, key, cls), fix=fix)
        if value is None:
            path = _path(base, key, cls)
            raise _WrongBlockError("option", f"{key} has no value", path=path, fix="give it one, or leave it out")
    spread = {key: _spread(fields[key], value) for key, value in values.items()}
    if COMMON_FIELD in cls.__struct_fields__:
        spread[COMMON_FIELD] = timeout
    try:
        return msgspec.convert(spread, cls, strict=strict)
    except msgspec.ValidationError as error:
        raise _explained(error, cls, base) from error


def _explained(error: msgspec.ValidationError, cls: type[Options], base: KeyPath) -> _WrongBlockError:
    """Msgspec's message in the words of a checklist, with the place that it speaks of."""
    from mdcheck.checks.msgspec_words import in_words  # late: needed for errors only

    message, steps = in_words(str(error), cls.name)
    if isinstance(error.__cause__, OptionError):
        steps.append(error.__cause__.option)
        return _WrongBlockError(
            "option", message, path=(*_path(base, str(steps[0]), cls), *steps[1:]), fix=_options_fix(cls)
        )
    if not steps:
        return _WrongBlockError("option", message, path=base or (cls.name,), fix=_options_fix(cls))
    key, *rest = steps
    return _WrongBlockError(
        "option",
        f"{key}: {message}",
        path=(*_path(base, str(key), cls), *rest),
        fix=_options_fix(cls),
    )


def _options_fix(cls: type[Options]) -> str:
    if cls is Script:
        return "write the commands in the block, and the options in its first line: ```check bash timeout=10m"
    return f"`mdcheck kinds {cls.name}` shows its options"


def _path(base: KeyPath, key: str, cls: type[Options]) -> KeyPath:
    """Where an option's key stands in the block: the main option's is the kind itself."""
    return (cls.name,) if key == cls.main and not base else (*base, key)


def _place(block: CheckBlock, path: KeyPath) -> int:
    """The offset of the value at the way's end, or of the nearest thing above it that was written."""
    while path and path not in block.places:
        path = path[:-1]
    return block.places[path].start if path else block.span.start


@cache
def _fields(cls: type[Options]) -> dict[str, Any]:
    return {field.encode_name: field.type for field in option_fields(cls)}


def _spread(annotation: Any, value: Any) -> Any:
    """A single value stands for a list of one where the option is a list."""
    return [value] if not isinstance(value, list) and _is_tuple(annotation) else value


@cache
def _is_tuple(annotation: Any) -> bool:
    """Whether an option is a list of values, or may be one."""
    if get_origin(annotation) is tuple:
        return True
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(_is_tuple(part) for part in get_args(annotation))
    return False


def _takes_mapping(cls: type[Options]) -> bool:
    """Whether the main option is itself a mapping, so that a mapping below the kind's key is its value."""
    annotation = _fields(cls)[cls.main]
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is dict
