"""One item and its checks as a person reads them on a terminal. Of what would run every character can be seen."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, assert_never

from mdcheck.app.trust import State
from mdcheck.cli.terminal.print import width
from mdcheck.document.blocks.common_options import COMMON, DEFAULTS, Shown
from mdcheck.document.model import Severity
from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, shown, words
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.rows import sign
from mdcheck.reports.layout.visible import visible_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.explain import Explained, ExplainedBlock, Need, Permission, Setting
    from mdcheck.app.last_results import Recalled
    from mdcheck.app.trust import ExecutableBlock
    from mdcheck.document.model import CommonOptions, Item
    from mdcheck.kinds.protocol import Command
    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.outcome import Finding
    from mdcheck.results.people.waiver import Judged

_LABEL = 12
_GUTTER = Styled("  │ ", TextStyle.MUTED)


def explanation_lines(explained: Explained) -> Iterator[Line]:
    """The item, then each of its blocks behind an empty line."""
    item = explained.item
    yield (
        Styled(f"{shown(explained.path)}:{item.line}", TextStyle.PLACE),
        Styled("  "),
        Styled(statement(item), TextStyle.TITLE),
    )
    yield from _row("id", item.id)
    if item.section:
        yield from _row("section", " › ".join(plain_text(title) for title in item.section))
    yield from _row("box", _box(item))
    for block in explained.blocks:
        yield ()
        yield from _block(explained, block)


def _box(item: Item) -> str:
    if not item.applicable:
        return "not applicable: it counts nowhere"
    state = "ticked" if item.ticked else "open"
    if item.guarded:
        return f"{state}; a person ticks it, and its checks may untick it"
    match len(item.checks):
        case 0:
            return f"{state}; it has no check, so a person decides"
        case 1:
            return f"{state}; its check decides"
        case number:
            return f"{state}; its {number} checks decide"


def _block(explained: Explained, block: ExplainedBlock) -> Iterator[Line]:
    common = block.block.common
    head = [
        Styled(f"{shown(explained.path)}:{block.block.line}", TextStyle.PLACE),
        Styled("  "),
        Styled(shown(block.kind), TextStyle.TITLE),
    ]
    if common.severity is Severity.BLOCKER:
        head += [Styled("  "), Styled("BLOCKER", TextStyle.BLOCKER)]
    yield tuple(head)
    if block.problems:
        yield from _row("check", "it has errors, so nothing in this file can run", TextStyle.FAILED)
    if not block.settings and block.command is None:
        return
    yield from _row("passes if", _sentence(block.summary))
    for setting in block.settings:
        yield from _setting(setting)
    if block.command is not None:
        yield from _command(block.command)
    yield from _common(common, timed=block.permission is not None)
    for need in block.needs:
        yield from _need(need)
    yield from _trust(block.permission, explained.item)
    yield from _last(block.last)
    yield from _people(block)
    if common.fix:
        yield from _row("fix", common.fix)
    if common.url:
        yield (Styled(f"  {'see':<{_LABEL}}", TextStyle.MUTED), Styled(shown(common.url), TextStyle.LINK))


def _sentence(summary: str) -> str:
    """The kind's own words behind “passes if”."""
    return (summary[:1].lower() + summary[1:]).removesuffix(".")


def _setting(setting: Setting) -> Iterator[Line]:
    usual = "" if setting.given else " (default)"
    yield from _row(
        setting.name, f"{_value(setting.value)}{usual}", TextStyle.PLAIN if setting.given else TextStyle.MUTED
    )


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case str():
            return value if value.strip() == value and value else repr(value)
        case list() | tuple() | set() | frozenset():
            return ", ".join(map(_value, value))
        case dict():
            return ", ".join(f"{key}: {_value(entry)}" for key, entry in value.items())
        case _:
            return str(value)


def _command(command: Command) -> Iterator[Line]:
    """The process, with the script that it is handed as a file."""
    argv = shlex.join(command.argv) + (" SCRIPT" if command.script is not None else "")
    yield (Styled(f"  {'runs':<{_LABEL}}", TextStyle.MUTED), *visible_segments(argv, TextStyle.PLAIN))
    if command.cwd != ".":
        yield (
            Styled(f"  {'in folder':<{_LABEL}}", TextStyle.MUTED),
            *visible_segments(command.cwd, TextStyle.PLAIN),
        )
    for name, value in command.env.items():
        yield (
            Styled(f"  {'with':<{_LABEL}}", TextStyle.MUTED),
            *visible_segments(f"{name}={value}", TextStyle.PLAIN),
        )
    if command.script is not None:
        for line in command.script.removesuffix("\n").split("\n"):
            yield (_GUTTER, *visible_segments(line, TextStyle.PLAIN))


def _common(common: CommonOptions, *, timed: bool) -> Iterator[Line]:
    """The options of every kind: those that the author wrote, and the defaults that people ask about."""
    for name, option in COMMON.items():
        value = getattr(common, name)
        usual = value == getattr(DEFAULTS, name)
        if option.explained is Shown.ELSEWHERE or (usual and option.explained is Shown.GIVEN):
            continue
        if (option.goes_with and not getattr(common, option.goes_with)) or (name == "timeout" and not timed):
            continue
        text = f"{option.written(value)} (default)" if usual else option.written(value)
        yield from _row(name, text, TextStyle.MUTED if usual else TextStyle.PLAIN)


def _need(need: Need) -> Iterator[Line]:
    item = need.item
    if item is None:
        said, style = "no item is called so", TextStyle.FAILED
    elif not item.applicable:
        said, style = "not applicable, so nothing waits for it", TextStyle.MUTED
    elif item.manual:
        said, style = ("ticked", TextStyle.PASSED) if item.ticked else ("not ticked", TextStyle.FAILED)
    elif need.outcome is None:
        said, style = "not known: not all of it has run on this machine", TextStyle.MUTED
    else:
        said, style = f"{need.outcome.label} when it last ran", sign(need.outcome)[1]
    yield from _flowed("needs", [*words(f"{shown(need.id)}:"), *words(said, style)])


def _trust(permission: Permission | None, item: Item) -> Iterator[Line]:
    if permission is None:
        yield from _row("trust", "needs none: it only looks", TextStyle.MUTED)
    elif permission.block is not None:
        yield from _approval(permission.block, item)
    else:
        yield from _row("trust", permission.reason, TextStyle.PASSED if permission.allowed else TextStyle.WARNED)


def _approval(block: ExecutableBlock, item: Item) -> Iterator[Line]:
    ask = f"`mdcheck trust --grant --only {shlex.quote(item.id)} {shlex.quote(block.path)}` asks"
    match block.state:
        case State.TRUSTED:
            yield from _row("trust", f"approved on {block.approved_on}", TextStyle.PASSED)
        case State.NEW:
            yield from _row("trust", f"not approved, so it would not run: {ask}", TextStyle.WARNED)
        case State.CHANGED:
            yield from _row("trust", f"changed since it was approved on {block.approved_on}: {ask}", TextStyle.WARNED)
        case never:
            assert_never(never)
    for file in block.files:
        yield from _row("names", f"the file {file.path}, which is approved along with it")


def _last(last: Recalled | None) -> Iterator[Line]:
    if last is None:
        yield from _row("last said", "nothing: it has not run on this machine", TextStyle.MUTED)
        return
    glyph, style = sign(last.result.outcome)
    when = last.result.at.replace("T", " ").removesuffix("Z")[:16]
    message = shown(last.result.message)
    told = words(f"{glyph} {last.result.outcome.label}{':' if message else ''}", style) + words(message)
    yield from _flowed("last said", told)
    note = "; the block was edited since" if last.edited else ""
    yield from _row("", f"on {shown(when)} UTC{note}", TextStyle.WARNED if last.edited else TextStyle.MUTED)


def _waiver(judged: Judged) -> Iterator[Line]:
    waiver = judged.waiver
    told = f"until {waiver.until.isoformat()} by {waiver.by}: {waiver.reason}"
    if judged.in_force:
        yield from _row("waived", told)
    else:
        yield from _row("not waived", f"{judged.problem} ({told})", TextStyle.WARNED)


def _people(block: ExplainedBlock) -> Iterator[Line]:
    for judged in block.waivers:
        yield from _waiver(judged)
    if block.signatures is not None:
        yield from _signatures(block.signatures)


def _signatures(finding: Finding) -> Iterator[Line]:
    """What they say together, then each with what becomes of it."""
    yield from _row("now", f"{finding.outcome.label}: {finding.message}", sign(finding.outcome)[1])
    for one in finding.signatures:
        role = f" as {one.role}" if one.role else ""
        until = f", until {one.until.isoformat()}" if one.until is not None else ""
        told = f"{one.by}{role} on {one.date.isoformat()}{until} ({one.proof})"
        if one.state.counts:
            yield from _row("declined" if one.declined else "signed", told)
        else:
            yield from _row("not counted", f"{told}: {one.problem}", TextStyle.WARNED)


def _row(label: str, text: str, style: TextStyle = TextStyle.PLAIN) -> Iterator[Line]:
    yield from _flowed(label, words(shown(text), style))


def _flowed(label: str, parts: list[Styled]) -> Iterator[Line]:
    """A label, and the parts beside it on as many lines as they take."""
    lead = f"{shown(label):<{_LABEL}}"
    gap = " " if len(shown(label)) >= _LABEL else ""
    yield from hanging((Styled(f"{lead}{gap}", TextStyle.MUTED),), parts, indent=2, width=width())
