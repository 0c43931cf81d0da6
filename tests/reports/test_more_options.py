"""A common option that reports show stands in every report without a change to any of them."""

import pytest

from mdcheck.document.blocks import common_options
from mdcheck.document.model import CommonOptions
from mdcheck.reports.table import REPORTS, renderer
from mdcheck.results.outcome import Detail, Outcome
from mdcheck.results.report import Report


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in ("badge", "svg")])
def test_it_stands_in_every_report(build, check, name):
    build.item("Item", check(Outcome.FAILED, "why", more=(Detail("owner", "owner", "team a\x1b[31m"),)))
    text = renderer(name)(Report(files=(build.build(),)))
    assert "team a" in text
    assert "\x1b" not in text


def test_an_option_with_a_label_is_reported(monkeypatch):
    labelled = common_options.COMMON["tags"]._replace(label="tags")
    monkeypatch.setitem(common_options.COMMON, "tags", labelled)
    monkeypatch.setattr(common_options, "_REPORTED", ("tags",))
    assert common_options.reported(CommonOptions(tags=("a", "b"))) == (("tags", "tags", "a, b"),)
    assert common_options.reported(CommonOptions()) == ()


def test_no_option_of_today_is_reported_but_fix_and_url():
    assert [name for name, option in common_options.COMMON.items() if option.label] == ["fix", "url"]
    assert common_options.reported(CommonOptions(fix="a", url="b", tags=("c",))) == ()
