"""The reports that every format is tested on, and golden files.

`MDCHECK_REGENERATE=1 pytest tests/reports` writes the golden files anew; read their diff before committing.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from mdcheck.document.completion import Completion
from mdcheck.document.model import CheckBlock, CommonOptions, Item, Section, Severity
from mdcheck.document.source import Span
from mdcheck.results.flip import Flip
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome, Waived
from mdcheck.results.proof import Proof, State
from mdcheck.results.report import FileReport, Report, SectionReport
from mdcheck.results.score import Bands, check_score, verdict
from mdcheck.results.signed import Signed

GOLDEN = Path(__file__).parent / "golden"

ANSI = "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b1mbold"
BIDI = "safe\u202egnp.exe\u2066"
HOSTILE = (
    f"{ANSI} ::error::boom ##[error]x | `tick` <script>alert(1)</script> <!-- c --> {BIDI}\r\n::warning::two\ttabs"
)
LONG = "x" * 130
WIDE = "配布物の署名を確認する 🚀 👩‍👩‍👧 ✅ done"


def item(text="Item", *, line, ticked=False, applicable=True, section=(), checks=0):
    """An item with as many check blocks as `checks` says; its id is made of its line."""
    block = CheckBlock(
        line=line + 1, span=Span(0, 0), language=None, body="", options={}, places={}, common=CommonOptions()
    )
    return Item(
        id=f"item-{line}",
        text=text,
        line=line,
        box=Span(0, 1),
        ticked=ticked,
        applicable=applicable,
        checks=(block,) * checks,
        section=section,
    )


def result(outcome, message="", **options):
    options = {"kind": "file_exists", "line": 1, "severity": Severity.ERROR, **options}
    if outcome in (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.ERRORED):
        options.setdefault("duration", 0.0031)
    return CheckResult(outcome=outcome, message=message, **options)


class Builder:
    """A file report, written from top to bottom: sections, items and their results."""

    def __init__(self, path="CHECKLIST.md"):
        self.path = path
        self.line = 0
        self.stack = []
        self.results = []
        self.order = []
        self.flips = []

    def section(self, title, level):
        self.line += 2
        while self.stack and self.stack[-1]["level"] >= level:
            self.stack.pop()
        node = {"title": title, "level": level, "line": self.line, "items": [], "below": []}
        (self.stack[-1]["below"] if self.stack else []).append(node)
        self.stack.append(node)
        self.order.append(node)
        return self

    def item(self, text="Item", *checks, ticked=False, applicable=True):
        self.line += 1 + 4 * len(checks)
        line = self.line
        placed = tuple(one._replace(line=line + 1 + 4 * index) for index, one in enumerate(checks))
        titles = tuple(node["title"] for node in self.stack)
        one = item(text, line=line, ticked=ticked, applicable=applicable, section=titles, checks=len(checks))
        self.results.append(ItemResult(item=one, checks=placed))
        if self.stack:
            self.stack[-1]["items"].append(one)
        return self

    def flip(self, text, *, message=""):
        """The box of the item with this text is not what it was."""
        one = next(result.item for result in self.results if result.item.text == text)
        self.flips.append(Flip(one, message=message))
        return self

    def build(self, **facts):
        """`ran` is False where no check has a result."""
        items = tuple(self.results)
        checks = [check for result in items for check in result.checks]
        ran = facts.get("ran", True)
        score = check_score(checks) if ran else None
        rating, reason = verdict(items, score, Bands())
        sections = tuple(_section(node) for node in self.order)
        facts = {
            "score": score,
            "verdict": rating,
            "verdict_reason": reason,
            "flips": tuple(self.flips),
            **facts,
        }
        return FileReport(
            path=self.path,
            completion=counted(result.item for result in items),
            sections=tuple(
                SectionReport(section=section, completion=counted(section.all_items())) for section in sections
            ),
            items=items,
            **facts,
        )


def counted(items):
    countable = [item for item in items if item.applicable]
    return Completion(ticked=sum(item.ticked for item in countable), countable=len(countable))


def _section(node):
    return Section(
        title=node["title"],
        level=node["level"],
        line=node["line"],
        items=tuple(node["items"]),
        sections=tuple(_section(below) for below in node["below"]),
    )


def plausible():
    """What a release manager meets."""
    build = Builder("PRODUCTION_READINESS_CHECKLIST.md")
    build.section("Production Readiness Checklist", 1)
    build.section("How to use", 2)
    build.section("Security & Compliance", 2)
    build.section("Security Audit", 3)
    build.item(
        "Security audit report exists and was written in the last quarter",
        result(
            Outcome.WARNED,
            "monitoring/security_audit_report.json is missing",
            severity=Severity.WARNING,
            fix="run `make audit`, which writes the report, and commit what it wrote beside the checklist",
            url="https://handbook.example/security/audit",
        ),
    )
    build.item("Findings were triaged").item("Owner named", ticked=True)
    build.section("Secrets Management", 3)
    build.item(
        "No credential in the code",
        result(Outcome.PASSED, "214 files, nothing found", kind="secrets", duration=0.412),
        ticked=True,
    )
    build.item("Secrets are rotated every 90 days").item("Vault policy reviewed").item("Break-glass tested")
    build.item("~~Encrypt the database~~ no database here", applicable=False)
    build.section("Testing Quality", 2)
    build.item(
        "Unit tests pass",
        result(
            Outcome.FAILED,
            "3 failed, 121 passed in 8.12s",
            kind="bash",
            severity=Severity.BLOCKER,
            duration=8.31,
            fix="mend the red tests",
            output="\n".join(
                [
                    *(f"tests/unit/test_{name}.py ....  [ {number}%]" for number, name in enumerate("abcdefghij")),
                    f"FAILED tests/unit/test_money.py::test_rounds_half - {'assert 0.1 == 0.1000001 ' * 3}",
                    "    where 0.1 = rounded(0.05)",
                    "3 failed, 121 passed in 8.12s",
                ]
            ),
        ),
    )
    build.item(
        "Coverage is at least 80%",
        result(Outcome.ERRORED, "coverage.xml is 9 days old, at most 1 day allowed", kind="coverage"),
        ticked=True,
    )
    build.item(
        "Integration tests exist and run",
        result(Outcome.PASSED, "7 files", kind="glob_count"),
        result(Outcome.BLOCKED, "needs “unit-tests-pass”, which failed", kind="bash"),
        ticked=True,
    )
    build.item("Load test", result(Outcome.WAIVED, "until 2030-01-01: hardware is ordered", kind="run"))
    build.item("Mobile tests", result(Outcome.NOT_APPLICABLE, "no mobile client", kind="bash"))
    build.item(
        "Smoke test",
        result(Outcome.NOT_RUN, "not trusted: run with --trust after reading the block", kind="run"),
    )
    build.section("Operational Readiness", 2)
    build.section("Incident Response", 3)
    build.item("Runbook exists", result(Outcome.PASSED, "docs/runbook.md"), ticked=True)
    build.section("Maintenance", 3)
    build.item("On-call rota agreed").item("Maintenance window agreed", ticked=True)
    build.flip("Runbook exists", message="docs/runbook.md")
    build.flip("Unit tests pass", message="3 failed, 121 passed in 8.12s")
    return build.build(
        figures_changed=3, notes=("written", "committed as 1f2e3d4: checklist: 50 NOT READY, 37% complete")
    )


def hostile():
    """What nobody should be able to do to a reader's terminal, log, page or parser."""
    build = Builder(f"docs/::error::{BIDI}|`x`.md\x1b[2J")
    build.item(HOSTILE)
    build.section(f"::error::{HOSTILE}", 1)
    build.item(
        LONG,
        result(
            Outcome.FAILED,
            f"::error file=x::{LONG} {HOSTILE}",
            kind=f"kind{ANSI}",
            fix=HOSTILE,
            url=f"https://example.org/\x1b[31m{BIDI}",
            output=f"one\r50%\r100%\n{HOSTILE}\n\n\n::stop-commands::x\n\x1b]0;title\x07\ttabbed\n",
        ),
    )
    build.section("a | b\n<!-- /mdcheck:report --> **70%** _x_ \\| [l](u) ![i](j) `code` (70%)", 2)
    build.item(WIDE, result(Outcome.PASSED, f"{WIDE} {WIDE}", duration=75.4), ticked=True)
    build.item("\x1b[31m\u200b", result(Outcome.PASSED, "\x00"))
    build.item(HOSTILE, *[result(Outcome.NOT_RUN, HOSTILE)] * 3)
    for state in State:
        one = signed(HOSTILE, HOSTILE, days=3, state=state, evidence=HOSTILE, note=HOSTILE, problem=HOSTILE)
        build.item(HOSTILE, signoff(Outcome.PENDING, HOSTILE, one, fix=HOSTILE))
    waiver = Waived(Outcome.FAILED, date(2026, 12, 5), HOSTILE, HOSTILE, HOSTILE, 0)
    build.item(HOSTILE, result(Outcome.WAIVED, HOSTILE, waiver=waiver))
    build.section("", 6)
    build.item(HOSTILE, result(Outcome.ERRORED, HOSTILE), result(Outcome.WAIVED, HOSTILE))
    return build.build(
        flips=(
            Flip(item(HOSTILE, line=9, ticked=True)._replace(id=HOSTILE), message=HOSTILE),
            Flip(item(HOSTILE, line=2)._replace(id=HOSTILE), message=f"::error::{LONG}"),
        ),
        notes=(HOSTILE,),
    )


def signed(by="Ada Lovelace <ada@example.org>", role="tech-lead", *, day=date(2026, 11, 20), days=None, **facts):
    """One signature as it stands on the day of the run; `days` are those left."""
    until = None if days is None else date(2026, 11, 25) + timedelta(days=days)
    return Signed(
        **{"by": by, "role": role, "date": day, "until": until, "days_left": days, "line": 9}
        | {"proof": Proof.COMMITTED, "state": State.IN_FORCE}
        | facts
    )


def signoff(outcome, message, *signatures, **options):
    return result(outcome, message, kind="signoff", duration=0.0021, signatures=signatures, **options)


def people():
    """What a team has signed, waived and put off."""
    build = Builder("RELEASE_CHECKLIST.md")
    build.section("Release 2.4", 1)
    build.section("Go or no-go", 2)
    build.item(
        "The technical lead agrees: the design holds, and what is missing is known",
        signoff(
            Outcome.PASSED,
            "Ada Lovelace (tech-lead), 61 days left",
            signed(days=61, evidence="docs/load-test-2026-11.md", note="two findings accepted, OPS-440 and OPS-441"),
            signed(day=date(2026, 8, 2), state=State.SUPERSEDED, problem="Ada Lovelace has signed anew"),
        ),
        ticked=True,
    )
    build.item(
        "Rolling back takes less than ten minutes",
        signoff(
            Outcome.FAILED,
            "Grace Hopper (operations) measured 14 minutes, above 10",
            signed("Grace Hopper <grace@example.org>", "operations", state=State.OUT_OF_BOUNDS, reading="14"),
            signed("Bob <bob@example.org>", "security", state=State.DECLINED, declined=True, note="not before OPS-450"),
            severity=Severity.BLOCKER,
        ),
    )
    build.item(
        "The data flow is approved",
        signoff(
            Outcome.PENDING,
            "security has yet to sign; the signature of Bob is for other words, options or files than there are now",
            signed(
                "Bob <bob@example.org>",
                "security",
                state=State.CHANGED,
                proof=Proof.CLAIMED,
                problem="the signature of Bob is for other words, options or files than there are now",
            ),
            fix="`mdcheck sign security`",
        ),
    )
    build.item(
        "Support knows what changes",
        signoff(
            Outcome.PASSED,
            "Eve, 12 days left, not bound to the words",
            signed("Eve <eve@example.org>", "anyone", days=12, bound=False, proof=Proof.CLAIMED),
        ),
        ticked=True,
    )
    build.item(
        "The licences were read",
        signoff(Outcome.PASSED, "Eve", signed("Eve <eve@example.org>", "legal", proof=Proof.SIGNED)),
        ticked=True,
    )
    build.section("Machines", 2)
    waiver = Waived(
        Outcome.FAILED, date(2026, 12, 5), "Ada Lovelace <ada@example.org>", "staging is rebuilt", "OPS-431", 10
    )
    build.item(
        "Smoke tests pass on staging",
        result(
            Outcome.WAIVED,
            "waived until 2026-12-05 by Ada Lovelace: staging is rebuilt (OPS-431); 2 of 14 failed",
            kind="bash",
            waiver=waiver,
        ),
    )
    later = waiver._replace(until=date(2027, 2, 1), ticket="", days_left=68)
    build.item("Links work", result(Outcome.WAIVED, "waived until 2027-02-01", kind="links", waiver=later))
    build.item("A changelog", result(Outcome.PASSED, "CHANGELOG.md"), ticked=True)
    words = "policy: this branch's own (mdcheck.toml); --base REV takes that of another"
    return build.build(policy=words, verdict_reason=f"1 blocker failed; {words}")


def ready():
    """Nothing left to do."""
    build = Builder()
    build.section("Release", 1)
    build.item("Changelog", result(Outcome.PASSED, "CHANGELOG.md"), ticked=True).item("Announced", ticked=True)
    return build.build(notes=("up to date",))


def bare():
    """Items under no heading, of which none holds a check, and nothing ran."""
    return Builder("TODO.md").item("Buy milk").item("Sing", ticked=True).build(ran=False)


CASES = ("plausible", "hostile", "ready", "several", "people", "status", "empty", "nothing")


@pytest.fixture(params=CASES)
def case(request):
    """Name and report; the tests of every format run on each."""
    return request.param, reports()[request.param]


@pytest.fixture
def build():
    """A file report from top to bottom."""
    return Builder()


@pytest.fixture
def check():
    """`check(outcome, message="", **options)`: a result of one check; a check that ran took 3 ms."""
    return result


@pytest.fixture
def sample():
    """`sample(name)`: one of the reports."""
    return lambda name: reports()[name]


@pytest.fixture
def hostile_text():
    """What a document or a process may hold at its worst."""
    return HOSTILE


def reports():
    return {
        "ready": Report(files=(ready(),)),
        "plausible": Report(files=(plausible(),)),
        "hostile": Report(files=(hostile(),)),
        "several": Report(files=(plausible(), bare(), hostile())),
        "people": Report(files=(people(),)),
        "status": Report(files=(untouched(),)),
        "empty": Report(files=(Builder("EMPTY.md").build(),)),
        "nothing": Report(files=()),
    }


def untouched():
    """The plausible checklist as `status` sees it: nothing ran."""
    ran = plausible()
    items = tuple(
        result._replace(
            checks=tuple(
                check._replace(outcome=Outcome.NOT_RUN, message="", duration=None, output="") for check in result.checks
            ),
        )
        for result in ran.items
    )
    rating, reason = verdict(items, None, Bands())
    return ran._replace(
        items=items,
        score=None,
        verdict=rating,
        verdict_reason=reason,
        flips=(),
        figures_changed=0,
        ran=False,
        notes=(),
    )


@pytest.fixture
def golden():
    def compare(name, text):
        path = GOLDEN / name
        if os.environ.get("MDCHECK_REGENERATE") == "1":
            path.write_bytes(text.encode())
        assert text.encode() == path.read_bytes(), f"{name} differs; MDCHECK_REGENERATE=1 writes it anew"

    return compare
