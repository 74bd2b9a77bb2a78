"""How far differences and means rest on luck, on calibration and on what is assumed, in sentences and tables."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from sim.outcome.amounts import RowUnit, number, row_unit
from sim.outcome.intervals import LEAST_RUNS
from sim.outcome.measures import HEADLINE, MEASURES
from sim.present.markup import Html, details, join, paragraph, table
from sim.present.overlay import named_variants
from sim.present.page import ReportSection
from sim.present.protocols import Comparison, Difference, Leading, Widths
from sim.present.wording import sentence_case
from sim.scenario.names import country_name, key_name
from sim.scenario.schema import Scenario

HEADS: Final = ("", "of", "luck", "calibrated", "assumed", "same sign")
MOVES: Final = ("Assumption", "Key", "In the plan", "Drawn from", "Difference at the upper end, less at the lower")
MEANING: Final = (
    "Luck: where the mean lies with all parameters at the values that they had (95 % confidence). Calibrated: where "
    "it lies in 95 of 100 draws of the calibrated parameters and of how actions differ in what there is to find. "
    "Assumed: in 95 of 100 draws of those and of all that is assumed with a range, over that range. The last two do "
    "not narrow with more runs."
)
_HELD: Final = (
    "All that is assumed is held at its values here: intervals hold luck and calibration, not assumptions. "
    "'jadsim compare --assumptions drawn' lets it vary."
)


def held(compared: Comparison) -> str:
    """In a sentence: that assumptions were not drawn; empty if they were."""
    return "" if _drawn(compared) else _HELD


def sentences(measure: str, row: Difference, plan: Scenario) -> Iterator[str]:
    """The three widths, what they are made of, and what moves the difference most; none if assumptions were held."""
    known, title = row.widths, MEASURES[measure].title
    if known is None:
        return
    unit = _unit(measure, row)
    told = {
        "luck": known.luck,
        "calibration and how actions differ": known.calibrated,
        "what is assumed": known.assumed,
    }
    ends = [f"{unit.signed_interval(*one)} for {what}" for what, one in told.items() if not math.isnan(one[0])]
    few = [_few(known)] if math.isnan(known.assumed[0]) else []
    yield f"The difference in {title}: {'; '.join([*ends, *few, f'the same sign in {_signs(known)}'])}."
    if not math.isnan(known.of_assumptions):
        parts = {"luck": known.of_luck, "fit": known.of_fit, "assumptions": known.of_assumptions}
        yield f"Of its variance: {', '.join(f'{what} {_part(share)}' for what, share in parts.items())}."
    if row.leading:
        yield f"What is assumed and moves it most: {'; '.join(_moves(one, unit, plan) for one in row.leading)}."
    elif row.leading is not None:
        yield f"Of what is assumed, none stands out in {known.draws} draws."


def _part(share: float) -> str:
    """A part of a whole, which nobody needs to know more exactly than to the percent."""
    if 0.0 < share < 0.01:
        return f"under {number(0.01, 'share')}"
    return f"over {number(0.99, 'share')}" if 0.99 < share < 1.0 else number(share, "share")


def rows(known: Mapping[str, Difference], measures: Iterable[str]) -> Iterator[list[str]]:
    """Cells of the columns `HEADS`: a mean of each plan and their difference, measure by measure."""
    for measure in measures:
        row = known[measure]
        if row.widths and row.base_widths and row.variant_widths:
            unit = _unit(measure, row)
            yield [sentence_case(MEASURES[measure].title), "base", *_ends(unit.interval, row.base_widths), ""]
            yield ["", "variant", *_ends(unit.interval, row.variant_widths), ""]
            yield ["", "difference", *_ends(unit.signed_interval, row.widths), _signs(row.widths)]


def section(compared: Comparison) -> list[ReportSection]:
    """What differences rest on, plan by plan; none if assumptions were held."""
    if not _drawn(compared):
        return []
    parts = [paragraph(MEANING)]
    for name, variant in named_variants(compared):
        plan = compared.base.scenario
        parts.append(_table(f"Three widths: {name}", variant.differences, HEADLINE))
        parts.append(_leading(name, variant.differences["arrests"], plan))
        others = [measure for measure in MEASURES if measure not in HEADLINE]
        lands = [
            _table(f"{name}: {country_name(plan, code)}", one, HEADLINE) for code, one in variant.by_country.items()
        ]
        parts.append(
            details(f"All measures: three widths, {name}", _table(f"Others: {name}", variant.differences, others))
        )
        parts.append(details(f"By country: three widths, {name}", *lands))
    return [ReportSection("widths", "Rests on", "How far differences rest on luck, fit and assumptions", join(parts))]


def _drawn(compared: Comparison) -> bool:
    return any(variant.differences["arrests"].widths for variant in compared.variants)


def _table(caption: str, known: Mapping[str, Difference], measures: Iterable[str]) -> Html:
    return table(caption, HEADS, list(rows(known, measures)), text_columns=2)


def _leading(name: str, row: Difference, plan: Scenario) -> Html:
    """What moves the difference in arrests most."""
    if not row.leading:
        return join(paragraph(f"{name}. {text}") for text in [*sentences("arrests", row, plan)][-1:])
    unit = _unit("arrests", row)
    lines = []
    for one in row.leading:
        own = _own(one)
        what, ends = sentence_case(key_name(plan, one.path)), own.interval(one.low, one.high)
        lines.append([what, one.path, own.number(one.value), ends, unit.signed(one.change)])
    return table(f"What is assumed and moves the difference in arrests most: {name}", MOVES, lines, text_columns=2)


def _ends(told: Callable[[float, float], str], known: Widths) -> list[str]:
    """The three intervals as cells, or why one is not told."""
    alike = "too few runs, or all alike"
    few = {"luck": alike, "calibrated": alike, "assumed": _few(known)}
    three = {"luck": known.luck, "calibrated": known.calibrated, "assumed": known.assumed}
    return [few[name] if math.isnan(ends[0]) else told(*ends) for name, ends in three.items()]


def _unit(measure: str, row: Difference) -> RowUnit:
    return row_unit(MEASURES[measure].unit, row.base, row.variant, row.difference)


def _own(one: Leading) -> RowUnit:
    """The unit of an assumption."""
    return row_unit("" if one.unit == "1" else one.unit, one.value, one.low, one.high)


def _moves(one: Leading, unit: RowUnit, plan: Scenario) -> str:
    return f"{key_name(plan, one.path)} {unit.signed(one.change)} from {_own(one).interval(one.low, one.high)}"


def _signs(known: Widths) -> str:
    return f"{known.same_sign} of {known.draws} draws"


def _few(known: Widths) -> str:
    """Why no range is told over what is assumed."""
    if known.draws >= LEAST_RUNS:
        return "the same in all draws"
    return f"it takes {LEAST_RUNS} draws; there {'is' if known.draws == 1 else 'are'} {known.draws}"
