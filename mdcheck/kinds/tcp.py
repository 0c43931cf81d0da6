"""`tcp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from mdcheck.evidence.network.addresses import endpoint
from mdcheck.evidence.network.connection import Reach, connect
from mdcheck.evidence.network.deadline import Deadline
from mdcheck.kinds.network import AllowPrivate, NetworkOptions, failed_if_refused
from mdcheck.results.outcome import passed

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding


class Tcp(NetworkOptions, frozen=True, kw_only=True):
    """Something accepts connections at the address.

    ````markdown
    - [ ] The database can be reached
      ```check
      tcp: db.internal:5432
      allow_private: true
      timeout: 5s
      ```
    ````
    """

    name: ClassVar[str] = "tcp"
    main: ClassVar[str] = "address"
    address: Annotated[str, msgspec.Meta(description="host:port; an IPv6 address in brackets")]
    allow_private: AllowPrivate = False

    def __post_init__(self) -> None:
        endpoint(self.address)

    @failed_if_refused
    def check(self, workspace: Workspace) -> Finding:  # noqa: ARG002 - the Protocol's shape
        reach = Reach(deadline=Deadline.after(self.timeout), allow_private=self.allow_private)
        connect(endpoint(self.address), reach).close()
        return passed(f"{self.address} accepts connections")
