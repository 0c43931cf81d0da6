"""Connections to addresses that were checked before: a name is resolved once, so that it can't change in between."""

from __future__ import annotations

import errno
import io
import re
import sys
from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.network.addresses import forbidden, resolve
from mdcheck.evidence.network.errors import bad_news

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterable

    from _typeshed import WriteableBuffer

    from mdcheck.evidence.network.addresses import Endpoint, Resolved
    from mdcheck.evidence.network.deadline import Deadline

# 103 and its like come before the answer; 101 is one.
_INTERIM = re.compile(rb"HTTP/1\.[0-9] 1(?!01)[0-9]{2}\b")
_NO_WAY = frozenset([errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.EHOSTUNREACH])


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How far and how long a check may go."""

    deadline: Deadline
    allow_private: bool
    redirected: bool = False
    """Whether it was a redirect that led here."""


def connect(endpoint: Endpoint, reach: Reach) -> socket.socket:
    """A TCP connection to the first address that takes it, of those that may be asked.

    Raises TargetError and UndeterminedError.
    """
    import socket  # late: most checklists ask no network

    addresses = _permitted(endpoint, reach)
    errors: list[OSError] = []
    for place, address in enumerate(addresses):
        share = reach.deadline.left() / (len(addresses) - place)
        try:
            attempt = socket.socket(address.family, socket.SOCK_STREAM)
        except OSError as error:  # a machine without IPv6 may still get IPv6 addresses from DNS
            errors.append(error)
            continue
        attempt.settimeout(share)
        try:
            attempt.connect(address.sockaddr)
        except OSError as error:
            attempt.close()
            errors.append(error)
        else:
            return attempt
    relevant = _most_relevant(errors)
    raise _in_words(relevant, endpoint, reach.deadline) from relevant


def secured(plain: socket.socket, endpoint: Endpoint, deadline: Deadline, *, server_name: str) -> ssl.SSLSocket:
    """The connection with TLS, its certificate verified for `server_name`; raises TargetError or UndeterminedError."""
    import ssl

    context = ssl.create_default_context()
    # Browsers no longer read the common name, so it is no evidence for the host.
    context.hostname_checks_common_name = False
    try:
        _require_authorities(context)
        plain.settimeout(deadline.left())
        return context.wrap_socket(plain, server_hostname=server_name.removesuffix("."))
    except OSError as error:
        plain.close()
        raise _in_words(error, endpoint, deadline) from error
    except UndeterminedError:
        plain.close()
        raise


class Wire:
    """A connection as `http.client` wants it, on which no read outlasts the deadline."""

    def __init__(self, connection: socket.socket, endpoint: Endpoint, deadline: Deadline) -> None:
        self._connection = connection
        self._endpoint = endpoint
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise _in_words(error, self._endpoint, self._deadline) from error

    def receive_into(self, buffer: WriteableBuffer) -> int:
        self._connection.settimeout(self._deadline.left())
        try:
            return self._connection.recv_into(buffer)
        except OSError as error:
            raise _in_words(error, self._endpoint, self._deadline) from error

    def makefile(self, _mode: str) -> io.BufferedReader:
        return _ResponseReader(_Reader(self))

    def close(self) -> None:
        """The owner of the connection closes it."""


class _ResponseReader(io.BufferedReader):
    """The response of a server, without interim responses (1xx) and with line ends that `http.client` reads safely."""

    _first = True

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line: of the status, of the headers or of a chunk's size. Only a line feed ends it."""
        line = super().readline(size)
        while self._first and _INTERIM.match(line):
            while super().readline(size).strip():
                """Its headers."""
            line = super().readline(size)
        self._first = False
        # RFC 9112, section 2.2: a carriage return alone must not begin another header.
        text = line.rstrip(b"\r\n")
        return text.replace(b"\r", b" ") + line[len(text) :]


class _Reader(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        return self._wire.receive_into(buffer)


def _permitted(endpoint: Endpoint, reach: Reach) -> tuple[Resolved, ...]:
    found = resolve(endpoint.host, endpoint.port, reach.deadline)
    reasons = {
        address: forbidden(address.ip, allow_private=reach.allow_private, redirected=reach.redirected)
        for address in found
    }
    permitted = tuple(address for address, reason in reasons.items() if not reason)
    if not permitted:
        address, reason = next(iter(reasons.items()))
        named = "" if address.ip == endpoint.host else f"{endpoint.host} is "
        raise UndeterminedError(f"not asked: {named}{address.ip}{',' if named else ' is'} {reason}")
    return permitted


def _most_relevant(errors: Iterable[OSError]) -> OSError:
    """The last error that is about the target, and not only about this machine's network."""
    *_, last = sorted(errors, key=lambda error: error.errno not in _NO_WAY)
    return last


def _in_words(error: OSError, endpoint: Endpoint, deadline: Deadline) -> Exception:
    return deadline.missed() if isinstance(error, TimeoutError) else bad_news(error, endpoint)


def _require_authorities(context: ssl.SSLContext) -> None:
    """Without any trusted authority no certificate can be verified."""
    import ssl  # late: loaded by who made the context

    paths = ssl.get_default_verify_paths()
    if sys.platform != "win32" and not (context.get_ca_certs() or paths.cafile or paths.capath):
        raise UndeterminedError(
            "this machine knows no certificate authorities: install its package of them (ca-certificates),"
            " or name a file of them in SSL_CERT_FILE"
        )
