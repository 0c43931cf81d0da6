"""Taking records out of a checklist never ticks a box, and never improves the verdict, whatever needs what."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from testing.tiers import amount

from mdcheck.app.judging import judged_as_of
from mdcheck.app.run import run
from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session
from mdcheck.results.outcome import mark
from mdcheck.results.verdict import Verdict

SIGNED = "  ```signed\n  by: {} <{}@example.org>\n  date: 2026-11-{:02}\n  ```\n"
WAIVED = "  ```waived\n  by: Ada <ada@example.org>\n  until: 2026-{}-01\n  reason: a\n  ```\n"
SIGNATURES = st.builds(
    lambda who, day: SIGNED.format(who, who, day), st.sampled_from(["ada", "bob"]), st.integers(1, 28)
)
WAIVERS = st.sampled_from(["10", "12"]).map(WAIVED.format)
KINDS = {"file_exists: there": WAIVERS, "file_exists: missing": WAIVERS, "signoff: [lead]": SIGNATURES | WAIVERS}
POLICY = '[roles]\nlead = ["ada@example.org"]\n'


@st.composite
def documents(draw):
    """Items with checks, each with whether it needs the one above it, and with records that may be taken away."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        options = [f"severity: {draw(st.sampled_from(['blocker', 'error', 'warning']))}"]
        options.append(f"weight: {draw(st.sampled_from([1, 20]))}")
        if number and draw(st.booleans()):
            options.append(f"needs: i{number - 1}")
        rows = "".join(f"  {row}\n" for row in (kind, f"id: i{number}", *options))
        found.append((f"- [ ] i{number}\n  ```check\n{rows}  ```\n", draw(st.lists(KINDS[kind], max_size=2))))
    return found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mdcheck.toml").write_text(POLICY)
    (tmp_path / "there").write_text("a\n")
    return tmp_path


def judged(folder: Path, items):
    """The verdict's rank, and which boxes are ticked afterwards."""
    (folder / "CHECKLIST.md").write_text("".join(text + "".join(records) for text, records in items))
    session = judged_as_of("2026-11-30", Session(cwd=folder, environ={}))
    (file,) = run([str(folder / "CHECKLIST.md")], session, RunOptions(record=False)).report.files
    ticked = {result.item.id for result in file.items if mark(result)}
    return (None if file.score is None else list(Verdict).index(file.verdict)), ticked


NEEDED = [
    ("- [ ] i0\n  ```check\n  signoff: [lead]\n  id: i0\n  ```\n", [SIGNED.format("ada", "ada", 1)]),
    ("- [ ] i1\n  ```check\n  file_exists: missing\n  id: i1\n  severity: blocker\n  needs: i0\n  ```\n", []),
    ("- [ ] i2\n  ```check\n  file_exists: there\n  id: i2\n  weight: 20\n  ```\n", []),
]


@settings(max_examples=amount(25, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents(), st.data())
@example(NEEDED, None)
def test_it_never_ticks_a_box_nor_improves_the_verdict(folder, items, data):
    def left(records):
        return [one for one in records if data is not None and data.draw(st.booleans())]

    before, ticked = judged(folder, items)
    after, still = judged(folder, [(text, left(records)) for text, records in items])
    assert still <= ticked
    if before is not None and after is not None:
        assert after >= before
