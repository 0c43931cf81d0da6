"""`tls`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.network.addresses import endpoint, host_name
from mdcheck.evidence.network.connection import Reach, connect, secured
from mdcheck.evidence.network.deadline import Deadline
from mdcheck.kinds.network import AllowPrivate, NetworkOptions, failed_if_refused
from mdcheck.results.outcome import failed, passed, warned
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.evidence.network.addresses import Endpoint
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_USUAL_PORT = 443
_DAY = 86_400


class Tls(NetworkOptions, frozen=True, kw_only=True):
    """The service has a valid certificate, and will have it for long enough; close to that it warns.

    ````markdown
    - [ ] The certificate will not expire soon
      ```check
      tls: shop.example.com
      min_days_left: 14
      warn_days: 30
      ```
    ````

    A certificate that is not valid for the name, or whose authority this machine does not trust, fails with the
    reason. The name must be one of its alternative names, as browsers have it; its subject does not count. The days
    are those of the service's own certificate, not of the authorities above it.
    """

    name: ClassVar[str] = "tls"
    main: ClassVar[str] = "address"
    address: Annotated[str, msgspec.Meta(description="host or host:port; without a port it is 443")]
    min_days_left: Annotated[int, msgspec.Meta(ge=0, description="whole days until the certificate expires")] = 0
    warn_days: Annotated[
        Annotated[int, msgspec.Meta(ge=1)] | None, msgspec.Meta(description="days, below which it warns")
    ] = None
    servername: Annotated[str | None, msgspec.Meta(description="the name to ask for, where it is not the host")] = None
    allow_private: AllowPrivate = False

    def __post_init__(self) -> None:
        endpoint(self.address, port=_USUAL_PORT)
        if self.servername is not None:
            host_name(self.servername)
        if self.warn_days is not None and self.warn_days <= self.min_days_left:
            raise ValueError("`warn_days` must be above `min_days_left`")

    @failed_if_refused
    def check(self, workspace: Workspace) -> Finding:
        target = endpoint(self.address, port=_USUAL_PORT)
        days = int(self._expiry(target) - workspace.now()) // _DAY
        if days < 0:
            return failed(f"{target}: the certificate expires {count(-days, 'day')} before the date of this run")
        said = f"{target}: the certificate is valid for {count(days, 'day')}"
        if days < self.min_days_left:
            return failed(f"{said}, less than {self.min_days_left}")
        if self.warn_days is not None and days < self.warn_days:
            return warned(f"{said}, less than {self.warn_days}")
        return passed(said)

    def _expiry(self, target: Endpoint) -> float:
        """When the certificate expires, in seconds since the epoch; raises TargetError if it is not valid now."""
        import ssl  # late: most checklists ask no network

        deadline = Deadline.after(self.timeout)
        plain = connect(target, Reach(deadline=deadline, allow_private=self.allow_private))
        name = host_name(self.servername) if self.servername is not None else target.host
        with secured(plain, target, deadline, server_name=name) as connection:
            certificate = connection.getpeercert() or {}
        return ssl.cert_time_to_seconds(str(certificate["notAfter"]))
