"""Why two plans differ: the parts of a difference, and stories that part, on one page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.outcome.amounts import row_unit, signed
from sim.present import style
from sim.present.markup import Html, details, join, paragraph, table
from sim.present.page import ReportSection, plot
from sim.present.surface import experiment_page
from sim.present.wording import sentence_case
from sim.scenario.names import in_names
from sim.scenario.schema import Scenario

JUDGED = (
    "Parts of a way add up to the whole. The whole is judged by itself, a part with all parts of its way, a measure of "
    "a comparison with all main measures beside it: so the same difference may be told here with fewer runs than there."
)
"""By what rule verdicts are made, and why a comparison may say less of the same difference."""
PARTS: Final = ("Part", "Verdict", "Base", "Variant", "Difference", "Confidence (95 %)")
STEPS: Final = ("Hour", "What", "Who", "Where")
SHOWN: Final = 15
"""Parts of a way that are drawn, and steps of a story that are told before it is unfolded."""
_COLOURS: Final = {"better": style.BETTER, "worse": style.WORSE}


def parts_of_difference(rows: pd.DataFrame, title: str) -> go.Figure:
    """The parts of a difference with their intervals, the largest on top.

    Parameters
    ----------
    rows
        Parts of one way: `title`, `difference`, `ci_low`, `ci_high`, `effect`; the largest first.
    title
        What the difference is taken apart by.
    """
    shown = rows.head(SHOWN)[::-1]
    bars = go.Bar(
        x=shown["difference"].tolist(),
        y=[sentence_case(name) for name in shown["title"]],
        orientation="h",
        marker={"color": [_COLOURS.get(effect, style.UNCLEAR) for effect in shown["effect"]]},
        error_x={
            "array": (shown["ci_high"] - shown["difference"]).fillna(0).tolist(),
            "arrayminus": (shown["difference"] - shown["ci_low"]).fillna(0).tolist(),
            "color": style.INK,
        },
    )
    figure = style.figure(title, 150 + 30 * len(shown), [bars])
    figure.add_vline(x=0, line={"color": style.INK, "width": 1})
    return figure.update_layout(xaxis={"title": "arrests, variant less base"}, margin=style.NO_LEGEND)


def part_rows(parts: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Parts, or the whole, as cells of the columns `PARTS`; `parts` as in the document of an explanation."""
    for one in parts:
        low, high = one["ci95"] or (float("nan"), float("nan"))
        unit = row_unit(one["unit"], one["base"], one["variant"], one["difference"], low, high)
        ends = unit.signed_interval(low, high) if one["ci95"] else one["ci95_reason"]
        name = sentence_case(one.get("title", "all arrests"))
        cells = [unit.number(one["base"]), unit.number(one["variant"]), unit.signed(one["difference"]), ends]
        yield [name, one["verdict"], *cells]


def step_rows(example: Mapping[str, Any], plan: Scenario) -> list[list[str]]:
    """The steps of a story as cells of the columns `STEPS`; names are those of a plan."""
    here, there = ("base", "variant") if example["only_in"] == "base" else ("variant", "base")
    where = {"both": "both", "here": f"{here} alone", "there": f"{there} alone"}
    return [
        [f"{one['time_h']:.2f}", in_names(plan, one["what"]), in_names(plan, one["who"]), where[one["in"]]]
        for one in example["steps"]
    ]


def around(example: Mapping[str, Any], plan: Scenario, most: int = SHOWN) -> list[list[str]]:
    """The steps of a long story where it parts, and its end."""
    rows, parts = step_rows(example, plan), [one["in"] != "both" for one in example["steps"]]
    if len(rows) <= most:
        return rows
    first = max(0, min(parts.index(True) - 3, len(rows) - most))
    end = next(at for at, one in enumerate(example["steps"]) if one["id"] == example["arrest"])
    return rows[first : first + most] + ([rows[end]] if end >= first + most else [])


def headline(example: Mapping[str, Any], plan: Scenario) -> str:
    """What an example shows, in a sentence."""
    where = in_names(plan, "/".join(example["arrest"].split("/")[:2]))
    return (
        f"{sentence_case(example['path'])}, {where}: an arrest of run {example['replication']} that the "
        f"{example['only_in']} alone has; the stories part at hour {example['parts_at_h']:.1f}"
    )


def explanation_report(
    document: Mapping[str, Any],
    rows: pd.DataFrame,
    meaning: Mapping[str, str],
    manifest: Mapping[str, object],
    plans: Sequence[Scenario],
) -> str:
    """A difference taken apart as a self-contained HTML page.

    `meaning` is that of each way, `plans` are the base and the variant.
    """
    texts = [(plan.name, plan.text) for plan in plans]
    verdict = f"Arrests in {document['variant']}, against {document['base']}: {document['whole']['verdict']}."
    told = [
        paragraph(verdict, class_="answer"),
        paragraph(
            f"{document['whole']['pairs']:,} pairs of runs with the same luck. {JUDGED} Intervals are of one part each."
        ),
        table("The whole", ["", *PARTS[1:]], part_rows([document["whole"]]), text_columns=2),
    ]
    sections = [ReportSection("whole", "The whole", "What differs", join(told))]
    sections += [
        ReportSection(way, f"By {way}", f"By {way}", _way(way, document, rows[rows["way"] == way], says))
        for way, says in meaning.items()
    ]
    sections.append(ReportSection("examples", "Stories", "Stories that part", _stories(document, plans)))
    return experiment_page("Difference", f"{document['variant']} against {document['base']}", sections, manifest, texts)


def _way(way: str, document: Mapping[str, Any], rows: pd.DataFrame, meaning: str) -> Html:
    says = "; ".join(f"{row['title']} {signed(row['difference'])}" for row in rows.head(5).to_dict("records"))
    caption = (
        f"{sentence_case(meaning)}. Bars: mean difference with its 95 % confidence; blue is better and orange worse, "
        "grey cannot be told."
    )
    parts = [one for one in document["parts"] if one["way"] == way]
    drawn = plot(f"by-{way}", parts_of_difference(rows, f"The difference by {way}"), says, caption)
    return join([drawn, details("All parts", table(f"By {way}", PARTS, part_rows(parts), text_columns=2))])


def _stories(document: Mapping[str, Any], plans: Sequence[Scenario]) -> Html:
    if not document["examples"]:
        return paragraph("No arrest is in one of the two plans alone.")
    intro = (
        "Each of these arrests is made in one of the two plans alone, though both have the same luck. A step is in "
        "both if it is the same in words, whenever it came."
    )
    return join([paragraph(intro), *(_story(one, plans[one["only_in"] == "variant"]) for one in document["examples"])])


def _story(example: Mapping[str, Any], plan: Scenario) -> Html:
    short, whole, head = around(example, plan), step_rows(example, plan), headline(example, plan)
    parts = [table(head, STEPS, short, text_columns=len(STEPS))]
    if len(whole) > len(short):
        parts.append(details(f"All {len(whole)} steps", table(head, STEPS, whole, text_columns=len(STEPS))))
    parts.append(paragraph(f"In the results: {example['replication']}:{example['arrest']}.", class_="facts"))
    return join(parts)
