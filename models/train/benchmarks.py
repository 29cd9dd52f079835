"""What each bundled benchmark is: which documents it draws, how many, and what it says about itself."""

from dataclasses import dataclass
from random import Random

from document import Document
from documents import draw_document

SEED = 7
VERSION = "1.0"
DEV_SIZE, TEST_SIZE = 80, 160
# The end marker of a document ends an answer first; a sentence would end one too.
STOPS = ["."]
# A small space of keys may hold fewer items than asked for; drawing stops after this many repeats in a row.
PATIENCE = 4000


@dataclass(frozen=True)
class Benchmark:
    """One folder under models/benchmarks; `sources` are kinds of documents, `chance` is None where nobody guesses.

    A generative benchmark asks the questions of its multiple-choice `twin` and lets the model write the answer, of at
    most `max_tokens` tokens with its end.
    """

    name: str
    category: str
    sources: tuple[str, ...]
    chance: float | None
    description: str
    held_out: str
    kind: str = "multiple-choice"
    twin: str | None = None
    max_tokens: int | None = None


BENCHMARKS = (
    Benchmark(
        "country-facts",
        "knowledge",
        ("country-question",),
        0.25,
        "Capital, animal, food, colour or land of a country of the invented world; four choices of the same sort.",
        "The fact in this wording of the question. The fact itself is taught as a statement and in other wordings.",
    ),
    Benchmark(
        "school-exam",
        "examination",
        ("word-question",),
        0.25,
        "Opposites, neighbours of numbers, kinds and plurals of words; four choices of the same sort.",
        "The fact in this wording of the question. The fact itself is taught as a statement and in other wordings.",
    ),
    Benchmark(
        "country-analogies",
        "reasoning",
        ("analogy",),
        0.25,
        "A is to its value as B is to what? Five relations between countries; A's own value is among the four choices.",
        "The pair of countries under this relation. Other pairs of the same relation are trained on.",
    ),
    Benchmark(
        "number-order",
        "reasoning",
        ("order",),
        0.5,
        "Which of two numbers from zero to twenty is more, or less.",
        "The pair of numbers, in both orders and for both questions.",
    ),
    Benchmark(
        "word-copy",
        "language",
        ("copy",),
        0.25,
        "Repeats a list of three to six words; the wrong choices hold the same words in another order.",
        "The list of words.",
    ),
    Benchmark(
        "verb-agreement",
        "language",
        ("agreement",),
        0.5,
        "The verb agrees with its subject, not with the nearer noun, which has the other number.",
        "The sentence: this subject, preposition, nearer noun and verb together.",
    ),
    Benchmark(
        "scene-ending",
        "understanding",
        ("ending",),
        0.25,
        "Who ends a short scene: the person it began with; the other persons of the scene are among the four choices.",
        "The whole scene.",
    ),
    Benchmark(
        "world-text",
        "language",
        ("travel", "story"),
        None,
        "Perplexity of descriptions of countries and of small scenes.",
        "The whole document.",
        kind="perplexity",
    ),
    Benchmark(
        "country-facts-generation",
        "knowledge",
        ("country-question",),
        None,
        "The questions of country-facts, answered in the model's own words: the whole answer must be right.",
        "The fact in this wording of the question. The fact itself is taught as a statement and in other wordings.",
        kind="generation",
        twin="country-facts",
        max_tokens=2,
    ),
    Benchmark(
        "word-copy-generation",
        "language",
        ("copy",),
        None,
        "The lists of word-copy, written out by the model: all three to six words must be right, and then the end.",
        "The list of words.",
        kind="generation",
        twin="word-copy",
        max_tokens=7,
    ),
)


def draw_items(benchmark: Benchmark, split: str, size: int) -> list[Document]:
    """Up to `size` different documents of a split, in a seeded order."""
    draw = Random(f"{SEED}/{benchmark.twin or benchmark.name}/{split}")
    items: dict[str, Document] = {}
    repeats = 0
    while len(items) < size and repeats < PATIENCE:
        document = draw_document(draw.choice(benchmark.sources), split, draw)
        repeats = repeats + 1 if document.prompt in items else 0
        items.setdefault(document.prompt, document)
    return list(items.values())
