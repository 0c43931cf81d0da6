from __future__ import annotations

import gzip

import msgspec
import pytest
import trustme
from testing.servers import closed_port, listening, web

from mdcheck import __version__
from mdcheck.evidence.network.http import target
from mdcheck.results.outcome import errored, failed, passed

TEXT = {"Content-Type": "text/plain; charset=utf-8"}
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PAGES = {
    "/": (200, TEXT | {"X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=63072000"}, b"all is well"),
    "/created": (201, {}, b""),
    "/latin": (200, {"Content-Type": 'text/plain; charset="ISO-8859-1"'}, "für".encode("latin-1")),
    "/unknown": (200, {"Content-Type": "text/plain; charset=zlib"}, "für".encode()),
    "/gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"all is well")),
    "/identity": (200, {"Content-Encoding": "identity"}, b"all is well"),
    "/punycode": (200, {"Content-Type": "text/plain; charset=punycode"}, b"b" * 300_000),
    "/long": (200, TEXT, b"x" * 5000 + b"end"),
    "/short": (200, TEXT | {"Content-Length": "500"}, b"all"),
    "/once": (302, {"Location": "/"}, b""),
    "/twice": (301, {"Location": "once"}, b""),
    "/loop": (307, {"Location": "/loop"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/user": (302, {"Location": "http://a:b@example.com/"}, b""),
    "/nowhere": (302, {}, b""),
    "/umlaut": (302, {"Location": "/f\xc3\xbcr"}, b""),
    "/f%C3%BCr": (200, {}, b""),
    "/q?a=1&b=%20": (200, {}, b""),
}


@pytest.fixture(scope="module")
def server():
    with web(PAGES) as running:
        yield running


@pytest.fixture
def ask(check, tree):
    return lambda url, **values: check("http", tree(), url=url, **{"allow_private": True} | values)


@pytest.mark.parametrize(
    ("path", "values", "finding"),
    [
        ("", {}, passed("U/ answers 200")),
        ("/", {"body": "is well"}, passed("U/ answers 200")),
        ("/", {"matches": r"is\s+w"}, passed("U/ answers 200")),
        ("/", {"body": "is", "matches": "ill"}, failed("U/ answers 200, but its body is not as asked")),
        ("/", {"body": "is ill"}, failed("U/ answers 200, but its body is not as asked")),
        ("/", {"method": "HEAD"}, passed("U/ answers 200")),
        ("/", {"status": [201, 204]}, failed("U/ answers 200, not 201 or 204")),
        ("/created", {"status": [201]}, passed("U/created answers 201")),
        ("/gone", {}, failed("U/gone answers 404, not 200")),
        ("/gone", {"status": [404]}, passed("U/gone answers 404")),
        ("/", {"headers": {"x-frame-options": "DENY"}}, passed("U/ answers 200")),
        ("/", {"headers": {"X-Other": "a"}}, failed("U/ sends no header X-Other")),
        (
            "/",
            {"headers": {"X-Frame-Options": "SAMEORIGIN"}},
            failed("U/ sends X-Frame-Options: DENY, which is not as asked"),
        ),
        (
            "/",
            {"headers": {"Strict-Transport-Security": {"matches": r"max-age=\d{8,}.*"}}},
            passed("U/ answers 200"),
        ),
        (
            "/",
            {"headers": {"Strict-Transport-Security": {"matches": "max"}}},
            failed("U/ sends Strict-Transport-Security: max-age=63072000, which is not as asked"),
        ),
        ("/latin", {"body": "für"}, passed("U/latin answers 200")),
        ("/unknown", {"body": "für"}, passed("U/unknown answers 200")),
        ("/gzip", {}, passed("U/gzip answers 200")),
        ("/gzip", {"body": "is"}, errored("U/gzip sends its body as gzip, though asked for it plain")),
        ("/identity", {"body": "is"}, passed("U/identity answers 200")),
        ("/punycode", {"body": "bbb", "timeout": 3.0}, passed("U/punycode answers 200")),
        ("/long", {"body": "end"}, passed("U/long answers 200")),
        ("/long", {"body": "end", "max_bytes": 5003}, passed("U/long answers 200")),
        (
            "/long",
            {"body": "end", "max_bytes": 5000},
            errored("not found in the first 5000 bytes of U/long: raise `max_bytes` to look further"),
        ),
        ("/once", {}, passed("U/ answers 200")),
        ("/twice", {"redirects": 2}, passed("U/ answers 200")),
        ("/twice", {"redirects": 1}, failed("U/twice redirects more than 1 time")),
        ("/once", {"redirects": 0}, failed("U/once answers 302, not 200")),
        ("/once", {"status": [302], "headers": {"Location": "/"}}, passed("U/once answers 302")),
        ("/loop", {}, failed("U/loop redirects more than 5 times")),
        (
            "/file",
            {},
            errored(
                "U/file redirects to a place that is not asked: “file:///etc/passwd”: only http and https are asked"
            ),
        ),
        (
            "/user",
            {},
            errored(
                "U/user redirects to a place that is not asked: a URL with a name or a password in it shows them to"
                " all: leave them out"
            ),
        ),
        (
            "/metadata",
            {},
            errored("not asked: 169.254.169.254 is the address of a cloud's metadata service, which no check may ask"),
        ),
        ("/nowhere", {}, failed("U/nowhere answers 302, not 200")),
        ("/umlaut", {}, passed("U/f%C3%BCr answers 200")),
        ("/für", {}, passed("U/f%C3%BCr answers 200")),
        ("/q?a=1&b=%20", {}, passed("U/q answers 200")),
        ("/#part", {}, passed("U/ answers 200")),
    ],
)
def test_http(ask, server, path, values, finding):
    found = ask(server.url + path, **values)
    assert (found.outcome, found.message.replace(server.url, "U")) == (finding.outcome, finding.message)


def test_a_body_that_breaks_off_is_no_body(ask):
    def serve(connection, _done):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nall")

    with listening(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        assert ask(url, body="well") == failed(f"{url} breaks off in the middle of its body")


def test_nothing_tells_who_asks(ask):
    with web(PAGES) as server:
        ask(f"{server.url}/")
    assert server.asked == [
        (
            "GET",
            "/",
            {
                "Host": f"127.0.0.1:{server.port}",
                "User-Agent": f"mdcheck/{__version__}",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "Connection": "close",
            },
        )
    ]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "2130706433", "0.0.0.0"])
def test_without_allow_private_loopback_is_not_even_connected_to(ask, name):
    connected = []
    with listening(lambda connection, _done: connected.append(connection)) as port:
        finding = ask(f"http://{name}:{port}/", allow_private=False)
    shown = "0.0.0.0 is a private" if name == "0.0.0.0" else "127.0.0.1 is a loopback"
    if name not in ("127.0.0.1", "0.0.0.0"):
        shown = f"{name} is 127.0.0.1, a loopback"
    assert finding == errored(f"not asked: {shown} address: give `allow_private: true` if the check may ask it")
    assert connected == []


def test_proxies_of_the_environment_are_not_asked(ask, monkeypatch):
    with web(PAGES) as proxy, web(PAGES) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert ask(f"{server.url}/").outcome == "passed"
    assert (len(proxy.asked), len(server.asked)) == (0, 1)


def test_refused(ask):
    port = closed_port()
    assert ask(f"http://127.0.0.1:{port}/") == failed(f"127.0.0.1:{port} refuses the connection")


def drip(connection, done):
    """One byte of a header at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not done.wait(0.02):
        connection.sendall(b"x")


def say_nothing(_connection, done):
    done.wait(600)


@pytest.mark.parametrize("serve", [drip, say_nothing])
def test_the_timeout_holds_for_the_whole_check(ask, serve):
    with listening(serve) as port:
        assert ask(f"http://127.0.0.1:{port}/", timeout=0.2) == errored("timed out after 0.2 s")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not answer in HTTP/1.1"),
        (b"HTTP/1.1\r\n\r\n", "does not answer in HTTP/1.1"),
        (b"HTTP/2 200 OK\r\n\r\n", "does not answer in HTTP/1.1"),
        (b"<html>200 OK</html>\n", "does not answer in HTTP/1.1"),
        (OK + b"X: y\r\n" * 200 + b"\r\n", "answers with headers that are too long or too many"),
        (OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n", "answers with headers that are too long or too many"),
        (b"", "closes the connection without an answer"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", "closes the connection without an answer"),
        (CHUNKED + b"3\r\nall\r\n", "breaks off in the middle of its body"),
        (CHUNKED + b"-5\r\nall\r\n0\r\n\r\n", "does not answer in HTTP/1.1"),
    ],
    ids=[
        "ssh",
        "no-status",
        "http-2",
        "http-0.9",
        "many-headers",
        "long-header",
        "nothing",
        "hints",
        "cut",
        "negative",
    ],
)
def test_what_is_no_http(ask, said, reason):
    def serve(connection, _done):
        connection.recv(1000)
        connection.sendall(said)

    with listening(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        assert ask(url, body="all") == failed(f"{url} {reason}")


@pytest.mark.parametrize(
    ("said", "values", "finding"),
    [
        (b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + OK + b"\r\nall", {"body": "all"}, passed("U answers 200")),
        (b"HTTP/1.1 102 Processing\r\n\r\n" * 3 + OK + b"\r\n", {}, passed("U answers 200")),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", {}, failed("U answers 101, not 200")),
        (b"HTTP/1.1 200\n\nall\r", {"body": "all\r"}, passed("U answers 200")),
        (OK + b"A: b\rX: DENY\r\n\r\n", {"headers": {"X": "DENY"}}, failed("U sends no header X")),
        (OK + b"X: DE\r\n NY\r\n\r\n", {"headers": {"X": "DE NY"}}, passed("U answers 200")),
        (OK + b"X: DE\r\n NY\r\n\r\n", {"headers": {"X": "a"}}, failed("U sends X: DE NY, which is not as asked")),
        (
            OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nall\r\n0\r\n\r\n",
            {"body": "all"},
            errored("U sends its body as gzip, chunked, though asked for it plain"),
        ),
    ],
    ids=["hints", "processing", "switching", "line-feeds", "return", "fold", "fold-shown", "transfer-encoding"],
)
def test_answers_as_they_come(ask, said, values, finding):
    def serve(connection, _done):
        connection.recv(1000)
        connection.sendall(said)

    with listening(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        found = ask(url, **values)
    assert (found.outcome, found.message.replace(url, "U")) == (finding.outcome, finding.message)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def test_https_with_a_certificate_that_is_trusted(ask, authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with web(PAGES, certificate=authority.issue_cert("127.0.0.1")) as server:
        assert ask(f"{server.url}/", body="well") == passed(f"{server.url}/ answers 200")


def test_https_with_one_that_is_not(ask, authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with web(PAGES, certificate=authority.issue_cert("example.org")) as server:
        assert ask(f"{server.url}/") == failed(
            f"127.0.0.1:{server.port}: the certificate is not valid: IP address mismatch, certificate is not valid"
            " for '127.0.0.1'"
        )
        assert server.asked == []


@pytest.fixture
def leading_away(server, authority, monkeypatch, tmp_path):
    """A page with TLS that redirects to one without."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    pages = {"/": (302, {"Location": f"{server.url}/"}, b"")}
    with web(pages, certificate=authority.issue_cert("127.0.0.1")) as running:
        yield f"{running.url}/"


@pytest.mark.parametrize(
    ("values", "outcome", "message"),
    [
        ({}, "failed", "S redirects to P/, which is not encrypted"),
        ({"status": [302]}, "passed", "S answers 302"),
    ],
    ids=["followed", "asked-for"],
)
def test_no_redirect_leads_away_from_tls(ask, server, leading_away, values, outcome, message):
    found = ask(leading_away, **values)
    shown = found.message.replace(leading_away, "S").replace(server.url, "P")
    assert (found.outcome, shown) == (outcome, message)


def test_https_where_there_is_no_tls(ask, server):
    finding = ask(f"https://127.0.0.1:{server.port}/")
    assert finding.outcome == "failed"
    assert finding.message.startswith(f"127.0.0.1:{server.port}: no TLS connection: ")  # the rest is OpenSSL's


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"url": "ftp://example.com/"}, "“ftp://example.com/”: only http and https are asked"),
        ({"url": "file:///etc/passwd"}, "only http and https are asked"),
        ({"url": "example.com"}, "only http and https are asked"),
        ({"url": "http://"}, "“” is no name of a host"),
        ({"url": "http://a b/"}, "a URL holds no blanks: write %20"),
        ({"url": "http://a/\r\nX: y"}, "a URL holds no blanks: write %20"),
        ({"url": "http://me:secret@example.com/"}, "a URL with a name or a password in it shows them to all"),
        ({"url": "http://a:99999/"}, "“99999” is no port: a port is 1 to 65535"),
        ({"url": "http://[::1/"}, "Invalid IPv6 URL"),
        ({"url": "http://a/", "status": []}, "Expected `array` of length >= 1"),
        ({"url": "http://a/", "status": [99]}, "Expected `int` >= 200"),
        ({"url": "http://a/", "matches": "("}, "not a regular expression"),
        ({"url": "http://a/", "headers": {"X": {"matches": "("}}}, "not a regular expression"),
        ({"url": "http://a/", "headers": {"X": {"like": "a"}}}, "unknown field `like`"),
        ({"url": "http://a/", "method": "POST"}, "Invalid enum value 'POST'"),
        ({"url": "http://a/", "method": "HEAD", "body": "x"}, "an answer to HEAD has no body"),
    ],
)
def test_http_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("http", **values)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown", "request_"),
    [
        ("HTTP://Example.com:80", "http://Example.com/", "/"),
        ("https://example.com:8443/a?token=x", "https://example.com:8443/a", "/a?token=x"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/", "/"),
        ("http://bücher.example/ä?ö", "http://xn--bcher-kva.example/%C3%A4", "/%C3%A4?%C3%B6"),
    ],
)
def test_target(url, shown, request_):
    assert (str(target(url)), target(url).request) == (shown, request_)
