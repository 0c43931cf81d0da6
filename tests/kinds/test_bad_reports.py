"""Reports that are broken or hostile: errored with a reason that names the file, never a pass, never a crash."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from testing.steps import growth

from mdcheck.evidence.formats.coverage.read import read_coverage
from mdcheck.evidence.formats.junit import read_junit
from mdcheck.evidence.formats.junit_counts import reconciled
from mdcheck.evidence.formats.sarif import read_sarif
from mdcheck.results.outcome import Outcome

DIALECTS = Path(__file__).parent / "dialects"
READERS = {"junit": {}, "sarif": {}, "coverage": {"min": 0}}
WHOLE = sorted(path for path in DIALECTS.rglob("*.*") if path.suffix in (".xml", ".json", ".sarif"))
ENTITY = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ROOTS = ("testsuite", "coverage line-rate='1'", "report")
LATIN = b'<?xml version="1.0"?><testsuite><testcase name="caf' + b'\xe9"/></testsuite>'
BAD = {
    "empty": b"",
    "blank": b" \n\t\n",
    "mark": b"\xef\xbb\xbf",
    "nul": b"\0" * 100,
    "text": b"all tests passed",
    "number": b"1",
    "null": b"null",
    "infinity": b"Infinity",
    "not-a-number": b'{"version": NaN}',
    "list": b"[]",
    "object": b"{}",
    "nested-json": b'{"version": "2.1.0", "runs": ' + b"[" * 100_000,
    "nested-totals": b'{"totals": {"num_statements": ' + b"[" * 100_000,
    "key-twice": b'{"totals": {"num_statements": 1, "covered_lines": 0, "covered_lines": 1}}',
    "huge-number": b'{"totals": {"num_statements": ' + b"9" * 10_000 + b', "covered_lines": 1}}',
    "latin-1": LATIN,
    "latin-1-json": '{"version": "2.1.0", "runs": [{"results": [], "tool": "é"}]}'.encode("latin-1"),
    "utf-16-cut": "<testsuite/>".encode("utf-16")[:-1],
    "unknown-encoding": b'<?xml version="1.0" encoding="klingon"?><testsuite><testcase/></testsuite>',
    "binary-encoding": b'<?xml version="1.0" encoding="base64"?><testsuite><testcase/></testsuite>',
    "html": b"<!doctype html><html><body>Not found</body></html>",
    "mode-only": b"mode: set\n",
    "go-words": b"mode: set\nexample.org/a.go:1.1,2.2 many 1\n",
    "go-cut": b"mode: set\nexample.org/a.go:1.1,2.2 1 1",
    "go-other": b"mode: set\nexample.org/a.go 1 1\n",
    "lcov-cut": b"SF:a.c\nDA:1,1\n",
    "lcov-two": b"SF:a.c\nDA:1,1\nSF:b.c\nDA:1,1\nend_of_record\n",
    "lcov-latin-1": b"SF:caf\xe9.c\nDA:1,1\nend_of_record\n",
}
for _root in ROOTS:
    _name = _root.split()[0]
    BAD |= {
        f"laughs-{_name}": f"{ENTITY}<{_root}>&b;</{_name}>".encode(),
        f"external-{_name}": f"{EXTERNAL}<{_root}>&a;</{_name}>".encode(),
        f"nested-{_name}": f"<{_root}>{'<testsuite>' * 5000}{'</testsuite>' * 5000}</{_name}>".encode(),
        f"cut-{_name}": f"<{_root}><testsuite>".encode(),
        f"trailing-{_name}": f"<{_root}/><{_root}/>".encode(),
    }


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_bad_input(check, kind, content):
    main = {"path": "report"} if kind == "coverage" else {"paths": ["report"]}
    finding = check(kind, {"report": content}, **main, **READERS[kind])
    assert finding.outcome is Outcome.ERRORED
    assert finding.message.startswith("report")
    assert len(finding.message) < 300


@pytest.mark.parametrize("kind", READERS)
def test_folders_links_and_what_is_too_large(check, tree, kind):
    workspace = tree({"folder/": None, "loop": Path("loop"), "out": Path("/etc/passwd"), "large": "<testsuite/>"})
    os.truncate(workspace.root / "large", 64 * 1024 * 1024 + 1)
    os.mkfifo(workspace.root / "pipe")
    for name in ("folder", "loop", "out", "large", "pipe", "missing", "a\tb"):
        main = {"path": name} if kind == "coverage" else {"paths": [name]}
        assert check(kind, workspace, **main, **READERS[kind]).outcome is Outcome.ERRORED


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_cut_off_in_the_middle(check, path):
    kind = path.parent.name
    content = path.read_bytes().rstrip()
    main = {"path": "report"} if kind == "coverage" else {"paths": ["report"]}
    for tenth in range(1, 10):
        finding = check(kind, {"report": content[: len(content) * tenth // 10]}, **main, **READERS[kind])
        assert finding.outcome is Outcome.ERRORED
    assert check(kind, {"report": content[:-1]}, **main, **READERS[kind]).outcome is Outcome.ERRORED


def sarif(size):
    """Each result has a rule of its own, without an index, and an invocation overrides each."""
    rules = [{"id": f"R{number}", "guid": str(number)} for number in range(size)]
    overrides = [{"descriptor": {"id": rule["id"]}, "configuration": {"level": "note"}} for rule in rules]
    results = [{"ruleId": f"R{number}/x", "message": {"text": ""}} for number in reversed(range(size))]
    run = {
        "tool": {"driver": {"name": "T", "rules": rules}},
        "invocations": [{"executionSuccessful": True, "ruleConfigurationOverrides": overrides}],
        "results": results,
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def junit(size):
    return (
        b"<testsuites>" + b"<testsuite><testcase/><testcase><failure/></testcase></testsuite>" * size
    ) + b"</testsuites>"


def chain(size):
    return b"<testsuite>" * 20 + b"<testsuite failures='1'/><testcase/>" * size + b"</testsuite>" * 20


def cobertura(size):
    lines = "".join(f'<line number="{number}" hits="1"/>' for number in range(size))
    return f'<coverage line-rate="1"><class filename="a"><lines>{lines}</lines></class></coverage>'.encode()


def lcov(size):
    return b"".join(b"SF:a.c\nDA:%d,1\nend_of_record\n" % number for number in range(size))


def go(size):
    return b"mode: set\n" + b"".join(b"a.go:%d.1,2.2 1 1\n" % number for number in range(size))


@pytest.mark.parametrize(
    ("make", "read"),
    [
        (sarif, lambda data: read_sarif(data, where="r")),
        (junit, lambda data: reconciled(read_junit(data, where="r").root, [])),
        (chain, lambda data: reconciled(read_junit(data, where="r").root, [])),
        (cobertura, lambda data: read_coverage(data, "line", where="r")),
        (lcov, lambda data: read_coverage(data, "line", where="r")),
        (go, lambda data: read_coverage(data, "line", where="r")),
    ],
    ids=["sarif", "junit", "chain", "cobertura", "lcov", "go"],
)
def test_readers_take_time_in_proportion_to_the_size(make, read):
    assert growth(lambda size: read(make(size)), 50) < 4.5
