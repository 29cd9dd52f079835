"""Scores a benchmark with an exported model under ONNX Runtime, by the rules of lm-evaluation-harness."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnxruntime
from tokenizers import Tokenizer

from benchmarks import STOPS, Benchmark
from vocabulary import END_ID


@dataclass(frozen=True)
class Measurement:
    """A metric's value, its standard error (None for perplexity) and the number of items."""

    metric: str
    value: float
    standard_error: float | None
    items: int


class OnnxModel:
    """An exported decoder with its tokenizer, run without a past on one thread."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        path = folder / "onnx" / "model.onnx"
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def create_empty_cache(self, batch: int) -> dict[str, numpy.ndarray]:
        """past_key_values.*: float32[batch, heads, 0, head size]."""
        ports = [port for port in self.session.get_inputs() if port.name.startswith("past_key_values")]
        return {port.name: numpy.zeros((batch, port.shape[1], 0, port.shape[3]), numpy.float32) for port in ports}

    def run(self, ids: numpy.ndarray, cache: dict[str, numpy.ndarray]) -> list[numpy.ndarray]:
        """All outputs for ids: int64[batch, sequence] after a cache; the logits come first."""
        batch, sequence = ids.shape
        past = next(iter(cache.values())).shape[2]
        feeds = {"input_ids": ids, "attention_mask": numpy.ones((batch, past + sequence), numpy.int64), **cache}
        if any(port.name == "position_ids" for port in self.session.get_inputs()):
            feeds["position_ids"] = numpy.tile(numpy.arange(past, past + sequence, dtype=numpy.int64), (batch, 1))
        return self.session.run(None, feeds)

    def get_log_probabilities(self, ids: Sequence[int]) -> numpy.ndarray:
        """ln p(ids[i] | ids[:i]) for i >= 1: float[len(ids) - 1]."""
        batch = numpy.asarray([ids[:-1]], numpy.int64)
        logits = self.run(batch, self.create_empty_cache(1))[0][0].astype(numpy.float64)
        shifted = logits - logits.max(axis=-1, keepdims=True)
        normalised = shifted - numpy.log(numpy.exp(shifted).sum(axis=-1, keepdims=True))
        return normalised[numpy.arange(len(ids) - 1), ids[1:]]


    def write(self, context: str, stops: Sequence[str], max_tokens: int) -> str:
        """The greedy answer before its end marker or the first of the stops, read one token at a time with the cache."""
        step, cache, answer = self.encode(context), self.create_empty_cache(1), []
        while len(answer) < max_tokens:
            logits, *present = self.run(numpy.asarray([step], numpy.int64), cache)
            cache = dict(zip(cache, present, strict=True))
            step = [int(logits[0, -1].argmax())]
            if step[0] == END_ID:
                break
            answer += step
        text = self.tokenizer.decode(answer)
        return min((text.split(stop)[0] for stop in stops), key=len)


def read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def pick_choice(model: OnnxModel, context: str, choices: Sequence[str]) -> int:
    """The choice with the highest summed log-likelihood after `context + " "`; the first one wins a tie."""
    border = len(model.encode(context))
    wholes = [model.encode(f"{context} {choice}") for choice in choices]
    return int(numpy.argmax([model.get_log_probabilities(ids)[border - 1 :].sum() for ids in wholes]))


def average(metric: str, right: list[bool]) -> Measurement:
    value = sum(right) / len(right)
    return Measurement(metric, value, math.sqrt(value * (1 - value) / (len(right) - 1)), len(right))


def measure_accuracy(model: OnnxModel, rows: list[dict], _benchmark: Benchmark) -> Measurement:
    return average("acc", [pick_choice(model, row["context"], row["choices"]) == row["gold"] for row in rows])


def measure_exact_match(model: OnnxModel, rows: list[dict], benchmark: Benchmark) -> Measurement:
    """Share of answers that the model writes word for word."""
    written = [model.write(row["context"], STOPS, benchmark.max_tokens) for row in rows]
    return average("exact_match", [answer in row["references"] for answer, row in zip(written, rows, strict=True)])


def measure_perplexity(model: OnnxModel, rows: list[dict], _benchmark: Benchmark) -> Measurement:
    """Word perplexity with the end marker as the first context, as a rolling log-likelihood has it."""
    total = sum(model.get_log_probabilities([END_ID, *model.encode(row["text"])]).sum() for row in rows)
    words = sum(len(row["text"].split()) for row in rows)
    return Measurement("word_perplexity", math.exp(-total / words), None, len(rows))


MEASURES = {
    "multiple-choice": measure_accuracy,
    "generation": measure_exact_match,
    "perplexity": measure_perplexity,
}


def measure(model: OnnxModel, benchmark: Benchmark, rows: list[dict]) -> Measurement:
    """Measures the rows of one split of a benchmark."""
    return MEASURES[benchmark.kind](model, rows, benchmark)
