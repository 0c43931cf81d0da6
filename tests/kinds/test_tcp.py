from __future__ import annotations

import errno
import socket

import msgspec
import pytest
from testing.servers import closed_port, listening

from mdcheck.evidence.network import connection
from mdcheck.evidence.network.addresses import Endpoint, Resolved, endpoint, forbidden, unresolved
from mdcheck.evidence.network.errors import bad_news
from mdcheck.results.outcome import errored, failed, passed

PRIVATE = "address: give `allow_private: true` if the check may ask it"


def test_tcp(check, tree):
    with listening() as port:
        assert check("tcp", tree(), address=f"localhost:{port}", allow_private=True) == passed(
            f"localhost:{port} accepts connections"
        )


def test_nobody_listens(check, tree):
    port = closed_port()
    finding = check("tcp", tree(), address=f"127.0.0.1:{port}", allow_private=True)
    assert finding == failed(f"127.0.0.1:{port} refuses the connection")


def test_private_addresses_need_to_be_allowed(check, tree):
    connected = []
    with listening(lambda connection, _done: connected.append(connection)) as port:
        finding = check("tcp", tree(), address=f"127.0.0.1:{port}")
    assert finding == errored(f"not asked: 127.0.0.1 is a loopback {PRIVATE}")
    assert connected == []


NOWHERE = Resolved(socket.AF_INET6, ("::1", 1, 0, 0))


@pytest.fixture
def resolves(monkeypatch):
    """A machine without IPv6, whose resolver knows addresses of it all the same."""
    plain = socket.socket

    def without(family=-1, *rest, **more):
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return plain(family, *rest, **more)

    monkeypatch.setattr(socket, "socket", without)
    return lambda *found: monkeypatch.setattr(connection, "resolve", lambda *_: found)


def here(port):
    return Resolved(socket.AF_INET, ("127.0.0.1", port))


def test_addresses_of_a_network_that_is_not_there_are_passed_over(check, tree, resolves):
    with listening() as port:
        resolves(NOWHERE, here(port))
        assert check("tcp", tree(), address="both:1", allow_private=True) == passed("both:1 accepts connections")


@pytest.mark.parametrize("order", [1, -1])
def test_who_refuses_has_answered_whatever_the_other_addresses_say(check, tree, resolves, order):
    resolves(*[here(closed_port()), NOWHERE][::order])
    assert check("tcp", tree(), address="both:1", allow_private=True) == failed("both:1 refuses the connection")


def test_no_address_can_be_reached(check, tree, resolves):
    resolves(NOWHERE)
    assert check("tcp", tree(), address="six:1", allow_private=True) == errored(
        "six:1 could not be reached: Address family not supported by protocol"
    )


@pytest.mark.parametrize(
    ("ip", "reason"),
    [
        ("93.184.216.34", ""),
        ("2606:2800:220:1:248:1893:25c8:1946", ""),
        ("127.0.0.1", f"a loopback {PRIVATE}"),
        ("::1", f"a loopback {PRIVATE}"),
        ("10.1.2.3", f"a private {PRIVATE}"),
        ("172.16.0.1", f"a private {PRIVATE}"),
        ("192.168.0.1", f"a private {PRIVATE}"),
        ("0.0.0.0", f"a private {PRIVATE}"),
        ("fd00::1", f"a private {PRIVATE}"),
        ("169.254.169.1", f"a link-local {PRIVATE}"),
        ("fe80::1%eth0", f"a link-local {PRIVATE}"),
        ("100.64.0.1", f"not a public {PRIVATE}"),
        ("224.0.0.1", f"not a public {PRIVATE}"),
        ("::ffff:127.0.0.1", f"a loopback {PRIVATE}"),
        ("::ffff:93.184.216.34", ""),
        ("64:ff9b::a00:1", f"a private {PRIVATE}"),
        ("2002:7f00:1::", f"a loopback {PRIVATE}"),
        ("::127.0.0.1", f"a loopback {PRIVATE}"),
        ("::", f"a private {PRIVATE}"),
        ("fec0::1", f"not a public {PRIVATE}"),
        ("::ffff:0:7f00:1", f"not a public {PRIVATE}"),
        ("4000::1", f"not a public {PRIVATE}"),
        ("192.0.1.1", ""),
    ],
)
def test_addresses_that_may_be_asked(ip, reason):
    assert forbidden(ip, allow_private=False, redirected=False) == reason
    assert forbidden(ip, allow_private=True, redirected=False) == ""


@pytest.mark.parametrize(
    "ip", ["64:ff9b:1::a00:1", "192.0.0.191", "192.0.0.9", "198.18.0.1", "203.0.113.1", "2001:db8::1"]
)
def test_addresses_that_not_every_python_calls_by_the_same_name(ip):
    reasons = {f"not a public {PRIVATE}", f"a private {PRIVATE}"}
    assert forbidden(ip, allow_private=False, redirected=False) in reasons
    assert forbidden(ip, allow_private=True, redirected=False) == ""


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("redirected", [True, False])
@pytest.mark.parametrize(
    "ip",
    [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:0ec2:0:0:0:0:0:0254",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "::ffff:100.100.100.200",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::ffff:0:a9fe:a9fe",
        "fe80::a9fe:a9fe",
    ],
)
def test_the_metadata_of_clouds_is_never_asked(ip, allowed, redirected):
    reason = forbidden(ip, allow_private=allowed, redirected=redirected)
    assert reason == "the address of a cloud's metadata service, which no check may ask"


@pytest.mark.parametrize("allowed", [True, False])
def test_no_redirect_leads_to_a_link_local_address(allowed):
    for ip in ("169.254.169.1", "fe80::1", "::ffff:169.254.169.1"):
        reason = forbidden(ip, allow_private=allowed, redirected=True)
        assert reason == "a link-local address, to which no redirect is followed"
    assert forbidden("10.0.0.1", allow_private=True, redirected=True) == ""
    assert forbidden("10.0.0.1", allow_private=False, redirected=True) == f"a private {PRIVATE}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("example.com:5432", Endpoint("example.com", 5432)),
        ("10.0.0.1:80", Endpoint("10.0.0.1", 80)),
        ("[::1]:80", Endpoint("::1", 80)),
        ("db_1.internal.:1", Endpoint("db_1.internal.", 1)),
        ("bücher.example:1", Endpoint("xn--bcher-kva.example", 1)),
        ("xn--strae-oqa.example:1", Endpoint("xn--strae-oqa.example", 1)),
    ],
)
def test_endpoint(text, found):
    assert endpoint(text) == found


def test_endpoint_with_a_usual_port():
    assert endpoint("example.com", port=443) == Endpoint("example.com", 443)
    assert endpoint("[::1]", port=443) == Endpoint("::1", 443)
    assert str(endpoint("[::1]", port=443)) == "[::1]:443"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("example.com", "“example.com” names no port: write host:port"),
        ("example.com:", "“example.com:” names no port: write host:port"),
        ("example.com:0", "“0” is no port: a port is 1 to 65535"),
        ("example.com:http", "“http” is no port: a port is 1 to 65535"),
        ("::1:80", "write an IPv6 address in brackets: [::1]:443"),
        ("[::g]:80", "“::g” is no IPv6 address"),
        ("a b:80", "“a b” is no name of a host"),
        ("-a:80", "“-a” is no name of a host"),
        ("a..b:80", "“a..b” is no name of a host"),
        ("ü..b:80", "“ü..b” is no name of a host"),
        ("http://a:80", "write an IPv6 address in brackets: [::1]:443"),
        (":80", "“” is no name of a host"),
        ("straße.example:80", "“straße.example” could be two names: write the one that is meant as xn--…"),
    ],
)
def test_tcp_refuses(options, text, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("tcp", address=text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("error", "sort", "message"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "TargetError", "a:1 refuses the connection"),
        (ConnectionResetError(104, "reset"), "TargetError", "a:1 has broken off the connection"),
        (
            OSError(101, "Network is unreachable"),
            "UndeterminedError",
            "a:1 could not be reached: Network is unreachable",
        ),
    ],
    ids=["refused", "reset", "no-network"],
)
def test_who_is_to_blame_for_a_connection(error, sort, message):
    found = bad_news(error, endpoint("a:1"))
    assert (type(found).__name__, str(found)) == (sort, message)


@pytest.mark.parametrize(
    ("error", "sort", "message"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "TargetError", "a: there is no such name"),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            "UndeterminedError",
            "a could not be looked up: Temporary failure in name resolution",
        ),
        (
            socket.gaierror(socket.EAI_ADDRFAMILY, "Address family for hostname not supported"),
            "TargetError",
            "a: the name has no address of the type that is asked for",
        ),
    ],
    ids=["no-name", "no-resolver", "no-address"],
)
def test_who_is_to_blame_for_a_name(error, sort, message):
    found = unresolved("a", error)
    assert (type(found).__name__, str(found)) == (sort, message)
