"""What the kinds that ask the network share: options, and the outcomes of errors.

Where the target refuses, the check fails. Where the target can't be asked (no network, no answer in time, an address
that is not allowed), the check is errored.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias, TypeVar

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.network.errors import TargetError
from mdcheck.kinds.protocol import Options
from mdcheck.results.outcome import errored, failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

    Check = Callable[["KindT", Workspace], Finding]

KindT = TypeVar("KindT")

AllowPrivate: TypeAlias = Annotated[bool, msgspec.Meta(description="private and link-local addresses may be asked")]


class NetworkOptions(Options, frozen=True, kw_only=True):
    """The base of kinds that ask the network."""

    executable: ClassVar[bool] = True
    timeout: float = 60.0
    """Seconds: the common option `timeout` of the block."""


def failed_if_refused(check: Check[KindT]) -> Check[KindT]:
    """Either error becomes the finding: failed where the target refuses, else errored."""

    @wraps(check)
    def guarded(kind: KindT, workspace: Workspace) -> Finding:
        try:
            return check(kind, workspace)
        except TargetError as error:
            return failed(str(error))
        except UndeterminedError as error:
            return errored(str(error))

    return guarded
