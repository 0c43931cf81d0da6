"""`--help`, `help TOPIC` and the example of `kinds NAME`."""

import re
from pathlib import Path

import click
import pytest

from mdcheck.cli import COMMANDS, GROUPS, cli
from mdcheck.cli.headings import HEADINGS, HeadedCommand, by_heading
from mdcheck.cli.pages import PAGES, SITE
from mdcheck.cli.text.topics import TOPICS
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.document.slug import slug
from mdcheck.errors import ExitCode
from mdcheck.kinds.table import KINDS
from mdcheck.results.outcome import Outcome
from mdcheck.settings import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"


def test_commands_are_grouped_and_each_is_there_once(folder):
    shown = folder.mdcheck("--help").out
    for title, names in GROUPS.items():
        section = shown.partition(f"{title}:\n")[2].partition("\n\n")[0]
        assert re.findall(r"^  ([a-z-]+)", section, re.MULTILINE) == list(names)
    assert len(COMMANDS) == sum(map(len, GROUPS.values()))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_an_example_and_a_page(folder, name):
    shown = folder.mdcheck(name, "--help").out
    assert f"Example: {PAGES[name].example}\n" in shown
    assert f"More:    {SITE}/{PAGES[name].page}\n" in shown
    assert f"mdcheck {name}" in PAGES[name].example


MANY = 12
"""Options that can be looked through without headings."""


def options(command):
    return [one for one in command.params if isinstance(one, click.Option)]


def long(option):
    return next(name for name in option.opts if name.startswith("--"))


def test_many_options_are_below_headings(folder):
    commands = [cli.get_command(None, name) for name in COMMANDS]
    assert all(isinstance(one, HeadedCommand) for one in commands if len(options(one)) > MANY)
    headed = [one for one in commands if isinstance(one, HeadedCommand)]
    below = {
        f"{one.name} {long(option)}": title
        for one in headed
        for title, found in by_heading(one).items()
        for option in found
    }
    assert set(below.values()) == set(HEADINGS)
    for title, names in HEADINGS.items():
        for name in names:
            assert any(each == name or each.endswith(f" {name}") for each, where in below.items() if where == title)
    for command in headed:
        shown = folder.mdcheck(command.name, "--help").out
        assert re.findall(r"^(?!Usage)(\w.*):$", shown, re.MULTILINE) == [*by_heading(command), "Help"]
        named = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown, re.MULTILINE)
        assert sorted(named) == sorted([*map(long, options(command)), "--help"])


@pytest.mark.parametrize("width", [40, 51, 60, 80, 120])
@pytest.mark.parametrize("name", ["", *sorted({*COMMANDS} - {"completion"})])  # that one shows lines to copy
def test_help_fits_the_terminal(folder, monkeypatch, name, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = folder.mdcheck(*name.split(), "--help").out
    lines = [line for line in shown.splitlines() if not re.match("  (Example|More|All pages): ", line)]
    assert max(map(len, lines)) <= width


def test_the_pages_are_there():
    for page in [each.page for each in (*PAGES.values(), *TOPICS.values())]:
        name, _, heading = page.partition("#")
        headings = re.findall(r"^#+ (.*)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert not heading or heading in map(slug, headings)


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("outcomes", [outcome.label for outcome in Outcome]),
        ("exit-codes", [str(int(code)) for code in ExitCode]),
        ("options", list(COMMON)),
        ("settings", list(SETTINGS)),
    ],
)
def test_a_topic_tells_all_of_its_table(folder, topic, names):
    shown = folder.mdcheck("help", topic).out
    assert re.findall(r"^  (\S+(?: \S+)*)  ", shown, re.MULTILINE) == names


def test_help_lists_topics_and_explains_commands_and_kinds(folder):
    listed = folder.mdcheck("help").out
    assert re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE) == list(TOPICS)
    assert folder.mdcheck("help", "run").out == folder.mdcheck("run", "--help").out
    assert folder.mdcheck("help", "coverage").out == folder.mdcheck("kinds", "coverage").out
    unknown = folder.mdcheck("help", "outcoms")
    assert (unknown.code, unknown.err) == (
        3,
        "error: no topic “outcoms” (did you mean “outcomes”?)\n  fix: `mdcheck help` lists the topics\n",
    )


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["exit", "codes"], ["exit-codes"]),
        (["Exit-Codes"], ["exit-codes"]),
        (["file", "exists"], ["file_exists"]),
        (["RUN"], ["run"]),
        (["config git"], ["config-git"]),
    ],
)
def test_words_are_taken_as_people_type_them(folder, words, same):
    assert folder.mdcheck("help", *words).out == folder.mdcheck("help", *same).out != ""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["needs"], "Options that every check block takes\n\n  needs  "),
        (["Timeout"], "Options that every check block takes\n\n  timeout  "),
        (["70"], "Exit status\n\n  70  a bug in mdcheck\n"),
        (["not", "applicable"], "How a check ends\n\n  not applicable  "),
        (["heading"], "Numbers that mdcheck keeps\n\n  heading  "),
    ],
)
def test_a_line_of_a_topic_is_a_topic(folder, words, shown):
    assert folder.mdcheck("help", *words).out.startswith(shown)


def test_lines_of_topics_are_suggested(folder):
    assert "(did you mean “needs”?)" in folder.mdcheck("help", "neds").err
    assert "(did you mean “valid_for”?)" not in folder.mdcheck("help", "zzz").err


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_shows_an_example_that_uses_it(folder, name):
    shown = folder.mdcheck("kinds", name).out
    example = shown.partition("\nExample\n")[2]
    assert re.search(rf"^ +{name}: ", example, re.MULTILINE)
    assert f"kinds.md#{name}" in example


@pytest.mark.parametrize("command", ["kinds", "help"])
@pytest.mark.parametrize("language", ["bash", "python"])
def test_a_language_is_explained_by_the_topic_of_scripts(folder, command, language):
    ended = folder.mdcheck(command, language)
    assert (ended.code, "`mdcheck help scripts`" in ended.err) == (3, True)
    assert "```check bash" in folder.mdcheck("help", "scripts").out
