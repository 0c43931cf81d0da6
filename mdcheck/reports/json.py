"""The report for programs: a contract. A change that could break a reader raises `SCHEMA`."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Item
    from mdcheck.results.flip import Flip
    from mdcheck.results.outcome import CheckResult, ItemResult, Waived
    from mdcheck.results.report import FileReport, Report, SectionReport
    from mdcheck.results.signed import Signed

SCHEMA = 1

# Written as escapes, which say the same: what a terminal would act on, and the notation `##[` that CI systems
# read as a command anywhere in a line of a log.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|#(?=#\\w*\\[)")
# No UTF-8 can hold these; they come from file names that are not UTF-8.
_SURROGATE = late_pattern("[\ud800-\udfff]")


def render(report: Report) -> str:
    """One JSON object, indented, in UTF-8 text that ends in a line feed."""
    value = {
        "schema": SCHEMA,
        "files": [_file(file) for file in report.files],
        "summary": {outcome.value: count for outcome, count in report.summary.items()},
    }
    return encoded(value)


def encoded(value: object) -> str:
    """`value` as indented JSON that is safe to print, ended by a line feed; for every format that is JSON.

    A function in it stands for what it returns, which is made when its turn comes and then let go.
    """
    import msgspec  # late: the kinds have loaded it where there is a result to report

    try:
        text = msgspec.json.format(msgspec.json.encode(value, enc_hook=_made), indent=2).decode()
    except UnicodeEncodeError:
        return _encoded_slowly(value)
    text += "\n"  # in its place, for it may take megabytes
    return _escaped(text)


def _made(late: Callable[[], object]) -> object:
    return late()


def _encoded_slowly(value: object) -> str:
    """As `encoded`, for a value with text that UTF-8 can't hold."""
    import json  # late: hardly ever wanted

    return safe(f"{json.dumps(value, ensure_ascii=False, indent=2, default=_made)}\n")


def safe(text: str) -> str:
    """JSON in other words: what a terminal, a log or UTF-8 could stumble on is escaped or replaced."""
    return _escaped(_SURROGATE().sub("\ufffd", text))


def _escaped(text: str) -> str:
    """As `safe`, for text that UTF-8 can hold."""
    if text.isascii() and "\x7f" not in text and "##" not in text:  # seen in a tenth of the expression's time
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "path": file.path,
        "completion": completion_facts(file.completion),
        "score": file.score,
        "strict_score": file.strict,
        "verdict": file.verdict.value,
        "verdict_reason": file.verdict_reason,
        "sections": [_section(section) for section in file.sections if section.section.level],
        "items": [partial(_item, item) for item in file.items],
        "written": file.written,
        "left_out": file.left_out,
        "flips": [_flip(flip) for flip in file.flips],
        "as_of": file.as_of,
        "policy": file.policy,
    }


def completion_facts(completion: Completion) -> dict[str, int | None]:
    """The keys of a completion in every JSON report."""
    return {
        "ticked": completion.ticked,
        "countable": completion.countable,
        "percent": completion.percent,
    }


def _section(report: SectionReport) -> dict[str, Any]:
    section = report.section
    place = {"title": section.title, "level": section.level, "line": section.line}
    return place | completion_facts(report.completion)


def _item(result: ItemResult) -> dict[str, Any]:
    facts = item_facts(result.item)
    facts["checks"] = [_check(check) for check in result.checks]
    return facts


def item_facts(item: Item) -> dict[str, Any]:
    """The keys of an item in every JSON report."""
    return {
        "id": item.id,
        "section": " / ".join(item.section),
        "text": item.text,
        "line": item.line,
        "ticked": item.ticked,
        "applicable": item.applicable,
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "kind": check.kind,
        "line": check.line,
        "severity": check.severity.value,
        "outcome": check.outcome.value,
        "message": check.message,
        "fix": check.fix,
        "url": check.url,
        **{more.name: more.text for more in check.more},
        "duration_ms": None if check.duration is None else round(check.duration * 1000),
        "output": check.output,
        "refused": check.refused,
        "left_out": check.left_out,
        "waiver": None if check.waiver is None else _waiver(check.waiver),
        "signatures": [_signature(one) for one in check.signatures],
    }


def _signature(one: Signed) -> dict[str, Any]:
    facts = one._asdict()
    return {**facts, "date": one.date.isoformat(), "until": None if one.until is None else one.until.isoformat()}


def _waiver(waiver: Waived) -> dict[str, Any]:
    return {
        "outcome": waiver.outcome.value,
        "until": waiver.until.isoformat(),
        "by": waiver.by,
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "days_left": waiver.days_left,
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "id": flip.item.id,
        "line": flip.item.line,
        "from": not flip.item.ticked,
        "to": flip.item.ticked,
        "message": flip.message,
    }
