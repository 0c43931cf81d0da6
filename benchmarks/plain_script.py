"""What a team writes before it has a tool: fourteen checks in one script. It is the peer of `readiness`."""

from __future__ import annotations

import json
import os
import re
import subprocess  # noqa: F401 - such a script runs the tests as well, which this one is not asked for
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

_SECRETS = (
    r"password\s*=\s*[\"'][^\"']{8,}[\"']",
    r"api_key\s*=\s*[\"'][^\"']{8,}[\"']",
    r"secret\s*=\s*[\"'][^\"']{8,}[\"']",
    r"token\s*=\s*[\"'][^\"']{8,}[\"']",
)
_FILES = (
    "monitoring/security_audit_report.json",
    "service/encryption.py",
    "monitoring/metrics.py",
    "monitoring/alerts.yml",
    "service/circuit_breaker.py",
    "service/rate_limit.py",
    "docs/runbook.md",
    "docs/maintenance.md",
)


def main() -> int:
    root = Path(sys.argv[1])
    leaks = [str(path) for path in (root / "service").rglob("*.py") if _leaks(path)]
    results = [("secrets", not leaks), ("structlog", find_spec("structlog") is not None)]
    results += [("variable", len(os.environ.get("JWT_SECRET", "")) >= 32)]
    results += [(name, (root / name).exists()) for name in _FILES]
    results += [("backups", bool(list((root / "backups").glob("**/*.tar.gz"))))]
    results += [("integration", len(list((root / "tests" / "integration").glob("test_*.py"))) >= 5)]
    results += [("coverage", (root / "coverage.xml").exists())]
    passed = sum(ok for _, ok in results)
    print(json.dumps({"at": datetime.now(UTC).isoformat(), "score": passed / len(results), "leaks": leaks}))
    return 0


def _leaks(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="ignore")
    return any([re.search(pattern, text, re.IGNORECASE) for pattern in _SECRETS])  # noqa: C419 - all four are asked


if __name__ == "__main__":
    sys.exit(main())
