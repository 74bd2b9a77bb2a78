"""What words of the model are called on the pages and in the log of an exercise."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema import Scenario
from sim.words import CHANNEL_TITLES, EUROPOL, FRONTEX

type Names = Mapping[str, str]
"""What posts and countries are called, by their ids and codes."""

TERMS: Names = {
    **{str(name): title for name, title in CHANNEL_TITLES.items()},
    # what requests are about
    "held": "a person held",
    "investigation": "an investigation",
    "ask": "a question",
    "assistance": "special units",
    "joint_team": "a joint investigation team",
    # what is found
    "wanted_home": "wanted at home",
    "notice": "under a notice",
    "suspect": "a suspicion",
    "associate": "associate of a network",
    "migrants": "smuggled persons",
    "victims": "victims of trafficking",
    "excise": "untaxed goods",
    "sanctioned": "goods under sanctions",
    # who finds it, and who helps
    "europol": "Europol",
    EUROPOL: "Europol",
    FRONTEX: "Frontex",
    "canine": "dog team",
    "concealment_expert": "expert on hidden spaces",
    "anpr": "number plate reader",
    "mobile_office": "mobile office",
    "frontex": "Frontex",
    # desks
    "fiu": "financial intelligence unit",
    "aro": "asset recovery office",
    "bureau": "national bureau",
    "division": "territorial division",
    "europol_centre": "operational centre at Europol",
    "liaison_selec": "liaison officers at SELEC",
    # kinds of event that have no form
    "take_seat": "people take a seat",
    "leave_seat": "people leave a seat",
}
"""Words that are not told as they are written, underscores aside."""
ENDS: Names = {
    "no_answer": "for want of an answer",
    "cleared": "with nothing against",
    "refused": "since the answer was refused",
}
"""Why somebody is let go."""


def term(word: str) -> str:
    """A word of the model as people say it; what is numbered, such as ``division-01``, keeps its number."""
    name, _, number = word.rpartition("-")
    if name in TERMS and number.isdecimal():
        return f"{TERMS[name]} {int(number)}"
    return TERMS.get(word) or word.replace("_", " ")


def told_about(words: str) -> str:
    """What a request or a case is about: the model's words, one after the other."""
    return ", ".join(map(term, words.split()))


def names_of(plan: Scenario) -> Names:
    """What the posts and the countries of a scenario are called."""
    posts = {name: post.name for name, post in plan.active_posts().items()}
    return posts | {code: facts.name for code, facts in plan.facts.items()}
