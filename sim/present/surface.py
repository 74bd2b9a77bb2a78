"""Pages of experiments at many points: the surface of a sweep, and what results depend on."""

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from sim.outcome.amounts import RowUnit, number, row_unit
from sim.outcome.measures import MEASURES
from sim.present import foundations, style
from sim.present.markup import Html, details, el, join, paragraph, table
from sim.present.page import ReportSection, page, plot
from sim.present.wording import behind, estimate, noted, sentence_case

_LED: Final = 3
"""Keys of which the answer says how much they move."""
_FOOTER: Final = "Made by jadsim, a simulation of joint action days. Synthetic: outcomes of plans, not of persons."
_INDEX_COLUMNS: Final = ("value", "confidence", "of_design", "of_luck")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_LONGEST_LABEL: Final = 42
"""Signs of a line of a label; a longer one is broken."""
FEWEST_TOLD: Final = 6
"""Pairs that can tell a difference at 5 %: fewer agree in their sign more often than that by chance."""
HEADS: Final = ("Mean", "Confidence (95 %)", "Difference to the plan as it stands", "Confidence (95 %)")
OVER_DRAWS: Final = ("Mean, over the draws", "Difference, over the draws")
"""Where single draws of what is uncertain lie, from the lowest to the highest."""
INDEX: Final = {
    "mu_star": "mean absolute change from one end of the range to the other",
    "ST": "share of the variance, interactions included",
    "S1": "share of the variance, by the key alone",
}


def heads(columns: Container[str]) -> tuple[str, ...]:
    """What stands in the cells of a point, of which there are some columns."""
    return HEADS + OVER_DRAWS if "lowest" in columns else HEADS


def point_cells(row: Mapping[Any, Any]) -> list[str]:
    """Mean and difference of a point, each with its interval and where the draws of what is uncertain lie."""
    unit = row_unit(row["unit"], row["mean"], row["ci_low"], row["ci_high"], row["difference"])
    cells = [
        _mean(unit, row),
        unit.interval(row["ci_low"], row["ci_high"]),
        noted(unit.signed(row["difference"]), behind(row["pairs"], row["of"], "pairs")),
        unit.signed_interval(row["difference_low"], row["difference_high"]),
    ]
    if "lowest" not in row:
        return cells
    ends = unit.interval(row["lowest"], row["highest"])
    return [*cells, ends, unit.signed_interval(row["difference_lowest"], row["difference_highest"])]


def _mean(unit: RowUnit, row: Mapping[Any, Any]) -> str:
    """The mean of a point, and how many runs are behind it."""
    return estimate(unit, row["mean"], of=(row["runs"], row["of"]), unreached=row["unreached"])


def too_few(replications: int) -> str:
    """In words: that so few pairs of runs tell no difference, however alike they are; empty if they do."""
    if replications >= FEWEST_TOLD:
        return ""
    return (
        f"With {replications:,} pairs of runs no difference can be told, so the intervals of differences reach beyond "
        f"0; it takes {FEWEST_TOLD} or more."
    )


def surface(
    rows: pd.DataFrame,
    keys: Sequence[str],
    grid: bool,
    units: Mapping[str, str] = _NOTHING,
    names: Mapping[str, str] = _NOTHING,
) -> go.Figure:
    """The mean of one measure over the points of a sweep, with its uncertainty.

    Parameters
    ----------
    rows
        Points of one measure: a column for each key, `measure`, `unit`, `runs`, `of`, `unreached`, `mean`, `ci_low`,
        `ci_high`.
    keys
        What was varied. One is drawn as a line with its band, two on a grid as a field whose cells say mean and half
        width, and all else as one panel of points a key. Where there are `lowest` and `highest` means of draws of what
        is uncertain, they are drawn as a second, pale width.
    units
        Units of keys that have one, as a duration has.
    names
        What keys mean in a few words; a key that has none stands for itself.
    """
    named = {key: _headed(key, names, units.get(key, "")) for key in keys}
    first = rows.iloc[0]
    title, unit = sentence_case(MEASURES[first["measure"]].title), "" if first["unit"] == "1" else f", {first['unit']}"
    if grid and len(keys) == 2:
        return _field(rows, named, f"{title}, mean at each point")
    return _panels(rows, named, title + unit, band=len(keys) == 1)


def sweep_report(document: Mapping[str, Any], rows: pd.DataFrame, manifest: Mapping[str, object], text: str) -> str:
    """A sweep as a self-contained HTML page."""
    axes, names = document["design"]["axes"], document["names"]
    units = {axis["key"]: axis["unit"] for axis in axes}
    grid = document["design"]["kind"] == "grid"
    told = paragraph(
        f"{rows['point'].max():,} points, each run {document['replications']:,} times with the same luck as the plan "
        "as it stands. Intervals are the 95 % confidence of one mean or one paired difference each, not of all "
        f"together.{_uncertain(document)}",
    )
    highest = [el("p", text, class_="answer") for text in _highest(rows, names, units)]
    few = [paragraph(text, class_="caution") for text in [too_few(document["replications"])] if text]
    body = join([*highest, *few, told, _varied(axes, names, document["design"].get("uncertain", ()))])
    sections = [ReportSection("surface", "Surface", "What the plan achieves", body)]
    sections += [
        ReportSection(name, sentence_case(MEASURES[name].title), sentence_case(MEASURES[name].title), body)
        for name in dict.fromkeys(rows["measure"])
        for body in [_measure(rows[rows["measure"] == name], units, names, grid)]
    ]
    return experiment_page("Sweep", document["scenario"], sections, manifest, [(document["scenario"], text)])


def _uncertain(document: Mapping[str, Any]) -> str:
    """In words: what nobody knows, and how it was drawn; empty where nothing was."""
    design = document["design"]
    if "uncertain" not in design:
        return ""
    keys = "; ".join(
        f"{document['names'][axis['key']]} {number(axis['low'])} to {number(axis['high'])} {axis['unit']}".strip()
        for axis in design["uncertain"]
    )
    return (
        f" Uncertain are {keys}: the same {len(design['draws'])} draws were tried at each point. Means and their "
        "confidence are over all draws; beside them stand the lowest and the highest mean of a single draw, which more "
        "runs do not narrow."
    )


def sensitivity_report(
    document: Mapping[str, Any], indices: pd.DataFrame, manifest: Mapping[str, object], text: str
) -> str:
    """What results depend on, as a self-contained HTML page."""
    names, warnings = document["names"], [sentence_case(warning) for warning in document["warnings"]]
    measures = [*dict.fromkeys(indices["measure"])]
    sure = not any(text.startswith(sentence_case(MEASURES[measures[0]].title)) for text in warnings)
    parts = [el("p", _most_moved(indices, names), class_="answer")] if sure else []
    parts += [el("div", el("ul", *(el("li", text) for text in warnings)), class_="caution")] if warnings else []
    parts.append(
        paragraph(
            f"{document['points']:,} points, each run {document['replications']:,} times with the same luck. The "
            "confidence of an index holds both the points that were chosen and the luck of the runs."
        )
    )
    parts.append(_varied(document["axes"], names))
    sections = [ReportSection("answer", "Answer", "What moves the results", join(parts))]
    for name in measures:
        rows = indices[indices["measure"] == name]
        title = sentence_case(MEASURES[name].title)
        sections.append(ReportSection(name, title, title, _indices(rows, names)))
    return experiment_page("Sensitivity", document["scenario"], sections, manifest, [(document["scenario"], text)])


def tornado(rows: pd.DataFrame, names: Mapping[str, str] = _NOTHING) -> go.Figure:
    """One index of each key with its confidence, the largest on top.

    Parameters
    ----------
    rows
        Columns `measure`, `key`, `index`, `value`, `confidence`: one measure and one index.
    names
        What keys mean in a few words; a key that has none stands for itself.
    """
    ordered = rows.sort_values("value")
    measure, unit = MEASURES[rows.iloc[0]["measure"]], index_unit(rows)
    bars = go.Bar(
        x=(unit.factor * ordered["value"]).tolist(),
        y=ordered["key"].tolist(),
        orientation="h",
        marker={"color": style.BLUE},
        hovertemplate="%{y}: %{x}<extra></extra>",
        error_x={
            "array": (unit.factor * ordered["confidence"]).tolist(),
            "arrayminus": (unit.factor * ordered[["confidence", "value"]].min(axis=1)).tolist(),
            "color": style.INK,
        },
    )
    figure = style.figure(f"What moves {measure.title} most", 140 + 42 * len(ordered), [bars])
    told = sentence_case(INDEX[rows.iloc[0]["index"]]) + (f", {unit.points.strip()}" if unit.points else "")
    labels = [_broken(_headed(key, names)) for key in ordered["key"]]
    return figure.update_layout(
        xaxis={"title": told, "rangemode": "tozero"},
        yaxis={"tickvals": ordered["key"].tolist(), "ticktext": labels},
        margin=style.NO_LEGEND,
    )


def experiment_page(
    kind: str,
    name: str,
    sections: Sequence[ReportSection],
    manifest: Mapping[str, object],
    texts: Sequence[tuple[str, str]],
) -> str:
    """The page of an experiment: its kind and name, its sections, and on what it rests; `texts` are files by name."""
    head = join([el("p", f"{kind} of a plan of a joint action day", class_="kind"), el("h1", name)])
    rest = [foundations.honest_use(), foundations.identity(manifest, texts)]
    return page(f"{kind}: {name}", head, [*sections, *rest], el("p", _FOOTER), manifest)


def _headed(key: str, names: Mapping[str, str], unit: str = "") -> str:
    """A key as a heading: what it means, and its unit."""
    name = sentence_case(names[key]) if key in names else key
    return f"{name}, {unit}" if unit else name


def _broken(label: str) -> str:
    """A label in lines that leave room for what it labels."""
    return "<br>".join(wrap(label, _LONGEST_LABEL, break_long_words=False))


def _varied(
    axes: Sequence[Mapping[str, Any]], names: Mapping[str, str], uncertain: Sequence[Mapping[str, Any]] = ()
) -> Html:
    """What was varied, with the key under which a plan has it."""
    drawn = [axis["key"] for axis in uncertain]
    lines = [
        [
            sentence_case(names[axis["key"]]) + (" (uncertain)" if axis["key"] in drawn else ""),
            axis["key"],
            *(f"{number(axis[end])} {axis['unit']}".strip() for end in ("low", "high")),
        ]
        for axis in (*axes, *uncertain)
    ]
    return table("What was varied", ["What", "Key in the plan", "From", "To"], lines, text_columns=2)


def _most_moved(indices: pd.DataFrame, names: Mapping[str, str]) -> str:
    """What moves the first measure most, and how much that is."""
    first = indices.iloc[0]
    rows = indices[(indices["measure"] == first["measure"]) & (indices["index"] == first["index"])]
    ordered = rows.dropna(subset=["value"]).sort_values("value", ascending=False).head(_LED)
    unit = index_unit(ordered)
    told = [
        f"{names[row['key']]} ({unit.size(row['value'])} ± {unit.size(row['confidence'])})"
        for row in ordered.to_dict("records")
    ]
    title = sentence_case(MEASURES[first["measure"]].title)
    return f"{title}: moved most by {', then '.join(told)}; in brackets the {INDEX[first['index']]}."


def _highest(rows: pd.DataFrame, names: Mapping[str, str], units: Mapping[str, str]) -> Iterator[str]:
    """What the first measure is at the plan as it stands, and at its highest and lowest points."""
    first = rows[rows["measure"] == rows.iloc[0]["measure"]].dropna(subset=["mean"])
    points = first[first["point"] > 0].sort_values("mean", ascending=False)
    if points.empty:
        return
    unit = row_unit(first.iloc[0]["unit"], *first["mean"])
    ends = [
        f"{unit.number(row['mean'])} ({unit.interval(row['ci_low'], row['ci_high'])}) at {_place(row, names, units)}"
        for row in (points.iloc[0].to_dict(), points.iloc[-1].to_dict())
    ]
    title = sentence_case(MEASURES[first.iloc[0]["measure"]].title)
    stands = first[first["point"] == 0]
    asis = f"; {unit.number(stands.iloc[0]['mean'])} as the plan stands" if len(stands) else ""
    yield f"{title}: highest {ends[0]}, lowest {ends[1]}{asis}."


def _place(row: Mapping[Any, Any], names: Mapping[str, str], units: Mapping[str, str]) -> str:
    return " and ".join(f"{names[key]} {number(row[key])} {unit}".strip() for key, unit in units.items())


def key_heads(keys: Iterable[str], names: Mapping[str, str], units: Mapping[str, str] = _NOTHING) -> list[str]:
    """Heads of the columns of a point's place."""
    return [_headed(key, names, units.get(key, "")) for key in keys]


def key_cells(row: Mapping[Any, Any], keys: Sequence[str]) -> list[str]:
    """The place of a point, one cell a key."""
    return [number(row[key]) for key in keys] if row["point"] else ["as it stands", *[""] * (len(keys) - 1)]


def _measure(rows: pd.DataFrame, units: Mapping[str, str], names: Mapping[str, str], grid: bool) -> Html:
    keys = [*units]
    points = rows[rows["point"] > 0]
    lines = [[*key_cells(row, keys), *point_cells(row)] for row in rows.to_dict("records")]
    columns = [*key_heads(keys, names, units), *heads([*rows.columns])]
    shown = table(f"All points: {MEASURES[rows.iloc[0]['measure']].title}", columns, lines)
    defined = points.dropna(subset=["mean"])
    if defined.empty:
        return join([paragraph("Not defined at any point."), details("All points", shown)])
    says = f"Lowest mean {number(defined['mean'].min())}, highest {number(defined['mean'].max())}"
    caption = "Mean of the runs at each point, with the 95 % confidence of the mean: below it, or as a bar."
    if "lowest" in rows:
        caption += " Last, or as a pale bar: from the lowest to the highest mean of a draw of what is uncertain."
    key = f"surface-{rows.iloc[0]['measure']}"
    return join([plot(key, surface(defined, keys, grid, units, names), says, caption), details("All points", shown)])


def _indices(rows: pd.DataFrame, names: Mapping[str, str]) -> Html:
    leading = rows[rows["index"] == rows.iloc[0]["index"]].sort_values("value", ascending=False)
    first, rank = leading.dropna(subset=["value"]), {key: at for at, key in enumerate(leading["key"])}
    if rows["value"].isna().all():
        return paragraph("Not defined, or the same, at all points: nothing can be said of what moves it.")
    units = {index: index_unit(some) for index, some in rows.groupby("index")}
    told = {"What is told": [INDEX[index] for index in rows["index"]]} if len(units) > 1 else {}
    lines = [
        [
            sentence_case(names[row["key"]]),
            *(one[at] for one in told.values()),
            *(units[row["index"]].size(row[name]) for name in _INDEX_COLUMNS),
        ]
        for at, row in enumerate(rows.to_dict("records"))
    ]
    ordered = [lines[at] for at in sorted(range(len(lines)), key=lambda at: rank[rows["key"].iloc[at]])]
    heads = ["What", *told, "Value", "± (95 %)", "± by the points chosen", "± by luck"]
    means = "" if told else f": {INDEX[rows.iloc[0]['index']]}"
    caption = f"What {MEASURES[rows.iloc[0]['measure']].title} depends on{means}"
    parts = [table(caption, heads, ordered, text_columns=1 + len(told))]
    if not first.empty:
        says = "; ".join(
            f"{names[row['key']]} {units[row['index']].size(row['value'])}" for row in first.to_dict("records")
        )
        drawn = plot(f"index-{rows.iloc[0]['measure']}", tornado(first, names), says, "Bars: 95 % confidence.")
        parts.insert(0, drawn)
    return join(parts)


def index_unit(rows: pd.DataFrame) -> RowUnit:
    """The unit of one index of one measure: a change has that of the measure, a share of the variance has none."""
    first = rows.iloc[0]
    change = first["index"] == "mu_star"
    return row_unit(MEASURES[first["measure"]].unit if change else "", *rows["value"])


def _field(rows: pd.DataFrame, keys: Mapping[str, str], title: str) -> go.Figure:
    across, up = keys
    unit = row_unit(rows.iloc[0]["unit"], *rows["mean"])
    points = rows.to_dict("records")
    cells = rows.assign(told=[_cell(unit, row) for row in points], hover=[_mean(unit, row) for row in points])
    means, told, hover = (cells.pivot(index=up, columns=across, values=name) for name in ("mean", "told", "hover"))
    field = go.Heatmap(
        x=[number(float(value)) for value in means.columns],
        y=[number(float(value)) for value in means.index],
        z=(unit.factor * means).to_numpy().tolist(),
        text=told.to_numpy().tolist(),
        hovertext=hover.to_numpy().tolist(),
        texttemplate="%{text}",
        textfont={"color": style.INK},
        hovertemplate=f"{keys[across]} %{{x}}<br>{keys[up]} %{{y}}<br>%{{hovertext}}<extra></extra>",
        colorscale=[[0, "#ffffff"], [1, style.SKY]],
        colorbar={"ticksuffix": unit.suffix},
    )
    figure = style.figure(title, 180 + (70 if "lowest" in rows else 52) * len(means), [field])
    return figure.update_layout(
        xaxis={"title": _broken(keys[across]), "type": "category"},
        yaxis={"title": _broken(keys[up]), "type": "category"},
        margin=style.NO_LEGEND,
    )


def _cell(unit: RowUnit, row: Mapping[Any, Any]) -> str:
    """The mean of a point, and its confidence where it has one."""
    mean = _mean(unit, row).split(" (")[0]
    known = math.isfinite(row["ci_low"]) and math.isfinite(row["ci_high"])
    lines = [mean, *([unit.interval(row["ci_low"], row["ci_high"])] if known else [])]
    return "<br>".join([*lines, *([unit.interval(row["lowest"], row["highest"])] if "lowest" in row else [])])


def _panels(rows: pd.DataFrame, keys: Mapping[str, str], title: str, *, band: bool) -> go.Figure:
    figure = style.figure(title, 340 * len(keys), [])
    room, unit = 1 / len(keys), row_unit(rows.iloc[0]["unit"], *rows["mean"])
    for at, key in enumerate(keys):
        ordered = rows.sort_values(key)
        mean, low, high = (ordered[name].to_numpy() for name in ("mean", "ci_low", "ci_high"))
        name = "" if at == 0 else str(at + 1)
        if "lowest" in ordered:
            figure.add_trace(_over_draws(ordered, key, name))
        figure.add_scatter(
            x=ordered[key].tolist(),
            y=mean.tolist(),
            mode="lines+markers" if band else "markers",
            marker={"color": style.BLUE},
            hovertext=[_mean(unit, row) for row in ordered.to_dict("records")],
            hovertemplate=f"{keys[key]} %{{x}}<br>%{{hovertext}}<extra></extra>",
            error_y={"array": (high - mean).tolist(), "arrayminus": (mean - low).tolist(), "color": style.BLUE},
            xaxis=f"x{name}",
            yaxis=f"y{name}",
            showlegend=False,
        )
        figure.update_layout(
            {
                f"xaxis{name}": {"title": _broken(keys[key]), "anchor": f"y{name}"},
                f"yaxis{name}": {
                    "title": title,
                    "domain": [1 - (at + 0.75) * room, 1 - at * room],
                    "anchor": f"x{name}",
                },
            }
        )
    return figure.update_layout(margin=style.NO_LEGEND)


def _over_draws(rows: pd.DataFrame, key: str, panel: str) -> go.Scatter:
    """Pale bars from the lowest to the highest mean of a draw, behind the points of a panel."""
    x = [place for value in rows[key].tolist() for place in (value, value, None)]
    y = [end for low, high in zip(rows["lowest"], rows["highest"], strict=True) for end in (low, high, None)]
    shown: dict[str, Any] = {"mode": "lines", "line": {"color": style.PALE, "width": 9}, "showlegend": False}
    return go.Scatter(x=x, y=y, xaxis=f"x{panel}", yaxis=f"y{panel}", hoverinfo="skip", **shown)
