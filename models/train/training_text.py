"""The stream of training rows: documents of the training split, packed, with a weight for every target."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from document import Document
from documents import KINDS, draw_document
from vocabulary import END_ID, encode

STEPS = 2800
TOKENS_PER_STEP = 1024
# The first steps are short rows of lessons in looking back; without them a post-norm model never learns to copy.
LESSONS, LESSON_LENGTHS = ("repetition", "copy", "lookup"), {32: 0.5, 64: 0.5}
LESSON_SHARE = 0.2
ROW_LENGTHS = {64: 0.6, 128: 0.25, 256: 0.15}
ANSWER_WEIGHT = 3.0


@dataclass(frozen=True)
class Batch:
    """ids: int[rows, length + 1] and weights: float[rows, length], the weight of predicting ids[:, 1:]."""

    ids: list[list[int]]
    weights: list[list[float]]


def weigh(document: Document) -> tuple[list[int], list[float]]:
    """Token ids of a document with its end marker, and their weights as targets."""
    prompt, answer = encode(document.prompt), encode(f"{document.answer} {document.tail}")
    weights = [1.0] * len(prompt) + [ANSWER_WEIGHT] * len(answer) + [1.0]
    return [*prompt, *answer, END_ID], weights


def draw_row(names: tuple[str, ...], length: int, draw: Random, seen: set[str]) -> tuple[list[int], list[float]]:
    """Whole documents one after another, cut at `length + 1`.

    Half of the rows open with the end marker, so a text may be given with or without it in front.
    """
    ids = [END_ID] if draw.random() < 0.5 else []
    weights = [1.0] * len(ids)
    shares = [KINDS[name].weight for name in names]
    while len(ids) <= length:
        document = draw_document(draw.choices(names, shares)[0], "train", draw)
        seen.add(document.text)
        more_ids, more_weights = weigh(document)
        ids += more_ids
        weights += more_weights
    return ids[: length + 1], weights[1 : length + 1]


class TrainingText:
    """A seeded, finite stream of batches that remembers its documents (without tails) and a digest of its ids."""

    def __init__(self, seed: int, steps: int) -> None:
        self.seed, self.steps = seed, steps
        self.documents: set[str] = set()
        self._draw = Random(seed)
        self._digest = hashlib.sha256()

    def __iter__(self) -> Iterator[Batch]:
        for step in range(self.steps):
            lesson = step < LESSON_SHARE * self.steps
            names, lengths = (LESSONS, LESSON_LENGTHS) if lesson else (tuple(KINDS), ROW_LENGTHS)
            length = self._draw.choices(list(lengths), list(lengths.values()))[0]
            rows = [draw_row(names, length, self._draw, self.documents) for _ in range(TOKENS_PER_STEP // length)]
            batch = Batch([ids for ids, _ in rows], [weights for _, weights in rows])
            self._digest.update(repr(batch.ids).encode())
            yield batch

    @property
    def sha256(self) -> str:
        """Digest of every token id handed out so far."""
        return self._digest.hexdigest()


def list_training_documents(seeds: Iterable[int]) -> set[str]:
    """Every document of the training texts of some seeds, drawn again."""
    documents: set[str] = set()
    for seed in seeds:
        text = TrainingText(seed, STEPS)
        for _ in text:
            pass
        documents |= text.documents
    return documents
