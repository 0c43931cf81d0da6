"""What documents and templates show as a call of mdcheck can be typed in: the command and its options exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from mdcheck.cli import cli

ROOT = Path(__file__).parents[2]
PATHS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "templates").glob("*.md")})
BLOCK = re.compile(r"^( *)(`{3,})[^\n]*\n(.*?)^\1\2 *$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
INDENTED = re.compile(r"^    (mdcheck .*)$", re.MULTILINE)
CALL = re.compile(r"""(?:^|[\s$(;|&"])mdcheck ([a-z][a-z-]*)\b([^|;&>#`\n]*)""", re.MULTILINE)
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def calls(text):
    """Each call that stands in code: the command, and its options."""
    prose = BLOCK.sub("", text)
    code = [block[3] for block in BLOCK.finditer(text)] + SPAN.findall(prose) + INDENTED.findall(prose)
    for command, rest in CALL.findall("\n".join(code)):
        yield command, set(OPTION.findall(QUOTED.sub("", rest)))


def test_calls_are_found():
    text = (
        "`mdcheck run --only 'a --b'` mdcheck lint\n\n    mdcheck diff -f json > a\n\n```sh\nmdcheck due --all\n```\n"
    )
    assert list(calls(text)) == [("due", {"--all"}), ("run", {"--only"}), ("diff", {"-f"})]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_calls_can_be_typed_in(path):
    for name, options in calls(path.read_text(encoding="utf-8")):
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, f"mdcheck {name}"
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert options <= known | {"-h", "--help"}, f"mdcheck {name}"
