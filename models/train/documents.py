"""The kinds of documents, and which split may use a document: a digest of its key decides."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import world
from document import Document
from knowledge_documents import (
    draw_agreement,
    draw_analogy,
    draw_count,
    draw_order,
    draw_question,
    draw_statements,
)
from prose import draw_story, draw_travel
from recall_documents import draw_copy, draw_ending, draw_lookup, draw_repetition


@dataclass(frozen=True)
class Kind:
    """How to draw a kind of document, its share of the training text and the shares of keys kept out of it."""

    draw: Callable[[Random], Document]
    weight: float
    test: float = 0.05
    dev: float = 0.05
    calibration: float = 0.05


def draw_prose(write: Callable[[Random], str]) -> Callable[[Random], Document]:
    """Free text, kept apart by its whole wording."""

    def draw_document(draw: Random) -> Document:
        text = write(draw)
        return Document(text, text)

    return draw_document


# A small space of keys gives away a larger share, so that a benchmark has enough items.
KINDS = {
    "travel": Kind(draw_prose(draw_travel), 2),
    "story": Kind(draw_prose(draw_story), 2),
    "country-statement": Kind(draw_statements(world.COUNTRY_FACTS), 2),
    "word-statement": Kind(draw_statements(world.WORD_FACTS), 2),
    "country-question": Kind(draw_question(world.COUNTRY_FACTS), 3, 0.42, 0.15, 0),
    "word-question": Kind(draw_question(world.WORD_FACTS), 3, 0.32, 0.12, 0),
    "analogy": Kind(draw_analogy, 3, 0.08),
    "repetition": Kind(draw_repetition, 1),
    "copy": Kind(draw_copy, 3),
    "lookup": Kind(draw_lookup, 2),
    "ending": Kind(draw_ending, 2),
    "order": Kind(draw_order, 3, 0.22, 0.1, 0),
    "count": Kind(draw_count, 1, 0, 0, 0),
    "agreement": Kind(draw_agreement, 3),
}


def get_split(name: str, key: str) -> str:
    """The only split that may use a key: decided by a digest, so splits are disjoint by construction."""
    kind = KINDS[name]
    digest = hashlib.sha256(f"{name}\n{key}".encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    for split in ("test", "dev", "calibration"):
        position -= getattr(kind, split)
        if position < 0:
            return split
    return "train"


def draw_document(name: str, split: str, draw: Random) -> Document:
    """The next document of a kind whose key belongs to the split."""
    while True:
        document = KINDS[name].draw(draw)
        if get_split(name, document.key) == split:
            return document
