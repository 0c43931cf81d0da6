from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from testing.servers import listening, web

from mdcheck.results.outcome import errored, failed, passed, warned

DAY = 86_400.0


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def ask(check, tree, authority, monkeypatch, tmp_path):
    """The finding on a server whose certificate expires in 30 days; the port is `P` in it."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    def run(*names, expires=30, at="localhost", **values):
        now = datetime.now(UTC).replace(microsecond=0)
        certificate = authority.issue_cert(
            *names or ("localhost",), not_before=now - timedelta(days=90), not_after=now + timedelta(days=expires)
        )
        with web({}, certificate=certificate) as server:
            workspace = tree(clock=now.timestamp)
            finding = check("tls", workspace, address=f"{at}:{server.port}", **{"allow_private": True} | values)
        return finding.outcome, finding.message.replace(str(server.port), "P")

    return run


def told(finding):
    return finding.outcome, finding.message


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({}, passed("localhost:P: the certificate is valid for 30 days")),
        (
            {"min_days_left": 30, "warn_days": 31},
            warned("localhost:P: the certificate is valid for 30 days, less than 31"),
        ),
        ({"min_days_left": 30}, passed("localhost:P: the certificate is valid for 30 days")),
        ({"min_days_left": 31}, failed("localhost:P: the certificate is valid for 30 days, less than 31")),
        ({"expires": 1}, passed("localhost:P: the certificate is valid for 1 day")),
    ],
)
def test_days_left(ask, values, finding):
    assert ask(**values) == told(finding)


def test_a_certificate_that_has_expired(ask):
    assert ask(expires=-1) == told(failed("localhost:P: the certificate is not valid: certificate has expired"))


def test_the_name_must_be_the_certificates(ask):
    wrong = ask("example.org")
    assert wrong == told(
        failed("localhost:P: the certificate is not valid: Hostname mismatch, certificate is not valid for 'localhost'")
    )
    assert ask("example.org", servername="example.org")[0] == "passed"
    assert ask("127.0.0.1", at="127.0.0.1")[0] == "passed"


def test_a_dot_at_the_end_of_a_name_is_no_part_of_the_certificates(ask):
    assert ask(servername="localhost.")[0] == "passed"


def test_a_name_that_only_the_subject_holds_is_not_the_certificates(check, tree, monkeypatch, tmp_path):
    """As browsers have it: `trustme` would write it into the alternative names, too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    pem = built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (tmp_path / "ca.pem").write_bytes(pem)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with web({}, certificate=trustme.LeafCert(secret, pem, [])) as server:
        finding = check("tls", tree(), address=f"localhost:{server.port}", allow_private=True)
    assert (finding.outcome, "Hostname mismatch" in finding.message) == ("failed", True)


def test_an_authority_that_nobody_trusts(ask, monkeypatch, tmp_path):
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    assert ask() == told(failed("localhost:P: the certificate is not valid: unable to get local issuer certificate"))


def test_private_addresses_need_to_be_allowed(ask):
    assert ask(allow_private=False) == told(
        errored(
            "not asked: localhost is 127.0.0.1, a loopback address: give `allow_private: true` if the check may ask it"
        )
    )


def test_a_server_that_says_nothing(check, tree):
    with listening(lambda _connection, done: done.wait(600)) as port:
        finding = check("tls", tree(), address=f"127.0.0.1:{port}", allow_private=True, timeout=0.2)
    assert finding == errored("timed out after 0.2 s")


def test_a_machine_without_authorities_knows_nothing(check, tree, monkeypatch):
    nowhere = ssl.get_default_verify_paths()._replace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    with listening() as port:
        finding = check("tls", tree(), address=f"127.0.0.1:{port}", allow_private=True)
    assert finding == errored(
        "this machine knows no certificate authorities: install its package of them (ca-certificates), or name a file"
        " of them in SSL_CERT_FILE"
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"address": "a b"}, "“a b” is no name of a host"),
        ({"address": "a", "servername": ""}, "“” is no name of a host"),
        ({"address": "a", "min_days_left": 14, "warn_days": 14}, "`warn_days` must be above `min_days_left`"),
    ],
)
def test_tls_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("tls", **values)
    assert str(caught.value) == message
