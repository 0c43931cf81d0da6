"""Hosts, ports and IP addresses: what a check names, what a name stands for, and which addresses may be asked."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.network.errors import TargetError

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

    from mdcheck.evidence.network.deadline import Deadline

    _IP: TypeAlias = IPv4Address | IPv6Address

_SockAddr: TypeAlias = tuple[str | int, ...]

_HOST = re.compile(r"(?=.{1,253}\.?\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?")
_PORT = re.compile(r"[0-9]{1,5}")
_MAX_PORT = 65535
_NAT64 = bytes.fromhex("0064ff9b0000000000000000")
_COMPATIBLE = bytes(12)
_ASSIGNED = bytes([192, 0, 0])
"""Of 192.0.0.0/24, where one cloud hands out credentials; `ipaddress` counts only some of it as private."""
_METADATA = frozenset(
    {
        "169.254.169.254",  # AWS, Azure, Google Cloud, DigitalOcean, Oracle, OpenStack and others
        "169.254.169.253",  # AWS: the resolver of a private network
        "169.254.170.2",  # AWS: containers (ECS)
        "169.254.170.23",  # AWS: containers (EKS)
        "169.254.42.42",  # Scaleway
        "169.254.0.23",  # Tencent Cloud
        "169.254.10.10",  # Tencent Cloud
        "100.100.100.200",  # Alibaba Cloud
        "100.96.0.96",  # Volcano Engine
        "192.0.0.192",  # Oracle Cloud, older machines
        "168.63.129.16",  # Azure: the host's agent
        "fd00:ec2::254",  # AWS
        "fd00:ec2::23",  # AWS: containers (EKS)
        "fd20:ce::254",  # Google Cloud
        "fd00:42::42",  # Scaleway
    }
)
_OTHER_IN_2003 = re.compile("[ßς\u200c\u200d]")
"""What IDNA 2003, which Python knows, takes for another letter or for none, and browsers do not."""


class Endpoint(NamedTuple):
    """Where a service listens."""

    host: str
    """A name in ASCII, or an IP address without brackets."""
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Resolved(NamedTuple):
    """One address that a name stands for, as the socket module wants it."""

    family: int
    sockaddr: _SockAddr

    @property
    def ip(self) -> str:
        return str(self.sockaddr[0])


def endpoint(text: str, *, port: int | None = None) -> Endpoint:
    """Reads `host:port` or `[address]:port`; raises ValueError, also for a port that is missing where none is usual."""
    host, colon, number = text.rpartition(":")
    if text.endswith("]") or not colon:
        host, number = text, ""
    if not number and port is None:
        raise ValueError(f"“{text}” names no port: write host:port")
    if number and not (_PORT.fullmatch(number) and 0 < int(number) <= _MAX_PORT):
        fix = "write an IPv6 address in brackets: [::1]:443" if ":" in host else f"a port is 1 to {_MAX_PORT}"
        raise ValueError(f"“{number}” is no port: {fix}")
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise ValueError("write an IPv6 address in brackets: [::1]:443")
    return Endpoint(host_name(host.removeprefix("[").removesuffix("]")), int(number) if number else port or 0)


def host_name(text: str) -> str:
    """The name in ASCII, or the IP address; raises ValueError for what is neither."""
    if ":" in text:
        try:
            ipaddress.IPv6Address(text)
        except ValueError as error:
            raise ValueError(f"“{text}” is no IPv6 address") from error
        return text
    try:
        name = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"“{text}” is no name of a host") from error
    if _OTHER_IN_2003.search(text):
        raise ValueError(f"“{text}” could be two names: write the one that is meant as xn--…")
    if not _HOST.fullmatch(name):
        raise ValueError(f"“{text}” is no name of a host")
    return name


def resolve(host: str, port: int, deadline: Deadline, family: int = 0) -> tuple[Resolved, ...]:
    """All addresses of a host, in the order in which the system would try them.

    Raises TargetError for a name that does not exist, and UndeterminedError where that can't be told.
    """
    import queue
    import socket
    import threading

    answers: queue.SimpleQueue[tuple[Resolved, ...] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(OSError(str(error)))
        else:
            answers.put(tuple(dict.fromkeys(Resolved(entry[0], cast("_SockAddr", entry[4])) for entry in found)))

    # The system's resolver takes no deadline: a thread that no one waits for has it.
    threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty as error:
        raise deadline.missed() from error
    if isinstance(answer, OSError):
        raise unresolved(host, answer) from answer
    return answer


def unresolved(host: str, error: OSError) -> TargetError | UndeterminedError:
    """A name that does not exist is an answer; a resolver that can't be asked is none."""
    import socket

    if isinstance(error, socket.gaierror):
        if error.errno == socket.EAI_NONAME:
            return TargetError(f"{host}: there is no such name")
        if error.errno in (getattr(socket, name, None) for name in ("EAI_NODATA", "EAI_ADDRFAMILY")):
            return TargetError(f"{host}: the name has no address of the type that is asked for")
    return UndeterminedError(f"{host} could not be looked up: {error.strerror or error}")


def forbidden(ip: str, *, allow_private: bool, redirected: bool) -> str:
    """Why an address may not be asked; empty for one that may."""
    address = _embedded(ipaddress.ip_address(ip))
    if str(address) in _METADATA or str(ipaddress.IPv4Address(address.packed[-4:])) in _METADATA:  # by any tunnel
        # Inside a cloud this address hands out the machine's own credentials.
        return "the address of a cloud's metadata service, which no check may ask"
    if address.is_link_local and redirected:
        # Clouds hand out credentials there, and who answers a check must not be able to send it there.
        return "a link-local address, to which no redirect is followed"
    if allow_private:
        return ""
    for applies, words in (
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_private, "a private address"),
        (address.is_multicast or not address.is_global or _set_aside(address), "not a public address"),
    ):
        if applies:
            return f"{words}: give `allow_private: true` if the check may ask it"
    return ""


def _set_aside(address: _IP) -> bool:
    """Whether no one is meant to be there: for IPv6 all but 2000::/3, whatever old sites and tunnels made of it."""
    return address.packed.startswith(_ASSIGNED) if address.version == 4 else address.packed[0] >> 5 != 1  # noqa: PLR2004


def _embedded(address: _IP) -> _IP:
    """The IPv4 address that an IPv6 address leads to by a mapping or a tunnel."""
    if address.version == 4:  # noqa: PLR2004 - of the Internet Protocol
        return address
    if address.packed.startswith(_NAT64):
        return ipaddress.IPv4Address(address.packed[-4:])
    if address.packed.startswith(_COMPATIBLE) and int(address) > 1:
        return ipaddress.IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
