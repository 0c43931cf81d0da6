"""Our formats as the tools read them that people feed with them: validators of Microsoft, of HTML and of accessibility.

They come from npm; `make thorough` installs them below .venv/readers, or MDCHECK_READERS names the folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from testing.chromium import Tab, find
from testing.tiers import thorough

from mdcheck.cli import invoke

ROOT = Path(__file__).parents[2]
MODULES = Path(os.environ.get("MDCHECK_READERS") or ROOT / ".venv" / "readers") / "node_modules"
MULTITOOL = MODULES / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
AXE = MODULES / "axe-core" / "axe.min.js"
HTML_VALIDATE = MODULES / ".bin" / "html-validate"
LIST = """\
# Release (0%)

## Security

- [x] Secrets <are> "kept" & safe
  ```check
  contains: README.md
  text: nothing
  fix: Write *it* down
  url: https://example.org/a?b=c&d=e
  ```
- [ ] Warned
  ```check
  file_exists: nowhere
  severity: warning
  ```

### Inner

- [x] It runs
  ```check sh severity=blocker
  for n in 1 2 3; do echo "line $n <b>"; done; exit 3
  ```
- [ ] Behind it
  ```check sh needs=security/inner/it-runs
  true
  ```
- [x] Here
  ```check
  file_exists: CHECKLIST.md
  ```

## People

- [ ] Ask Ada
- [x] Ask Bob
- [ ] ~~Ask nobody~~ no need
"""

pytestmark = thorough


def needs(path):
    return pytest.mark.skipif(not path.exists(), reason=f"no {path}: `make thorough` brings it where npm is installed")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("CI", "GITHUB_EVENT_NAME", "GITHUB_STEP_SUMMARY", "MDCHECK_TRUST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# Read me\n")
    (tmp_path / "CHECKLIST.md").write_text(LIST)
    subprocess.run(["git", "init", "-q"], check=True)
    return tmp_path


def report(folder, *names):
    args = [part for name in names for part in ("--report", f"{name}:report.{name}")]
    assert invoke(["run", "--trust", "-q", *args]) == 1
    return [folder / f"report.{name}" for name in names]


@needs(MULTITOOL)
@pytest.mark.parametrize("kind", ["Sarif", "Ghas"])
def test_sarif_pleases_the_validator_of_microsoft(folder, kind):
    """`Ghas` are the rules of GitHub's code scanning. The one thing missed is an address where mdcheck can be found."""
    [sarif] = report(folder, "sarif")
    command = [MULTITOOL, "validate", sarif, "--rule-kind", kind, "--output", "found.sarif"]
    environ = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environ)
    assert (folder / "found.sarif").exists(), done.stdout.decode() + done.stderr.decode()
    [run] = json.loads((folder / "found.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert [
        (found["ruleId"], found["message"])
        for found in run.get("results", ())
        if found.get("level", "warning") in ("error", "warning")
        # `Toolnformation` is the tool's own spelling.
        and found["message"]["id"] != "Warning_ProvideToolnformationUri"
    ] == []


@needs(HTML_VALIDATE)
def test_html_pleases_html_validate(folder):
    [page] = report(folder, "html")
    rules = {"root": True, "extends": ["html-validate:recommended"], "rules": {"long-title": "off"}}
    (folder / ".htmlvalidate.json").write_text(json.dumps(rules))
    done = subprocess.run([HTML_VALIDATE, "--formatter", "text", page], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "")


@needs(AXE)
@pytest.mark.skipif(find() is None, reason="no Chromium on PATH")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_html_is_accessible(folder, tmp_path, scheme):
    """No violation, and nothing that axe can't judge."""
    [page] = report(folder, "html")
    tab = Tab(find(), tmp_path / "profile")
    try:
        tab.prefer(scheme)
        tab.open(page)
        tab.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        tab.run(AXE.read_text(encoding="utf-8") + "; 'loaded'")
        told = "rules.map(rule => [rule.id, rule.nodes.map(node => [node.target.join(' '), node.any[0].message])])"
        tab.run(f"window.told = rules => {told}; 'defined'")
        found = tab.run("axe.run(document).then(all => [all.violations, all.incomplete].map(window.told))")
        assert found == [[], []]
    finally:
        tab.close()
        shutil.rmtree(tmp_path / "profile", ignore_errors=True)
