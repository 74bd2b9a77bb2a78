import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.journal import Journal
from sim.institutions.special_units.records import CrisisRow
from sim.outcome import check_measures, crime_measures, exchange_measures
from sim.outcome.measure import Measure, Smallest
from sim.outcome.measures import HEADLINE, MAIN, MEASURES, measure
from sim.outcome.outcome import Outcome, Table
from sim.outcome.records import Arrest, Message, Movement, NetworkRow, OperationRow, Package, Release
from sim.outcome.scopes import Scopes
from sim.registry import parts
from sim.words import ArrestPath, CrimeArea
from tests.outcome import synthetic

COUNTED_BY_COUNTRY = [
    "checks_person", "checks_total", "referrals", "false_indications", "passed", "illegal_entries", "false_documents",
    "hits", "released_without_answer", "arrests", "weapons", "drugs_kg", "victims", "investigations", "officer_hours",
    "hits_europol", "submitted_entities", "arrests_needing_abroad", "requests",
]  # fmt: skip
PATHS = [f"arrests_{path}" for path in get_args(ArrestPath)]
AREAS = [f"arrests_{area}" for area in get_args(CrimeArea)]


def test_every_measure_is_declared_once() -> None:
    """A name that were declared twice would stand for the second meaning alone."""
    declared: list[Measure] = [*check_measures.MEASURES, *exchange_measures.MEASURES, *crime_measures.MEASURES]
    for module in parts("records"):
        declared += module.MEASURES
    assert [one.name for one in declared] == list(MEASURES)
    assert len({one.title for one in declared}) == len(declared)


def test_every_measure_says_what_it_is_and_is_worked_out_for_each_scope() -> None:
    scopes = Scopes(synthetic.outcome())
    for one in MEASURES.values():
        assert one.title and one.unit and one.meaning
        assert one.direction in (-1, 0, 1)
        assert one.denominator or one.unit != "share"
        assert one.matters.amount > 0
        assert one.finished == "" or MEASURES[one.finished].unit == "share"
        assert one.most == (1 if one.unit == "share" else math.inf)
        assert one.formula(scopes).shape == (1 + len(synthetic.COUNTRIES),), one.name
    assert set(HEADLINE) <= set(MAIN) <= set(MEASURES)


@pytest.mark.parametrize(
    ("text", "base", "amount"), [("0.5", 80.0, 0.5), ("2 %", 80.0, 1.6), ("2%", -80.0, 1.6), ("0", 80.0, 0.0)]
)
def test_the_smallest_difference_that_matters_is_a_number_or_a_share_of_the_base(
    text: str, base: float, amount: float
) -> None:
    assert Smallest.read(text).of(base) == pytest.approx(amount)


@pytest.mark.parametrize("text", ["", "%", "much", "-1", "nan", "inf %", "1 % 2"])
def test_what_is_no_smallest_difference_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Smallest.read(text)


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_the_total_is_the_sum_of_the_countries(seed: int, cases: int) -> None:
    measured = measure(synthetic.outcome(seed, cases=cases))
    for name in COUNTED_BY_COUNTRY:
        parts = [row[name] for row in measured.by_country.values()]
        assert measured.total[name] == pytest.approx(math.fsum(parts)), name


@given(st.integers(0, 10_000))
def test_arrests_are_the_sum_of_their_paths_and_of_their_crime_areas(seed: int) -> None:
    total = measure(synthetic.outcome(seed)).total
    assert sum(total[name] for name in PATHS) == total["arrests"] == sum(total[name] for name in AREAS)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seed: int, random: Any) -> None:
    outcome = synthetic.outcome(seed)
    shuffled = replace(outcome, tables={name: _shuffled(table, random) for name, table in outcome.tables.items()})
    np.testing.assert_allclose(measure(shuffled).values, measure(outcome).values, rtol=1e-12)


@given(st.integers(0, 10_000), st.permutations(synthetic.COUNTRIES))
def test_the_order_of_countries_does_not_matter(seed: int, countries: Sequence[str]) -> None:
    outcome = synthetic.outcome(seed)
    there, here = measure(replace(outcome, countries=tuple(countries))), measure(outcome)
    for code in countries:
        assert list(there.by_country[code].values()) == pytest.approx(list(here.by_country[code].values()), nan_ok=True)


@given(st.integers(0, 10_000))
def test_shares_lie_between_0_and_1(seed: int) -> None:
    values = measure(synthetic.outcome(seed)).values
    for at, declared in enumerate(MEASURES.values()):
        column = values[:, at][~np.isnan(values[:, at])]
        assert (column >= 0).all()
        assert declared.unit != "share" or (column <= 1).all()


def test_where_nothing_happened_counts_are_0_and_ratios_undefined() -> None:
    total = measure(synthetic.empty()).total
    undefined = {name for name, value in total.items() if math.isnan(value)}
    assert undefined == {name for name, declared in MEASURES.items() if declared.denominator}
    assert all(total[name] == 0 for name in MEASURES if name not in undefined)


def test_answers_count_between_different_countries_only() -> None:
    rows = [
        _message("AT", "BG", "request", "answered", 2.0),
        _message("AT", "RO", "request", "answered", 6.0),
        _message("AT", "BG", "request", "lost"),
        _message("AT", "AT", "request", "answered", 0.1),
        _message("AT", "EUROPOL", "request", "answered", 0.1),
        _message("BG", "AT", "report", "delivered"),
        _message("BG", "AT", "request", "refused"),
    ]
    measured = measure(_outcome(*rows))
    assert measured.total["requests"] == 4
    assert measured.total["answered_share"] == 0.5
    assert measured.total["response_time_median_h"] == 6.0
    assert measured.total["messages"] == 14
    assert measured.by_country["AT"]["answered_share"] == pytest.approx(2 / 3)
    assert measured.by_country["BG"]["answered_share"] == 0
    assert math.isnan(measured.by_country["BG"]["response_time_median_h"])
    assert math.isnan(measured.by_country["RO"]["answered_share"])
    assert math.isnan(measured.by_country["RO"]["response_time_median_h"])


@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.01, 1.0)), min_size=1, max_size=20), st.data())
def test_what_is_left_unanswered_never_looks_faster(sent: list[tuple[float, float]], data: st.DataObject) -> None:
    taken = [part * (6.0 - time_h) for time_h, part in sent]
    answered = [
        _message("AT", "BG", "request", "answered", hours, time_h=time_h)
        for (time_h, _), hours in zip(sent, taken, strict=True)
    ]
    lost = data.draw(st.sets(st.integers(0, len(sent) - 1), min_size=1))
    worse = [
        _message("AT", "BG", "request", data.draw(st.sampled_from(["open", "lost"])), time_h=row.time_h)
        if at in lost
        else row
        for at, row in enumerate(answered)
    ]
    before, after = (measure(_outcome(*rows)).total for rows in (answered, worse))
    assert after["response_time_median_h"] >= before["response_time_median_h"]
    assert after["answered_share"] < before["answered_share"]


@given(st.lists(st.floats(0.0, 6.0), min_size=1, max_size=9), st.integers(1, 9))
def test_what_was_refused_waits_for_no_answer(taken: list[float], refused: int) -> None:
    answered = [_message("AT", "BG", "request", "answered", hours) for hours in taken]
    ended = [_message("AT", "BG", "request", "refused")] * refused
    before, after, never = (measure(_outcome(*rows)).total for rows in (answered, [*answered, *ended], ended))
    assert after["response_time_median_h"] == before["response_time_median_h"]
    assert after["answered_share"] == pytest.approx(len(taken) / (len(taken) + refused))
    assert math.isnan(never["response_time_median_h"]) and never["answered_share"] == 0


def test_crises_strikes_and_detentions_count_what_did_not_end() -> None:
    rows = [
        CrisisRow("AT/crisis-0", 1.0, 4.0, "AT", "hijacking", 2, 1, 1, "BG", 3.0, True),
        CrisisRow("AT/crisis-1", 2.0, 5.0, "AT", "hijacking", 2, 1, 0, "", math.nan, False),
        CrisisRow("BG/crisis-0", 2.0, 5.0, "BG", "hijacking", 2, 1, 0, "", math.nan, False),
        Package("N1/package", 1.0, "N1", "AT BG", 0.5),
        Package("N2/package", 2.0, "N2", "AT", 0.5),
        OperationRow("N1/operation", 4.5, "N1", "AT", 3, 1, 0, False, 3.0, "N1/package"),
        *(_message("AT", "BG", "request", "answered", 1.0, case=f"c{at}") for at in (1, 2)),
        _message("AT", "EUROPOL", "request", "open", case="c3"),
        Arrest("a1", 1.5, "AT", "database_hit", "drugs", "", "c1", "", True, "c1"),
        Release("c2", 2.5, "AT", "cleared"),
        Release("c3", 6.0, "AT", "held"),
        Release("c4", 1.0, "AT", "cleared"),  # nobody was asked
        Arrest("a5", 1.0, "AT", "caught_in_the_act", "drugs", "", "c2", "", False, "c2"),
    ]
    measured = measure(_outcome(*rows))
    total, austria, bulgaria = measured.total, measured.by_country["AT"], measured.by_country["BG"]
    assert (austria["crisis_response_h"], austria["crises_met_share"]) == (2.0, 0.5)
    assert (total["crisis_response_h"], bulgaria["crisis_response_h"]) == (math.inf, math.inf)
    assert total["crises_met_share"] == pytest.approx(1 / 3)
    assert (total["strike_median_h"], total["struck_share"]) == (3.0, 0.5)
    assert (bulgaria["strike_median_h"], bulgaria["struck_share"]) == (3.0, 1.0)
    assert [total["detention_median_h"], total["detention_ended_share"]] == pytest.approx([2.5, 2 / 3])
    assert math.isnan(bulgaria["detention_median_h"])


def test_movements_count_where_they_begin_and_foreign_ones_in_the_total() -> None:
    rows = [
        Movement("N1/m1", "N1", 0.0, "drugs", "BG", "AT", "", 1, 1, True, True, False),
        Movement("N1/m2", "N1", 0.0, "drugs", "BG", "AT", "", 1, 0, False, False, True),
        Movement("N1/m3", "N1", 0.0, "drugs", "TR", "AT", "", 2, 1, True, False, False),
    ]
    measured = measure(_outcome(*rows))
    assert measured.total["movements"] == 3
    assert measured.total["detection_probability"] == pytest.approx(2 / 3)
    assert measured.total["interception_probability"] == pytest.approx(1 / 3)
    assert measured.by_country["BG"]["detection_probability"] == 0.5
    assert measured.by_country["BG"]["displaced_movements"] == 1
    assert math.isnan(measured.by_country["AT"]["detection_probability"])


def test_the_95_percent_wait_comes_from_all_travellers() -> None:
    waits = {
        "country": ["AT", "AT", "BG", "BG"],
        "wait_min": np.array([1.0, 100.0, 1.0, 100.0]),
        "travellers": np.array([96.0, 4.0, 1000.0, 100.0]),
    }
    measured = measure(_outcome(waits=waits))
    assert measured.by_country["AT"]["wait_p95_min"] == 1.0
    assert measured.by_country["BG"]["wait_p95_min"] == 100.0
    assert measured.total["wait_p95_min"] == 100.0
    assert math.isnan(measured.by_country["RO"]["wait_p95_min"])


def test_a_network_is_disrupted_when_it_has_lost_a_tenth() -> None:
    rows = [
        NetworkRow(f"N{at}", 20, 0.0, 1, before, after, "broker", 0, 0.4, 0.3)
        for at, (before, after) in enumerate([(1, 0.91), (1, 0.9), (0.8, 0.4), (0, 0)])
    ]
    measured = measure(_outcome(*rows))
    assert measured.total["networks_disrupted"] == 2
    assert math.isnan(measured.by_country["AT"]["networks_disrupted"])


def test_arrests_per_officer_and_releases() -> None:
    hours = {
        "country": ["AT", "BG"],
        "service": ["police", "police"],
        "officers": np.array([500, 1500]),
        "officer_hours": np.array([500 * 2.0 + 30.0, 1500 * 2.0 + 600.0]),
        "travel_h": np.array([10.0, 0.0]),
        "overtime_h": np.array([20.0, 0.0]),
    }  # 6 h are a quarter of a day; 300 officers more came to BG for the whole of it
    rows = [
        *[Arrest(f"a{at}", 1.0, "AT", "database_hit", "drugs", "", "", "", False, "") for at in range(4)],
        Release("c1", 1.0, "BG", "no_answer"),
        Release("c2", 1.0, "BG", "cleared"),
    ]
    measured = measure(_outcome(*rows, hours=hours))
    assert [row["officers"] for row in (measured.total, *measured.by_country.values())] == [2300, 500, 1800, 0]
    assert measured.total["arrests_per_1000_officers"] == pytest.approx(4000 / 2300)
    assert measured.by_country["AT"]["arrests_per_1000_officers"] == 8.0
    assert math.isnan(measured.by_country["RO"]["arrests_per_1000_officers"])
    assert measured.by_country["BG"]["released_without_answer"] == 1


def _outcome(*rows: tuple[Any, ...], **dense: dict[str, Any]) -> Outcome:
    journal = Journal()
    for name, columns in dense.items():
        journal.put(name, columns)
    synthetic.give_dense(journal, *dense)
    for row in rows:
        journal.add(row)
    return synthetic.frozen(journal, ("AT", "BG", "RO"), 6)


def _message(
    sender: str,
    receiver: str,
    kind: Any,
    status: Any,
    response_h: float = math.nan,
    *,
    time_h: float = 0.0,
    case: str = "c",
) -> Message:
    answered_h = time_h + response_h
    return Message("m", case, time_h, sender, receiver, "siena", "urgent", kind, status, answered_h, response_h, 0.5, 2)


def _shuffled(table: Table, random: Any) -> Table:
    order = list(range(len(table)))
    random.shuffle(order)
    return Table({
        name: [column[at] for at in order] if isinstance(column, list) else column[order]
        for name, column in table.columns.items()
    })  # fmt: skip
