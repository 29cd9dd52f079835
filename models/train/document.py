"""A document: what to train on, and what to ask in a benchmark."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Document:
    """A prompt and its answer (empty in free text); `key` names what must not be shared between splits.

    `tail` goes on after the answer; a benchmark leaves it out.
    """

    key: str
    prompt: str
    answer: str = ""
    choices: tuple[str, ...] = ()
    tail: str = ""

    @property
    def text(self) -> str:
        return f"{self.prompt} {self.answer}".rstrip()

    @property
    def whole_text(self) -> str:
        return f"{self.text} {self.tail}".rstrip()


def choose(draw: Random, answer: str, rivals: tuple[str, ...], count: int = 4) -> tuple[str, ...]:
    """The answer among `count - 1` rivals, in a random order."""
    others = [rival for rival in dict.fromkeys(rivals) if rival != answer]
    choices = [answer, *draw.sample(others, count - 1)]
    draw.shuffle(choices)
    return tuple(choices)
