"""Recorded results as lines: what was written is read again, and what was harmed is refused with its place."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from testing.documents import read
from testing.recordings import LIST, SIGNATURE, WAIVER, check, document, head, items, recording
from testing.schemas import strict

from mdcheck.document.model import Severity
from mdcheck.errors import RecordingError
from mdcheck.results.outcome import CheckResult, Outcome, Waived
from mdcheck.results.proof import State
from mdcheck.results.recording.lines import decode, encode
from mdcheck.results.recording.model import (
    SCHEMA,
    RecordedCheck,
    RecordedFinding,
    RecordedItem,
    RecordedSignature,
    RecordedWaiver,
)
from mdcheck.results.signed import Signed

PUBLISHED = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / f"results-{SCHEMA}.json").read_text(encoding="utf-8")
)
FINDING = RecordedFinding(
    document="list.md",
    id="gone",
    section=("A", "B"),
    item="Gone",
    ticked=True,
    manual=False,
    kind="base",
    message="the item is gone",
    fix="bring it back",
)
DATA = encode(head(), items(), [FINDING])
HEAD = DATA.splitlines(keepends=True)[0]
texts = st.text(st.characters(codec="utf-8"), max_size=30)


@st.composite
def recorded_items(draw):
    block = read(LIST).items[0].checks[0]
    checks = draw(
        st.lists(
            st.builds(
                check,
                st.just(block),
                st.just(read(LIST).source),
                st.sampled_from(Outcome),
                texts,
                kind=texts,
                severity=st.sampled_from(Severity),
                weight=st.floats(0, 1e6),
                duration_ms=st.none() | st.integers(0, 10**9),
                output=texts,
                refused=st.booleans(),
                left_out=st.booleans(),
            ),
            max_size=3,
        )
    )
    return RecordedItem(document="list.md", id=draw(texts), checks=tuple(checks))


@given(st.lists(recorded_items(), max_size=4), texts)
def test_what_was_written_is_read_again(lines, words):
    begin = head(document(text=words, digest="0" * 64), system=words, as_of=words)
    (found,) = decode(encode(begin, lines), "r.jsonl")
    assert (found.head, found.items, found.findings, found.where) == (begin, tuple(lines), (), "r.jsonl")


@given(st.lists(recorded_items(), max_size=4), texts)
def test_it_is_ascii_without_control_characters(lines, words):
    data = encode(head(document(text=words)), lines)
    assert all(32 <= byte <= 127 or byte == 10 for byte in data)


def test_a_file_may_hold_several():
    one, other = encode(head(), items()), encode(head(system="macOS"), items(), [FINDING])
    assert [found.head.system for found in decode(one + other, "r")] == ["Linux", "macOS"]
    assert decode(one + other, "r") == (*decode(one, "r"), *decode(other, "r"))


def windows(data):
    return data.replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "data",
    [windows(DATA), windows(HEAD) + DATA.removeprefix(HEAD), windows(DATA) + DATA, DATA + windows(DATA)],
    ids=["all lines", "one line", "joined with the same", "the same joined with it"],
)
def test_lines_that_end_as_windows_has_it_are_the_same(data):
    assert decode(data, "r") == decode(data.replace(b"\r\n", b"\n"), "r")


def test_line_ends_inside_of_texts_stay_what_they_are():
    (recording,) = decode(windows(encode(head(), items(message="one\r\ntwo\r"))), "r")
    assert {check.message for item in recording.items for check in item.checks} == {"one\r\ntwo\r"}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_line_is_what_the_schema_says_and_says_no_more(outcome):
    lines = items(outcome=outcome, message="m", signatures=(SIGNATURE,))
    for line in encode(head(document(fail_under=80.5)), lines, [FINDING]).splitlines():
        Draft202012Validator(strict(PUBLISHED)).validate(json.loads(line))


def test_the_schema_is_one_and_requires_every_key():
    Draft202012Validator.check_schema(PUBLISHED)
    objects = [part for part in PUBLISHED["$defs"].values() if "properties" in part]
    objects.append(PUBLISHED["$defs"]["check"]["properties"]["waiver"])
    assert set(PUBLISHED["$defs"]["signature"]["properties"]) == set(Signed._fields)
    assert PUBLISHED["$defs"]["signature"]["properties"]["state"]["enum"] == [state.value for state in State]
    assert [sorted(part["required"]) for part in objects] == [sorted(part["properties"]) for part in objects]
    assert PUBLISHED["$defs"]["check"]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]


def test_all_of_a_result_is_recorded_or_stands_in_its_block():
    """Whoever adds to a result decides where reports of recorded results take it from."""
    of_the_block = {"line", "url", "more"}
    assert set(RecordedCheck.__struct_fields__) - {"block", "duration_ms"} | of_the_block | {"duration"} == set(
        CheckResult._fields
    )
    assert set(RecordedWaiver.__struct_fields__) == set(Waived._fields)
    assert RecordedSignature.__struct_fields__ == Signed._fields


@pytest.mark.parametrize("outcome", Outcome)
def test_what_is_waived_has_a_waiver_and_nothing_else_has(outcome):
    waiver = None if outcome is Outcome.WAIVED else WAIVER
    with pytest.raises(ValueError, match="what is waived has a waiver, and nothing else has one"):
        items(outcome=outcome, waiver=waiver)


def test_the_schema_finds_what_is_wrong():
    with pytest.raises(ValidationError):
        Draft202012Validator(PUBLISHED).validate({"type": "item", "document": "", "id": "x", "checks": []})


def cut(count):
    return DATA[:-count]


def with_line(number, change):
    lines = DATA.splitlines(keepends=True)
    lines[number] = change(lines[number])
    return b"".join(lines)


def signed_again(change):
    """Edited with care: the digest is right again."""
    *lines, _ = DATA.splitlines(keepends=True)
    body = change(b"".join(lines))
    end = {"type": "end", "lines": body.count(b"\n") - 1, "digest": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


def as_path(path):
    return signed_again(lambda body: body.replace(b'"list.md"', json.dumps(path).encode()))


DEEP = b'{"type":"head","schema":1,"x":' + b"[" * 100_000 + b"\n"
BAD = [
    pytest.param(b"", "r.jsonl: holds no recorded results: it is empty", id="empty"),
    pytest.param(b"\n\n", "r.jsonl: holds no recorded results: it is empty", id="blank"),
    pytest.param(b"hello\n", "r.jsonl:1: holds no recorded results", id="text"),
    pytest.param(b"\xff\xfe\n", "r.jsonl:1: holds no recorded results", id="bytes"),
    pytest.param(b'{"schema": 1, "files": []}\n', "r.jsonl:1: holds no recorded results", id="report"),
    pytest.param(DEEP, "r.jsonl:1: holds no recorded results", id="deep"),
    pytest.param(cut(1), "r.jsonl:5: the recorded results are cut off in this line", id="no line feed"),
    pytest.param(cut(20), "r.jsonl:5: the recorded results are cut off in this line", id="cut in a line"),
    pytest.param(
        b"".join(DATA.splitlines(keepends=True)[:-1]), "r.jsonl: the recorded results are cut off", id="no end"
    ),
    pytest.param(HEAD, "r.jsonl: the recorded results are cut off", id="head only"),
    pytest.param(DATA + cut(60), "r.jsonl:10: the recorded results are cut off in this line", id="the second is cut"),
    pytest.param(
        with_line(1, lambda line: line.replace(b"passed", b"failed")),
        "r.jsonl:5: the recording was edited",
        id="edited",
    ),
    pytest.param(with_line(1, lambda _: b""), "r.jsonl:4: lines are missing or added: there are 2", id="line gone"),
    pytest.param(with_line(1, lambda line: line + line), "r.jsonl:6: lines are missing or added", id="line twice"),
    pytest.param(with_line(1, lambda _: b"{}\n"), "r.jsonl:2: is no line of recorded results", id="no type"),
    pytest.param(with_line(1, lambda _: b"\n"), "r.jsonl:2: is no line of recorded results", id="empty line"),
    pytest.param(
        with_line(1, lambda line: line.replace(b'"passed"', b'"perfect"')),
        "r.jsonl:2: is no line of recorded results",
        id="unknown outcome",
    ),
    pytest.param(
        windows(with_line(1, lambda line: line.replace(b"passed", b"failed"))),
        "r.jsonl:5: the recording was edited",
        id="edited on Windows",
    ),
    pytest.param(windows(DATA)[:-1], "r.jsonl:5: the recorded results are cut off in this line", id="cut on Windows"),
    pytest.param(
        with_line(0, lambda line: line.replace(b'"schema":1', b'"schema":2')),
        "r.jsonl:1: was recorded by a newer mdcheck: its format is 2, and this version reads 1",
        id="newer",
    ),
    pytest.param(
        with_line(0, lambda line: line.replace(b'"schema":1', b'"schema":0')),
        "r.jsonl:1: has the unknown format 0",
        id="older",
    ),
    pytest.param(
        with_line(0, lambda line: line.replace(b'"shard":"1/1"', b'"shard":"all"')),
        "r.jsonl:1: is no line of recorded results",
        id="no shard",
    ),
    pytest.param(with_line(2, lambda _: HEAD), "r.jsonl:3: the recording above", id="head"),
    pytest.param(with_line(0, lambda _: b""), "r.jsonl:1: a recording begins with a line of type “head”", id="no head"),
    pytest.param(as_path("/etc/passwd"), "r.jsonl:5: its head names no file of a repository", id="absolute"),
    pytest.param(as_path("a/../../x"), "r.jsonl:5: its head names no file of a repository", id="above"),
    pytest.param(as_path(""), "r.jsonl:5: its head names no file of a repository", id="no path"),
    pytest.param(as_path("a\0"), "r.jsonl:5: its head names no file of a repository", id="NUL"),
    pytest.param(
        signed_again(lambda body: body.replace(b'"document":"list.md"', b'"document":"other.md"', 1)),
        "r.jsonl:5: its lines are about other documents",
        id="another document",
    ),
]


@pytest.mark.parametrize(("data", "message"), BAD)
def test_what_was_harmed_is_refused_with_its_place(data, message):
    with pytest.raises(RecordingError) as raised:
        decode(data, "r.jsonl")
    assert str(raised.value).startswith(message)
    assert raised.value.fix


@given(st.integers(0, len(DATA) - 1))
def test_every_cut_is_noticed(length):
    with pytest.raises(RecordingError):
        decode(DATA[:length], "r.jsonl")


@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_every_other_byte_is_noticed(place, byte):
    if DATA[place] != byte:
        with pytest.raises(RecordingError):
            decode(DATA[:place] + bytes([byte]) + DATA[place + 1 :], "r.jsonl")


def test_one_document_twice():
    with pytest.raises(RecordingError, match="about other documents"):
        decode(encode(head(document(), document()), items()), "r.jsonl")


def test_the_digest_names_the_recording():
    assert recording().digest == recording(where="other").digest != recording(head(system="x")).digest
