"""`python -m benchmarks [NAME…]`."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "reading",
    "merging",
    "history",
    "secrets",
    "patterns",
    "readiness",
    "checks",
    "fleet",
    "starting",
    "workers",
    "editor",
)

for name in sys.argv[1:] or NAMES:
    print(import_module(f"benchmarks.{name}").main(), flush=True)
