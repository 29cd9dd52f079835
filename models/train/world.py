"""The invented world: its words and the facts that hold in it. Everything else is text about these tables."""

import random
from dataclasses import dataclass
from itertools import pairwise

COUNTRIES = (
    "arvo belin corda dural esten fenor gorlo hamra ilvar jorun kesta lumar "
    "mondar narev orsil pelan quoral rostan sulva torva ubrin velta wendo zarin"
).split()
CAPITALS = (
    "abrel bintor calvis dornet elmar faltis gimmel hestor inder jalmo kirsa lontis "
    "mirel nostra oskar parvo quint rivet saldo tamlin uster vondel wistor yelmo"
).split()
ANIMALS = "cat dog horse cow goat hen owl bear crab seal frog eagle".split()
JOBS = "baker teacher doctor farmer painter sailor singer writer miner weaver tailor guard".split()
FOODS = "bread rice soup cheese honey beans corn plums nuts figs cake milk".split()
COLOURS = "red green blue white black yellow brown grey".split()
LANDS = "desert forest island mountain marsh plain".split()
OBJECTS = "cup lamp box hat knife rope chair clock key drum coat bell bowl spoon ring book".split()
PLACES = "market river bridge harbour garden school tower well hill mill gate road".split()
NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
).split()
OPPOSITES = (
    "hot cold big small old new fast slow light dark high low wet dry soft hard "
    "full empty early late open closed rich poor"
).split()
ADJECTIVES = OPPOSITES[:16]
PREPOSITIONS = "near behind beside above".split()
VERBS = "sleep run sing wait eat work swim jump walk rest".split()

KINDS = {
    "animal": ANIMALS,
    "job": JOBS,
    "food": FOODS,
    "colour": COLOURS,
    "tool": OBJECTS,
    "place": PLACES,
    "number": NUMBERS,
    "country": COUNTRIES,
}
CONTENT_WORDS = [*ANIMALS, *JOBS, *FOODS, *COLOURS, *OBJECTS, *PLACES, *OPPOSITES]
GRAMMAR_WORDS = (
    ". , : ? the a of is in and to or what which about its it tell me question answer quiz land "
    "capital animal food colour opposite next previous kind plural as copy again notes ask more less "
    "count up down from people eat flag has see many goes with buys finds then there every day "
    "small tool place number country job sits on under looks at gives asks for takes home says "
    "likes that very but travels called are"
).split()

WORLD_SEED = 20240611


@dataclass(frozen=True)
class Fact:
    """One true statement: the `relation` of `subject` is `value`; `rivals` are the values it could be mistaken for."""

    subject: str
    relation: str
    value: str
    rivals: tuple[str, ...]


def pluralise(noun: str) -> str:
    """The plural of an animal or a job (all of them are regular)."""
    return noun + "s"


def third_person(verb: str) -> str:
    """The singular form of a verb in the present tense (all of them are regular)."""
    return verb + "s"


def build_country_facts() -> list[Fact]:
    """Five facts per country; the assignment is drawn once from WORLD_SEED."""
    draw = random.Random(WORLD_SEED)
    pools = {"capital": CAPITALS, "animal": ANIMALS, "food": FOODS, "colour": COLOURS, "land": LANDS}
    facts = []
    for relation, pool in pools.items():
        values = pool * (len(COUNTRIES) // len(pool))
        draw.shuffle(values)
        facts += [Fact(c, relation, v, tuple(pool)) for c, v in zip(COUNTRIES, values, strict=True)]
    return facts


def build_word_facts() -> list[Fact]:
    """What a school examines: opposites, neighbours of numbers, kinds and plurals of words."""
    rows: list[tuple[str, str, str, list[str]]] = []
    for left, right in zip(OPPOSITES[::2], OPPOSITES[1::2], strict=True):
        rows += [(left, "opposite", right, OPPOSITES), (right, "opposite", left, OPPOSITES)]
    for low, high in pairwise(NUMBERS):
        rows += [(low, "next", high, NUMBERS), (high, "previous", low, NUMBERS)]
    rows += [(word, "kind", kind, list(KINDS)) for kind, words in KINDS.items() for word in words]
    nouns = [*ANIMALS, *JOBS]
    rows += [(noun, "plural", pluralise(noun), [pluralise(n) for n in nouns]) for noun in nouns]
    return [Fact(subject, relation, value, tuple(pool)) for subject, relation, value, pool in rows]


COUNTRY_FACTS = build_country_facts()
WORD_FACTS = build_word_facts()


def list_words() -> list[str]:
    """Every word of the world once, in a fixed order: the vocabulary of the tokenizer."""
    inflected = [pluralise(noun) for noun in [*ANIMALS, *JOBS]] + [third_person(verb) for verb in VERBS]
    words = [*GRAMMAR_WORDS, *COUNTRIES, *CAPITALS, *LANDS, *CONTENT_WORDS, *NUMBERS]
    return list(dict.fromkeys([*words, *PREPOSITIONS, *VERBS, *inflected]))
