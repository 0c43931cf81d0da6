from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import failed, passed


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"type": "A"}, passed("localhost is 127.0.0.1")),
        ({"type": "A", "addresses": ["127.0.0.1"]}, passed("localhost is 127.0.0.1")),
        ({"type": "A", "addresses": ["127.0.0.1", "10.0.0.1"]}, failed("localhost is 127.0.0.1, not 10.0.0.1")),
    ],
)
def test_dns(check, tree, values, finding):
    assert check("dns", tree(), name="localhost", **values) == finding


def test_without_a_type_any_address_counts(check, tree):
    assert check("dns", tree(), name="localhost", addresses=["127.0.0.1"]).outcome == "passed"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "a b"}, "“a b” is no name of a host"),
        ({"name": "::1"}, "“::1” is an address already"),
        ({"name": "10.0.0.1"}, "“10.0.0.1” is an address already"),
        ({"name": "a", "addresses": ["b"]}, "'b' does not appear to be an IPv4 or IPv6 address"),
        ({"name": "a", "type": "A", "addresses": ["::1"]}, "::1 is an address of type AAAA"),
    ],
)
def test_dns_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("dns", **values)
    assert str(caught.value) == message
