"""Layer redundancy of language models, from a Lamina server into a notebook."""

from .client import Batch, Client, Imported, QueryReply
from .comparison import Comparison
from .errors import (
    ApiError,
    ConnectionFailedError,
    IncompleteError,
    JobFailedError,
    LaminaError,
    MissingExtraError,
    NotCachedError,
    RateLimitedError,
    ReleaseMismatchError,
    UnknownNameError,
)
from .table import Provenance, Table
from .transport import RetryPolicy
from .watch import Watched

__all__ = [
    "ApiError",
    "Batch",
    "Client",
    "Comparison",
    "ConnectionFailedError",
    "Imported",
    "IncompleteError",
    "JobFailedError",
    "LaminaError",
    "MissingExtraError",
    "NotCachedError",
    "Provenance",
    "QueryReply",
    "RateLimitedError",
    "ReleaseMismatchError",
    "RetryPolicy",
    "Table",
    "UnknownNameError",
    "Watched",
]
