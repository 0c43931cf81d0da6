"""One HTTP request at a time, to http and https only, and where a redirect leads.

The proxies that the environment names are not asked: a proxy would resolve the name by itself, and the address that
was looked at would not be the one that is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from mdcheck import __version__
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.network.addresses import Endpoint, endpoint
from mdcheck.evidence.network.connection import Wire, connect, secured
from mdcheck.evidence.network.errors import TargetError

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from mdcheck.evidence.network.connection import Reach

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f]")
_FOLD = re.compile(r"\s*[\r\n]\s*")
_SHOWN = 120
# All that may stand in a path or a query as it is; the percent sign keeps what is quoted already.
_SAFE = "/?:@!$&'()*+,;=%-._~"


class Target(NamedTuple):
    """A URL taken apart."""

    scheme: str
    endpoint: Endpoint
    request: str
    """The path and the query, quoted."""

    def __str__(self) -> str:
        """The URL without its query, which may hold a secret."""
        return f"{self.scheme}://{self.authority}{self.request.partition('?')[0]}"[:_SHOWN]

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the usual one."""
        host, port = self.endpoint
        bracketed = f"[{host}]" if ":" in host else host
        return bracketed if port == _PORTS[self.scheme] else f"{bracketed}:{port}"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The response of a server."""

    target: Target
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    whole: bool = True
    """False where the body goes on behind what was read."""

    def header(self, name: str) -> tuple[str, ...]:
        """The values of all headers of the name, in order, each on one line."""
        return tuple(_FOLD.sub(" ", value.strip()) for key, value in self.headers if key.lower() == name.lower())

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as it was written."""
        return next(iter(self.header("Location")), None) if self.status in _REDIRECTS else None


def target(url: str) -> Target:
    """Reads a URL; raises ValueError with the fix for one that mdcheck does not request."""
    if _NOT_IN_URLS.search(url):
        raise ValueError("a URL holds no blanks: write %20")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError(f"“{url[:_SHOWN]}”: only http and https are asked")
    if "@" in parts.netloc:
        raise ValueError("a URL with a name or a password in it shows them to all: leave them out")
    place = endpoint(parts.netloc, port=_PORTS[parts.scheme])
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Target(parts.scheme, place, quote(parts.path or "/", safe=_SAFE) + query)


def redirected(answer: Answer, location: str) -> Target:
    """Where a redirect leads.

    Raises UndeterminedError for a place that mdcheck does not ask, and TargetError for one without TLS behind one with
    it: what is said there, anyone on the way could have said.
    """
    base = f"{answer.target.scheme}://{answer.target.authority}{answer.target.request}"
    try:
        # http.client reads headers as Latin-1; what is not ASCII in them is UTF-8 as a rule.
        found = target(urljoin(base, location.encode("latin-1").decode("utf-8", "replace")))
    except ValueError as error:
        raise UndeterminedError(f"{answer.target} redirects to a place that is not asked: {error}") from error
    if answer.target.scheme == "https" and found.scheme == "http":
        raise TargetError(f"{answer.target} redirects to {found}, which is not encrypted")
    return found


def fetch(method: str, place: Target, reach: Reach, *, body_limit: int) -> Answer:
    """The answer to one request, with the body up to a number of bytes.

    Raises TargetError and UndeterminedError. Nothing is sent that could tell who asks: no cookie, no credentials.
    """
    from http.client import HTTPConnection, HTTPException

    plain = connect(place.endpoint, reach)
    stream = (
        secured(plain, place.endpoint, reach.deadline, server_name=place.endpoint.host)
        if place.scheme == "https"
        else plain
    )
    with stream:
        connection = HTTPConnection(place.endpoint.host, place.endpoint.port)
        connection.sock = Wire(stream, place.endpoint, reach.deadline)
        try:
            connection.request(method, place.request, headers=_headers(place))
            with connection.getresponse() as response:
                return _answer(place, response, body_limit)
        except (HTTPException, ValueError) as error:  # the latter for the size of a chunk that is none
            raise TargetError(f"{place} {_complaint(error)}") from error


def _complaint(error: Exception) -> str:
    """What is wrong with an answer that `http.client` can't read."""
    from http.client import HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected  # late: loaded

    if isinstance(error, RemoteDisconnected):
        return "closes the connection without an answer"
    if isinstance(error, IncompleteRead):
        return "breaks off in the middle of its body"
    if isinstance(error, LineTooLong) or type(error) is HTTPException:
        return "answers with headers that are too long or too many"
    return "does not answer in HTTP/1.1"


def _headers(place: Target) -> dict[str, str]:
    return {
        "Host": place.authority,
        "User-Agent": f"mdcheck/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _answer(place: Target, response: HTTPResponse, body_limit: int) -> Answer:
    data = response.read(body_limit + 1) if body_limit else b""
    if body_limit and len(data) <= body_limit and response.length:
        raise TargetError(f"{place} breaks off in the middle of its body")
    return Answer(
        target=place,
        status=response.status,
        headers=tuple(response.getheaders()),
        body=data[:body_limit],
        whole=len(data) <= body_limit,
    )
