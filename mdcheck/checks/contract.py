"""What a kind that is not mdcheck's own must be, and must give."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from mdcheck.checks.containment import told
from mdcheck.kinds.protocol import Options
from mdcheck.results.outcome import Finding, Outcome, errored


def unfit(found: Any, name: str) -> str:
    """Why a plugin's object is no kind of that name, by `mdcheck.kinds.protocol`; empty if it is one."""
    if not (isinstance(found, type) and issubclass(found, Options)):
        return "it is no subclass of mdcheck.kinds.protocol.Options"
    if getattr(found, "name", None) != name:
        return f"its class says that its name is “{getattr(found, 'name', '')}”"
    if not found.__struct_config__.frozen:
        return "its class is not frozen: write `frozen=True, kw_only=True`"
    try:
        fields = [field.encode_name for field in msgspec.structs.fields(found)]
    except Exception as error:  # noqa: BLE001 - annotations are a stranger's code, and anything may be in them
        return f"its options can't be read: {told(error)}"
    if getattr(found, "main", None) not in fields:
        return f"its class says that its main option is “{getattr(found, 'main', '')}”, which it does not have"
    if not (has_method(found, "check") or (has_method(found, "command") and has_method(found, "judge"))):
        return "it has neither `check` nor `command` and `judge`"
    return ""


def finding(value: object) -> Finding:
    """What a plugin found, if that is what it gives."""
    if not isinstance(value, Finding):
        return errored(f"the plugin gives no Finding, but {type(value).__name__}")
    outcome, message, details, fix, *_ = cast("tuple[object, ...]", value)
    fits = (
        isinstance(outcome, Outcome) and outcome.meaning.finding and isinstance(message, str) and isinstance(fix, str)
    )
    if not (fits and isinstance(details, tuple) and all(isinstance(detail, str) for detail in details)):
        return errored("the plugin gives a Finding that is none: passed, warned, failed and errored make one")
    return value._replace(signatures=(), looked=None)  # a plugin must not give signatures


def has_method(cls: type, method: str) -> bool:
    return callable(getattr(cls, method, None))
