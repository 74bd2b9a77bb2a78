"""Sections on what a report rests on: assumptions, levels of cooperation, honest use, identity."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sim.outcome import amounts
from sim.outcome.amounts import RowUnit, row_unit
from sim.present import wording
from sim.present.markup import Html, details, el, join, paragraph, table
from sim.present.page import ReportSection
from sim.scenario.assumptions import Assumption, assumptions
from sim.scenario.levels import GROUPS, PLACES, TIMES, Meaning
from sim.scenario.schema import Scenario
from sim.words import Level

_FRAMEWORKS = {
    "eu": "European Union",
    "schengen": "Schengen area",
    "western_balkans": "Western Balkans",
    "selec": "SELEC",
    "eastern_partnership": "Eastern Partnership",
    "baltic_sea_task_force": "Baltic Sea Task Force",
    "baltic_plan": "Baltic Plan",
    "danube_strategy": "EU Strategy for the Danube Region",
    "eu4fast": "partners of EU4FAST",
    "seesac": "countries of SEESAC",
    "asem": "ASEM (a dialogue: no effect on answers)",
}
_HONEST = (
    "This report is synthetic and aggregate. It holds no personal data, describes no real person, and selects nobody.",
    "It estimates outcomes of scenarios, not of persons: what would happen, on average and with which spread, if an "
    "action were planned in this way. It is no forecast of a particular action.",
    "What is measured, judged by experts, calibrated or assumed is named in the assumptions, value by value. An "
    "estimate is no better than the assumptions that it rests on.",
    "Published figures are shown beside results as they were printed. They are never put into the model as results: "
    "arrests come out of findings, cases and operations.",
)


def assumed(scenario: Scenario) -> ReportSection:
    """Every value that is not measured, by group, with its trust."""
    groups: defaultdict[str, list[Assumption]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for row in assumptions(scenario):
        groups[_group(row.path)].append(row)
        counts[row.trust] += 1
    told = ", ".join(f"{number:,} {trust}" for trust, number in sorted(counts.items())) or "none"
    columns = ["Value", "Trust", "Meaning", "Source", "Is", "Plausible range"]
    folds = [details(f"{name} ({len(rows)})", _assumption_table(name, columns, rows)) for name, rows in groups.items()]
    lead = paragraph(f"Values that are not measured, and how far each can be trusted: {told}. Open it to read each.")
    return ReportSection(
        "assumptions",
        "Assumptions",
        "What is assumed",
        join([lead, details("All that is not measured, by group", *folds)]),
    )


def cooperation(names: Sequence[str], plans: Sequence[Scenario]) -> ReportSection:
    """What each level of cooperation means in numbers, and where each plan uses it."""
    columns = [
        "Level",
        "Place between 0 and 1",
        "Requests answered",
        "SIENA, urgent (median)",
        "SIENA, other (median)",
        "Liaison officer (median)",
        "Europol (median)",
        "Share of what is known in an answer",
        "Findings reported unasked",
    ]
    rows = [row for level in PLACES for row in _meanings(level, names, plans)]
    used = [_levels(plan) for plan in plans]
    between = dict.fromkeys(key for one in used for key in one)
    body = join(
        [
            table("Levels of cooperation as numbers", columns, rows),
            table(
                "Levels in this plan" if len(plans) == 1 else "Levels in each plan",
                ["Between", *(names if len(plans) > 1 else ["Level"])],
                [[key, *(one.get(key, "") for one in used)] for key in between],
                text_columns=1 + len(plans),
            ),
        ]
    )
    return ReportSection("cooperation", "Cooperation", "Levels of cooperation", body)


def _meanings(level: Level, names: Sequence[str], plans: Sequence[Scenario]) -> Iterator[list[str]]:
    """What a level means: a row for all plans, or one for each meaning that some of them give it."""
    place = amounts.number(PLACES[level])
    if level not in GROUPS:
        nothing = amounts.number(0.0, "share")
        yield [level, place, nothing, *["no answer"] * len(TIMES), nothing, nothing]
        return
    meant: defaultdict[Meaning, list[str]] = defaultdict(list)
    for name, plan in zip(names, plans, strict=True):
        meant[getattr(plan.behaviour, GROUPS[level])].append(name)
    for meaning, where in meant.items():
        yield [
            level if len(meant) == 1 else f"{level} ({', '.join(where)})",
            place,
            amounts.number(meaning.answered, "share"),
            *(amounts.number(getattr(meaning, name), "h") for name in TIMES),
            amounts.number(meaning.content, "share"),
            amounts.number(meaning.reported, "share"),
        ]


def _levels(scenario: Scenario) -> dict[str, str]:
    """The levels of a plan, by those between whom they hold."""
    plan = scenario.cooperation
    return {
        "all pairs, unless said otherwise": _named(plan.baseline),
        **{f"both in: {_FRAMEWORKS.get(name, name)}": _named(level) for name, level in plan.frameworks.items()},
        **{f"pair {pair}": _named(level) for pair, level in plan.pairs.items()},
        **{f"with Europol: {wording.words(name)}": _named(level) for name, level in plan.europol.items()},
        "scale of all levels (1 changes nothing, 0 is none at all)": amounts.number(plan.scale),
    }


def _named(level: Level | float) -> str:
    """A level by its name, or as the number that the plan gives."""
    return level if isinstance(level, str) else amounts.number(level)


def honest_use() -> ReportSection:
    """What the report is and is not."""
    return ReportSection("use", "Honest use", "Honest use", join(paragraph(text) for text in _HONEST))


def identity(manifest: Mapping[str, object], texts: Sequence[tuple[str, str]]) -> ReportSection:
    """The manifest, and the resolved files: enough to repeat every run."""
    rows = [[name, text] for key, value in manifest.items() if key != "text" for name, text in _entries(key, value)]
    folds = [details(f"Scenario as it was run: {name}", el("pre", text, tabindex="0")) for name, text in texts]
    entries = details("Identity of the runs", table("Identity of the runs", ["Entry", "Value"], rows, text_columns=2))
    body = join([entries, *folds])
    return ReportSection("manifest", "Manifest", "How to repeat it", body)


def _group(path: str) -> str:
    """The part of the behaviour, the reference data, or the plan."""
    first, _, rest = path.partition(".")
    if first == "behaviour":
        return f"Behaviour: {wording.words(rest.partition('.')[0])}"
    return "Reference data" if first == "reference" else "Values of the plan"


def _assumption_table(name: str, columns: list[str], rows: list[Assumption]) -> Html:
    lines = [
        [
            _within_group(row.path),
            el("span", row.trust, class_=f"badge {row.trust}"),
            row.meaning,
            row.source,
            _amount(row),
            _range(row),
        ]
        for row in rows
    ]
    return table(f"Assumptions. {name}", columns, lines, text_columns=4)


def _within_group(path: str) -> str:
    """The path without the part that the group is named after."""
    levels = {"behaviour": 2, "reference": 1}.get(path.partition(".")[0], 0)
    return ".".join(path.split(".")[levels:]) or path


def _amount(row: Assumption) -> str:
    return row.value if isinstance(row.value, str) else _unit(row).number(row.value)


def _range(row: Assumption) -> str:
    return "none given" if row.low is None else _unit(row).interval(row.low, row.high)


def _unit(row: Assumption) -> RowUnit:
    """The unit of value and range; shares and factors of unit 1 keep their decimals."""
    value = None if isinstance(row.value, str) else row.value
    return row_unit("" if row.unit == "1" else row.unit, value, row.low, row.high)


def _entries(key: str, value: object) -> Iterator[tuple[str, str]]:
    """One row for a value, or one for each part of a mapping."""
    if isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _entries(f"{key}: {part}", inner)
    elif isinstance(value, Sequence) and any(isinstance(inner, Mapping) for inner in value):
        for at, inner in enumerate(value, start=1):
            yield from _entries(f"{key} {at}", inner)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        yield wording.words(key), text
