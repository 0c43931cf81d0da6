from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mdcheck.results.outcome import failed, passed, warned

FIVE = {f"tests/integration/{name}/test_{name}.py": "x" for name in "abcde"} | {"tests/conftest.py": ""}
PATTERN = ["tests/integration/**/test_*.py"]


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param({"min": 5}, passed("5 files"), id="just-enough"),
        pytest.param({"min": 6}, failed("5 files, fewer than 6"), id="too-few"),
        pytest.param({"min": 6, "warn_min": 5}, warned("5 files, fewer than 6"), id="few"),
        pytest.param({"min": 7, "warn_min": 6}, failed("5 files, fewer than 7"), id="too-few-to-warn"),
        pytest.param({"max": 5}, passed("5 files"), id="just-not-too-many"),
        pytest.param({"max": 4}, failed("5 files, more than 4"), id="too-many"),
        pytest.param({"max": 4, "warn_max": 5}, warned("5 files, more than 4"), id="many"),
        pytest.param({"max": 3, "warn_max": 4}, failed("5 files, more than 3"), id="too-many-to-warn"),
        pytest.param({"min": 5, "max": 5}, passed("5 files"), id="exactly"),
        pytest.param({"min": 4, "exclude": ["**/test_a.py"]}, passed("4 files"), id="exclude"),
        pytest.param(
            {"min": 5, "exclude": ["tests/integration/b"]},
            failed("4 files, fewer than 5"),
            id="exclude-folder",
        ),
        pytest.param({"min": 1, "min_size": 2}, failed("0 files, fewer than 1"), id="small-files"),
        pytest.param({"min": 1, "exclude": ["tests"]}, failed("0 files, fewer than 1"), id="none-left"),
        pytest.param({"max": 0, "exclude": ["tests"]}, passed("0 files"), id="none-wanted"),
    ],
)
def test_glob_count(check, values, finding):
    assert check("glob_count", FIVE, paths=PATTERN, **values) == finding


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"min": 1}, passed("3 files")),
        ({"min": 2}, failed("1 file, fewer than 2 (2 empty files beside)")),
        ({"max": 2}, failed("3 files, more than 2")),
        ({"min": 3, "min_size": 1}, passed("3 files")),
    ],
)
def test_what_file_exists_calls_empty_does_not_count(check, values, finding):
    files = {"a": "x", "b": "\n", "c": b"\xef\xbb\xbf"}
    assert check("glob_count", files, paths=["*"], **values)._replace(details=()) == finding


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "glob_count needs `min` or `max`"),
        ({"min": 0}, "`min: 0` holds for any number: give `min` from 1, or `max`"),
        ({"min": 3, "max": 2}, "`min` (3) is above `max` (2)"),
        ({"min": 3, "warn_min": 3}, "`warn_min` must be below `min`"),
        ({"max": 3, "warn_min": 2}, "`warn_min` must be below `min`"),
        ({"max": 3, "warn_max": 3}, "`warn_max` must be above `max`"),
        ({"min": 3, "warn_max": 4}, "`warn_max` must be above `max`"),
        ({"min": -1}, "Expected `int` >= 0 - at `$.min`"),
    ],
    ids=[
        "no-bound",
        "always",
        "crossed",
        "warn-min-high",
        "warn-min-alone",
        "warn-max-low",
        "warn-max-alone",
        "negative",
    ],
)
def test_glob_count_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("glob_count", paths=["*"], **values)
    assert str(caught.value) == message


MIXED = {"a.txt": "x", "b.txt": "", "c.txt": "", "out.txt": Path("/etc/passwd"), "in.txt": Path("a.txt")}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"min": 2}, passed("4 files")),
        ({"min": 3}, failed("2 files, fewer than 3 (2 empty files beside)")),
        ({"min": 4, "min_size": 0}, passed("4 files")),
        ({"max": 3}, failed("4 files, more than 3")),
    ],
)
def test_empty_files_count_against_it_only_and_links_outside_never(check, values, finding):
    assert check("glob_count", MIXED, paths=["*.txt"], **values) == finding
