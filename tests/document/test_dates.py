"""Days as people write them."""

from datetime import date

import pytest

from mdcheck.document.blocks.dates import day_of, end_of, like_a_day, read_day

WRONG = {
    "a month too many": ("2026-13-45", "“2026-13-45” is in no calendar"),
    "no leap year": ("2026-02-29", "“2026-02-29” is in no calendar"),
    "the year 0": ("0000-01-01", "“0000-01-01” is in no calendar"),
    "one digit": ("2026-1-09", "write two digits for the month and the day"),
    "slashes": ("2026/01/09", "“2026/01/09” is no date: write the year, the month and the day"),
    "other digits": ("２０２６-01-09", "is no date"),
    "a moment": ("2026-01-09T10:00", "is no date"),
    "empty": ("", "is no date"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_day(text, message):
    with pytest.raises(ValueError, match="“") as error:
        read_day(text)
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["2026-11-20", "1969-12-31", "0001-01-01", "9999-12-31", "2028-02-29"])
def test_a_day_ends_with_its_last_second(text):
    day = read_day(text)
    assert day == date.fromisoformat(text)
    assert (day_of(end_of(day)), day_of(end_of(day) - 86_399)) == (day, day)
    if day != date.min:
        assert day_of(end_of(day) - 86_400) < day


def test_only_what_has_the_form_of_a_day_is_meant_as_one():
    assert [text for text in ("2026-11-20", "2026-13-45", "2026-1-1", "v1", "2026-11-20-rc") if like_a_day(text)] == [
        "2026-11-20",
        "2026-13-45",
        "2026-1-1",
    ]
