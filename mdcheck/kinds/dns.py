"""`dns`."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from mdcheck.evidence.network.addresses import host_name, resolve
from mdcheck.evidence.network.deadline import Deadline
from mdcheck.kinds.network import NetworkOptions, failed_if_refused
from mdcheck.results.outcome import failed, passed
from mdcheck.wording import listed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

_IPV4 = re.compile(r"[0-9.]+")
_VERSIONS = {4: "A", 6: "AAAA"}


class Dns(NetworkOptions, frozen=True, kw_only=True):
    """The system's resolver knows the name, and gives it each of the addresses.

    ````markdown
    - [ ] The domain points to the load balancer
      ```check
      dns: shop.example.com
      type: A
      addresses: 203.0.113.10
      ```
    ````

    It asks the system's resolver, and so the hosts file, too. Each of the `addresses` must be among the answers.
    """

    name: ClassVar[str] = "dns"
    main: ClassVar[str] = "name"
    # `name` is the kind's own name, so the option of that name has another one here.
    host: Annotated[str, msgspec.Meta(description="of a host")] = msgspec.field(name="name")
    type: Annotated[Literal["A", "AAAA"] | None, msgspec.Meta(description="IPv4 or IPv6 only; without it either")] = (
        None
    )
    addresses: Annotated[tuple[str, ...], msgspec.Meta(description="that must be among the answers")] = ()

    def __post_init__(self) -> None:
        host_name(self.host)
        if ":" in self.host or _IPV4.fullmatch(self.host):
            raise ValueError(f"“{self.host}” is an address already")
        for address in self.addresses:
            kind = _VERSIONS[ipaddress.ip_address(address).version]
            if self.type not in (None, kind):
                raise ValueError(f"{address} is an address of type {kind}")

    @failed_if_refused
    def check(self, workspace: Workspace) -> Finding:  # noqa: ARG002 - the Protocol's shape
        import socket

        family = {"A": socket.AF_INET, "AAAA": socket.AF_INET6, None: socket.AF_UNSPEC}[self.type]
        found = [address.ip for address in resolve(host_name(self.host), 0, Deadline.after(self.timeout), family)]
        known = {ipaddress.ip_address(address) for address in found}
        missing = [address for address in self.addresses if ipaddress.ip_address(address) not in known]
        if missing:
            return failed(f"{self.host} is {listed(found)}, not {listed(missing)}")
        return passed(f"{self.host} is {listed(found)}")
