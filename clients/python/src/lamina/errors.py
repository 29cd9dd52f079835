"""The exceptions of this package. Each has a code for programs and a message for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LaminaError(Exception):
    """Base of all errors of this package; `code` is the server's code, or one of this package's own."""

    code = "CLIENT_ERROR"


class ApiError(LaminaError):
    """The server refused an operation; `extensions` has the details of the first error."""

    def __init__(self, message: str, code: str, extensions: dict[str, Any] | None = None) -> None:
        """Creates the error of a refused operation."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.extensions = extensions or {}


class UnknownNameError(LaminaError, KeyError):
    """A name that the server does not know; `suggestions` are similar names."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, name: str, suggestions: Sequence[str], hint: str) -> None:
        """Creates the error for a name of a kind, such as 'model'."""
        near = f"did you mean {' or '.join(map(repr, suggestions))}? " if suggestions else ""
        self.kind, self.name, self.suggestions = kind, name, list(suggestions)
        self.message = f"there is no {kind} {name!r}; {near}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        """The message without quotes: KeyError would add them."""
        return self.message


class RateLimitedError(ApiError):
    """Too many requests; `retry_after` is the time to wait, in seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        """Creates the error of a rate-limited request."""
        super().__init__(message, "RATE_LIMITED")
        self.retry_after = retry_after


class ConnectionFailedError(LaminaError):
    """The server could not be reached, or its answer is not that of a Lamina server."""

    code = "CONNECTION_FAILED"


class NotCachedError(LaminaError):
    """The client is offline, and this reply is not in the local cache."""

    code = "NOT_CACHED"


class IncompleteError(LaminaError):
    """A list changed while it was read: the number of received rows differs from the server's count."""

    code = "INCOMPLETE"


class ReleaseMismatchError(LaminaError):
    """The server answers from another data release than the requested one."""

    code = "RELEASE_MISMATCH"


class DigestMismatchError(LaminaError):
    """A downloaded file has another digest than the release lists."""

    code = "DIGEST_MISMATCH"


class JobFailedError(LaminaError):
    """A watched job or study ended without its results."""

    code = "JOB_FAILED"


class MissingCommandError(LaminaError):
    """The command line `lamina` cannot be found."""

    code = "MISSING_COMMAND"

    def __init__(self) -> None:
        """Creates the error, which says how to install the command."""
        super().__init__(
            "scoring on this machine needs the command line lamina: install Node 20.19 or later (https://nodejs.org), "
            "then run: npm install --global lamina"
        )


class CommandFailedError(LaminaError):
    """The command line `lamina` ended with an error; the message is its last line."""

    code = "COMMAND_FAILED"


class MissingExtraError(LaminaError, ImportError):
    """An optional package is not installed."""

    code = "MISSING_EXTRA"

    def __init__(self, extra: str) -> None:
        """Creates the error for an extra of this package, such as 'pandas'."""
        super().__init__(f"this needs an optional package: pip install 'lamina-llm[{extra}]'")
