"""What can go wrong, as exceptions with a code for programs and a message for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LaminaError(Exception):
    """Base of all errors of this package; `code` is the server's code, or one of this package's own."""

    code = "CLIENT_ERROR"


class ApiError(LaminaError):
    """The server refused an operation; `extensions` is what it says about the first error."""

    def __init__(self, message: str, code: str, extensions: dict[str, Any] | None = None) -> None:
        """Makes the error of a refused operation."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.extensions = extensions or {}


class UnknownNameError(LaminaError, KeyError):
    """A name that the server does not know; `suggestions` are near ones."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, name: str, suggestions: Sequence[str], hint: str) -> None:
        """Makes the error for one name of a kind, as 'model'."""
        near = f"did you mean {' or '.join(map(repr, suggestions))}? " if suggestions else ""
        self.kind, self.name, self.suggestions = kind, name, list(suggestions)
        self.message = f"there is no {kind} {name!r}; {near}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        """The message as it is: KeyError would show it in quotes."""
        return self.message


class RateLimitedError(ApiError):
    """Too many requests; `retry_after` is what the server asks to wait, in seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        """Makes the error of a request that was not let in."""
        super().__init__(message, "RATE_LIMITED")
        self.retry_after = retry_after


class ConnectionFailedError(LaminaError):
    """The server could not be reached, or did not answer as a Lamina server does."""

    code = "CONNECTION_FAILED"


class NotCachedError(LaminaError):
    """Without a server only replies of the local cache can be had, and this one is not there."""

    code = "NOT_CACHED"


class IncompleteError(LaminaError):
    """A list changed while it was read: the received rows are not as many as the server counts."""

    code = "INCOMPLETE"


class ReleaseMismatchError(LaminaError):
    """The server answers from another data release than the one that was asked for."""

    code = "RELEASE_MISMATCH"


class DigestMismatchError(LaminaError):
    """A downloaded file is not the one that its release lists."""

    code = "DIGEST_MISMATCH"


class JobFailedError(LaminaError):
    """A watched job or study ended without its results."""

    code = "JOB_FAILED"


class MissingExtraError(LaminaError, ImportError):
    """An optional package is not installed."""

    code = "MISSING_EXTRA"

    def __init__(self, extra: str) -> None:
        """Makes the error for an extra of this package, as 'pandas'."""
        super().__init__(f"this needs an optional package: pip install 'lamina[{extra}]'")
