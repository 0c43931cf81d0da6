"""Makes the pictures of mdcheck in an editor, from a real Neovim in tmux: `python docs/images/editor.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from docs.images.make import svg

HERE = Path(__file__).parent
CHECKLIST = """\
# Release of the shop [0/3]

- [ ] The runbook says what to do at night
  ```check
  contains: docs/runbook.md
  pattern: on-call
  severity: blocker
  fix: Name who is on call
  ```
  ```waived
  until: 2027-06-30
  by: Ada Lovelace <ada@example.org>
  reason: the rota begins in June
  ```
- [ ] The packages are pinned
  ```check
  file_exists: requirements.txt
  needs: [the-runbook]
  ```
- [ ] The containers run as nobody
  ```check
  f
  ```
"""
SHOWN = {"completion": "^  f$", "hover": "The runbook"}
_SIZE = ("-x", "92", "-y", "24")


def main() -> None:
    """One picture for each thing that is shown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "shop"
        (folder / "docs").mkdir(parents=True)
        (folder / "docs/runbook.md").write_text("# At night\n", encoding="utf-8")
        _run("git", "init", "-q", str(folder))
        path = folder / "CHECKLIST.md"
        path.write_text(CHECKLIST[: CHECKLIST.index("- [ ] The packages")], encoding="utf-8")
        os.environ["XDG_STATE_HOME"] = name
        _run("sh", "-c", f"cd {folder} && {sys.executable} -m mdcheck run -q || true")  # hover shows the last result
        path.write_text(CHECKLIST, encoding="utf-8")
        for what, at in SHOWN.items():
            picture = HERE / f"editor-{what}.svg"
            picture.write_text(svg(_screen(folder, what, at), f"Neovim: {what}"), encoding="utf-8", newline="\n")


def _screen(folder: Path, what: str, at: str) -> str:
    """What the terminal shows when the editor has had the time to show it."""
    shown = folder.parent / f"{what} is shown"
    server = [sys.executable, "-m", "mdcheck", "lsp"]
    given = {"NVIM_SHOW": what, "NVIM_AT": at, "NVIM_SERVER": json.dumps(server), "NVIM_SHOWN": str(shown)}
    given["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"]
    tmux = ("tmux", "-L", f"mdcheck-{os.getpid()}", "-f", os.devnull)
    words = [word for name, value in given.items() for word in ("-e", f"{name}={value}")]
    editor = f"nvim --clean -n -c 'luafile {HERE / 'editor.lua'}'"
    _run(*tmux, "new-session", "-d", *_SIZE, "-c", str(folder), *words, editor)
    try:
        while not shown.exists():
            time.sleep(0.1)
        return _run(*tmux, "capture-pane", "-e", "-p")
    finally:
        _run(*tmux, "kill-server")


def _run(*command: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "CI"} | {"TERM": "xterm-256color"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environ)  # noqa: S603 - ours
    return done.stdout.decode()


if __name__ == "__main__":
    main()
