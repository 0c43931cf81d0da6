"""Makes the pictures in this folder, from a real run on a sample project: `python docs/images/make.py [CHROMIUM]`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
CHECKLIST = """\
---
mdcheck: {figures: true}
---
# Production readiness of the shop (0%)

## Security (0%)

- [ ] Secrets stay out of the repository
  ```check
  secrets: "**/*.py"
  ```
- [ ] The security policy says whom to tell
  ```check
  contains: SECURITY.md
  pattern: "[\\\\w.]+@[\\\\w.]+"
  severity: warning
  fix: Name an address in SECURITY.md
  ```
- [x] The last audit's findings were triaged
- [ ] Keys are rotated every 90 days

## Testing (0%)

- [x] Unit tests pass
  ```check python severity=blocker fix="Repair the rounding of prices"
  print("test_basket.py ....")
  print("test_price.py ..F")
  print("FAILED test_price.py::test_rounds_half_up - assert 0.3 == 0.30000000000000004")
  print("1 failed, 6 passed in 0.31s")
  raise SystemExit(1)
  ```
- [ ] Coverage is at least 80%
  ```check
  coverage: coverage.json
  min: 80
  ```
- [x] The smoke test runs against staging
  ```check bash needs=testing/unit-tests-pass
  ./smoke.sh staging
  ```

## Operations (0%)

- [ ] The runbook exists
  ```check
  file_exists: docs/runbook.md
  ```
- [ ] Every service has a dashboard
  ```check
  glob_count: dashboards/*.json
  min: 2
  ```
- [ ] ~~Mobile clients are tested~~ the shop has none
- [x] The on-call rota is agreed
"""
FILES = {
    "CHECKLIST.md": CHECKLIST,
    "shop.py": "TAX = 0.19\n",
    "SECURITY.md": "Tell the team.\n",
    "coverage.json": '{"totals": {"percent_covered": 86.2, "covered_lines": 862, "num_statements": 1000}}',
    "docs/runbook.md": "# When the shop is down\n",
    "dashboards/basket.json": "{}\n",
    "dashboards/payment.json": "{}\n",
}


AUTHOR = {"NAME": "Ada", "EMAIL": "ada@example.org"}


def main() -> None:
    """Run, take the text in colour as SVG, and the page as PNG where there is a Chromium."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shown = run(folder)
        (HERE / "text-report.svg").write_text(svg(shown), encoding="utf-8", newline="\n")
        if sys.argv[1:]:
            for scheme in ("light", "dark"):
                _picture(sys.argv[1], folder / "report.html", HERE / f"html-report-{scheme}.png", scheme)
                page = folder / "fleet.html"
                page.write_text(_fleet(), encoding="utf-8")
                _picture(sys.argv[1], page, HERE / f"fleet-{scheme}.png", scheme, size="1280,860")


def _fleet() -> str:
    """The page of a fleet, as the tests look at it."""
    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "tests")]
    from testing.fleets import fleet_of

    from mdcheck.reports.fleet.html import render

    return render(fleet_of(60))


def run(folder: Path) -> str:
    """What the terminal shows of a run on the sample project, in colour; `report.html` is in the folder then."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for git in ("init -q", "add -A", "-c user.name=Ada -c user.email=ada@example.org commit -qm Shop"):
        subprocess.run(["git", *git.split()], cwd=folder, check=True)  # noqa: S603, S607 - as anyone starts
    return _mdcheck(folder, "update", "--trust", "--report", "html:report.html")


def _mdcheck(folder: Path, *args: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "CI"}
    environ |= {"FORCE_COLOR": "1", "COLUMNS": "90", "PYTHONPATH": str(HERE.parents[1])}
    environ |= {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in AUTHOR.items()}
    command = [sys.executable, "-m", "mdcheck", *args]
    done = subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.PIPE, check=False)  # noqa: S603 - ours
    return done.stdout.decode()


def svg(shown: str, title: str = "mdcheck update") -> str:
    """A terminal's text in colour as a picture."""
    console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(shown), soft_wrap=True)
    drawn = console.export_svg(title=title, theme=DIMMED_MONOKAI, unique_id="mdcheck")
    # The fonts would come from the network; any fixed-width font does.
    return re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL)


def _picture(chromium: str, page: Path, picture: Path, scheme: str, size: str = "1120,1290") -> None:
    with tempfile.TemporaryDirectory() as profile:
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
        flags += ("--disable-background-networking", "--disable-component-update", "--hide-scrollbars")
        preference = f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}"
        command = [chromium, *flags, preference, f"--user-data-dir={profile}", f"--screenshot={picture}"]
        command += [f"--window-size={size}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - the browser that was named


if __name__ == "__main__":
    main()
