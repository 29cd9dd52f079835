"""Scores of a transformers model in PyTorch, with the scorer's definitions, for models that Lamina cannot read.

block-influence@1: 1 − mean cos(h_i, h_{i+1}), before the final norm (ShortGPT, arXiv 2403.03853, eq. 1);
block-influence-final-norm@1: the same, but the last block is measured after the final norm;
relative-magnitude@1: mean ‖h_{i+1} − h_i‖ / ‖h_{i+1}‖. Needs lamina-llm[torch].
"""

from __future__ import annotations

import hashlib
import random
import statistics
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .errors import LaminaError, MissingExtraError
from .metric_ids import BLOCK_INFLUENCE, BLOCK_INFLUENCE_FINAL_NORM, RELATIVE_MAGNITUDE

if TYPE_CHECKING:
    from .client import Client
    from .result_import import Imported

METRICS = (BLOCK_INFLUENCE, BLOCK_INFLUENCE_FINAL_NORM, RELATIVE_MAGNITUDE)
BOOTSTRAP_DRAWS, BOOTSTRAP_SEED = 1000, 0


@dataclass(frozen=True)
class ScoreDefinition:
    """Exactly which tokens were scored, and how the text was cut into windows."""

    window: int
    stride: int
    # "auto": special tokens as the tokenizer adds them; "never": none.
    bos: str
    documents: int
    windows: int
    tokens: int
    # SHA-256 over all window ids as little-endian int32, in order: equal to the scorer's for the same windows.
    ids_sha256: str
    # SHA-256 over the texts with an empty line between two.
    text_sha256: str


@dataclass(frozen=True)
class TorchScores:
    """Layer scores computed by this package; `rows` have layer, metric, mean, standardError, count, undefinedCount."""

    rows: list[dict[str, Any]]
    definition: ScoreDefinition
    # The tool, such as 'pytorch 2.9.0, cpu', and the number format of the weights.
    tool: str
    precision: str

    def values(self, metric: str = BLOCK_INFLUENCE) -> list[float | None]:
        """The means of one metric, first layer to last."""
        return [row["mean"] for row in self.rows if row["metric"] == metric]

    def import_into(self, client: Client, model: str, text_name: str) -> Imported:
        """Imports the scores by a self-reported protocol of a registered model; the token needs the scope IMPORT."""
        definition = self.definition
        calibration = {
            "name": text_name,
            "textSha256": definition.text_sha256,
            "window": definition.window,
            "stride": definition.stride,
            "bos": definition.bos.upper(),
            "tokenCount": definition.tokens,
        }
        return client.import_layer_scores(
            self.rows, model=model, calibration=calibration, tool=self.tool, precision=self.precision
        )


class Sums:
    """Sums and counts of one document: float[metrics][layers]."""

    def __init__(self, layers: int) -> None:
        """All zero."""
        self.sum = [[0.0] * layers for _ in METRICS]
        self.count = [[0] * layers for _ in METRICS]
        self.undefined = [[0] * layers for _ in METRICS]

    def add(self, metric: int, layer: int, values: Any) -> None:
        """Adds the values of tokens; non-finite values count as undefined."""
        finite = values.isfinite()
        self.sum[metric][layer] += float(values[finite].sum())
        self.count[metric][layer] += int(finite.sum())
        self.undefined[metric][layer] += int((~finite).sum())


def torch_scores(
    model: Any,
    tokenizer: Any,
    texts: Sequence[str],
    *,
    window: int = 256,
    stride: int | None = None,
    bos: str = "auto",
    partial_windows: str = "scored",
) -> TorchScores:
    """Measures every layer of a transformers decoder on texts; each text is one document.

    Each document is cut into windows, and the model reads each window alone. A shorter window at a document's end is
    "scored" or "dropped". States are cast to float32 first; products and means are computed in float64. The standard
    error is a document bootstrap with the scorer's draws; None for a single document.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError("torch") from error
    step = stride or window
    documents = [cut(encode(tokenizer, text, bos), window, step, partial_windows) for text in texts]
    blocks = find_blocks(model)
    units = [Sums(len(blocks)) for _ in documents]
    was_training = model.training
    model.eval()
    recorder = Recorder(model, blocks)
    try:
        with torch.inference_mode():
            for unit, windows in zip(units, documents, strict=True):
                for ids in windows:
                    recorder.clear()
                    model(input_ids=torch.tensor([ids], device=model.device), use_cache=False)
                    add_window(unit, recorder.states(), recorder.final())
    finally:
        recorder.remove()
        model.train(was_training)
    windows = [ids for each in documents for ids in each]
    definition = ScoreDefinition(
        window=window,
        stride=step,
        bos=bos,
        documents=len(documents),
        windows=len(windows),
        tokens=sum(map(len, windows)),
        ids_sha256=hashlib.sha256(b"".join(struct.pack(f"<{len(ids)}i", *ids) for ids in windows)).hexdigest(),
        text_sha256=hashlib.sha256("\n\n".join(texts).encode()).hexdigest(),
    )
    precision = str(next(model.parameters()).dtype).removeprefix("torch.")
    return TorchScores(summarise(units), definition, f"pytorch {torch.__version__}, {model.device.type}", precision)


def encode(tokenizer: Any, text: str, bos: str) -> list[int]:
    """Token ids of a document."""
    if bos not in ("auto", "never"):
        raise ValueError(f'bos must be "auto" or "never", not {bos!r}')
    ids: list[int] = tokenizer(text, add_special_tokens=bos == "auto", verbose=False)["input_ids"]
    return ids


def cut(ids: Sequence[int], window: int, stride: int, partial_windows: str) -> list[list[int]]:
    """The windows of a document; raises LaminaError if it has none."""
    windows: list[list[int]] = []
    for start in range(0, len(ids), stride):
        piece = list(ids[start : start + window])
        # A single token has no next token to predict and no neighbour to compare with.
        if len(piece) == window or (partial_windows == "scored" and len(piece) >= 2):
            windows.append(piece)
        if start + window >= len(ids):
            break
    if not windows:
        raise LaminaError(f"a document has {len(ids)} tokens, too few for a window of {window}; give more text")
    return windows


def find_blocks(model: Any) -> list[Any]:
    """The decoder layers: the outermost list with as many modules as the configuration has layers."""
    import torch

    config = model.config.get_text_config() if hasattr(model.config, "get_text_config") else model.config
    wanted = config.num_hidden_layers
    lists = [
        (name.count("."), module)
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.ModuleList) and len(module) == wanted
    ]
    if not lists:
        raise LaminaError(f"no list of {wanted} layers was found in {type(model).__name__}; is it a decoder?")
    return list(min(lists, key=lambda found: found[0])[1])


class Recorder:
    """Hooks that store the states between the layers and the input of the head."""

    def __init__(self, model: Any, blocks: Sequence[Any]) -> None:
        """Registers the hooks."""
        self._entering: list[Any] = []
        self._leaving: list[Any] = []
        self._final: list[Any] = []
        head = model.get_output_embeddings()
        self._handles = [
            blocks[0].register_forward_pre_hook(self._note_entering, with_kwargs=True),
            *(block.register_forward_hook(self._note_leaving) for block in blocks),
        ]
        if head is not None:
            self._handles.append(head.register_forward_pre_hook(lambda _, args: self._final.append(args[0])))

    def _note_entering(self, _: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._entering.append(args[0] if args else kwargs["hidden_states"])

    def _note_leaving(self, _: Any, _args: tuple[Any, ...], output: Any) -> None:
        self._leaving.append(output[0] if isinstance(output, tuple) else output)

    def clear(self) -> None:
        """Deletes the states of the last window."""
        for states in (self._entering, self._leaving, self._final):
            states.clear()

    def states(self) -> list[Any]:
        """The layers + 1 states of a window: float64[tokens, hidden], cast through float32."""
        return [to_float64(state) for state in (*self._entering, *self._leaving)]

    def final(self) -> Any:
        """The input of the head if it is as wide as the states, else None."""
        same = self._final and self._final[0].shape[-1] == self._leaving[-1].shape[-1]
        return to_float64(self._final[0]) if same else None

    def remove(self) -> None:
        """Removes the hooks."""
        for handle in self._handles:
            handle.remove()


def to_float64(state: Any) -> Any:
    """The states of the only row of a batch."""
    return state[0].float().double()


def add_window(unit: Sums, states: Sequence[Any], final: Any) -> None:
    """Adds every token of a window."""
    for layer, (before, after) in enumerate(pairwise(states)):
        last = layer == len(states) - 2
        influence = 1 - cosine(before, after)
        unit.add(0, layer, influence)
        use_final = last and final is not None and final.shape == after.shape
        unit.add(1, layer, 1 - cosine(before, final) if use_final else influence)
        unit.add(2, layer, (after - before).norm(dim=-1) / after.norm(dim=-1))


def cosine(first: Any, second: Any) -> Any:
    """Cosine of each token; NaN (undefined) if a state is zero."""
    squares = (first * first).sum(-1) * (second * second).sum(-1)
    return (first * second).sum(-1) / squares.sqrt()


def summarise(units: Sequence[Sums]) -> list[dict[str, Any]]:
    """One row per metric and layer."""
    rows = []
    draws = draw_documents(len(units))
    for metric, name in enumerate(METRICS):
        for layer in range(len(units[0].sum[metric])):
            sums = [unit.sum[metric][layer] for unit in units]
            counts = [unit.count[metric][layer] for unit in units]
            rows.append(
                {
                    "layer": layer,
                    "metric": name,
                    "mean": sum(sums) / sum(counts) if sum(counts) else None,
                    "standardError": bootstrap_error(sums, counts, draws),
                    "count": sum(counts),
                    "undefinedCount": sum(unit.undefined[metric][layer] for unit in units),
                }
            )
    return rows


def draw_documents(documents: int) -> list[list[int]]:
    """The documents of every bootstrap draw, in the same sequence as the scorer."""
    if documents < 2:
        return []
    generator = random.Random(BOOTSTRAP_SEED)
    return [[int(generator.random() * documents) for _ in range(documents)] for _ in range(BOOTSTRAP_DRAWS)]


def bootstrap_error(sums: Sequence[float], counts: Sequence[int], draws: Sequence[Sequence[int]]) -> float | None:
    """Standard deviation of the ratio Σ sum / Σ count over the draws; None without draws."""
    ratios = [
        sum(sums[place] for place in places) / total
        for places in draws
        if (total := sum(counts[place] for place in places)) > 0
    ]
    return statistics.stdev(ratios) if len(ratios) > 1 else None
