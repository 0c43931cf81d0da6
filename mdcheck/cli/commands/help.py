"""`mdcheck help`."""

from __future__ import annotations

import os
import sys
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
from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, words

if TYPE_CHECKING:
    from mdcheck.cli.text.topics import Topic
    from mdcheck.reports.layout.lines import Line


@click.command("help", short_help="Explain a topic, a command or a kind.")
@click.argument("topic", required=False, shell_complete=complete_topics)
@click.pass_context
def command(context: click.Context, topic: str | None) -> ExitCode:
    """Explain one thing: a topic, a command, or a kind of check. Without TOPIC it lists the topics."""
    group = context.parent
    if group is None or not isinstance(group.command, click.Group):
        raise AssertionError("the command stands in a group")
    if topic is None:
        show_lines([line for name, each in TOPICS.items() for line in _row(name, each.title, _width(TOPICS))])
        show_lines([(), *_wrapped("`mdcheck help COMMAND` and `mdcheck help KIND` explain those.")])
    elif topic in TOPICS:
        show_lines(_lines(TOPICS[topic]))
    elif (found := group.command.get_command(group, topic)) is not None:
        with found.make_context(topic, [], parent=group, resilient_parsing=True) as inner:
            click.echo(found.get_help(inner))
    elif topic in (*names(), *INTERPRETERS):
        from mdcheck.cli.commands.kinds import show_kind  # late: most topics are no kinds

        show_kind(topic)
    else:
        known = (*TOPICS, *group.command.list_commands(group), *names())
        raise UsageError(f"no topic “{topic}”{did_you_mean(topic, known)}", fix="`mdcheck help` lists the topics")
    return ExitCode.OK


def _lines(topic: Topic) -> list[Line]:
    rows = dict(topic.rows())
    lines: list[Line] = [(Styled(topic.title, TextStyle.TITLE),), ()]
    lines += [line for name, text in rows.items() for line in _row(name, text, _width(rows))]
    return [*lines, (), (Styled(f"More: {SITE}/{topic.page}", TextStyle.MUTED),)]


def _row(name: str, text: str, width: int) -> list[Line]:
    return list(hanging((Styled(f"  {name:<{width}}  ", TextStyle.VALUE),), words(text), width=_columns()))


def _wrapped(text: str) -> list[Line]:
    return list(hanging((), words(text), width=_columns()))


def _width(names: dict[str, str] | dict[str, Topic]) -> int:
    return max(map(len, names))


def _columns() -> int:
    return width_of(sys.stdout, os.environ)
