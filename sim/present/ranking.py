"""Plans against each other in words and tables: who could be the best, and how single actions would go."""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.outcome import amounts
from sim.outcome.amounts import row_unit
from sim.outcome.intervals import LEAST_RUNS
from sim.outcome.measures import MEASURES
from sim.present.markup import details, join, paragraph, table
from sim.present.overlay import plan_names, runs_of
from sim.present.page import ReportSection
from sim.present.protocols import Comparison, Ranking
from sim.present.wording import sentence_case

PAIRS = ("Plan", "Against", "Difference", "Holds with all others (95 %)", "Better (pairs of runs)", "Worse")
_RANKING: Final = "Ranking of the plans by their means; * could be the best (95 %)"
_MANY: Final = 4
"""From so many plans on, their pairs are folded."""


def section(compared: Comparison) -> ReportSection:
    """Every plan against every other one: the ranking by each main measure, and all pairs by the first of them."""
    names = plan_names(runs_of(compared))
    if not compared.rankings:
        body = paragraph("These runs are too few to rank plans.")
        return ReportSection("ranking", "Ranking", "Plans against each other", body)
    first = compared.rankings[0]
    how = paragraph(
        "A plan is ruled out as the best where another one is clearly better in runs with the same luck (one-sided, "
        "with the error divided by the number of its rivals); what remains holds the best plan 95 times of 100. The "
        "intervals of all pairs hold together. A single action has one luck; plans are set against each other under "
        "it. Each measure is looked at by itself here; verdicts are adjusted for all measures and say less."
    )
    heads = ["Plan", *(sentence_case(one.measure.title) for one in compared.rankings)]
    ranked = [[name, *(_rank(one, plan) for one in compared.rankings)] for plan, name in enumerate(names)]
    pairs = table(f"All pairs: {first.measure.title}", PAIRS, pair_rows(first, names), text_columns=2)
    pairs = pairs if len(names) < _MANY else details(f"All pairs: {first.measure.title}", pairs)
    told = [paragraph(text) for text in sentences(compared)]
    body = join([*told, table(_RANKING, heads, ranked), pairs, how])
    return ReportSection("ranking", "Ranking", "Plans against each other", body)


def sentences(compared: Comparison, *, best: bool = True) -> Iterator[str]:
    """Which plan could be the best, how a single action would go, and whether runs reached what was asked."""
    names = plan_names(runs_of(compared))
    if best and compared.rankings:
        yield from _best(compared.rankings[0], names)
    if compared.precision is not None:
        yield _reached(compared)


def pair_rows(ranking: Ranking, names: Sequence[str]) -> Iterator[list[str]]:
    """All pairs as cells of the columns `PAIRS`."""
    for one in ranking.pairs:
        unit = row_unit(ranking.measure.unit, one.difference, one.ci_low, one.ci_high)
        ends = unit.signed_interval(one.ci_low, one.ci_high) if one.ci_low < one.ci_high else "no pair differs"
        shares = [f"{ranking.runs * share:,.0f} of {ranking.runs:,}" for share in (one.better, one.worse)]
        yield [names[one.variant], names[one.base], unit.signed(one.difference), ends, *shares]


def _best(ranking: Ranking, names: Sequence[str]) -> Iterator[str]:
    """Of two plans, how single actions would go: which is better is what the verdict says."""
    title = ranking.measure.title
    if len(names) == 2:
        yield _single(ranking, names)
    elif not ranking.ruled_out:
        yield f"Any of the {len(names)} plans could be the best by {title} (95 %)."
    elif len(ranking.best) <= len(ranking.ruled_out):
        first = "Best" if len(ranking.best) == 1 else "Could be the best"
        others = f"{_others(ranking.ruled_out)} {'is' if len(ranking.ruled_out) == 1 else 'are'} ruled out"
        yield f"{first} by {title} (95 %): {_listed(ranking.best, names)}; {others}."
    else:
        left = f"any of {_others(ranking.best)} could be it"
        yield f"Ruled out as the best by {title} (95 %): {_listed(ranking.ruled_out, names)}; {left}."


def _single(ranking: Ranking, names: Sequence[str]) -> str:
    one, title = ranking.pairs[0], ranking.measure.title
    many = 100 if ranking.of_single_actions else ranking.runs
    better, worse = (f"{many * share:,.0f}" for share in (one.better, one.worse))
    where = "single actions" if ranking.of_single_actions else "pairs of runs"
    told = f"Of {many:,} {where} under the same luck, {names[one.variant]} does better than {names[one.base]} in "
    few = "" if ranking.of_single_actions else f" (too few to say how single actions go: it takes {LEAST_RUNS})"
    return f"{told}{better} and worse in {worse}, by {title}{few}."


def _reached(compared: Comparison) -> str:
    """Whether the precision was reached, after how many looks, and what that means for intervals."""
    asked = compared.precision
    assert asked is not None
    measure = MEASURES[asked.measure]
    found = next((one for one in compared.rankings if one.measure.name == asked.measure), None)
    width = "not known" if found is None else amounts.number(found.widest)
    reached = "reached" if compared.precise else "not reached"
    return (
        f"Asked for: differences of {measure.title} to {asked.size} to both sides; {reached} with "
        f"{compared.base.replications:,} pairs of runs (the widest interval: {width}). Looks taken: {asked.looks}; the "
        "intervals between plans are widened so that they hold for all looks together, those of single plans and the "
        "verdicts are not."
    )


def _rank(ranking: Ranking, plan: int) -> str:
    """The place of a plan by its mean, with a mark where it could be the best; empty where it has none."""
    if plan not in ranking.order:
        return ""
    return f"{ranking.order.index(plan) + 1}{' *' if plan in ranking.best else ''}"


def _others(plans: Sequence[int]) -> str:
    return "the other plan" if len(plans) == 1 else f"the other {len(plans)} plans"


def _listed(plans: Sequence[int], names: Sequence[str]) -> str:
    return ", ".join(names[plan] for plan in plans)
