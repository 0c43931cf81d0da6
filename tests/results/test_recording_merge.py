"""Recordings of several machines become one set of results, or an error that says what does not fit."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.recordings import LIST, changed, document, head, items, recording

from mdcheck.errors import RefusedError
from mdcheck.results.outcome import Outcome
from mdcheck.results.recording.merge import merge, refuse_twice, unite
from mdcheck.results.recording.model import RecordedFinding

SYSTEMS = ["Linux", "macOS", "Windows"]


def on(system, outcome=Outcome.PASSED, message="", **changes):
    return recording(head(system=system), items(outcome=outcome, message=message, **changes), where=f"{system}.jsonl")


def shard(number, of=2, system="Linux", only=(), where=None, **changes):
    begin = head(shard=f"{number}/{of}", system=system, **changes)
    return recording(begin, items(only=only), where=where or f"r{number}.jsonl")


ONE, TWO = shard(1, only=["a"]), shard(2, only=["b"])


def told(merged):
    (found,) = merged.documents
    return {name: [(check.outcome, check.message) for check in checks] for name, checks in found.checks.items()}


recordings = st.lists(
    st.builds(on, st.sampled_from(SYSTEMS), st.sampled_from(Outcome), st.sampled_from(["", "m", "n"])),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.head.system,
)
sets = st.lists(st.sampled_from([ONE, TWO, *map(on, SYSTEMS)]), max_size=5)


@given(sets, sets, sets)
def test_uniting_is_commutative_associative_and_idempotent(one, two, three):
    assert unite(one, two) == unite(two, one)
    assert unite(unite(one, two), three) == unite(one, unite(two, three))
    assert unite(one, one) == unite(one)
    assert unite(unite(one)) == unite(one)


@given(recordings, st.randoms())
def test_the_order_of_files_means_nothing_and_neither_does_saying_it_again(found, random):
    mixed = [*found, *found[:1]]
    random.shuffle(mixed)
    assert merge(mixed) == merge(found)


def test_shards_become_one():
    for order in permutations([ONE, TWO]):
        assert told(merge(order)) == {"a": [(Outcome.PASSED, "")], "b": [(Outcome.PASSED, "")] * 2}


def test_an_empty_shard_is_fine():
    assert told(merge([shard(1, only=["a", "b"]), shard(2)])) == told(merge([ONE, TWO]))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("other", Outcome)
def test_the_worst_counts_and_each_system_is_named(outcome, other):
    (result,) = told(merge([on("Linux", outcome), on("macOS", other)]))["a"]
    if outcome is other:
        assert result == (outcome, f"{outcome.label} on Linux and macOS")
        return
    (worst, where), (best, there) = sorted(
        [(outcome, "Linux"), (other, "macOS")], key=lambda pair: pair[0].meaning.rank
    )
    assert result == (worst, f"{worst.label} on {where}; {best.label} on {there}")


def test_the_message_is_that_of_the_worst():
    merged = merge([on("Linux", Outcome.FAILED, "no a"), on("macOS", Outcome.PASSED, "a"), on("BSD", Outcome.FAILED)])
    assert told(merged)["a"] == [(Outcome.FAILED, "failed on BSD and Linux; passed on macOS")]
    merged = merge([on("Linux", Outcome.ERRORED, "no a"), on("macOS", Outcome.PASSED, "a")])
    assert told(merged)["a"] == [(Outcome.ERRORED, "no a (errored on Linux; passed on macOS)")]


def test_what_ran_somewhere_comes_before_what_was_left_out():
    merged = merge([on("Linux", Outcome.NOT_RUN, "left out by --only", left_out=True), on("macOS", message="a")])
    assert told(merged)["a"] == [(Outcome.PASSED, "a (passed on macOS; left out on Linux)")]
    merged = merge([on("Linux", Outcome.NOT_RUN, left_out=True)])
    assert merged.documents[0].checks["a"][0].left_out


def test_systems_may_have_other_numbers_of_shards():
    assert told(merge([ONE, TWO, on("macOS")]))["a"] == [(Outcome.PASSED, "passed on Linux and macOS")]


def test_boxes_may_differ_and_figures_too():
    text = LIST.replace("- [ ] A", "- [x] A")
    other = recording(head(document(text), system="macOS"), items(text))
    for order in permutations([recording(), other]):
        assert merge(order).documents[0].checklist.source.text == LIST


def test_several_documents():
    docs = (document(), document("- [ ] C\n  ```check\n  file_exists: c\n  ```\n", "z/c.md"))
    lines = [*items(), *items(docs[1].text, "z/c.md", outcome=Outcome.FAILED)]
    merged = merge([recording(head(*docs), lines)])
    assert [(one.recorded.path, list(one.checks)) for one in merged.documents] == [
        ("list.md", ["a", "b"]),
        ("z/c.md", ["c"]),
    ]


def test_findings_are_united():
    facts = {"document": "list.md", "id": "x", "section": (), "ticked": False, "manual": True, "kind": "base"}
    one, two = (RecordedFinding(item=name, message="gone", fix="", **facts) for name in "ab")
    first = recording(head(shard="1/2"), items(only=["a"]), [two, one])
    second = recording(head(shard="2/2"), items(only=["b"]), [one])
    assert merge([first, second]).documents[0].findings == (one, two)


def test_trust_and_systems_are_told():
    merged = merge([recording(), recording(head(system="macOS", trust="all"))])
    assert (merged.systems, merged.trust, merged.recordings) == (("Linux", "macOS"), ("all", "none"), 2)


def refusal(*found):
    with pytest.raises(RefusedError) as raised:
        merge(found)
    assert raised.value.fix
    return str(raised.value)


def other(**changes):
    return recording(head(system="macOS", **changes), where="m.jsonl")


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ((recording(), other(commit="beef")), "m.jsonl: does not fit r.jsonl: the commit is beef, and there c0ffee"),
        ((recording(), other(commit="")), "m.jsonl: does not fit r.jsonl: the commit is none, and there c0ffee"),
        ((recording(), other(mdcheck="2.0")), "m.jsonl: does not fit r.jsonl: the version of mdcheck is 2.0, and"),
        ((recording(), other(as_of="2020-01-01 (UTC)")), "m.jsonl: does not fit r.jsonl: the date by which it judges"),
        (
            (recording(), recording(head(document(path="b.md"), system="m"), items(path="b.md"), where="m.jsonl")),
            "m.jsonl: does not fit r.jsonl: the list of documents is b.md, and there list.md",
        ),
        (
            (recording(), recording(head(document(project="x"), system="m"), where="m.jsonl")),
            "m.jsonl: does not fit r.jsonl: the project of list.md is x, and there none",
        ),
        (
            (recording(), recording(head(document(LIST + "\nMore.\n"), system="m"), where="m.jsonl")),
            "m.jsonl: does not fit r.jsonl: the digest of list.md is",
        ),
        ((ONE,), "r1.jsonl: 1 shard is missing on Linux: 2/2"),
        ((shard(2, 4, where="r.jsonl"),), "r.jsonl: 3 shards are missing on Linux: 1/4, 3/4, 4/4"),
        ((ONE, recording(head(shard="2/4"), items(only=["b"]), where="r4")), "r4: is shard 2/4, and r1.jsonl is shard"),
        (
            (ONE, TWO, shard(1, only=["a"], where="again", trust="all")),
            ": is shard 1/2 again, which ",
        ),
        (
            (ONE, shard(2, only=["b"], where="p.jsonl", plan="1" * 64)),
            "p.jsonl: its items were assigned to shards in another way than those of r1.jsonl",
        ),
        ((ONE, shard(2, only=["a", "b"])), "the results of the item “a” of list.md are not there just once"),
        ((ONE, shard(2)), "r1.jsonl: the results of the item “b” of list.md are not there just once"),
        (
            (recording(lines=[*items(), *items("- [ ] Z\n  ```check\n  file_exists: z\n  ```\n")]),),
            "r.jsonl: list.md has no item “z” with checks",
        ),
        (
            (recording(lines=[changed(one, checks=one.checks[:1]) for one in items()]),),
            "r.jsonl: the checks of the item “b” of list.md are other ones than those that were run",
        ),
        (
            (recording(lines=items(block="0" * 64)),),
            "r.jsonl: the checks of the item “a” of list.md are other ones",
        ),
        (
            (recording(head(document(digest="0" * 64))),),
            "r.jsonl: the recorded text of list.md is not the one that its digest is of",
        ),
        (
            (recording(head(document(text="x\n" * 200_000, digest="0" * 64))),),
            "r.jsonl: the recorded document can't be read: list.md: is larger than 100,000 lines",
        ),
    ],
)
def test_what_does_not_fit_is_refused(found, message):
    assert message in refusal(*found)


def test_the_same_recording_twice():
    refuse_twice([ONE, TWO])
    with pytest.raises(RefusedError, match=r"^b: the recording is the same as a$"):
        refuse_twice([recording(where="a"), recording(where="b")])
    with pytest.raises(RefusedError, match=r"^a: the recording is there twice$"):
        refuse_twice([recording(where="a"), recording(where="a")])
