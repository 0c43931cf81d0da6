"""Errors of connections: the target refuses, or cannot be reached."""

from __future__ import annotations

from mdcheck.evidence.content import UndeterminedError


class TargetError(Exception):
    """The target refuses the connection, or does not exist."""


def bad_news(error: OSError, where: object) -> TargetError | UndeterminedError:
    """The message for an error of a connection to `where`."""
    import ssl  # late: slow to load, and only wanted when something is wrong

    if isinstance(error, ssl.SSLCertVerificationError):
        return TargetError(f"{where}: the certificate is not valid: {error.verify_message.rstrip('.')}")
    if isinstance(error, ssl.SSLError):
        return TargetError(f"{where}: no TLS connection: {(error.reason or str(error)).replace('_', ' ').lower()}")
    if isinstance(error, ConnectionRefusedError):
        return TargetError(f"{where} refuses the connection")
    if isinstance(error, ConnectionError):
        return TargetError(f"{where} has broken off the connection")
    return UndeterminedError(f"{where} could not be reached: {error.strerror or error}")
