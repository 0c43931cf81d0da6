"""The command `mdcheck`, and `python -m mdcheck`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line; never returns.

    A command takes a tenth of a second and leaves little garbage, but Python's collector would look through all that
    was imported several times, and once more at the end. So it runs seldom, and not at the end.
    """
    gc.set_threshold(100_000, 50, 1000)
    try:
        from mdcheck.cli import main as run  # late: behind the line that makes it fast

        run()
    except KeyboardInterrupt:  # so early that nothing has begun, or behind the end of all that there was to do
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    finally:
        gc.disable()
        gc.freeze()  # the interpreter collects garbage as it ends, disabled or not; this leaves it nothing to walk


if __name__ == "__main__":
    # `python -m` looks for modules in the working folder first, where a repository could have planted some. Those of
    # mdcheck are found beside this one, wherever that is.
    if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:  # noqa: PTH109 - as Python put it
        del sys.path[0]
    main()
