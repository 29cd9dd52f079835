"""Documents whose answer stands earlier in their own text."""

from random import Random

import world
from document import Document, choose
from prose import ENDING, draw_story

NOTES = 4


def draw_repetition(draw: Random) -> Document:
    """Random words, then the same words over again: the densest lesson in looking back."""
    words = " ".join(draw.sample(world.CONTENT_WORDS, draw.randint(4, 10)))
    return Document(words, words, f"{words} {words}")


def draw_copy(draw: Random) -> Document:
    """A list of words said twice; the wrong choices are the same words in another order."""
    words = draw.sample(world.CONTENT_WORDS, draw.randint(3, 6))
    answer = " ".join(words)
    orders = {answer}
    while len(orders) < 4:
        orders.add(" ".join(draw.sample(words, len(words))))
    prompt = f"copy : {answer} . again :"
    return Document(prompt, prompt, answer, choose(draw, answer, tuple(sorted(orders))))


def draw_lookup(draw: Random) -> Document:
    """Notes of two words each, then a question about one of them; every choice stands in the notes.

    In training the other notes are asked for too: several lessons from the same notes.
    """
    words = draw.sample(world.CONTENT_WORDS, 2 * NOTES)
    pairs = list(zip(words[::2], words[1::2], strict=True))
    (asked, answer), *others = draw.sample(pairs, NOTES)
    prompt = f"notes : {' , '.join(map(' '.join, pairs))} . ask : {asked}"
    tail = "".join(f" , {thing} {value}" for thing, value in others).strip()
    return Document(prompt, prompt, answer, choose(draw, answer, tuple(words[1::2])), tail)


def draw_ending(draw: Random) -> Document:
    """A scene and who ends it; the other persons of the scene are among the choices."""
    scene, _, tail = draw_story(draw).rpartition(ENDING)
    answer, tail = tail.split(" ", 1)
    present = [word for word in scene.split() if word in world.JOBS]
    absent = [job for job in world.JOBS if job not in present]
    rivals = [*dict.fromkeys(present), *draw.sample(absent, 3)]
    prompt = f"{scene}{ENDING}".rstrip()
    return Document(f"{prompt} {answer} {tail}", prompt, answer, choose(draw, answer, tuple(rivals[:4])), tail)
