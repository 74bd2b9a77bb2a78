"""Figures are pure functions of a table, and stand empty tables."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast, get_args

import pandas as pd
import plotly.graph_objects as go
import pytest

from sim.present import comparison, figures, map_by_hour, style, tables, ties
from sim.present.overlay import overlay
from sim.scenario import reference
from sim.words import ArrestPath
from tests.present import synthetic

CENTRE = ("Sarajevo", 43.86, 18.41)
RUN = synthetic.run(replications=3)
EMPTY = synthetic.empty_run()


def _forest(run: Any) -> pd.DataFrame:
    known = synthetic.comparison().variants[0].differences if run is RUN else {}
    return comparison.forest(known, known)


def _map(table: pd.DataFrame) -> go.Figure:
    return figures.posts_map(table, tables.countries(RUN), reference.shapes(), CENTRE)


def _close_up(table: pd.DataFrame) -> go.Figure:
    return figures.posts_map(table, tables.countries(RUN), reference.shapes(), CENTRE, close_up=True)


def _scores(run: Any) -> pd.DataFrame:
    """Forecasts of two ways: one is as sure as it may be, the other much too sure."""
    even, ends = [0.05 + 0.1 * at for at in range(10)], [0.0, 0.0, 0.0, 0.5, 1.0]
    ways = ["model"] * len(even) + ["<simple>"] * len(ends)
    known = pd.DataFrame({"forecast": ways, "rank": [*even, *ends]})
    return known if run is RUN else known.iloc[:0]


PAIRS: list[tuple[Callable[[pd.DataFrame], go.Figure], Callable[[Any], pd.DataFrame]]] = [
    (figures.headline, tables.published),
    (figures.funnel, tables.funnel),
    (figures.arrests_by_path, tables.arrests_by_path),
    (figures.arrests_by_crime_area, tables.arrests_by_crime_area),
    (figures.arrests_by_country, tables.arrests_by_country),
    (figures.response_times, tables.response_times),
    (figures.hour_by_hour, tables.hour_by_hour),
    (figures.waits, tables.waits),
    (figures.flows, ties.flows_table),
    (figures.findings_by_hour, map_by_hour.findings_table),
    (figures.differences, _forest),
    (figures.rank_histogram, _scores),
    (figures.coverage, _scores),
    (_map, tables.posts),
    (_close_up, tables.posts),
]

SEVERAL = [
    (figures.funnel, tables.funnel),
    (figures.arrests_by_path, tables.arrests_by_path),
    (figures.response_times, tables.response_times),
    (figures.hour_by_hour, tables.hour_by_hour),
    (figures.waits, tables.waits),
]


@pytest.mark.parametrize(("draw", "table_of"), PAIRS)
def test_the_same_table_gives_the_same_figure_and_is_left_alone(
    draw: Callable[[pd.DataFrame], go.Figure], table_of: Callable[[Any], pd.DataFrame]
) -> None:
    table = table_of(RUN)
    before = table.copy(deep=True)
    assert draw(table).to_json() == draw(before).to_json()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(("draw", "table_of"), PAIRS)
def test_a_table_without_rows_or_with_zeros_can_be_drawn(
    draw: Callable[[pd.DataFrame], go.Figure], table_of: Callable[[Any], pd.DataFrame]
) -> None:
    table = table_of(EMPTY)
    for some in (table, table.iloc[:0]):
        assert "NaN" not in draw(some).to_json()


def test_every_kind_of_post_is_drawn() -> None:
    drawn = {trace.name for trace in _map(tables.posts(RUN)).data}
    kinds = {post.kind.replace("_", " ") for post in RUN.scenario.active_posts().values()}
    assert kinds <= drawn


def test_the_map_keeps_the_shape_of_the_land() -> None:
    axis = _map(tables.posts(RUN)).layout.yaxis
    assert axis.scaleanchor == "x"
    assert 1.2 < axis.scaleratio < 2


def test_a_country_that_does_not_take_part_is_not_shaded_by_arrests() -> None:
    names = [trace.name for trace in _map(tables.posts(RUN)).data]
    assert names[0] == "not participating"


def test_every_label_of_the_map_is_in_its_frame() -> None:
    layout = _map(tables.posts(RUN)).layout
    west, east = layout.xaxis.range
    south, north = layout.yaxis.range
    for row in tables.countries(RUN).to_dict("records"):
        assert west < row["lon"] < east
        assert south < row["lat"] < north


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (-12.0, "fewer by 10 or more"),
        (-3.0, "fewer"),
        (0.0, "no clear difference"),
        (3.0, "more"),
        (10.0, "more by 10 or more"),
        (float("nan"), "in one of the plans only"),
    ],
)
def test_a_country_is_shaded_by_what_another_plan_changes(change: float, name: str) -> None:
    countries = tables.countries(RUN).assign(change=change)
    drawn = figures.posts_map(tables.posts(RUN), countries, reference.shapes(), CENTRE)
    assert [trace.name for trace in drawn.data][:2] == ["not participating", name]


@pytest.mark.parametrize(("draw", "table_of"), SEVERAL)
def test_plans_stand_beside_each_other(
    draw: Callable[[pd.DataFrame], go.Figure], table_of: Callable[[Any], pd.DataFrame]
) -> None:
    other = synthetic.run(synthetic.scenario(name="Another"), replications=3)
    one, both = draw(table_of(RUN)), draw(overlay([RUN, other], table_of))
    drawn = [sum(trace.y is not None for trace in figure.data) for figure in (one, both)]
    assert drawn[1] == 2 * drawn[0]
    assert "Another" in both.to_json()


def test_a_place_of_one_plan_only_keeps_its_row() -> None:
    other = synthetic.run(synthetic.scenario(name="Another"), replications=3)
    table = overlay([RUN, other], tables.arrests_by_path)
    drawn = figures.arrests_by_path(table.iloc[1:])
    assert len(drawn.layout.yaxis.ticktext) == len(get_args(ArrestPath))


def test_hours_of_plans_with_other_starts_stand_at_the_same_hour_of_the_action() -> None:
    earlier = synthetic.run(synthetic.scenario(name="Earlier", start="2023-03-06 00:00", days=3), replications=3)
    table = overlay([RUN, earlier], tables.hour_by_hour)
    begun = table.groupby("plan")["time"].min()
    assert begun.nunique() == 1 and begun.iloc[0].year == 2024
    assert table["time"].max() - table["time"].min() < pd.Timedelta(days=6)


def test_public_figures_are_listed() -> None:
    assert all(callable(getattr(figures, name)) for name in figures.__all__)


def test_findings_are_drawn_at_their_time_of_the_day() -> None:
    """From a start at 22:00 hour 1 is before midnight, and hours 2 and 26 are in the same quarter of two days."""
    plan = synthetic.scenario(start="2024-11-25 22:00", days=2)
    first, second = [*plan.active_posts()][:2]
    cases = pd.DataFrame(
        {"checkpoint": [f"BG/{first}"] * 3 + [f"RO/{second}", ""], "time_h": [1.0, 2.0, 26.0, 25.9, 3]}
    )
    run = SimpleNamespace(frames=lambda name, columns: [cases[columns]] * 2, replications=2, scenario=plan)
    table = map_by_hour.findings_table(cast(Any, run))
    names = [plan.active_posts()[key].name for key in (first, second)]
    assert {(row["name"], row["time"]): row["findings"] for row in table.to_dict("records")} == {
        (names[0], "18:00 to 24:00"): 0.5,
        (names[0], "00:00 to 06:00"): 1.0,
        (names[1], "18:00 to 24:00"): 0.5,
    }
    figure = figures.findings_by_hour(table)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(trace.x) for trace in marks] == [1, 0, 0, 2]
    assert marks[0].marker.size[0] > marks[3].marker.size[0] == marks[3].marker.size[1]
    assert len({(trace.xaxis, trace.yaxis) for trace in marks}) == 4


def test_networks_are_drawn_before_and_after_by_what_they_lost() -> None:
    lost = pd.DataFrame({"arrested": [0, 0, 1, 4, 5, 30], "efficiency_before": 1.0, "compactness_before": 0.5})
    known = lost.assign(efficiency_after=[1.0, 1.0, 0.9, 0.8, 0.6, 0.1], compactness_after=0.4)
    run = SimpleNamespace(table=lambda name, columns: known[columns], replications=2, manifest={"seed": 7})
    table = ties.networks_table(cast(Any, run))
    shown = table[table["plan"] == "in the largest connected part"].set_index("label")
    assert dict(shown["after"]) == pytest.approx(
        {"nobody arrested": 1.0, "1 arrested": 0.9, "3 to 5 arrested": 0.7, "6 or more": 0.1}
    )
    assert dict(shown["networks"]) == {"nobody arrested": 1, "1 arrested": 0.5, "3 to 5 arrested": 1, "6 or more": 0.5}
    figure = figures.networks(table)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [[*trace.x] for trace in marks[:2]] == [[100] * 4, pytest.approx([100, 90, 70, 10])]
    of_run = figures.networks(cast(Any, run))
    assert of_run.data == figure.data
    assert "seed 7" in of_run.layout.annotations[-1].text
    assert "NaN" not in figures.networks(table.iloc[:0]).to_json()


def test_who_asks_whom_counts_each_request_of_a_run_once() -> None:
    table = ties.flows_table(RUN)
    asked = tables.foreign_requests(RUN)
    assert table["requests"].sum() * RUN.replications == pytest.approx(len(asked))
    assert not table.duplicated(["sender", "receiver"]).any() and table["answered"].between(0, 1).all()


def test_a_rank_histogram_shows_of_each_way_which_share_of_forecasts_has_which_rank() -> None:
    even, ends = figures.rank_histogram(_scores(RUN)).data
    assert [*even.x] == pytest.approx([0.05 + 0.1 * at for at in range(10)])
    assert [*even.y] == pytest.approx([0.1] * 10)
    assert [*ends.y] == pytest.approx([0.6, 0, 0, 0, 0, 0.2, 0, 0, 0, 0.2])
    assert ends.name == "&lt;simple&gt;"
    assert "3 of 5 with a rank from 0% to 10%" in ends.hovertext[0]


def test_coverage_lies_on_the_diagonal_where_ranks_are_even_and_below_it_where_they_are_at_the_ends() -> None:
    """As near as ten ranks can: each is a tenth of the forecasts."""
    even, ends, diagonal = figures.coverage(_scores(RUN)).data
    assert [*diagonal.x] == [*diagonal.y] == [0, 1]
    assert [share - level for level, share in zip(even.x, even.y, strict=True)] == pytest.approx([0] * 19, abs=0.1001)
    assert [*ends.y] == pytest.approx([0.2] * 19)
    half = [*ends.x].index(pytest.approx(0.5))
    assert "intervals of 50% held 20 % of 5" in ends.hovertext[half]


def test_each_axis_says_what_it_measures_in_what() -> None:
    for draw, table_of in PAIRS:
        layout = draw(table_of(RUN)).layout.to_plotly_json()
        for name, axis in layout.items():
            if name.startswith(("xaxis", "yaxis")) and axis.get("showticklabels", True):
                assert axis.get("title", {}).get("text") or axis.get("ticktext") or axis.get("categoryarray"), name


def test_no_two_plans_look_alike() -> None:
    assert len({style.look(plan) for plan in range(64)}) == 64


@pytest.mark.parametrize(
    ("measure", "unit", "value"), [("detection_probability", "points", 1.4), ("arrests", "", 0.014)]
)
def test_what_moves_a_share_is_told_in_percentage_points(measure: str, unit: str, value: float) -> None:
    rows = pd.DataFrame([{"measure": measure, "key": "officers_scale", "index": "mu_star", "value": 0.014}])
    drawn = figures.tornado(rows.assign(confidence=0.001))
    assert drawn.layout.xaxis.title.text.endswith(f", {unit}" if unit else "to the other")
    assert drawn.data[0].x[0] == pytest.approx(value)


@pytest.mark.parametrize("days", [1, 4, 11, 14, 40])
def test_a_dozen_times_at_most_stand_below_an_action(days: int) -> None:
    hours = pd.date_range("2024-01-01", periods=24 * days + 1, freq="h", tz="UTC")
    panel = figures.Panel("checks", pd.DataFrame({"time": hours}), "", (0.0, 1.0))
    assert days * 24 * 3600 * 1000 / figures.below([panel])["dtick"] <= 12
