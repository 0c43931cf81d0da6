"""The reports of `mdcheck diff` and `mdcheck history`: golden files, and what every format promises."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from mdcheck.document.comparison import block_changes, match
from mdcheck.document.completion import Completion, completions
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.reports.layout.lines import measure
from mdcheck.reports.layout.sparkline import sparkline
from mdcheck.results.difference import Assessment, CodeChange, Difference, FileChange, Version
from mdcheck.results.flip import Flip, Origin
from mdcheck.results.history import DAY, ChecklistCommit, History, ItemPast, Trait
from mdcheck.results.people.changes import signature_changes, waiver_changes
from mdcheck.results.people.covered import reworded
from mdcheck.results.people.policy_changes import PolicyChange
from mdcheck.results.verdict import Verdict

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
DIFF_FORMATS, HISTORY_FORMATS = ("text", "json", "markdown"), ("text", "json", "csv", "svg")
ENDINGS = {"text": "txt", "json": "json", "markdown": "md", "csv": "csv", "svg": "svg"}

BEFORE = """\
# Release

- [ ] Announced

## Docs

- [x] A readme
  ```check
  file_exists: README.md
  ```
- [ ] Runbook
- [x] Encrypt the database
- [ ] ~~Mobile tests~~ no client

## Testing

- [x] Unit tests pass
  ```check bash
  pytest -q
  ```
- [x] Load tests pass, p95 below 1 s
- [x] Gone for good
  ```check sh
  make old
  ```
"""
AFTER = """\
# Release

- [x] Announced

## Docs

- [ ] A readme
  ```check
  file_exists: docs/README.md
  ```
- [x] Runbook
- [ ] ~~Encrypt the database~~ there is none
- [ ] Mobile tests

## Tests and load

- [ ] Unit tests pass
  ```check bash timeout=10m
  pytest -q tests/unit
  ```
- [x] Load tests pass, p95 below 2 s
- [ ] Dependencies are scanned
  ```check
  run: scan --all
  ```
"""


SIGNED = """\
# Release

- [x] {words}
  ```check
  signoff: {role}
  ```
  ```signed
  - by: Ada Lovelace <ada@example.org>
    date: 2026-08-02
    of: 3f9c2a71b0d4e816
{others}  ```
- [x] Operations agree
  ```check
  signoff: operations
  ```
  ```signed
  by: Grace Hopper <grace@example.org>
  date: {date}
  note: {note}
  ```
- [ ] Tests pass
  ```check
  file_exists: tests
  ```
  ```waived
  until: {date}
  by: Ada Lovelace <ada@example.org>
  reason: {note}
  ```
"""
BOB = "  - by: Bob <bob@example.org>\n    date: 2026-08-03\n"
EVE = "  - by: Eve <eve@example.org>\n    date: 2026-11-21\n    says: no\n"


def people(note, words="The design holds, and what is missing is known"):
    before = SIGNED.format(words="The design holds", role="tech-lead", others=BOB, date="2026-08-02", note="one")
    after = SIGNED.format(words=words, role="anyone", others=EVE, date="2026-11-20", note=note)
    return replace(
        difference(before, after),
        policy=(
            PolicyChange("roles.tech-lead", ("ada@example.org",), ("ada@example.org", "eve@example.org")),
            PolicyChange("waivers.max", ("90d",), ()),
            PolicyChange(f"keys/{note}", (), (note, "another")),
        ),
    )


def difference(before, after, *, message="3 failed", path="CHECKLIST.md", revision="main", named=()):
    old, new = (parse(Source.from_text(text, path=path)) for text in (before, after))
    matching = match(old.items, new.items)
    origins = (Origin.CHECK, Origin.UNVERIFIED, Origin.HAND, Origin.UNKNOWN)
    flipped = [pair.after for pair in matching.pairs if pair.flipped]
    flips = [
        Flip(item, origins[index % 4], *((message, "1f2e3d4c" * 5) if index % 4 == 0 else ()))
        for index, item in enumerate(sorted(flipped, key=lambda item: (item.ticked, item.line)))
    ]
    return Difference(
        before=Version(revision, "a" * 40, path, completions(old.root)[0], Assessment(78.6, Verdict.ALMOST_READY)),
        after=Version("working tree", "", path, completions(new.root)[0]),
        matching=matching,
        flips=tuple(flips),
        code=tuple(
            CodeChange(
                change,
                kind=change.block.language or next(iter(change.block.options)),
                executable=change.block.language is not None or "run" in change.block.options,
            )
            for change in block_changes(old, new, matching)
        ),
        signatures=signature_changes(matching, lambda pair, _: reworded(*pair)),
        waivers=waiver_changes(matching),
        files=tuple(
            FileChange(f"tools/{text}.sh", f"named by a check of “{text}”", "old\n", f"{text}\n") for text in named
        ),
    )


@pytest.fixture
def differences(hostile_text):
    line = " ".join(hostile_text.replace("\n", " ").replace("\r", " ").split())
    return {
        "plausible": (difference(BEFORE, AFTER, named=("deploy",)),),
        "hostile": (
            difference(
                f"# {line}\n\n- [x] {line}\n  ```check bash\n  a\n  ```\n- [ ] ~~x~~ {line}\n",
                f"# ::error::x\n\n- [ ] {line}\n  ```check bash\n  ::error::b\n  ##[error]{line}\n  ```\n"
                f"- [ ] x\n- [ ] new {line}\n  ~~~check {line}\n  {line}\n  ````\n  ~~~\n",
                message=hostile_text,
                path=f"docs/{hostile_text}",
                revision=f"::error::{hostile_text}",
                named=(hostile_text,),
            ),
        ),
        "people": (people("two findings, OPS-440 and OPS-441"),),
        "hostile people": (people(json.dumps(hostile_text), words=line),),
        "same": (difference(BEFORE, BEFORE),),
        "several": (difference(BEFORE, AFTER), difference(BEFORE, BEFORE)),
        "created": (
            replace(
                difference("", AFTER),
                before=Version("main", "a" * 40, "CHECKLIST.md", None),
                after=Version("v1", "b" * 40, "CHECKLIST.md", Completion(2, 7)),
            ),
        ),
    }


def rendered(kind, name, values, *arguments):
    return import_module(f"mdcheck.reports.{kind}.{name}").render(values, *arguments)


CASES = ("plausible", "hostile", "people", "hostile people", "same", "several", "created")


@pytest.mark.parametrize("name", DIFF_FORMATS)
@pytest.mark.parametrize("case_name", CASES)
def test_every_diff_is_safe_to_show(name, case_name, differences):
    text = rendered("diff", name, differences[case_name])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not CONTROL.findall(text)
    text.encode()
    lines = text.split("\n")
    assert [line for line in lines if re.match(r"\s*::", line) or re.search(r"##\w*\[", line)] == []


@pytest.mark.parametrize("name", DIFF_FORMATS)
@pytest.mark.parametrize("case_name", ["plausible", "created", "people"])
def test_golden_diffs(name, case_name, differences, golden):
    golden(f"diff-{case_name}.{ENDINGS[name]}", rendered("diff", name, differences[case_name]))


@pytest.mark.parametrize("width", [40, 60, 100, 160])
@pytest.mark.parametrize("case_name", ["plausible", "created", "people"])
def test_the_text_fits(width, case_name, differences):
    layout = import_module("mdcheck.reports.diff.text").layout
    assert [line for line in layout(differences[case_name], width) if measure(line) > width] == []


def test_regressions_come_first(differences):
    text = rendered("diff", "text", differences["plausible"])
    assert text.index("Regressions") < text.index("Ticked") < text.index("Checks that run code")


def test_nothing_differs(differences):
    assert "no item, box or check differs" in rendered("diff", "text", differences["same"])


def test_a_fence_in_markdown_can_not_be_closed_from_inside(differences):
    text = rendered("diff", "markdown", differences["hostile"])
    (fence,) = set(re.findall(r"^(`+)diff$", text, re.MULTILINE)) - {"```"} or {"```"}
    inside = text.split(f"{fence}diff\n")[-1].split(f"\n{fence}\n")[0]
    assert all(line[0] in "+- " for line in inside.split("\n"))


def test_json_tells_code_exactly(differences):
    (file,) = json.loads(rendered("diff", "json", differences["hostile"]))["files"]
    changed = next(one for one in file["checks"] if one["change"] == "changed")
    assert "::error::b\n##[error]" in changed["after"]


def entry(number, done, *, score=None, verdict=None, **options):
    return ChecklistCommit(
        commit=f"{number}abcdef0" * 5,
        time=1_700_000_000 + number * 20 * DAY,
        subject=options.pop("subject", f"checklist: {number}"),
        path=options.pop("path", "CHECKLIST.md"),
        completion=None if done is None else Completion(done, options.pop("countable", 8)),
        assessment=Assessment(score, verdict),
        **options,
    )


def past(item, *, born=0, since=0, flips=0, traits=()):
    return ItemPast(
        item, 1_700_000_000 + born * 20 * DAY, 1_700_000_000 + since * 20 * DAY, since, flips, frozenset(traits)
    )


def plausible_history():
    items = parse(Source.from_text(AFTER)).items
    return History(
        path="CHECKLIST.md",
        entries=(
            entry(0, 0, added=8),
            entry(1, 3, ticked=3),
            entry(2, None, problem="removed"),
            entry(3, 5, score=61.5, verdict=Verdict.NOT_READY, ticked=2),
            entry(4, 4, score=78.6, verdict=Verdict.ALMOST_READY, unticked=1, subject="=1+1"),
            entry(5, 8, score=100.0, verdict=Verdict.READY, ticked=4, path="docs/CHECKLIST.md"),
        ),
        items=(
            past(items[0], flips=3, since=4, traits=[Trait.FLAPPING]),
            past(items[1], traits=[Trait.SLOW]),
            past(items[2]),
            past(items[6], born=5, since=5, traits=[Trait.NEW]),
        ),
        until=1_700_000_000 + 101 * DAY,
        days=30,
    )


@pytest.fixture
def histories(hostile_text):
    plausible = plausible_history()
    hostile = entry(1, 3, subject=hostile_text, path=hostile_text)
    return {
        "plausible": (plausible,),
        "hostile": (
            replace(
                plausible,
                path=hostile_text,
                entries=(hostile, hostile._replace(completion=None, problem=hostile_text)),
                items=tuple(
                    one._replace(item=one.item._replace(text=hostile_text), since_at=0) for one in plausible.items
                ),
            ),
        ),
        "one": (replace(plausible, entries=plausible.entries[3:4], items=()),),
        "at once": (
            replace(plausible, entries=tuple(one._replace(time=5, completion=None) for one in plausible.entries)),
        ),
        "nothing to count": (replace(plausible, entries=(entry(1, 0, countable=0),), items=()),),
        "odd clocks": (
            replace(
                plausible,
                entries=(entry(5, 1), entry(1, 2)._replace(time=-(10**14)), entry(3, 3)),
                items=tuple(one._replace(since_at=1) for one in plausible.items),
            ),
        ),
    }


HISTORIES = ("plausible", "hostile", "one", "at once", "nothing to count", "odd clocks")


@pytest.mark.parametrize("name", HISTORY_FORMATS)
@pytest.mark.parametrize("case_name", HISTORIES)
def test_every_history_is_safe_to_show(name, case_name, histories):
    text = rendered("history", name, histories[case_name])
    assert text.endswith("\n")
    assert not CONTROL.findall(text.replace("\r\n", "\n") if name == "csv" else text)
    text.encode()
    lines = text.split("\n")
    assert name == "csv" or [x for x in lines if re.match(r"\s*::", x) or re.search(r"##\w*\[", x)] == []


@pytest.mark.parametrize(
    ("kind", "case_name"), [("diff", name) for name in CASES] + [("history", name) for name in HISTORIES]
)
def test_json_is_what_its_schema_says(kind, case_name, differences, histories):
    schema = json.loads((SCHEMAS / f"{kind}-1.json").read_text(encoding="utf-8"))
    values = {"diff": differences, "history": histories}[kind][case_name]
    Draft202012Validator(schema).validate(json.loads(rendered(kind, "json", values)))


@pytest.mark.parametrize("name", HISTORY_FORMATS)
def test_golden_histories(name, histories, golden):
    golden(f"history.{ENDINGS[name]}", rendered("history", name, histories["plausible"]))


@pytest.mark.parametrize("case_name", HISTORIES)
def test_the_chart_is_a_picture_with_words_for_those_who_can_not_see_it(case_name, histories):
    root = ET.fromstring(rendered("history", "svg", histories[case_name]))
    space = {"svg": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert root.find("svg:title", space).text.endswith(": completion over time")
    assert "revision" in root.find("svg:desc", space).text
    assert {element.tag.partition("}")[2] for element in root.iter()} <= {
        "svg", "title", "desc", "style", "text", "path", "circle"
    }  # fmt: skip


@pytest.mark.parametrize("case_name", HISTORIES)
def test_everything_in_the_chart_is_inside_of_it(case_name, histories):
    text = rendered("history", "svg", histories[case_name])
    xs = [float(x) for x in re.findall(r"(?: x=\"| cx=\"|[MH])(-?[\d.]+)", text)]
    ys = [float(y) for y in re.findall(r"(?: y=\"| cy=\"|V)(-?[\d.]+)", text)]
    assert 0 <= min(xs) <= max(xs) <= 720
    assert 0 <= min(ys) <= max(ys) <= 280


def test_labels_at_the_ends_do_not_overlap(histories):
    (history,) = histories["plausible"]
    entries = (entry(0, 4, score=50.0), entry(1, 4, score=51.0))
    text = rendered("history", "svg", (replace(history, entries=entries),))
    first, second = (float(y) for y in re.findall(r'class="end [\w-]+" x="\d+" y="([\d.]+)"', text))
    assert abs(first - second) >= 14


def test_csv_is_read_back(histories):
    head, *rows = csv.reader(io.StringIO(rendered("history", "csv", histories["plausible"]), newline=""))
    assert [len(row) for row in rows] == [len(head)] * 6
    assert [dict(zip(head, row, strict=True))["percent"] for row in rows] == ["0", "37", "", "62", "50", "100"]
    assert dict(zip(head, rows[4], strict=True))["subject"] == "'=1+1"


@pytest.mark.parametrize("name", HISTORY_FORMATS)
def test_a_limit_keeps_the_newest(name, histories):
    text = rendered("history", name, histories["plausible"], 2)
    assert ("2024-02-22" in text, "2024-01-02" in text) == (True, False) or name == "text"
    assert name != "text" or ("… and 4 earlier" in text and "2024-01-22  " not in text)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_history_fits(width, histories):
    layout = import_module("mdcheck.reports.history.text").layout
    assert [line for line in layout(histories["plausible"], width) if measure(line) > width] == []


@pytest.mark.parametrize(
    ("values", "room", "expected"),
    [
        ([0, 50, 100], 10, "▁▅█"),
        ([99.9, 12.4, 12.5], 3, "█▁▂"),
        (list(range(100)), 4, "▂▄▆█"),
        ([5], 0, "▁"),
    ],
    ids=["few", "bounds", "shares", "no room"],
)
def test_sparkline(values, room, expected):
    assert sparkline(values, room) == expected


def test_the_most_telling_item_comes_first():
    items = parse(Source.from_text(AFTER)).items
    lives = (
        past(items[0], since=3, flips=3, traits=list(Trait)),
        past(items[1], born=2, since=1, flips=5, traits=list(Trait)),
    )
    history = replace(plausible_history(), items=lives)
    assert [history.having(trait)[0].item.id for trait in Trait] == [items[1].id] * 3
    assert (history.open_days(lives[0]), history.open_revisions(lives[0])) == (41, 2)
