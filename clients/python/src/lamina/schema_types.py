"""Types of the rows that a Lamina server answers with.

Generated from apps/api/schema.graphql by scripts/generate_types.py; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Alignment = Literal[
    "DEPTH_BINS",
    "LAYERS",
]

BenchmarkKind = Literal[
    "GENERATION",
    "MULTIPLE_CHOICE",
    "PERPLEXITY",
]

BosPolicy = Literal[
    "ALWAYS",
    "AUTO",
    "NEVER",
]

Metric = Literal[
    "ANGULAR_DISTANCE",
    "BLOCK_INFLUENCE",
    "BLOCK_INFLUENCE_FINAL_NORM",
    "HIDDEN_NORM",
    "LOSS_INCREASE",
    "OUTPUT_DIVERGENCE",
    "RELATIVE_MAGNITUDE",
]

NormPlacement = Literal[
    "PARALLEL",
    "POST",
    "PRE",
    "SANDWICH",
    "UNKNOWN",
]

PublishedMetric = Literal[
    "ACCURACY_PERCENT",
    "AVERAGE_PERCENT",
    "PERCENT_OF_DENSE",
    "PERPLEXITY",
    "ROUGE_PERCENT",
    "TOKENS_PER_SECOND",
]

PublishedRatioKind = Literal[
    "AS_PRINTED",
    "BLOCKS",
]

RecommendationVerdict = Literal[
    "BEYOND",
    "LIKELY",
    "UNDECIDED",
    "UNMEASURED",
    "WITHIN",
]

ReleaseFileFormat = Literal[
    "CSV",
    "JSON",
    "PARQUET",
    "TEXT",
]

Strategy = Literal[
    "ANGULAR_SPAN",
    "BLOCK_INFLUENCE",
    "EXPLICIT",
    "GREEDY_LOSS",
    "LEAVE_ONE_OUT_LOSS",
    "RANDOM",
    "RANDOM_INNER",
    "RELATIVE_MAGNITUDE",
    "REVERSE",
    "SEQUENTIAL",
]

StudyStatus = Literal[
    "CANCELLED",
    "FAILED",
    "QUEUED",
    "RUNNING",
    "SUCCEEDED",
]

UnitKind = Literal[
    "ATTENTION",
    "BLOCK",
    "MLP",
]

VerificationState = Literal[
    "CONFIRMED",
    "CONTRADICTED",
    "MEASURED",
    "SELF_REPORTED",
]


@dataclass(frozen=True)
class Benchmark:
    """A task with known answers, or a text for perplexity, in one version."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Name for filters and studies.
    name: str
    # Version of the task.
    version: str
    # What it asks of a model.
    kind: BenchmarkKind
    # What it tests.
    category: str
    # Accuracy of guessing; null for perplexity.
    chance: float | None
    # Documents in it.
    document_count: int
    # SHA-256 of its documents.
    digest: str
    # What it is, in a few words.
    description: str


@dataclass(frozen=True)
class CalibrationSet:
    """A text that models are scored on."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for filters and studies.
    slug: str
    # Name for people.
    name: str
    # Licence of the text.
    licence: str | None
    # Documents in the text.
    document_count: int
    # Characters in the text.
    character_count: int
    # SHA-256 of the text; 'unknown: …' where imported scores do not tell it.
    text_sha256: str


@dataclass(frozen=True)
class ComparedModel:
    """One of the models of a comparison, by the run that stands for it."""

    # Short name for URLs, filters and the command line.
    model: str
    # All its layers, first to last.
    points: list[ComparisonPoint]


@dataclass(frozen=True)
class ComparisonBin:
    """One range of relative depth."""

    # Lower end, 0 to 1.
    low: float
    # Upper end, 0 to 1.
    high: float
    # One cell per model, in the order asked for.
    cells: list[ComparisonCell]


@dataclass(frozen=True)
class ComparisonCell:
    """One model in one range of relative depth."""

    # Short name of the model.
    slug: str
    # Their mean; null when there are none.
    mean: float | None
    # Layers of the model in the range that have a value.
    count: int


@dataclass(frozen=True)
class ComparisonPoint:
    """One layer of a compared model."""

    # Index of the layer.
    layer_index: int
    # Place of the layer: 0 = first, 1 = last.
    relative_depth: float
    # Value of the metric; null where it is undefined.
    mean: float | None
    # Standard error of the value.
    standard_error: float | None
    # Rank in the model, from 1 = lowest.
    rank: int | None


@dataclass(frozen=True)
class Evaluation:
    """One metric of one benchmark on one model, dense (pruning is null) or pruned."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # Name for filters and studies.
    benchmark: str
    # Version of the task.
    benchmark_version: str
    # What it tests.
    category: str
    # Accuracy of guessing; null for perplexity.
    chance: float | None
    # Name of the metric: 'acc', 'acc_norm', 'word_perplexity' or 'bits_per_byte'.
    metric: str
    # The value.
    value: float
    # Standard error of the value; null where the metric has none.
    standard_error: float | None
    # Value / value of the dense model in the same lane. 1 = nothing lost; for perplexity, where lower is better, above
    # 1 is a loss. Null for a dense row.
    retention: float | None
    # Standard error of the retention, from paired per-sample differences.
    retention_standard_error: float | None
    # Documents answered; 0 where an imported file does not tell.
    sample_count: int
    # Evaluations of one lane may be ranked together.
    lane: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    pruning: str | None
    # How the layers were chosen.
    strategy: Strategy | None
    # Seed of a random strategy; null for the others.
    seed: int | None
    # How many layers are removed.
    removed_count: int | None
    # Removed layers, ascending, in the dense model's numbering.
    removed: list[int] | None
    # Layers removed / layers of the dense model.
    removed_block_ratio: float | None
    # Parameters removed / all parameters of the dense model.
    removed_parameter_ratio: float | None
    # 'scorer' when this platform measured it, otherwise the format it was imported from.
    source: str
    # Execution provider, as 'cpu' or 'cuda'.
    provider: str
    # Version of ONNX Runtime.
    runtime_version: str
    # Number format of the computation.
    precision: str


@dataclass(frozen=True)
class Layer:
    """One layer (decoder block) of a model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # 0-based place in the model, counted from the input.
    index: int
    # index / (blockCount − 1): 0 = first layer, 1 = last.
    relative_depth: float
    # What the block is made of, as 'attention+mlp'.
    kind: str
    # Parameters in this layer.
    parameter_count: int


@dataclass(frozen=True)
class LayerScore:
    """One metric of one layer in one score run."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # index / (blockCount − 1): 0 = first layer, 1 = last.
    relative_depth: float
    # Short name for URLs, filters and the command line.
    model: str
    # Index of the layer: the same as layer.index, without loading the layer.
    layer_index: int
    # What was measured.
    metric: Metric
    # Name and version of the metric's definition, as 'block-influence@1'.
    metric_definition: str
    # Mean over all counted tokens; null when no token was defined.
    mean: float | None
    # Standard error of the mean, by bootstrap.
    standard_error: float | None
    # Lower end.
    mean_low: float | None
    # Upper end.
    mean_high: float | None
    # Rank in the run, from 1 = lowest, the most redundant. Ties keep the lower index first.
    rank: int | None
    # Best rank.
    rank_low: int | None
    # Worst rank.
    rank_high: int | None
    # Tokens counted.
    count: int
    # Tokens left out because the metric is undefined there (zero or non-finite states).
    undefined_count: int
    # Opaque global id: give it to node(id) to fetch the same object again.
    score_run: str
    # Runs of one lane may be ranked together across models.
    lane: str
    # How far it can be relied on: MEASURED or SELF_REPORTED.
    verification: VerificationState
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str
    # Tokens per window.
    window: int
    # Tokens from the start of one window to the start of the next.
    stride: int
    # When a begin-of-sequence token leads a window.
    bos: BosPolicy
    # Short name for filters and studies.
    calibration: str
    # Execution provider, as 'cpu' or 'cuda'.
    provider: str
    # Version of ONNX Runtime.
    runtime_version: str
    # Number format of the computation.
    precision: str


@dataclass(frozen=True)
class LeaderboardCell:
    """One benchmark of one leaderboard row."""

    # Name of the benchmark.
    benchmark: str
    # Name of the metric.
    metric: str
    # Value of the pruned model; null when it is not measured yet.
    value: float | None
    # Standard error of the value.
    standard_error: float | None
    # Value of the dense model; null when it is not measured yet.
    dense_value: float | None
    # Value / dense value; for perplexity above 1 is a loss.
    retention: float | None
    # Standard error of the retention, paired.
    retention_standard_error: float | None


@dataclass(frozen=True)
class LeaderboardRow:
    """One model at one removed ratio."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Rank from 1 by average retention, over the rows of the whole list that remove as many layers as the ratio allows;
    # null for others, and without an average.
    rank: int | None
    # Best rank.
    rank_low: int | None
    # Worst rank.
    rank_high: int | None
    # Rows of one group cannot be told from the best row of their group at 95 %; 1 = the leading group.
    tie_group: int | None
    # Short name for URLs, filters and the command line.
    model: str
    # Number of layers (decoder blocks).
    block_count: int
    # Number of parameters of the whole model.
    parameter_count: int
    # Short name for URLs and filters.
    family: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    pruning: str
    # How the layers were chosen.
    strategy: Strategy
    # How many layers are removed.
    removed_count: int
    # Removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # Layers removed / layers of the dense model.
    removed_block_ratio: float
    # Parameters removed / all parameters of the dense model.
    removed_parameter_ratio: float
    # Mean retention over the multiple-choice benchmarks; null until all are measured.
    average_retention: float | None
    # Standard error of the mean retention, benchmarks taken as independent.
    average_retention_standard_error: float | None
    # Pruned / dense perplexity, geometric mean over perplexity texts; 1 = nothing lost.
    perplexity_ratio: float | None
    # Largest share of layers (by blocks) whose removal was measured to keep the average retention at or above
    # minimumRetention; 0 when none does.
    removable_share: float | None
    # Layers that may go at the removed ratio. A row whose pruning removes fewer is not ranked: it would be compared at
    # a smaller share.
    allowed_count: int
    # The same as removableShare.
    redundancy_share: float | None
    # Retention on each benchmark, by name; perplexity texts included.
    cells: list[LeaderboardCell]


@dataclass(frozen=True)
class Model:
    """A language model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    slug: str
    # Name for people.
    name: str
    # Short name for URLs and filters.
    family: str
    # Architecture named by the model's configuration; null when it has none.
    architecture: str | None
    # Where the norms of a block sit.
    norm_placement: NormPlacement
    # Number of layers (decoder blocks).
    block_count: int
    # Width of the residual stream.
    hidden_size: int
    # Number of parameters of the whole model.
    parameter_count: int
    # Number of tokens in the vocabulary; null where the graph does not tell.
    vocabulary_size: int | None
    # Number format of the weights.
    precision: str
    # Licence of the weights, as its card states it.
    licence: str | None
    # Where its files come from: 'bundled', 'folder' or 'hub'; 'declared' = its facts were handed in and it has no files
    # here.
    source: str
    # What it is.
    description: str | None
    # When it was registered.
    created_at: str
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str
    # Program that wrote the graph; lamina for checkpoints.
    exporter: str


@dataclass(frozen=True)
class ModelAgreement:
    """How the scores of two models agree."""

    # Short name of the one model.
    first: str
    # Short name of the other model.
    second: str
    # What was set side by side.
    alignment: Alignment
    # Places where both models have a value.
    point_count: int
    # Spearman's rank correlation, −1 to 1; null where one side is constant.
    spearman: float | None
    # Kendall's tau-b, −1 to 1; null where one side is constant.
    kendall_tau_b: float | None
    # Jaccard overlap of the lowest layers, 0 to 1; null where layers do not stand for each other.
    jaccard_lowest: float | None
    # How many lowest layers were compared; null where layers do not stand for each other.
    lowest_count: int | None


@dataclass(frozen=True)
class Pruning:
    """A choice of layers to remove from a model, and how it was made."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # How the layers were chosen.
    strategy: Strategy
    # Seed of a random strategy; null for the others.
    seed: int | None
    # How many layers are removed.
    removed_count: int
    # Removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # The same layers in the order of removal.
    removal_order: list[int]
    # Layers removed / layers of the dense model.
    removed_block_ratio: float
    # Parameters removed / all parameters of the dense model.
    removed_parameter_ratio: float
    # Parameters of the dense model.
    parameters_before: int
    # Parameters of the pruned model.
    parameters_after: int
    # When it was stored.
    created_at: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    score_run: str | None
    # Runs of one lane may be ranked together across models.
    lane: str | None
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str


@dataclass(frozen=True)
class PublishedResult:
    """One cell of a table in a paper, exactly as printed: never measured here, and in no lane with measured results."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Title of the paper and its version.
    paper: str
    # Number of the table.
    table: str
    # Row of the table.
    row: str
    # Column of the table, as headed.
    column: str
    # The model, in the paper's words.
    model: str
    # The method; 'dense' for the whole model.
    method: str
    # Removed ratio as printed, 0 to 1; null for dense rows and where none is printed.
    removed_ratio: float | None
    # What the ratio counts; null without a ratio.
    ratio_kind: PublishedRatioKind | None
    # The benchmark, by its name here where it has one; 'average' for a mean.
    benchmark: str
    # What the number measures.
    metric: PublishedMetric
    # The number as printed.
    value: float
    # Where the paper contradicts itself or needs explaining.
    note: str | None
    # Address of the paper.
    url: str


@dataclass(frozen=True)
class Release:
    """A frozen state of the data, as checksummed files."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Its version: send it as the header Lamina-Release to read the data as they were.
    version: str
    # Title for citations.
    title: str
    # What it is.
    description: str | None
    # Whom to cite.
    authors: list[str]
    # Where people find it.
    url: str | None
    # The cut: measured rows stored until then belong to it.
    created_at: str
    # When its files were complete.
    published_at: str
    # Version of the API that wrote its files.
    api_version: str
    # SHA-256 of its SHA256SUMS, which lists the digest of every other file.
    sha256: str


@dataclass(frozen=True)
class ReleaseFile:
    """A file of a release."""

    # Its name.
    name: str
    # Where it is served, as a path of the API's own address: /releases/<version>/<name>.
    path: str
    # Its size.
    bytes: int
    # SHA-256 of its content.
    sha256: str
    # How it is written.
    format: ReleaseFileFormat
    # The table that it holds; null where it describes the whole release.
    table: str | None
    # Rows in it; null where it holds no table.
    row_count: int | None


@dataclass(frozen=True)
class Study:
    """Score, prune and evaluate one model: the unit that a user submits."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Where it stands.
    status: StudyStatus
    # Short name for URLs, filters and the command line.
    model: str


__all__ = [
    "Alignment",
    "Benchmark",
    "BenchmarkKind",
    "BosPolicy",
    "CalibrationSet",
    "ComparedModel",
    "ComparisonBin",
    "ComparisonCell",
    "ComparisonPoint",
    "Evaluation",
    "Layer",
    "LayerScore",
    "LeaderboardCell",
    "LeaderboardRow",
    "Metric",
    "Model",
    "ModelAgreement",
    "NormPlacement",
    "Pruning",
    "PublishedMetric",
    "PublishedRatioKind",
    "PublishedResult",
    "RecommendationVerdict",
    "Release",
    "ReleaseFile",
    "ReleaseFileFormat",
    "Strategy",
    "Study",
    "StudyStatus",
    "UnitKind",
    "VerificationState",
]
