"""Where arrests come from, in words and as tables: which follow from the plan's own numbers, and which came about."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from sim.outcome import amounts
from sim.outcome.origins import GROUPS, ORIGINS, TITLES, WORDS, ArrestOrigins
from sim.present.markup import Html, table
from sim.present.wording import sentence_case

MEANING: Final = (
    "What comes from checks, searches and targets of the plan itself follows nearly in proportion from numbers that go "
    "in (how many there are, how common a finding is, how often it is seen), and is as good as these. What came about "
    "during the action are movements and operations against networks, follow-up searches, pursuits and leads."
)
"""What the shares mean, to be said once."""
SHARES: Final = (
    "Plan",
    *(sentence_case(words) for words in WORDS.values()),
    "Crime area drawn from weights of the plan",
)


def sentence(known: ArrestOrigins | None) -> str:
    """Shares of the arrests by what they have in common; empty where nothing is known, or nobody was arrested."""
    if known is None or math.isnan(known.area_found):
        return ""
    told = [f"{amounts.number(known.share(*of), 'share')} from {WORDS[group]}" for group, of in GROUPS.items()]
    drawn = amounts.number(1 - known.area_found, "share")
    return (
        f"Where arrests come from: {'; '.join(told)}. Of {drawn} the crime area was drawn from weights of the plan, of "
        "the others it follows from what was found."
    )


def share_rows(known: Mapping[str, ArrestOrigins | None]) -> Iterable[list[str]]:
    """Shares of the arrests of some plans, as cells of the columns `SHARES`; those without arrests are left out."""
    for name, one in known.items():
        if one is not None and not math.isnan(one.area_found):
            shares = [*(one.share(*of) for of in GROUPS.values()), 1 - one.area_found]
            yield [name, *(amounts.number(share, "share") for share in shares)]


def share_table(known: Mapping[str, ArrestOrigins | None]) -> Html:
    """Shares of the arrests of some plans, a line each."""
    return table("Where arrests come from: shares of all arrests", SHARES, share_rows(known))


def origin_table(names: list[str], every: list[ArrestOrigins]) -> Html:
    """Arrests of a run by origin, with the confidence of the mean and the share of all; a column for each plan."""
    group_of = {origin: WORDS[group] for group, of in GROUPS.items() for origin in of}
    rows = [
        [sentence_case(TITLES[origin]), group_of[origin], *(_cell(known, at) for known in every)]
        for at, origin in enumerate(ORIGINS)
    ]
    caption = "Where arrests come from: mean of the runs, its confidence (95 %), and share of all arrests"
    return table(caption, ["From", "Which", *names], rows, text_columns=2)


def _cell(known: ArrestOrigins, at: int) -> str:
    numbers = known.numbers
    mean = amounts.count(float(numbers.mean[at]))
    low, high = float(numbers.low[at]), float(numbers.high[at])
    ends = "" if math.isnan(low) else f" ({amounts.interval(low, high, '1')})"
    return f"{mean}{ends}; {amounts.number(known.share(ORIGINS[at]), 'share')}"
