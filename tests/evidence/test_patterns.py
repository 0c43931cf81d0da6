from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import warnings
from pathlib import Path

import pytest

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.regex import matcher as patterns
from mdcheck.evidence.regex import worker as regex_worker
from mdcheck.evidence.regex.cost import Cost, estimate
from mdcheck.evidence.regex.matcher import Flag, Matcher, compile_pattern
from mdcheck.evidence.text import Text, line_numbers
from mdcheck.results.outcome import errored

CATASTROPHIC = r"(?=(a|a)*b)a"
"""RE2 can't decide it: it knows no look-ahead."""


@pytest.mark.parametrize(
    ("pattern", "cost"),
    [
        ("abc", Cost(1, 0, 3, crosses_lines=False)),
        ("a|bc|d?", Cost(4, 0, 2, crosses_lines=False)),
        ("[ab]{2,5}c", Cost(4, 0, 6, crosses_lines=False)),
        ("(?:ab|cd){3}", Cost(8, 0, 6, crosses_lines=False)),
        ("a{5000}b", Cost(1, 0, 5001, crosses_lines=False)),
        ("a.*b", Cost(1, 1, 3, crosses_lines=False)),
        (r"a\s*=\d+", Cost(1, 2, 4, crosses_lines=True)),
        ("(?s)a.*", Cost(1, 1, 2, crosses_lines=True)),
        ("(?s:a.*)", Cost(1, 1, 2, crosses_lines=True)),
        ("[^a]+", Cost(1, 1, 1, crosses_lines=True)),
        (r"[^\n]+", Cost(1, 1, 1, crosses_lines=False)),
        (r"\n*", Cost(1, 1, 1, crosses_lines=True)),
        ("(?=a*)b", Cost(1, 1, 2, crosses_lines=False)),
        ("(?>a*)(b+)", Cost(1, 2, 2, crosses_lines=False)),
        ("(a+){2}", Cost(1, 2, 2, crosses_lines=False)),
        ("(?:ab)*", Cost(1, 1, 2, crosses_lines=False)),
        (r"(?:a(?s:.))*", Cost(1, 1, 2, crosses_lines=True)),
        (r"(?:a\n)*", Cost(1, 1, 2, crosses_lines=True)),
        ("(?:ab?)*", None),
        ("(a+)+", None),
        (r"(a)\1", None),
        ("(?:a?){30}", None),
        ("(a+){21}", None),
        ("(?:ab|cd){20}", None),
        (CATASTROPHIC, None),
    ],
)
def test_estimate(pattern, cost):
    assert estimate(re.compile(pattern)) == cost


@pytest.mark.parametrize("pattern", [r"b+$", r"(?:a|b)+c", r"(\w)\1"], ids=["bounded", "unbounded", "reference"])
@pytest.mark.parametrize("limit", [1, 2, 9])
def test_the_worker_finds_what_is_found_here(monkeypatch, pattern, limit):
    monkeypatch.setattr(patterns, "program", lambda *_, **__: None)
    text = "aabc\nbb bb\n\nabc €𝄞 cc\n"
    regex = re.compile(pattern, re.MULTILINE)
    here = line_numbers(text, regex_worker.starts(regex, text, limit))
    monkeypatch.setattr(patterns, "MAX_STEPS", -1)
    with Matcher(regex) as matcher:
        assert matcher.lines(Text(text.encode()), limit=limit, where="x") == here
        assert matcher.lines(Text(b""), limit=limit, where="y") == ()
        assert matcher.lines(Text(text.encode()), limit=limit, where="z") == here
        assert not matcher.fits(text, where="x")
    assert here


@pytest.mark.parametrize("pattern", ["a|ab", "(?=a)(a|ab)"], ids=["re2", "re"])
def test_the_whole_of_a_value_must_fit(pattern):
    with Matcher(re.compile(pattern)) as matcher:
        assert matcher.fits("ab", where="x")
        assert not matcher.fits("abc", where="x")
        assert not matcher.fits("ab\udcff", where="x")


@pytest.mark.parametrize("pattern", [r"\bü\w\b", "(?<!x)ün", "ün"], ids=["boundary", "look-behind", "exact"])
def test_lines_of_a_text_beyond_ascii(pattern):
    with Matcher(re.compile(pattern)) as matcher:
        assert matcher.lines(Text("é\n ün\nxün\r\rün".encode()), limit=2, where="x") in {(2, 5), (2, 3)}
        assert matcher.lines(Text("é\n".encode()), limit=2, where="x") == ()


def test_what_re2_runs_takes_linear_time_without_a_process():
    before = children()
    with Matcher(re.compile("(a|a)*b|(a+)+[bc]|a*a*a*d")) as matcher:
        assert matcher.lines(Text(b"a" * 200_000 + b"\n"), limit=1, where="x") == ()
    assert children() <= before


@pytest.fixture
def fast_deadline(monkeypatch, tmp_path):
    """A worker that ends after 0.2 s of processor time."""
    worker = tmp_path / "worker.py"
    program = Path(regex_worker.__file__).read_text(encoding="utf-8")
    worker.write_text(program.replace("CPU_SECONDS = 10.0", "CPU_SECONDS = 0.2"), encoding="utf-8")
    monkeypatch.setattr(regex_worker, "__file__", str(worker))


def children():
    """The processes that this one has started and not yet reaped, where the system lists them."""
    lists = Path("/proc/self/task").glob("*/children")
    return {number for one in lists for number in one.read_text().split()}


@pytest.mark.usefixtures("fast_deadline")
def test_a_catastrophic_pattern_is_ended(check):
    before = children()
    finding = check("contains", {"a.txt": "ab", "b.txt": "a" * 40}, paths=["*"], pattern=CATASTROPHIC)
    assert finding == errored(
        "the pattern took longer than 10 s on b.txt: write it with fewer repeats, and none inside another"
    )
    assert children() <= before


@pytest.mark.usefixtures("fast_deadline")
def test_a_polynomial_pattern_on_a_long_line_is_ended(check):
    finding = check("not_contains", {"a.txt": "a" * 20000}, paths=["*"], pattern="(?=a*a*a*b)a")
    assert finding.message.startswith("the pattern took longer than 10 s on a.txt")


def test_a_worker_that_comes_too_late_is_ended(monkeypatch):
    before = children()
    monkeypatch.setattr(patterns, "WALL_SECONDS", 0.1)
    with Matcher(re.compile(CATASTROPHIC)) as matcher, pytest.raises(UndeterminedError):
        matcher.lines(Text(b"a" * 40), limit=1, where="x")
    assert children() <= before


class TestTheWorkersProgram:
    """In the process of the test, but for the limits: they could not be taken back."""

    @pytest.fixture
    def limits(self, monkeypatch):
        found = []
        monkeypatch.setattr(resource, "setrlimit", lambda *limit: found.append(limit))
        return found

    @staticmethod
    def answers(*frames):
        requests, answers = io.BytesIO(), io.BytesIO()
        for words, text in frames:
            data = text.encode("utf-8", "surrogatepass")
            requests.write(json.dumps({**words, "bytes": len(data)}).encode() + b"\n" + data)
        requests.seek(0)
        regex_worker.main(requests, answers)
        assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
        return [json.loads(line) for line in answers.getvalue().splitlines()]

    def test_it_answers_until_the_input_ends(self, limits):
        frames = [({"flags": 0}, "b+$|€"), ({"limit": 9}, "€abb"), ({"limit": 1}, "€bb"), ({"limit": 9}, "\udcff\n")]
        assert self.answers(*frames) == [[0, 2], [0], []]
        assert limits == [(resource.RLIMIT_AS, (regex_worker.MEMORY_BYTES,) * 2)]

    @pytest.mark.usefixtures("limits")
    def test_a_limit_of_0_asks_for_the_whole_text(self):
        assert self.answers(({"flags": re.IGNORECASE}, "ab"), ({"limit": 0}, "AB"), ({"limit": 0}, "abc")) == [[0], []]

    @pytest.mark.usefixtures("limits")
    def test_too_little_memory_is_an_answer(self, monkeypatch):
        def exhausted(*_):
            raise MemoryError

        monkeypatch.setattr(regex_worker, "starts", exhausted)
        assert self.answers(({"flags": 0}, "a"), ({"limit": 1}, "a"), ({"limit": 1}, "a")) == [None, None]

    def test_a_system_that_limits_no_memory(self, monkeypatch):
        def refused(*_):
            raise OSError

        monkeypatch.setattr(resource, "setrlimit", refused)
        assert self.answers(({"flags": 0}, "a"), ({"limit": 1}, "a")) == [[0]]


def test_the_worker_imports_nothing_from_the_folder_it_starts_in(monkeypatch, tmp_path):
    for module in ("json", "re", "signal", "resource", "mdcheck", "sitecustomize"):
        (tmp_path / f"{module}.py").write_text("open('planted', 'w')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Matcher(re.compile(CATASTROPHIC)) as matcher:
        assert matcher.lines(Text(b"ab"), limit=1, where="x") == (1,)
    assert not (tmp_path / "planted").exists()


def test_a_system_that_can_start_no_worker_knows_nothing(monkeypatch):
    monkeypatch.delattr(os, "posix_spawn")
    with Matcher(re.compile(CATASTROPHIC)) as matcher, pytest.raises(UndeterminedError):
        matcher.lines(Text(b"ab"), limit=1, where="x")


def test_no_interpreter_for_the_worker(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with Matcher(re.compile(CATASTROPHIC)) as matcher, pytest.raises(UndeterminedError) as caught:
        matcher.lines(Text(b"ab"), limit=1, where="x")
    assert str(caught.value) == "the pattern's own process could not be started: No such file or directory"


def test_a_pattern_that_only_python_of_tomorrow_reads_otherwise_is_taken_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compile_pattern("[[a]", (Flag.IGNORECASE,)).fullmatch("A")
