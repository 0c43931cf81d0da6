"""How a run is ended from outside."""

from __future__ import annotations

import signal
import threading


def end_on_terminate() -> None:
    """SIGTERM ends mdcheck as Ctrl-C does: with every child killed and nothing written."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, interrupt)
