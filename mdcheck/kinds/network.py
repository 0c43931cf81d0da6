"""What the kinds that ask the network share: options, the two sorts of bad news, and how an error reads.

A target that says no has failed the check. Where it can't be told what the target would say (no network, no answer
in time, an address that may not be asked), the check is errored.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ClassVar, TypeVar

from mdcheck.kinds.content import UndeterminedError
from mdcheck.kinds.protocol import Options
from mdcheck.results.outcome import errored, failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.kinds.workspace import Workspace
    from mdcheck.results.outcome import Finding

    Check = Callable[["KindT", Workspace], Finding]

KindT = TypeVar("KindT")


class NetworkOptions(Options, frozen=True, kw_only=True):
    """The base of kinds that ask the network."""

    executable: ClassVar[bool] = True
    timeout: float = 60.0
    """Seconds; what the block's common option `timeout` says."""


class TargetError(Exception):
    """The target says no, or is not there to say anything."""


def failed_if_refused(check: Check[KindT]) -> Check[KindT]:
    """Bad news of either sort ends the check in words."""

    @wraps(check)
    def guarded(kind: KindT, workspace: Workspace) -> Finding:
        try:
            return check(kind, workspace)
        except TargetError as error:
            return failed(str(error))
        except UndeterminedError as error:
            return errored(str(error))

    return guarded


def bad_news(error: OSError, where: object) -> TargetError | UndeterminedError:
    """What an error of a connection says of the target at `where`."""
    import ssl  # noqa: PLC0415 - slow to load, and only wanted when something is wrong

    if isinstance(error, ssl.SSLCertVerificationError):
        return TargetError(f"{where}: the certificate is not valid: {error.verify_message.rstrip('.')}")
    if isinstance(error, ssl.SSLError):
        return TargetError(f"{where}: no TLS connection: {(error.reason or str(error)).replace('_', ' ').lower()}")
    if isinstance(error, ConnectionRefusedError):
        return TargetError(f"{where} refuses the connection")
    if isinstance(error, ConnectionError):
        return TargetError(f"{where} has broken off the connection")
    return UndeterminedError(f"{where} could not be reached: {error.strerror or error}")
