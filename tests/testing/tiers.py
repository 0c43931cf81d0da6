"""Two tiers: `make test` runs all tests but those marked `thorough`, `make thorough` runs those and the `scaled` ones.

A scaled test does a share of its work in `make test`, and all of it in `make thorough`. Every test of Hypothesis is
one: tests/conftest.py marks them.
"""

import os

import pytest

THOROUGH = os.environ.get("MDCHECK_TIER") == "thorough"
thorough = pytest.mark.thorough
scaled = pytest.mark.scaled


def amount(share, whole):
    """How much is to be done in this tier."""
    return whole if THOROUGH else share
