from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from mdcheck.document.model import Severity
from mdcheck.document.source import Span
from mdcheck.execution.trust.named_files import NamedFile
from mdcheck.execution.trust.policy import TrustAll, TrustNone, digest, trust_from
from mdcheck.kinds.protocol import needs_trust
from mdcheck.results.outcome import passed


@pytest.mark.parametrize(
    ("flag", "environ", "allowed", "reason"),
    [
        pytest.param(True, {}, True, "", id="flag"),
        pytest.param(False, {"MDCHECK_TRUST": "1"}, True, "", id="environment"),
        pytest.param(True, {"GITHUB_EVENT_NAME": "pull_request"}, True, "", id="pull-request"),
        *(
            pytest.param(
                True,
                {"GITHUB_EVENT_NAME": event, "MDCHECK_TRUST": "1"},
                False,
                f"refused under {event}: the check would run a stranger's code with this repository's secrets;"
                " run it under pull_request",
                id=event,
            )
            for event in ("pull_request_target", "workflow_run", "issue_comment", "issues", "discussion_comment")
        ),
    ],
)
def test_what_grants_trust(build, flag, environ, allowed, reason):
    trust = trust_from(flag=flag, environ=environ)
    item, checks = build.item("a", build.check("true"))
    assert (trust.allows(checks[0], item), trust.reason) == (allowed, reason)
    assert isinstance(trust, TrustAll if allowed else TrustNone)


@pytest.mark.parametrize(
    "environ", [{}, {"MDCHECK_TRUST": "0"}, {"MDCHECK_TRUST": "true"}], ids=["nothing", "no", "only-1-is-yes"]
)
def test_where_nothing_is_said_approvals_decide(environ):
    assert trust_from(flag=False, environ=environ) is None


def test_what_runs_a_process_needs_trust_whatever_it_says(build):
    looks = build.check(lambda _: passed()).kind
    assert build.check("true").kind.executable is False
    assert needs_trust(build.check("true").kind)
    assert not needs_trust(looks)
    assert needs_trust(dataclasses.replace(looks, executable=True))


@pytest.fixture
def script(build):
    check = build.check("true")
    block = check.block._replace(language="bash", body="true\n", options={"cwd": "a", "env": {"A": "1", "B": "2"}})
    return replace(check, name="bash", block=block)


def test_a_digest_is_the_same_on_every_machine(script):
    assert digest(script) == "b088e5273561e76e2339a98407ccc592e56bbd31dcbdc2b28412625945ec0d86"


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
    assert digest(replace(script, block=script.block._replace(**change))) != digest(script)


def test_a_digest_depends_on_the_kind(script):
    assert digest(replace(script, name="run")) != digest(script)


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
        {"timeout": 61.0},
        {"inputs": ("a",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_digest_depends_on_every_option(script, change):
    other = script.block._replace(common=script.block.common._replace(**change))
    assert digest(replace(script, block=other)) != digest(script)


def test_a_digest_depends_on_nothing_around_the_block(script):
    other = script.block._replace(line=99, span=Span(7, 9), places={("cwd",): Span(1, 2)})
    assert digest(replace(script, block=other)) == digest(script)


def test_a_digest_depends_on_the_files_that_the_block_names(script):
    one, two, three = NamedFile("a.sh", "1", None), NamedFile("a.sh", "2", None), NamedFile("b.sh", "1", None)
    assert len({digest(script), *(digest(script, [file]) for file in (one, two, three))}) == 4
    assert digest(script, [one, three]) == digest(script, [three, one])


def test_the_order_of_options_means_nothing(script):
    other = script.block._replace(options={"env": {"B": "2", "A": "1"}, "cwd": "a"})
    assert digest(replace(script, block=other)) == digest(script)


def test_a_yaml_block_is_taken_as_it_is_written(build):
    check = build.check("true")
    block = check.block._replace(options={"run": "true"})
    one, two = (replace(check, block=block._replace(body=f"run: true{end}\n")) for end in ("", "  # quick"))
    assert digest(one) != digest(two)
