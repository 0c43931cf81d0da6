"""Blocks that use a named set of paths which is not defined."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, get_args, get_origin

import msgspec

from mdcheck.checks.fields import option_fields
from mdcheck.document.diagnostic import error_at
from mdcheck.errors import did_you_mean
from mdcheck.evidence.workspace import BUILT_IN_SETS, set_name
from mdcheck.kinds.protocol import Options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from mdcheck.checks.bind import Check
    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.source import Source


def unknown_sets(checks: Iterable[Check], source: Source, defined: Collection[str]) -> Iterator[Diagnostic]:
    """A diagnostic for each name with `@` that is neither built in nor `defined`, at the place where it is written."""
    known = BUILT_IN_SETS.union(defined)
    for check in checks:
        for option in _path_options(type(check.kind)) if isinstance(check.kind, Options) else ():
            for index, path in enumerate(getattr(check.kind, option)):
                name = set_name(path)
                if name is not None and name not in known:
                    message = f"“@{name}” is no set of paths{did_you_mean(name, sorted(known))}"
                    fix = f"define it in front matter (mdcheck: {{paths: {{{name}: [GLOB]}}}})"
                    yield error_at(source, _place(check, option, index), "unknown-set", message, fix)


@cache
def _path_options(cls: type[Options]) -> tuple[str, ...]:
    """The options that hold paths, by their `Meta`."""
    return tuple(field.encode_name for field in option_fields(cls) if holds_paths(field.type))


def holds_paths(annotation: object) -> bool:
    """Whether an option of this type holds paths and named sets."""
    if get_origin(annotation) is not Annotated:
        return False
    return any(isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("paths") for meta in get_args(annotation)[1:])


def _place(check: Check, option: str, index: int) -> int:
    """The offset of the value, or of the nearest thing above it that was written."""
    block = check.block
    main = type(check.kind).main
    keys = ((option,), (check.name, option), *(((check.name,),) if option == main else ()))
    for key in keys:
        for path in ((*key, index), key):
            if path in block.places:
                return block.places[path].start
    return block.span.start
