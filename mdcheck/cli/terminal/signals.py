"""How a run is ended from outside."""

from __future__ import annotations

import math
import signal
import threading
import time

_ENOUGH = 10.0
"""Seconds, many times what it takes to kill what is running. A signal behind them interrupts again."""


def interrupt_on_signals() -> None:
    """SIGTERM and a terminal that is closed end mdcheck as Ctrl-C does: every child is killed, nothing is written.

    Who presses Ctrl-C twice interrupts it only once: the second time would come while the children are killed, and
    leave some of them. A signal that the caller ignores, as `nohup` does, is ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    last = -math.inf

    def interrupt(_number: int, _frame: object) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _ENOUGH:
            last = now
            raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)
