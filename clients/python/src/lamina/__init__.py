"""Reads data about layer redundancy of language models from a Lamina server."""

from .answer import Answer, AnswerChange, AnswerEntry
from .client import Batch, Client, QueryReply
from .comparison import Comparison
from .data_release import DataRelease
from .errors import (
    ApiError,
    CommandFailedError,
    ConnectionFailedError,
    DigestMismatchError,
    IncompleteError,
    JobFailedError,
    LaminaError,
    MissingCommandError,
    MissingExtraError,
    NotCachedError,
    RateLimitedError,
    ReleaseMismatchError,
    UnknownNameError,
)
from .layer_influence import LayerInfluence
from .layer_table import LayerColumn, LayerTable, layers
from .local import score
from .prediction import Prediction
from .pytorch import ScoreDefinition, TorchScores, torch_scores
from .result_import import Imported
from .strategy_comparison import ComparedStrategy, StrategyComparison
from .table import Provenance, Table
from .transport import RetryPolicy
from .watch import Watched

__all__ = [
    "Answer",
    "AnswerChange",
    "AnswerEntry",
    "ApiError",
    "Batch",
    "Client",
    "CommandFailedError",
    "ComparedStrategy",
    "Comparison",
    "ConnectionFailedError",
    "DataRelease",
    "DigestMismatchError",
    "Imported",
    "IncompleteError",
    "JobFailedError",
    "LaminaError",
    "LayerColumn",
    "LayerInfluence",
    "LayerTable",
    "MissingCommandError",
    "MissingExtraError",
    "NotCachedError",
    "Prediction",
    "Provenance",
    "QueryReply",
    "RateLimitedError",
    "ReleaseMismatchError",
    "RetryPolicy",
    "ScoreDefinition",
    "StrategyComparison",
    "Table",
    "TorchScores",
    "UnknownNameError",
    "Watched",
    "layers",
    "score",
    "torch_scores",
]
