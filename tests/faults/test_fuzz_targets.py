"""The fuzz targets, with inputs from Hypothesis every day and with atheris where it is installed (extra `fuzz`)."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.tiers import amount, scaled

from fuzz.alphabets import VERSION
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
pieces = st.lists(st.integers(0, 0xFD), max_size=60).map(bytes)
several = st.lists(pieces, min_size=3, max_size=3).map(b"\xfe".join)
inputs = st.one_of(pieces, several, st.text(max_size=80).map(lambda text: b"\xff" + text.encode()))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
@given(data=inputs)
def test_hypothesis(target, data):
    target(data)


def test_pieces_of_versions_come_in_pairs():
    assert len(VERSION) % 2 == 0


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed (extra fuzz)")
@scaled
@pytest.mark.parametrize("name", TARGETS)
def test_atheris(name, tmp_path):
    command = [sys.executable, "-m", "fuzz", name, f"-runs={amount(200, 5_000)}", "-seed=1", "-timeout=300"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
