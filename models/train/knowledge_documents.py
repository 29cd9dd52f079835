"""Documents about what holds in the world: facts, analogies, numbers and grammar."""

from collections.abc import Callable
from random import Random

import world
from document import Document, choose

QUESTIONS = (
    "question : what is the {relation} of {subject} ? answer :",
    "quiz : {subject} , {relation} ?",
    "tell me about {subject} : its {relation} is",
)
STATEMENTS = ("the {relation} of {subject} is {value} .", "{subject} has {value} as its {relation} .")


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
