"""Many repositories: what mdcheck costs on top of the git commands that any script would call."""

from __future__ import annotations

import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.measure import compare, table
from mdcheck.app.fleet.read import fleet
from mdcheck.app.session import Session
from mdcheck.errors import MdcheckError

REPOSITORIES = 200
ITEMS = 40
JOBS = 8
_CHECKED = '- [x] Statement {0} holds for this service\n  ```check\n  file_exists: "file-{0}.md"\n  ```\n'
_MANUAL = "- [ ] Somebody has looked at part {0}\n"


def main() -> str:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        repositories(root)
        rows = [*_cloned(root), _in_place(root)]
    return table(f"Fleet ({REPOSITORIES} bare repositories, {ITEMS} items each, {JOBS} at once)", rows)


def _cloned(root: Path) -> list[str]:
    """Through clones, as from other machines, but without a network."""
    (root / "urls.toml").write_text(f"repositories = {[_url(root, number) for number in range(REPOSITORIES)]}")
    places = count()

    def first() -> None:
        os.environ["XDG_CACHE_HOME"] = str(root / f"cache{next(places)}")
        _read(root, "urls.toml")

    def alone() -> None:
        target = root / f"clones{next(places)}"
        _each(lambda number: _clone(root, target / str(number), number))

    cold = compare(first, alone, pairs=1)
    warm = compare(lambda: _read(root, "urls.toml"), first, pairs=1)
    return [
        cold.row("read for the first time / git clone, cat-file and log", 1.5),
        warm.row("read again, nothing changed / read for the first time", 0.2),
    ]


def _in_place(root: Path) -> str:
    (root / "folders.toml").write_text('repositories = ["bare/*.git"]')
    places = count()

    def ours() -> None:
        os.environ["XDG_CACHE_HOME"] = str(root / f"local{next(places)}")
        _read(root, "folders.toml")

    ratio = compare(ours, lambda: _each(lambda number: _look(root / "bare" / f"{number}.git")), pairs=1)
    return ratio.row("read in place / git rev-parse, ls-tree, cat-file and log", 1.5)


def _read(root: Path, name: str) -> None:
    found = fleet(Path(name), Session(root, os.environ), jobs=JOBS)
    if found.total.checklists != REPOSITORIES:
        raise MdcheckError(f"{found.total.checklists} of {REPOSITORIES}: {found.unread[:1]}")


def _each(action) -> None:  # noqa: ANN001 - a function of the number
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(action, range(REPOSITORIES)))


def _clone(root: Path, target: Path, number: int) -> None:
    _git("clone", "-q", "--bare", "--depth=1", "--filter=blob:none", _url(root, number), str(target))
    _git(f"--git-dir={target}", "cat-file", "blob", "HEAD:CHECKLIST.md")
    _git(f"--git-dir={target}", "log", "-1", "--format=%ct %B")


def _look(folder: Path) -> None:
    _git(f"--git-dir={folder}", "rev-parse", "HEAD")
    _git(f"--git-dir={folder}", "ls-tree", "HEAD")
    _git(f"--git-dir={folder}", "cat-file", "blob", "HEAD:CHECKLIST.md")
    _git(f"--git-dir={folder}", "log", "-1", "--grep=^Mdcheck-Score", "--format=%ct %B", "--", "CHECKLIST.md")


def _url(root: Path, number: int) -> str:
    return f"file://{root}/bare/{number}.git"


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], stdout=subprocess.DEVNULL, check=True)


def repositories(root: Path) -> None:
    """Bare repositories that differ in their titles."""
    items = [(_CHECKED if number % 2 else _MANUAL).format(number) for number in range(ITEMS)]
    (root / "bare").mkdir()

    def make(number: int) -> None:
        folder = root / "bare" / f"{number}.git"
        _git("init", "-q", "--bare", "-b", "main", str(folder))
        _git(f"--git-dir={folder}", "config", "uploadpack.allowFilter", "true")
        text = f"# Service {number}\n\n## Readiness\n\n{''.join(items)}".encode()
        message = b"checklist: 80\n\nMdcheck-Score: 80\nMdcheck-Verdict: ALMOST READY\n"
        stream = b""
        for step, data in enumerate((text.replace(b"[x]", b"[ ]"), text)):
            stream += b"commit refs/heads/main\ncommitter Ada <ada@example.org> %d +0000\n" % (1_700_000_000 + step)
            stream += b"data %d\n%s\nM 100644 inline CHECKLIST.md\ndata %d\n%s\n" % (
                len(message),
                message,
                len(data),
                data,
            )
        command = ["git", f"--git-dir={folder}", "fast-import", "--quiet"]
        subprocess.run(command, input=stream, check=True)

    _each(make)
