"""`http`."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.network import http as web
from mdcheck.evidence.network.connection import Reach
from mdcheck.evidence.network.deadline import Deadline
from mdcheck.evidence.network.errors import TargetError
from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.evidence.text import Text
from mdcheck.kinds.network import AllowPrivate, NetworkOptions, failed_if_refused
from mdcheck.results.outcome import passed
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from mdcheck.evidence.network.http import Answer
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_MAX_BODY = 64 * 1024 * 1024
_SHOWN = 60
_PLAIN = ("", "identity", "chunked")
# Python codecs that are not character sets; decoding a long text with one of them takes minutes.
_NO_CHARSETS = ("idna", "punycode", "raw-unicode-escape", "unicode-escape")
_CHARSET = re.compile(r"\bcharset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)

_Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]


class HeaderPattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pattern for the value of a header, where one exact text is too strict."""

    matches: Annotated[str, msgspec.Meta(description="regular expression for the whole value")]


class Http(NetworkOptions, frozen=True, kw_only=True):
    r"""The URL answers with the status, and with the headers and the body that are asked for.

    ````markdown
    - [ ] The service is healthy
      ```check
      http: https://api.example.com/health
      body: '"status":"up"'
      headers:
        X-Frame-Options: DENY
        Strict-Transport-Security: {matches: 'max-age=\d{8,}.*'}
      timeout: 10s
      ```
    ````

    A redirect from https to http fails, since what is said there could be anyone's; name the http URL if it is what
    you mean.

    A header with a text must have just that value; with `matches`, the pattern must fit the whole value. In the body,
    text and pattern are looked for anywhere.

    Only http and https are asked, also behind redirects, and a URL with a name or a password in it is refused.
    Certificates are always verified. A redirect whose own status is asked for is not followed:

    ````markdown
    - [ ] The old address leads to the new one
      ```check
      http: http://example.com/
      status: 301
      headers: {Location: https://www.example.com/}
      ```
    ````
    """

    name: ClassVar[str] = "http"
    main: ClassVar[str] = "url"
    url: Annotated[str, msgspec.Meta(description="http or https, without credentials")]
    status: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=200, le=599)], ...],
        msgspec.Meta(min_length=1, description="one of these; a redirect that is asked for is not followed"),
    ] = (200,)
    body: Annotated[_Text | None, msgspec.Meta(description="text that the body contains")] = None
    matches: Annotated[_Text | None, msgspec.Meta(description="regular expression found in the body")] = None
    headers: Annotated[
        dict[str, str | HeaderPattern],
        msgspec.Meta(description="that must be there, each with its value, or with `matches:` and a pattern for it"),
    ] = msgspec.field(default_factory=dict)
    method: Annotated[Literal["GET", "HEAD"], msgspec.Meta(description="of the request")] = "GET"
    redirects: Annotated[int, msgspec.Meta(ge=0, le=20, description="followed at most")] = 5
    allow_private: AllowPrivate = False
    max_bytes: Annotated[int, msgspec.Meta(ge=1, le=_MAX_BODY, description="of the body that are looked at")] = (
        1024 * 1024
    )

    def __post_init__(self) -> None:
        web.target(self.url)
        patterns = [value.matches for value in self.headers.values() if isinstance(value, HeaderPattern)]
        for pattern in filter(None, [*patterns, self.matches]):
            compile_pattern(pattern)
        if self.method == "HEAD" and self._asks_for_body:
            raise ValueError("an answer to HEAD has no body: use GET with `body` and `matches`")

    @property
    def _asks_for_body(self) -> bool:
        return self.body is not None or self.matches is not None

    @failed_if_refused
    def check(self, workspace: Workspace) -> Finding:  # noqa: ARG002 - the Protocol's shape
        answer = self._final(Deadline.after(self.timeout))
        if answer.status not in self.status:
            raise TargetError(f"{answer.target} answers {answer.status}, not {' or '.join(map(str, self.status))}")
        self._require_headers(answer)
        if self._asks_for_body:
            self._require_body(answer)
        return passed(f"{answer.target} answers {answer.status}")

    def _final(self, deadline: Deadline) -> Answer:
        """The answer that counts: the first with a status that is asked for, or that leads nowhere else."""
        place, followed = web.target(self.url), 0
        limit = self.max_bytes if self._asks_for_body else 0
        while True:
            reach = Reach(deadline=deadline, allow_private=self.allow_private, redirected=followed > 0)
            answer = web.fetch(self.method, place, reach, body_limit=limit)
            if answer.status in self.status or answer.location is None or not self.redirects:
                return answer
            if followed == self.redirects:
                raise TargetError(f"{web.target(self.url)} redirects more than {count(self.redirects, 'time')}")
            place, followed = web.redirected(answer, answer.location), followed + 1

    def _require_headers(self, answer: Answer) -> None:
        for name, wanted in self.headers.items():
            values = answer.header(name)
            if not values:
                raise TargetError(f"{answer.target} sends no header {name}")
            if not any(_fits(value, wanted, name) for value in values):
                shown = listed([value[:_SHOWN] for value in values])
                raise TargetError(f"{answer.target} sends {name}: {shown}, which is not as asked")

    def _require_body(self, answer: Answer) -> None:
        coded = (*answer.header("Content-Encoding"), *answer.header("Transfer-Encoding"))
        if encodings := [value for value in coded if value.lower() not in _PLAIN]:
            raise UndeterminedError(f"{answer.target} sends its body as {listed(encodings)}, though asked for it plain")
        text = _decoded(answer)
        found = self.body is None or self.body in text
        if found and self.matches is not None:
            with Matcher(compile_pattern(self.matches)) as matcher:
                found = bool(matcher.lines(Text(text.encode(errors="replace")), limit=1, where=str(answer.target)))
        if found:
            return
        if not answer.whole:
            raise UndeterminedError(
                f"not found in the first {self.max_bytes} bytes of {answer.target}: raise `max_bytes` to look further"
            )
        raise TargetError(f"{answer.target} answers {answer.status}, but its body is not as asked")


def _fits(value: str, wanted: str | HeaderPattern, name: str) -> bool:
    if isinstance(wanted, str):
        return value == wanted.strip()
    with Matcher(compile_pattern(wanted.matches)) as matcher:
        return matcher.fits(value, where=f"the header {name}")


def _decoded(answer: Answer) -> str:
    """The body as text, in the encoding that its header or content names."""
    named = _CHARSET.search(next(iter(answer.header("Content-Type")), ""))
    try:
        codec = codecs.lookup(named[1] if named else "utf-8").name
        return answer.body.decode("utf-8" if codec in _NO_CHARSETS else codec, errors="replace")
    except (LookupError, UnicodeError):
        return answer.body.decode("utf-8", errors="replace")
