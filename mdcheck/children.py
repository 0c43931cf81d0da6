"""How the system reports the end of processes that mdcheck has started."""

from __future__ import annotations

import threading


def keep_exit_statuses() -> None:
    """Restore SIGCHLD where the caller of mdcheck ignores it, which is inherited; call this before starting a process.

    The system then throws exit statuses away, and Python takes one that is lost for 0: whatever fails would pass.
    """
    import signal  # late: most commands start no process

    here = threading.current_thread() is threading.main_thread()  # no other may set it
    if here and hasattr(signal, "SIGCHLD") and signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
