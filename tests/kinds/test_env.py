from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import failed, passed

ENVIRON = {"SECRET": "hunter2hunter2", "EMPTY": "", "STAGE": "production", "BLANK": " \n" * 40, "PADDED": " 123 "}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        pytest.param({"name": "SECRET"}, passed("SECRET is set"), id="set"),
        pytest.param({"name": "OTHER"}, failed("OTHER is not set"), id="unset"),
        pytest.param({"name": "EMPTY"}, failed("EMPTY is set, but empty"), id="empty"),
        pytest.param({"name": "BLANK"}, failed("BLANK is set, but empty"), id="blank"),
        pytest.param({"name": "PADDED", "min_length": 3}, passed("PADDED is set"), id="long-without-blanks"),
        pytest.param({"name": "PADDED", "min_length": 4}, failed("PADDED is shorter than 4 characters"), id="padded"),
        pytest.param({"name": "SECRET", "min_length": 14}, passed("SECRET is set"), id="long-enough"),
        pytest.param(
            {"name": "SECRET", "min_length": 32},
            failed("SECRET is shorter than 32 characters"),
            id="too-short",
        ),
        pytest.param({"name": "STAGE", "equals": "production"}, passed("STAGE is set"), id="equals"),
        pytest.param(
            {"name": "STAGE", "equals": "prod"},
            failed("STAGE does not have the value that it should have"),
            id="differs",
        ),
        pytest.param({"name": "STAGE", "matches": "prod.*|dev"}, passed("STAGE is set"), id="matches"),
        pytest.param({"name": "STAGE", "matches": "prod"}, failed("STAGE does not match `matches`"), id="part"),
    ],
)
def test_env(check, tree, values, finding):
    result = check("env", tree(environ=ENVIRON), **values)
    assert result == finding
    assert "hunter2" not in result.message


@pytest.mark.parametrize(
    "values",
    [{}, {"name": ""}, {"name": "A", "matches": "("}, {"name": "A", "min_length": 0}],
    ids=["no-name", "empty-name", "bad-pattern", "zero-length"],
)
def test_env_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("env", **values)


def test_the_kind_keeps_its_name(options):
    assert options("env", name="SECRET").name == "env"
