from __future__ import annotations

from dataclasses import replace

import pytest

from mdcheck.document.model import Severity
from mdcheck.execution.trust import (
    NOT_TRUSTED,
    STRANGERS_CODE,
    TrustAll,
    TrustNone,
    digest,
    needs_trust,
    trust_from,
)
from mdcheck.results.outcome import passed


@pytest.mark.parametrize(
    ("flag", "environ", "allowed", "reason"),
    [
        pytest.param(False, {}, False, NOT_TRUSTED, id="nothing-said"),
        pytest.param(True, {}, True, "", id="flag"),
        pytest.param(False, {"MDCHECK_TRUST": "1"}, True, "", id="environment"),
        pytest.param(False, {"MDCHECK_TRUST": "0"}, False, NOT_TRUSTED, id="environment-says-no"),
        pytest.param(False, {"MDCHECK_TRUST": "true"}, False, NOT_TRUSTED, id="only-1-is-yes"),
        pytest.param(True, {"GITHUB_EVENT_NAME": "pull_request"}, True, "", id="pull-request"),
        pytest.param(
            True,
            {"GITHUB_EVENT_NAME": "pull_request_target", "MDCHECK_TRUST": "1"},
            False,
            STRANGERS_CODE,
            id="pull-request-target",
        ),
    ],
)
def test_what_grants_trust(build, flag, environ, allowed, reason):
    trust = trust_from(flag=flag, environ=environ)
    item, checks = build.item("a", build.check("true"))
    assert (trust.allows(checks[0], item), trust.reason) == (allowed, reason)
    assert isinstance(trust, TrustAll if allowed else TrustNone)


def test_what_runs_a_process_needs_trust_whatever_it_says(build):
    looks = build.check(lambda _: passed()).kind
    assert build.check("true").kind.executable is False
    assert needs_trust(build.check("true").kind)
    assert not needs_trust(looks)
    assert needs_trust(replace(looks, executable=True))


@pytest.fixture
def script(build):
    check = build.check("true")
    block = replace(check.block, language="bash", body="true\n", options={"cwd": "a", "env": {"A": "1", "B": "2"}})
    return replace(check, name="bash", block=block)


def test_a_digest_is_the_same_on_every_machine(script):
    assert digest(script) == "be1a4d069b30c22d09cbe178713ff31410f4e126b30868e2fd7849d4a1ef7a05"


@pytest.mark.parametrize(
    "change",
    [
        {"body": "false\n"},
        {"language": "sh"},
        {"options": {"cwd": "b", "env": {"A": "1", "B": "2"}}},
        {"options": {"cwd": "a", "env": {"A": "1", "B": "3"}}},
        {"options": {"cwd": "a", "env": {"A": 1, "B": "2"}}},
        {"options": {}},
    ],
    ids=["body", "language", "cwd", "env", "type", "no-options"],
)
def test_what_a_digest_depends_on(script, change):
    assert digest(replace(script, block=replace(script.block, **change))) != digest(script)


def test_a_digest_depends_on_kind_and_timeout(script):
    slower = replace(script.block, common=replace(script.block.common, timeout=61.0))
    assert len({digest(script), digest(replace(script, name="run")), digest(replace(script, block=slower))}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"severity": Severity.BLOCKER},
        {"weight": 2.0},
        {"tags": ("x",)},
        {"fix": "x"},
        {"url": "x"},
        {"needs": ("x",)},
        {"retries": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_digest_does_not_depend_on(script, change):
    other = replace(script.block, line=99, common=replace(script.block.common, **change))
    assert digest(replace(script, block=other)) == digest(script)


def test_the_order_of_options_means_nothing(script):
    other = replace(script.block, options={"env": {"B": "2", "A": "1"}, "cwd": "a"})
    assert digest(replace(script, block=other)) == digest(script)


def test_the_body_of_a_yaml_block_holds_common_options(build):
    check = build.check("true")
    block = replace(check.block, options={"run": "true"})
    one, two = (replace(check, block=replace(block, body=f"run: true\nweight: {n}\n")) for n in (1, 2))
    assert digest(one) == digest(two)
