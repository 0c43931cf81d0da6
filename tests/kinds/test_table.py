"""What holds for every kind of the table, so that a new one is covered without a new test."""

import msgspec
import pytest

from mdcheck.checks.catalogue import describe
from mdcheck.kinds.table import KINDS, kind_class


@pytest.mark.parametrize("name", KINDS)
class TestEveryKind:
    def test_options_can_be_converted(self, name):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"no such option": 1}, kind_class(name))

    def test_it_is_called_as_the_table_says(self, name):
        assert kind_class(name).name == name

    def test_it_reads_or_runs(self, name):
        cls = kind_class(name)
        reads, runs = hasattr(cls, "check"), hasattr(cls, "command") and hasattr(cls, "judge")
        assert reads != runs
        assert isinstance(cls.executable, bool)
        assert cls.executable or reads

    def test_it_documents_itself(self, name):
        shown = describe(name)
        assert shown.summary.endswith(".")
        assert shown.options[0].name == kind_class(name).main
        assert all(option.description for option in shown.options if option.name != "paths")
