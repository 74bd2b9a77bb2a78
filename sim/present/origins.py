"""Where arrests come from, in words and as a table: which follow from inputs, and which emerged in the run."""

import math

from sim.outcome import amounts
from sim.outcome.origins import GROUPS, ORIGINS, TITLES, ArrestOrigins
from sim.present.markup import Html, table
from sim.present.wording import sentence_case


def sentence(known: ArrestOrigins | None) -> str:
    """Shares of the arrests by what they have in common; empty where nothing is known, or nobody was arrested."""
    if known is None or math.isnan(known.area_found):
        return ""
    told = [f"{amounts.number(known.share(*of), 'share')} {group}" for group, of in GROUPS.items()]
    drawn = amounts.number(1 - known.area_found, "share")
    return (
        f"Where arrests come from: {'; '.join(told)}. Of {drawn} the crime area was drawn from weights of the plan, of "
        "the others it follows from what was found."
    )


def origin_table(names: list[str], every: list[ArrestOrigins]) -> Html:
    """Arrests of a run by origin, with the confidence of the mean and the share of all; a column for each plan."""
    group_of = {origin: group for group, of in GROUPS.items() for origin in of}
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
