"""Free text of the world: descriptions of countries and small scenes, four to seven sentences each."""

from random import Random

import world

ENDING = " then the "


def draw_travel(draw: Random) -> str:
    """A description of a country, its facts in a random order."""
    country = draw.choice(world.COUNTRIES)
    fact = {f.relation: f.value for f in world.COUNTRY_FACTS if f.subject == country}
    sentences = [
        draw.choice([f"{country} is a land of {fact['land']} .", f"the land is {fact['land']} ."]),
        draw.choice([f"its capital is {fact['capital']} .", f"the capital is called {fact['capital']} ."]),
        draw.choice([f"the people eat {fact['food']} .", f"every day the people eat {fact['food']} ."]),
        draw.choice([f"the flag is {fact['colour']} .", f"it has a {fact['colour']} flag ."]),
        f"there are many {world.pluralise(fact['animal'])} in {draw.choice([country, fact['capital']])} .",
    ]
    draw.shuffle(sentences)
    job = draw.choice(world.JOBS)
    return f"the {job} travels to {country} . " + " ".join(sentences[: draw.randint(3, 5)])


def draw_story(draw: Random) -> str:
    """A scene with one actor, one place and one thing that stay the same until its end."""
    actor, friend = draw.sample(world.JOBS, 2)
    place, thing, colour = draw.choice(world.PLACES), draw.choice(world.OBJECTS), draw.choice(world.COLOURS)
    adjective, animal, food = draw.choice(world.ADJECTIVES), draw.choice(world.ANIMALS), draw.choice(world.FOODS)
    opening = draw.choice([f"the {actor} goes to the {place} .", f"every day the {actor} goes to the {place} ."])
    middle = [
        f"the {actor} {draw.choice(['buys', 'finds', 'likes'])} a {adjective} {colour} {thing} .",
        f"a {friend} looks at the {colour} {thing} .",
        f"the {friend} asks for {draw.choice(world.NUMBERS[2:])} {draw.choice(world.ANIMALS)}s and a {thing} .",
        f"the {animal} {draw.choice(world.PREPOSITIONS)} the {place} {world.third_person(draw.choice(world.VERBS))} .",
        f"the {place} has {food} , but the {animal} is very {draw.choice(world.ADJECTIVES)} .",
        f"the {actor} gives the {food} to the {animal} .",
        f"the {animal} sits {draw.choice(['on', 'under'])} the {draw.choice(world.OBJECTS)} .",
        f"the {friend} says that the {thing} is {adjective} .",
    ]
    draw.shuffle(middle)
    ending = draw.choice([f"takes the {thing} home .", f"{draw.choice(['walks', 'runs'])} home ."])
    return f"{' '.join([opening, *middle[: draw.randint(2, 5)]])}{ENDING}{actor} {ending}"
