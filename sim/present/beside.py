"""Sections that set plans side by side: plans are columns, a row is a measure, and figures show paired differences."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import pandas as pd

from sim.outcome import amounts
from sim.outcome.intervals import mean_error, t_quantile
from sim.outcome.measures import MEASURES
from sim.present import congestion, course, figures, origins, tables, wording
from sim.present.differences import in_words, numbers
from sim.present.markup import Html, details, el, join, paragraph, pieces, table
from sim.present.overlay import base_name, named_variants, overlay, plan_names, runs_of
from sim.present.page import ReportSection, plot
from sim.present.protocols import Comparison, Difference, Run
from sim.present.results import three
from sim.scenario.names import country_name

type Row = dict[str, Any]

MOST_SIDES: Final = 12
"""Sides of posts of which differences of waits are told."""
_MARKS: Final = "Filled marks: a difference is told. Open marks: none can be told with these runs, or there is none."
_SIDE: Final = ["post", "country"]
_CHANGE: Final = ["label", "plan", "mean", "ci_low", "ci_high", "told"]


def plan_columns(rows: pd.DataFrame, names: Sequence[str], cell: Callable[[Row], str]) -> list[list[str]]:
    """Cells of a table with one row a `label` and one column a plan; empty where a plan has no such row."""
    found: dict[str, dict[str, str]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(str(row["label"]), {})[str(row["plan"])] = cell({str(key): one for key, one in row.items()})
    return [[label, *(cells.get(name, "") for name in names)] for label, cells in found.items()]


def mean_and_confidence(row: Row) -> str:
    """An estimate as one cell: the mean, and its confidence."""
    mean, ends, _ = three(row)
    return mean if row["no_confidence"] else f"{mean} ({ends})"


def difference_table(caption: str, compared: Comparison, measures: Iterable[str]) -> Html:
    """One row a measure: the base, and what each variant has more or less, with its interval."""
    named = named_variants(compared)
    known = {name: variant.differences for name, variant in named}
    rows = []
    for measure in measures:
        if all(measure in one for one in known.values()):
            first = next(iter(known.values()))
            cells = [_told(one[measure], MEASURES[measure].unit) for one in known.values()]
            rows.append([_title(measure), numbers(measure, first[measure], first)[0], *cells])
    return table(caption, ["Measure", base_name(compared), *known], rows)


def funnel(compared: Comparison) -> ReportSection:
    """From traffic to arrests, plan by plan."""
    rows = plan_columns(_of_all(compared, tables.funnel), _names(compared), _step)
    caption = "Means of the runs, and how rare each step is"
    return ReportSection("funnel", "Funnel", "From travellers to arrests", _numbers(caption, "Step", compared, rows))


def arrests(compared: Comparison) -> ReportSection:
    """Differences of arrests by path and crime area."""
    kinds = {
        "path": overlay(runs_of(compared), tables.arrests_by_path),
        "crime-area": overlay(runs_of(compared), tables.arrests_by_crime_area),
    }
    parts = [*_origins(compared)]
    for kind, rows in kinds.items():
        label = dict(zip(rows["measure"], rows["label"], strict=True))
        changed = _changes(compared, {name: label[name] for name in label})
        parts.append(_drawn(f"arrests-by-{kind}", f"Arrests by {wording.words(kind)}", changed, "arrests"))
        cells = plan_columns(rows, _names(compared), mean_and_confidence)
        caption = f"Arrests by {wording.words(kind)}: means of the runs and their confidence (95 %)"
        head = wording.sentence_case(wording.words(kind))
        parts.append(details("The same in numbers", _numbers(caption, head, compared, cells)))
    return ReportSection("arrests", "Arrests", "Arrests: how, and for what", join(parts))


def _origins(compared: Comparison) -> Iterator[Html]:
    """Where arrests come from, plan by plan, as far as it is known."""
    known = {name: run.origins for name, run in zip(_names(compared), runs_of(compared), strict=True) if run.origins}
    if known:
        yield from (origins.share_table(known), paragraph(origins.MEANING))
        yield details("Where arrests come from, in numbers", origins.origin_table([*known], [*known.values()]))


def hours(compared: Comparison) -> ReportSection:
    """How differences grow over the action."""
    figure = figures.since_start(differences_so_far(compared))
    caption = (
        "Mean of the runs of each plan, less that of the base, added up from the start. All times are UTC. Intervals "
        "at the end of the action stand under Differences."
    )
    if len({run.scenario.start for run in runs_of(compared)}) > 1:
        caption += " Plans with a start of their own are set at the same hour of the action of the base."
    says = "Checks and arrests of each plan so far, less those of the base"
    return ReportSection("course", "Hour by hour", "The action, hour by hour", plot("hours", figure, says, caption))


def differences_so_far(compared: Comparison) -> pd.DataFrame:
    """What each variant has more than the base up to each hour: `time` (UTC), `series`, `plan`, `difference`."""
    found = _of_all(compared, tables.hour_by_hour)
    wide = found.pivot_table(index=["series", "time"], columns="plan", values="mean", sort=False)
    so_far = wide.groupby(level="series", sort=False).cumsum()
    base, *variants = _names(compared)
    less = so_far[variants].sub(so_far[base], axis=0)
    return less.melt(ignore_index=False, var_name="plan", value_name="difference").reset_index()


def exchange(compared: Comparison) -> ReportSection:
    """How fast countries answered each other."""
    found = _of_all(compared, tables.channels)
    if found.empty:
        body = paragraph("No country asked another.")
        return ReportSection("exchange", "Exchange", "Answers between countries", body)
    rows = plan_columns(found.rename(columns={"channel": "label"}), _names(compared), _answered)
    shown = _numbers("Requests between countries by channel, all runs together", "Channel", compared, rows)
    return ReportSection("exchange", "Exchange", "Answers between countries", shown)


def institutions(compared: Comparison) -> ReportSection:
    """What was done by those who are not at a post."""
    found = _of_all(compared, course.work_of_institutions)
    rows = plan_columns(found, _names(compared), mean_and_confidence)
    caption = "Work of institutions: means of the runs and their confidence (95 %)"
    body = details(caption, _numbers(caption, "Measure", compared, rows))
    return ReportSection("institutions", "Institutions", "What the institutions did", body)


def waiting(compared: Comparison) -> ReportSection:
    """Waits at crossings, and where plans differ most in them."""
    changed = waits_changed(compared)
    told = congestion.longest_wait(compared.base)
    parts = [paragraph(f"{told} in the base.")] if told else []
    if changed["mean"].any():
        parts.append(_drawn("waits", "Mean waits where plans differ most", changed, "minutes"))
    else:
        parts.append(paragraph("Waits are the same in all plans."))
    longest = _of_all(compared, tables.waits)
    labels = longest["label"].drop_duplicates().head(MOST_SIDES)
    rows = plan_columns(longest[longest["label"].isin(labels)], _names(compared), _wait)
    caption = "The longest waits in the base: mean, and what 95 % of travellers wait less than"
    parts.append(details("The longest waits", _numbers(caption, "Side of a post", compared, rows)))
    return ReportSection("waits", "Waits", "Waits at crossings", join(parts))


def waits_changed(compared: Comparison) -> pd.DataFrame:
    """Paired differences of mean waits, where they are largest: `label`, `plan`, `mean`, `ci_low`, `ci_high` (min)."""
    base = _waits(compared.base)
    named = tables.waits(compared.base).set_index(_SIDE)["label"]
    parts = []
    for name, variant in named_variants(compared):
        other = _waits(variant.run)
        sides = base.columns.intersection(other.columns).intersection(named.index)
        less = other[sides] - base[sides]
        found = mean_error(less.to_numpy(), compared.base.sets)
        half = t_quantile(found.independent) * found.error
        ends = {"mean": found.mean, "ci_low": found.mean - half, "ci_high": found.mean + half}
        parts.append(pd.DataFrame({"label": named[sides].to_numpy(), "plan": name, **ends}))
    every = pd.concat(parts, ignore_index=True).dropna(subset=["mean"])
    most = every.assign(size=every["mean"].abs()).groupby("label")["size"].max().nlargest(MOST_SIDES).index
    shown = every[every["label"].isin(most)]
    return shown.assign(told=(shown["ci_low"] > 0) | (shown["ci_high"] < 0))


def by_country(compared: Comparison) -> ReportSection:
    """Arrests country by country."""
    named = named_variants(compared)
    codes = dict.fromkeys(code for _, variant in named for code in variant.by_country)
    rows = []
    for code in codes:
        known = [variant.by_country.get(code, {}).get("arrests") for _, variant in named]
        base = next(row for row in known if row is not None)
        label = country_name(compared.base.scenario, code)
        rows.append([label, amounts.count(base.base), *("" if row is None else _told(row, "1") for row in known)])
    caption = "Arrests by country: the base, and differences to it (95 %)"
    parts = [
        _drawn(
            "arrests-by-country", "Arrests by country", pd.DataFrame(_by_country(compared), columns=_CHANGE), "arrests"
        ),
        details("The same in numbers", _numbers(caption, "Country", compared, rows)),
    ]
    parts += [paragraph(text) for text in _only_in(compared)]
    parts += [paragraph(compared.adjustment), paragraph(wording.KOSOVO_FOOTNOTE, class_="facts")]
    return ReportSection("countries", "Countries", "Country by country", join(parts))


def _of_all(compared: Comparison, table_of: Callable[[Run], pd.DataFrame]) -> pd.DataFrame:
    return overlay(runs_of(compared), table_of)


def _names(compared: Comparison) -> list[str]:
    return plan_names(runs_of(compared))


def _numbers(caption: str, first: str, compared: Comparison, rows: Sequence[Sequence[str]]) -> Html:
    return table(caption, [first, *_names(compared)], rows)


def _drawn(key: str, title: str, changed: pd.DataFrame, unit: str) -> Html:
    first = changed.head(6).to_dict("records")
    says = f"{title}: " + "; ".join(
        f"{row['plan']}, {row['label']} {amounts.signed(row['mean'], unit)}" for row in first
    )
    return plot(key, figures.changes(changed, f"{title}: difference to the base", unit), says, _MARKS)


def _changes(compared: Comparison, labels: dict[str, str]) -> pd.DataFrame:
    """Differences of some measures, with the labels that they have in the figure."""
    return pd.DataFrame(
        [
            _change(label, name, variant.differences[measure])
            for name, variant in named_variants(compared)
            for measure, label in labels.items()
            if measure in variant.differences
        ],
        columns=_CHANGE,
    )


def _by_country(compared: Comparison) -> Iterator[Row]:
    for name, variant in named_variants(compared):
        for code, known in variant.by_country.items():
            yield _change(country_name(variant.run.scenario, code), name, known["arrests"])


def _change(label: str, plan: str, row: Difference) -> Row:
    values = (label, plan, row.difference, row.ci_low, row.ci_high, row.told)
    return dict(zip(_CHANGE, values, strict=True))


def _told(row: Difference, unit: str) -> Html:
    return el("span", pieces(in_words(row, unit)), class_=row.effect)


def _title(measure: str) -> str:
    return wording.sentence_case(MEASURES[measure].title)


def _step(row: Row) -> str:
    return f"{amounts.count(row['mean'])} ({row['note']})" if row["note"] else amounts.count(row["mean"])


def _answered(row: Row) -> str:
    sent, share = amounts.count(row["requests"]), amounts.number(row["answered"], "share")
    return f"{sent} a run; {share} answered; half within: {course.answer_times(row)[0]}"


def _wait(row: Row) -> str:
    return f"{amounts.number(row['wait_mean_min'], 'min')}; {amounts.number(row['wait_p95_min'], 'min')}"


def _waits(run: Run) -> pd.DataFrame:
    """Mean waits, min: one row a replication, one column a side of a post."""
    posts = run.table("posts", ["replication", *_SIDE, "travellers", "wait_mean_min"])
    wide = posts[posts["travellers"] > 0].pivot_table(index="replication", columns=_SIDE, values="wait_mean_min")
    return wide.reindex(run.completed)


def _only_in(compared: Comparison) -> Iterator[str]:
    for name, variant in named_variants(compared):
        for where, run, codes in (
            (base_name(compared), compared.base, variant.only_in_base),
            (name, variant.run, variant.only_in_variant),
        ):
            if codes:
                names = ", ".join(country_name(run.scenario, code) for code in codes)
                yield f"Only in {where}: {names}."
