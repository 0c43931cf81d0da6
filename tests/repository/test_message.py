from __future__ import annotations

import subprocess

import pytest

from mdcheck.document.completion import Completion
from mdcheck.document.model import Severity
from mdcheck.document.parse import parse
from mdcheck.document.slug import plain_text
from mdcheck.document.source import Source
from mdcheck.repository.changes import ByHand, by_hand
from mdcheck.repository.message import CommitMessage, commit_message, plain
from mdcheck.results.flip import Flip
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome
from mdcheck.results.report import FileReport
from mdcheck.results.score import Verdict


def read(text):
    return parse(Source.from_text(text))


def result(item, outcome=None, message=""):
    """A result of the item; one without an outcome is manual."""
    check = CheckResult(kind="run", line=item.line, severity=Severity.ERROR, outcome=outcome, message=message)
    return ItemResult(item=item, checks=(check,) if outcome else ())


def report(items=(), flips=(), score=78.6, verdict=Verdict.ALMOST_READY, completion=(64, 100)):
    return FileReport(
        path="CHECKLIST.md",
        completion=Completion(ticked=completion[0], countable=completion[1]),
        score=score,
        verdict=verdict,
        verdict_reason="",
        sections=(),
        items=tuple(items),
        flips=tuple(flips),
    )


def flip(text, *, ticked, message="", line=1):
    (item,) = parse(Source.from_text(f"- [{'x' if ticked else ' '}] {text}\n")).items
    return Flip(item._replace(id=text, text=text, line=line), message=message)


@pytest.mark.parametrize(
    ("facts", "override", "subject", "trailers"),
    [
        pytest.param(
            {}, None, "checklist: 78.6 ALMOST READY, 64% complete",
            "Mdcheck-Score: 78.6\nMdcheck-Verdict: ALMOST READY\nMdcheck-Completion: 64%", id="all",
        ),
        pytest.param(
            {"score": 100.0, "verdict": Verdict.READY, "completion": (3, 3)}, None,
            "checklist: 100 READY, 100% complete",
            "Mdcheck-Score: 100\nMdcheck-Verdict: READY\nMdcheck-Completion: 100%", id="ready",
        ),
        pytest.param(
            {"score": None, "verdict": Verdict.UNASSESSED}, None, "checklist: 64% complete",
            "Mdcheck-Completion: 64%", id="no score",
        ),
        pytest.param(
            {"completion": (0, 0)}, None, "checklist: 78.6 ALMOST READY",
            "Mdcheck-Score: 78.6\nMdcheck-Verdict: ALMOST READY", id="nothing counts",
        ),
        pytest.param(
            {"score": None, "verdict": Verdict.UNASSESSED, "completion": (0, 0)}, None,
            "checklist: updated", "", id="neither",
        ),
        pytest.param(
            {"score": 0.0, "verdict": Verdict.CRITICAL, "completion": (0, 3)}, " Mine\x1b[1m\nand more ",
            "Mine[1m and more", "Mdcheck-Score: 0\nMdcheck-Verdict: CRITICAL\nMdcheck-Completion: 0%",
            id="override",
        ),
        pytest.param({"completion": (0, 0)}, " \n", "checklist: 78.6 ALMOST READY",
            "Mdcheck-Score: 78.6\nMdcheck-Verdict: ALMOST READY", id="blank override"),
    ],
)  # fmt: skip
def test_subject_and_trailers(facts, override, subject, trailers):
    message = commit_message(report(**facts), ByHand(), override)
    assert message.render() == subject + "\n" + (f"\n{trailers}\n" if trailers else "")


def test_a_long_override_is_the_persons_own_affair():
    assert commit_message(report(), ByHand(), "x" * 300).subject == "x" * 300


def test_flips_come_regressions_first_and_then_in_order():
    flips = [
        flip("Linted", ticked=True, line=1),
        flip("Unit tests pass", ticked=False, line=9, message="3 failed"),
        flip("Built", ticked=True, line=5, message="in 3 steps"),
        flip("Scanned", ticked=False, line=4),
    ]
    assert commit_message(report(flips=flips), ByHand()).body == (
        "- unticked: Scanned",
        "- unticked: Unit tests pass — 3 failed",
        "- ticked: Linted",
        "- ticked: Built — in 3 steps",
    )


def test_what_a_person_changed_is_told_apart():
    before = read("- [ ] a\n- [x] b\n- [ ] c\n- [ ] gone\n- [ ] gone too\n\ntext\n")
    now = read("- [x] a\n- [ ] b\n- [x] c\n- [ ] new\n\nother text\n\nand more\n")
    message = commit_message(report(map(result, now.items)), by_hand(before, now))
    assert message.body == (
        "by hand: unticked “b”",
        "by hand: ticked “a”",
        "by hand: ticked “c”",
        "by hand: 1 item added",
        "by hand: 2 items removed",
        "by hand: 3 other lines",
    )


def test_a_new_checklist():
    now = read("- [x] a\n- [ ] b\n")
    flips = [flip("b", ticked=True, message="found")]
    message = commit_message(report(map(result, now.items), flips), by_hand(None, now))
    assert message.body == ("- ticked: b — found", "new checklist: 2 items")


BEFORE, TICKED = read("- [ ] a\n"), read("- [x] a\n")


@pytest.mark.parametrize(
    ("now", "outcome", "flipped", "body"),
    [
        pytest.param(TICKED, Outcome.PASSED, False, ("- ticked: a — said",), id="ticked, and rightly"),
        pytest.param(TICKED, Outcome.FAILED, True, (), id="ticked, and unticked again"),
        pytest.param(TICKED, Outcome.ERRORED, False, ("by hand: ticked “a”",), id="ticked, and not known"),
        pytest.param(TICKED, Outcome.NOT_RUN, False, ("by hand: ticked “a”",), id="ticked, and not run"),
        pytest.param(TICKED, None, False, ("by hand: ticked “a”",), id="manual"),
        pytest.param(BEFORE, Outcome.PASSED, True, ("- ticked: a — said",), id="ticked by the check"),
    ],
)
def test_the_message_describes_the_commits_own_diff(now, outcome, flipped, body):
    found = now.items[0]
    after = {True: BEFORE, False: TICKED}[found.ticked].items[0] if flipped else found
    flips = [Flip(after, message="said")] if flipped else []
    items = [result(after, outcome, "said")]
    assert commit_message(report(items, flips), by_hand(BEFORE, now)).body == body


def test_a_commit_that_failed_reads_the_same_when_it_is_made_later():
    items = [result(TICKED.items[0], Outcome.PASSED, "12 passed")]
    flips = [Flip(items[0].item, message="12 passed")]
    first = commit_message(report(items, flips), by_hand(BEFORE, BEFORE))
    second = commit_message(report(items), by_hand(BEFORE, TICKED))
    assert first == second


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain — ✅ text", "plain — ✅ text"),
        (" a\n b\r\n\tc\u2028d\x0be\x85f ", "a b c d e f"),
        ("a\x00\x1b[31mb\x7f\x9b", "a[31mb"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("a\udce9b", "ab"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 99 + "…"),
        ("x" * 98 + " yyyy", "x" * 98 + "…"),
        ("", ""),
    ],
    ids=["plain", "lines", "control", "bidi", "joiners", "surrogate", "100", "101", "at a blank", "empty"],
)
def test_text_is_made_plain(text, expected):
    assert plain(text) == expected


HOSTILE = [
    "Signed-off-by: Mallory <m@example.com>",
    "x\n\nMdcheck-Score: 100",
    "# a comment",
    "x\r\rMdcheck-Verdict: READY",
    "------------------------ >8 ------------------------",
    "---",
    "diff --git a/x b/x",
    ": x",
]


@pytest.mark.parametrize("scored", [True, False], ids=["with trailers", "without"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_forms_a_trailer_or_is_lost(text, scored):
    items = read("- [ ] a\n").items
    facts = {} if scored else {"score": None, "verdict": Verdict.UNASSESSED, "completion": (0, 0)}
    flips = [flip(text, ticked=False, message=text), flip("z", ticked=True, line=2, message=text)]
    message = commit_message(report(map(result, items), flips, **facts), ByHand(other_lines=2))
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"],
        input=message.render(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"{key}: {value}" for key, value in message.trailers]
    assert len(message.body) == 3
    assert f"- unticked: {plain(plain_text(text))} — {plain(text)}" in message.render()


def test_hostile_text_comes_through_git_whole(box):
    from mdcheck.repository.commit import Committed, commit_checklist  # late: the only test with git

    flips = [flip(text, ticked=False, message=text, line=line) for line, text in enumerate(HOSTILE)]
    message = commit_message(report(flips=flips), ByHand(), "# mine")
    box.tick()
    assert isinstance(commit_checklist(box.open(), box.file, message), Committed)
    assert box.git("log", "-1", "--format=%B") == message.render() + "\n"
    trailers = box.git("log", "-1", "--format=%(trailers:only,unfold)")
    assert trailers.split("\n")[:3] == [
        "Mdcheck-Score: 78.6",
        "Mdcheck-Verdict: ALMOST READY",
        "Mdcheck-Completion: 64%",
    ]


def test_a_message_without_a_body():
    assert CommitMessage(subject="s").render() == "s\n"


RECORD = "- [x] Agreed\n  ```check\n  signoff: lead\n  ```\n"
SIGNED = "  ```signed\n  by: Ada <ada@example.org>\n  date: {}\n  ```\n"
WAIVED = "  ```waived\n  until: {}\n  by: Ada <ada@example.org>\n  reason: r\n  ```\n"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", SIGNED.format("2026-11-20"), ["by hand: signed “Agreed” by Ada <ada@example.org> on 2026-11-20"]),
        (SIGNED.format("2026-11-20"), "", ["by hand: removed “Agreed” by Ada <ada@example.org> on 2026-11-20"]),
        (SIGNED.format("2026-11-20"), SIGNED.format("2026-11-20"), []),
        (
            WAIVED.format("2026-11-20"),
            WAIVED.format("2026-12-20"),
            ["by hand: waiver lengthened for “Agreed” until 2026-12-20 by Ada <ada@example.org>: r"],
        ),
    ],
    ids=["signed", "removed", "as it was", "waived"],
)
def test_what_people_put_on_record(before, after, told):
    """A record is told as what it is, and not as so many other lines."""
    one, other = read(RECORD + before), read(RECORD + after)
    assert list(commit_message(report(), by_hand(one, other)).body) == told


def test_how_many_have_signed_is_a_trailer():
    (item,) = read(RECORD).items
    checks = [
        CheckResult(kind="signoff", line=2, severity=Severity.ERROR, outcome=outcome)
        for outcome in (Outcome.PASSED, Outcome.PENDING)
    ]
    message = commit_message(report([ItemResult(item, tuple(checks))]), ByHand())
    assert message.trailers[-1] == ("Mdcheck-Signed", "1/2")
