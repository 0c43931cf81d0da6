"""`children`: the run decides about nested items with checks, and the box about the others."""

from __future__ import annotations

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.document.lint import needs_errors
from mdcheck.execution.plan import Selection, needing_trust, plan
from mdcheck.execution.runner import run_checks
from mdcheck.execution.trust.policy import TrustAll, TrustNone
from mdcheck.results.outcome import mark


def block(text, indent):
    return "".join(f"{' ' * indent}{line}\n" for line in ("```check", *text.split("\n"), "```"))


def document(asked, *nested):
    """An item that asks for the items below it; each of those is its box and a check, or nothing."""
    parts = [f"- [ ] parent\n{block(asked, 2)}"]
    for number, (box, check) in enumerate(nested):
        parts.append(f"  - [{box}] child {number}\n{block(check, 4) if check else ''}")
    return "".join(parts)


GOOD, BAD, UNKNOWN = "file_exists: here", "file_exists: gone", "value: here\nat: a"


@pytest.fixture
def go(workspace, root):
    (root / "here").write_text("x")

    def go_with(text, *, jobs=1, trust=None, only=()):
        checklist = read(text)
        checks, errors = read_checks(checklist)
        assert errors == () == checklist.diagnostics
        bound = [(item, tuple(checks[key] for key in item.check_ids)) for item in checklist.items]
        left_out = {item.line: "why" for item in checklist.items if only and item.id not in only}
        planned = plan(bound, Selection(left_out))
        return run_checks(planned, workspace=workspace, trust=trust or TrustAll(), jobs=jobs, document="list.md")

    return go_with


def parent(results):
    return str(results[0].checks[0].outcome), results[0].checks[0].message


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize(
    ("asked", "nested", "finding"),
    [
        ("children: all", [(" ", GOOD), ("x", "")], ("passed", "2 of 2 nested items ticked")),
        ("children: all", [("x", BAD), ("x", "")], ("failed", "1 of 2 nested items ticked, not 2; open: child 0")),
        ("children: all", [(" ", GOOD), (" ", "")], ("failed", "1 of 2 nested items ticked, not 2; open: child 1")),
        ("children: any", [(" ", GOOD), (" ", "")], ("passed", "1 of 2 nested items ticked")),
        (
            "children: any",
            [("x", BAD), (" ", "")],
            ("failed", "0 of 2 nested items ticked, not 1; open: child 0, child 1"),
        ),
        ("children: {min: 2}", [("x", ""), (" ", GOOD), (" ", "")], ("passed", "2 of 3 nested items ticked")),
        (
            "children: all\nmin: 2",
            [("x", ""), (" ", ""), (" ", "")],
            ("failed", "1 of 3 nested items ticked, not 2; open: child 1, child 2"),
        ),
        ("children: {min: 5}", [("x", "")], ("failed", "1 of 1 nested item ticked, not 5; open: ")),
        (
            "children: all",
            [("x", UNKNOWN), ("x", "")],
            ("errored", "1 of 2 nested items ticked; not determined: child 0"),
        ),
        ("children: any", [("x", UNKNOWN), ("x", "")], ("passed", "1 of 2 nested items ticked")),
        (
            "children: all",
            [("x", UNKNOWN), (" ", "")],
            ("failed", "0 of 2 nested items ticked, not 2; open: child 0, child 1"),
        ),
        (
            "children: all",
            [(" ", f"{BAD}\nseverity: warning")],
            ("failed", "0 of 1 nested item ticked, not 1; open: child 0"),
        ),
        (
            "children: all\nseverity: warning",
            [(" ", "")],
            ("warned", "0 of 1 nested item ticked, not 1; open: child 0"),
        ),
        (
            "children: all",
            [(" ", f"{GOOD}\ntick: person")],
            ("failed", "0 of 1 nested item ticked, not 1; open: child 0"),
        ),
        ("children: all", [("x", f"{GOOD}\ntick: person")], ("passed", "1 of 1 nested item ticked")),
        (
            "children: all",
            [("x", f"{BAD}\ntick: person")],
            ("failed", "0 of 1 nested item ticked, not 1; open: child 0"),
        ),
        (
            "children: all",
            [(" ", f"{GOOD}\nwhen: {{file_exists: gone}}"), ("x", "")],
            ("passed", "1 of 1 nested item ticked"),
        ),
        ("children: all", [(" ", f"{GOOD}\nwhen: {{file_exists: gone}}")], ("not_applicable", "no item below applies")),
        ("children: all\nwhen: {file_exists: gone}", [("x", "")], ("not_applicable", "when: no file matches gone")),
        ("children: all", [], ("failed", "no item is nested below this one")),
    ],
)
def test_what_is_nested_decides(go, asked, nested, finding, jobs):
    outcome, message = parent(go(document(asked, *nested), jobs=jobs))
    assert outcome == finding[0]
    if "when" not in message:
        assert message == finding[1]


def test_struck_through_items_count_nowhere_unless_they_are_ticked(go):
    text = document("children: all", ("x", "")) + "  - [ ] ~~no~~ reason\n  - [x] ~~done~~ reason\n"
    assert parent(go(text)) == ("passed", "2 of 2 nested items ticked")


@pytest.mark.parametrize("jobs", [1, 4])
def test_items_at_any_depth_and_parents_of_parents(go, jobs):
    text = (
        "- [ ] top\n" + block("children: all", 2) + "  - [ ] middle\n" + block("children: any", 4)
        + "    - [ ] low\n" + block(GOOD, 6) + "    - [x] done\n  1. [ ] last\n" + block(GOOD, 5) + "- [ ] beside\n"
    )  # fmt: skip
    results = go(text, jobs=jobs)
    assert parent(results) == ("passed", "4 of 4 nested items ticked")
    assert [mark(result) for result in results] == [True, True, True, None, True, None]


def test_scripts_below_come_first_in_parallel(go):
    text = document("children: all") + "".join(
        f"  - [ ] child {number}\n    ```check sh\n    sleep 0.0{number}; true\n    ```\n" for number in range(3)
    )
    assert parent(go(text, jobs=4)) == ("passed", "3 of 3 nested items ticked")


def test_what_was_refused_is_not_determined(go):
    text = document("children: all", ("x", "run: 'true'"), ("x", ""))
    assert parent(go(text, trust=TrustNone())) == (
        "errored",
        "1 of 2 nested items ticked; not determined: child 0",
    )


def test_only_takes_what_is_nested_along(go):
    text = document("children: all", (" ", GOOD)) + "- [ ] other\n" + block(GOOD, 2)
    results = go(text, only=["parent"])
    assert [str(result.checks[0].outcome) for result in results] == ["passed", "passed", "not_run"]


def test_what_asks_for_executable_items_is_left_out_with_them():
    checklist = read(document("children: all", (" ", "run: 'true'")) + "- [ ] other\n" + block(GOOD, 2))
    checks, _ = read_checks(checklist)
    bound = [(item, tuple(checks[key] for key in item.check_ids)) for item in checklist.items]
    assert needing_trust(bound) == {item.line for item in checklist.items[:2]}


def test_an_item_that_needs_the_one_above_goes_round_in_a_circle():
    checklist = read(document("children: all\nid: top", (" ", f"{GOOD}\nneeds: top")))
    assert [found.code for found in needs_errors(checklist)] == ["needs-cycle"]
    assert (
        needs_errors(read(document("children: all\nid: top", (" ", f"{GOOD}\nid: low"), (" ", f"{GOOD}\nneeds: low"))))
        == ()
    )


def test_children_can_not_stand_in_when(go):
    text = f"- [ ] a\n{block(f'{GOOD}{chr(10)}when: {{children: all}}', 2)}"
    assert parent(go(text)) == ("errored", "when: children belongs to an item, and can't stand in `when`")
