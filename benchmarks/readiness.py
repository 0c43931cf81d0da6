"""The fourteen core checks on a repository of 2,500 files, as whole processes: what a person waits for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import plain_script
from benchmarks.measure import compare, process, table
from benchmarks.secrets import git_grep, make_tree
from mdcheck.app.init.detect import Repository
from mdcheck.app.init.templates import TEMPLATES, render
from mdcheck.document.parse import parse
from mdcheck.document.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

_CORE = 14
_PAIRS = 15
_PLACES = {"backups": "backups", "coverage": "coverage.xml", "secret_variable": "HOME"}
_FILES = {
    "security-audit-report.json": "{}\n",
    "service/encryption.py": "key = Fernet()\n",
    "requirements.txt": "flask\nprometheus-client\nstructlog\n",
    "monitoring/alerts.yml": "groups: []\n",
    "docs/runbook.md": "# Runbook\n",
    "docs/maintenance.md": "# Maintenance\n",
    "backups/1.tar.gz": "a backup\n",
    "coverage.xml": '<coverage line-rate="0.81" lines-valid="100" lines-covered="81"/>\n',
    **{f"tests/integration/test_{number}.py": "def test():\n    pass\n" for number in range(5)},
}
"""Ten of the fourteen checks find what they look for."""


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        make_tree(root)
        for name, text in _FILES.items():
            _write(root / name, text)
        # What git does not track is not seen.
        subprocess.run(["git", "add", "--all", "--force"], cwd=root, check=True, capture_output=True)
        whole, alone = root / "READINESS.md", root / "CORE.md"
        _write(whole, _rendered(root))
        _write(alone, _core(whole))
        script = process(os.fspath(plain_script.__file__), str(root))
        rows = [
            _compare("fourteen checks alone / a plain script", _run(alone), script, limit=0.6),
            _compare("--only core of the whole template / a plain script", _run(whole, "--only", "core"), script),
            _compare("fourteen checks alone / git grep -lP", _run(alone), lambda: git_grep(root)),
            _compare("fourteen checks alone / import click", _run(alone), process("-c", "import click")),
        ]
    return table(f"Readiness (whole processes, {_CORE} checks, 2,500 files)", rows)


def _compare(name: str, ours: Callable[[], object], peer: Callable[[], object], *, limit: float | None = None) -> str:
    return compare(ours, peer, pairs=_PAIRS).row(name, limit)


def _run(path: Path, *arguments: str) -> Callable[[], object]:
    """Raises ValueError unless all fourteen checks run."""
    command = ("-m", "mdcheck", "run", "--quiet", "--format", "json", *arguments, str(path))
    said = subprocess.run([sys.executable, *command], capture_output=True, check=False).stdout
    summary = json.loads(said)["summary"]
    ended = {outcome: summary[outcome] for outcome in ("passed", "warned", "failed")}
    if sum(ended.values()) != _CORE:
        raise ValueError(f"{_CORE} checks should have ended, and not {summary}")
    return process(*command)


def _rendered(root: Path) -> str:
    """What `mdcheck init` writes for a service."""
    return render(TEMPLATES[0], Repository(root, _PLACES, ["interface"]), ["code", "interface"]).decode()


def _core(path: Path) -> str:
    """The fourteen items, without all that stands around them."""
    checklist = parse(Source.from_text(path.read_text(encoding="utf-8")))
    found = [(item, block) for item in checklist.items for block in item.checks if "core" in block.common.tags]
    parts = ["# Readiness\n"]
    for item, block in found:
        parts.append(checklist.source.text[checklist.source.starts[item.line - 1] : block.span.end].rstrip("\n"))
    return "\n".join(parts) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
