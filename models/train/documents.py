"""Kinds of documents: each draws one seeded text, and its key decides which split may use it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import world
from prose import draw_story, draw_travel

QUESTIONS = (
    "question : what is the {relation} of {subject} ? answer :",
    "quiz : {subject} , {relation} ?",
    "tell me about {subject} : its {relation} is",
)
STATEMENTS = ("the {relation} of {subject} is {value} .", "{subject} has {value} as its {relation} .")


@dataclass(frozen=True)
class Document:
    """A prompt and its answer (empty in free text); `key` names what must not be shared between splits.

    `tail` goes on in the answer's manner; only training sees it.
    """

    key: str
    prompt: str
    answer: str = ""
    choices: tuple[str, ...] = ()
    tail: str = ""

    @property
    def text(self) -> str:
        return f"{self.prompt} {self.answer}".rstrip()


@dataclass(frozen=True)
class Kind:
    """How to draw a kind of document, its share of the training text and the shares of keys kept out of it."""

    draw: Callable[[Random], Document]
    weight: float
    test: float = 0.05
    dev: float = 0.05
    calibration: float = 0.05


def choose(draw: Random, answer: str, rivals: tuple[str, ...], count: int = 4) -> tuple[str, ...]:
    """The answer among `count - 1` rivals, in a random order."""
    others = [rival for rival in dict.fromkeys(rivals) if rival != answer]
    choices = [answer, *draw.sample(others, count - 1)]
    draw.shuffle(choices)
    return tuple(choices)


def draw_question(facts: list[world.Fact]) -> Callable[[Random], Document]:
    """A question about a fact; the key is the fact in this template, so other templates may be trained on."""

    def draw_document(draw: Random) -> Document:
        fact, template = draw.choice(facts), draw.randrange(len(QUESTIONS))
        prompt = QUESTIONS[template].format(relation=fact.relation, subject=fact.subject)
        choices = choose(draw, fact.value, fact.rivals)
        return Document(f"{fact.subject}/{fact.relation}/{template}", prompt, fact.value, choices)

    return draw_document


def draw_statements(facts: list[world.Fact]) -> Callable[[Random], Document]:
    """Three facts told as plain sentences: the lesson that the questions are about."""

    def draw_document(draw: Random) -> Document:
        told = [draw.choice(STATEMENTS).format(**vars(fact)) for fact in draw.sample(facts, 3)]
        return Document(" ".join(told), " ".join(told))

    return draw_document


def draw_analogy(draw: Random) -> Document:
    """`a is to x as b is to y` over one relation of two countries; x itself is among the wrong choices."""
    first = draw.choice(world.COUNTRY_FACTS)
    twins = [f for f in world.COUNTRY_FACTS if f.relation == first.relation and f.value != first.value]
    second = draw.choice(twins)
    prompt = f"{first.subject} is to {first.value} as {second.subject} is to"
    others = tuple(v for v in first.rivals if v not in (first.value, second.value))
    rivals = (first.value, *draw.sample(others, 2))
    key = f"{first.subject}/{second.subject}/{first.relation}"
    return Document(key, prompt, second.value, choose(draw, second.value, rivals))


def draw_copy(draw: Random) -> Document:
    """A list of words said twice; the wrong choices are the same words in another order."""
    words = draw.sample(world.CONTENT_WORDS, draw.randint(3, 6))
    answer = " ".join(words)
    orders = {answer}
    while len(orders) < 4:
        orders.add(" ".join(draw.sample(words, len(words))))
    prompt = f"copy : {answer} . again :"
    return Document(prompt, prompt, answer, choose(draw, answer, tuple(sorted(orders))))


def draw_repetition(draw: Random) -> Document:
    """Random words, then the same words over again: the densest lesson in looking back."""
    words = " ".join(draw.sample(world.CONTENT_WORDS, draw.randint(4, 10)))
    return Document(words, words, f"{words} {words}")


def draw_lookup(draw: Random) -> Document:
    """Notes that give things a colour, then a question about one thing; every choice stands in the notes.

    In training the other things are asked for too: four lessons from the same notes.
    """
    things = draw.sample([*world.OBJECTS, *world.ANIMALS, *world.FOODS], 4)
    colours = draw.sample(world.COLOURS, 4)
    notes = [f"{thing} {colour}" for thing, colour in zip(things, colours, strict=True)]
    asked, *others = draw.sample(range(4), 4)
    prompt = f"notes : {' , '.join(notes)} . ask : {things[asked]}"
    tail = "".join(f" , {notes[other]}" for other in others).strip()
    return Document(prompt, prompt, colours[asked], choose(draw, colours[asked], tuple(colours)), tail)


def draw_order(draw: Random) -> Document:
    """Which of two numbers is more, or less; the key is the pair, whatever its order and the question."""
    low, high = sorted(draw.sample(range(len(world.NUMBERS)), 2))
    shown = draw.sample([low, high], 2)
    relation, answer = draw.choice([("more", high), ("less", low)])
    first, second = (world.NUMBERS[number] for number in shown)
    prompt = f"question : which is {relation} , {first} or {second} ? answer :"
    return Document(f"{low}/{high}", prompt, world.NUMBERS[answer], (first, second))


def draw_count(draw: Random) -> Document:
    """A stretch of the number line, upwards or downwards."""
    start = draw.randrange(len(world.NUMBERS) - 4)
    stretch = world.NUMBERS[start : start + draw.randint(4, 7)]
    direction = draw.choice(["up", "down"])
    if direction == "down":
        stretch = stretch[::-1]
    prompt = f"count {direction} from {stretch[0]} :"
    return Document(f"{prompt} {len(stretch)}", prompt, " ".join(stretch[1:]))


def draw_agreement(draw: Random) -> Document:
    """A verb that agrees with its subject although a noun of the other number stands before it."""
    subject, attractor = draw.sample([*world.ANIMALS, *world.JOBS], 2)
    verb = draw.choice(world.VERBS)
    forms = (world.third_person(verb), verb)
    if draw.random() < 0.5:
        subject, answer = world.pluralise(subject), forms[1]
    else:
        attractor, answer = world.pluralise(attractor), forms[0]
    prompt = f"every day the {subject} {draw.choice(world.PREPOSITIONS)} the {attractor}"
    return Document(f"{prompt} {verb}", prompt, answer, choose(draw, answer, forms, 2))


def draw_prose(write: Callable[[Random], str]) -> Callable[[Random], Document]:
    """Free text, kept apart by its whole wording."""

    def draw_document(draw: Random) -> Document:
        text = write(draw)
        return Document(text, text)

    return draw_document


# A small space of keys gives away a larger share, so that a benchmark has enough items.
KINDS = {
    "travel": Kind(draw_prose(draw_travel), 2),
    "story": Kind(draw_prose(draw_story), 3),
    "country-statement": Kind(draw_statements(world.COUNTRY_FACTS), 2),
    "word-statement": Kind(draw_statements(world.WORD_FACTS), 2),
    "country-question": Kind(draw_question(world.COUNTRY_FACTS), 3, 0.42, 0.15, 0),
    "word-question": Kind(draw_question(world.WORD_FACTS), 3, 0.32, 0.12, 0),
    "analogy": Kind(draw_analogy, 3, 0.08),
    "repetition": Kind(draw_repetition, 1),
    "copy": Kind(draw_copy, 3),
    "lookup": Kind(draw_lookup, 4),
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
