"""`mdcheck help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.checks.catalogue import names
from mdcheck.cli.completing import complete_topics
from mdcheck.cli.pages import SITE
from mdcheck.cli.terminal.print import show_lines
from mdcheck.cli.terminal.print import width as width_of
from mdcheck.cli.text.topics import TOPICS
from mdcheck.errors import ExitCode, UsageError, did_you_mean
from mdcheck.kinds.script import INTERPRETERS
from mdcheck.reports.layout.lines import Styled, TextStyle, hanging
from mdcheck.reports.layout.lines import words as words_of

if TYPE_CHECKING:
    from mdcheck.cli.text.topics import Topic
    from mdcheck.reports.layout.lines import Line


@click.command("help")
@click.argument("words", nargs=-1, metavar="[TOPIC]", shell_complete=complete_topics)
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> ExitCode:
    """Explain a topic, a command, a kind of check, or one line of a topic. Without TOPIC it lists the topics.

    An option of check blocks, a setting, an outcome and an exit status are lines of topics.
    """
    group = context.parent
    if group is None or not isinstance(group.command, click.Group):
        raise AssertionError("the command stands in a group")
    if not words:
        show_lines([line for name, each in TOPICS.items() for line in _row(name, each.title, _width(TOPICS))])
        show_lines([(), *_wrapped("`mdcheck help COMMAND` and `mdcheck help KIND` explain those.")])
        return ExitCode.OK
    asked = " ".join(words)
    kinds = (*names(), *INTERPRETERS)
    known = (*TOPICS, *group.command.list_commands(group), *kinds)
    name = next((one for one in known if _plain(one) == _plain(asked)), "")
    if name in TOPICS:
        show_lines(_lines(TOPICS[name]))
    elif (found := group.command.get_command(group, name)) is not None:
        with found.make_context(name, [], parent=group, resilient_parsing=True) as inner:
            click.echo(found.get_help(inner))
    elif name:
        from mdcheck.cli.commands.kinds import show_kind  # late: most topics are no kinds

        show_kind(name)
    elif lines := [line for topic in TOPICS.values() for line in _lines(topic, asked)]:
        show_lines(lines)
    else:
        hint = did_you_mean(asked, (*known, *(row for topic in TOPICS.values() for row, _ in topic.rows())))
        raise UsageError(f"no topic “{asked}”{hint}", fix="`mdcheck help` lists the topics")
    return ExitCode.OK


def _plain(name: str) -> str:
    """A name as people may type it: “exit codes”, “File Exists”."""
    return name.replace("-", " ").replace("_", " ").casefold()


def _lines(topic: Topic, only: str = "") -> list[Line]:
    """A topic with all its rows, or with those of one name; nothing where it has none."""
    rows = {name: text for name, text in topic.rows() if not only or _plain(name) == _plain(only)}
    if not rows:
        return []
    lines: list[Line] = [(Styled(topic.title, TextStyle.TITLE),), ()]
    lines += [line for name, text in rows.items() for line in _row(name, text, _width(rows))]
    return [*lines, (), (Styled(f"More: {SITE}/{topic.page}", TextStyle.MUTED),)]


def _row(name: str, text: str, width: int) -> list[Line]:
    return list(hanging((Styled(f"  {name:<{width}}  ", TextStyle.VALUE),), words_of(text), width=width_of()))


def _wrapped(text: str) -> list[Line]:
    return list(hanging((), words_of(text), width=width_of()))


def _width(names: dict[str, str] | dict[str, Topic]) -> int:
    return max(map(len, names))
