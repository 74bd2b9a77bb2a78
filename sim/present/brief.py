"""One page for the chief, which prints on two sheets of A4: question, answer, one picture, what it rests on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from sim.outcome.amounts import count
from sim.outcome.measures import HEADLINE
from sim.present import comparison, figures, ranking, results, tables, widths
from sim.present.differences import cautions
from sim.present.markup import Html, el, join, paragraph
from sim.present.overlay import base_name, listed, named_variants, plan_names, runs_of
from sim.present.page import ReportSection, page, plot
from sim.present.protocols import Comparison, Run
from sim.present.wording import behind, sentence_case
from sim.scenario.assumptions import assumptions
from sim.scenario.names import in_names

NOT_LOOKED_AT: Final = (
    "What the officers would do elsewhere in these days, and what is not done there.",
    "Money, equipment that is not in the plan, and what courts make of arrests.",
    "What happens after the last day, beyond cases that the action itself opened.",
    "Single persons: everything is synthetic, and nothing here can select anybody.",
)
_FOOTER: Final = "Made by jadsim, a simulation of joint action days. A number without its interval is no result."


def comparison_brief(compared: Comparison) -> str:
    """Plans compared, on one page."""
    names = plan_names(runs_of(compared))
    question = f"What would {listed(names[1:])} change, against {base_name(compared)}?"
    warnings = [
        paragraph(in_names(compared.base.scenario, sentence_case(text)), class_="caution")
        for text in cautions(compared)
    ]
    base, named = base_name(compared), named_variants(compared)
    rests = [
        paragraph(f"{name}. {text}")
        for name, variant in named
        for text in widths.sentences("arrests", variant.differences["arrests"], compared.base.scenario)
    ]
    ranked = [paragraph(text) for text in ranking.sentences(compared)]
    runs = paragraph(f"From {_pairs(compared)} of runs with the same luck; intervals at 95 %. {widths.held(compared)}")
    name, variant = named[0]
    rows, drawn = comparison.forest(variant.differences, HEADLINE), f"{name} against {base}"
    if len(named) > 1:
        each = [comparison.forest(one.differences, ("arrests",)).assign(label=whose) for whose, one in named]
        rows, drawn = pd.concat(each, ignore_index=True), f"Arrests of each plan against {base}"
    says = "; ".join(f"{row['label']} {row['text']}" for row in rows.to_dict("records"))
    picture = plot("brief", figures.differences(rows), says, f"{drawn}, in % of the base.")
    return _page(
        question,
        [*warnings, *comparison.answers(compared), *rests, *ranked, runs],
        picture,
        runs_of(compared),
        compared.manifest,
    )


def _pairs(compared: Comparison) -> str:
    """How many pairs of runs there are; of how many, where some failed."""
    pairs = min(variant.differences["arrests"].pairs for variant in compared.variants)
    asked = compared.base.replications + compared.base.failed
    return behind(pairs, asked, "pairs") or f"{pairs:,} pairs"


def run_brief(run: Run) -> str:
    """One plan, on one page."""
    question = f"What would {run.scenario.name} achieve?"
    shown = tables.arrests_by_path(run)
    says = "; ".join(f"{row['label']} {count(row['mean'])}" for row in shown.to_dict("records"))
    picture = plot(
        "brief", figures.arrests_by_path(shown), says, "Arrests by what led to them; bars as named in the key."
    )
    return _page(question, [results.answer(run).body], picture, [run], run.manifest)


def _page(
    question: str, answer: Sequence[Html], picture: Html, runs: Sequence[Run], manifest: Mapping[str, object]
) -> str:
    head = join([el("p", "For decision", class_="kind"), el("h1", question)])
    sections = [
        ReportSection("answer", "Answer", "The answer", join(answer)),
        ReportSection("picture", "Picture", "In one picture", picture),
        ReportSection("rests", "Rests on", "What it rests on", _rests(runs)),
        ReportSection("not", "Not looked at", "What was not looked at", _bullets(NOT_LOOKED_AT)),
    ]
    return page(question, head, sections, el("p", _FOOTER), manifest)


def _rests(runs: Sequence[Run]) -> Html:
    """How much is assumed, and what calibration can say."""
    known = Counter(row.trust for row in assumptions(runs[0].scenario))
    told = ", ".join(f"{number:,} {trust}" for trust, number in known.most_common())
    return _bullets(
        (
            f"Values that are not measured: {told}. 'jadsim assumptions' lists each.",
            "Published totals of four past actions, to which the common findings are calibrated; agreement with them "
            "shows that the model can be adjusted, not that it foresees.",
            "A difference between two plans is known better than the height of either.",
        )
    )


def _bullets(texts: Sequence[str]) -> Html:
    return el("ul", *(el("li", text) for text in texts))
