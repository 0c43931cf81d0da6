"""cmark-gfm, GitHub's parser, as a program: which items it sees in a document."""

import os
import re
import shutil
import subprocess

import pytest

_PROGRAM = shutil.which("cmark-gfm")
_COMMAND = (_PROGRAM, "-e", "tasklist", "-e", "table", "-e", "strikethrough", "-e", "autolink")
_COMMAND += ("--unsafe", "--sourcepos", "-t", "xml")
_ITEM = re.compile(rb'<tasklist sourcepos="(\d+):\d+-\d+:\d+" completed="(true|false)"')

needs_cmark = pytest.mark.skipif(_PROGRAM is None, reason="cmark-gfm is not installed (Debian: apt install cmark-gfm)")


def cmark_items(data):
    """The line of each task item, from 1, and its state: `x` or a blank."""
    done = subprocess.run(_COMMAND, input=data, capture_output=True, check=True, env={"PATH": os.defpath})
    return [(int(found[1]), "x" if found[2] == b"true" else " ") for found in _ITEM.finditer(done.stdout)]
