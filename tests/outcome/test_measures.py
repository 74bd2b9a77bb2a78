import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.journal import Journal
from sim.outcome import check_measures, crime_measures, exchange_measures
from sim.outcome.measure import Measure
from sim.outcome.measures import MEASURES, measure
from sim.outcome.outcome import Outcome, Table
from sim.outcome.records import Arrest, Message, Movement, NetworkRow, Release
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
        assert one.formula(scopes).shape == (1 + len(synthetic.COUNTRIES),), one.name


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
    assert measured.total["response_time_median_h"] == 4.0
    assert measured.total["messages"] == 14
    assert measured.by_country["AT"]["answered_share"] == pytest.approx(2 / 3)
    assert measured.by_country["BG"]["answered_share"] == 0
    assert math.isnan(measured.by_country["BG"]["response_time_median_h"])
    assert math.isnan(measured.by_country["RO"]["answered_share"])


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
        "officer_hours": np.array([1.0, 2.0]),
        "travel_h": np.zeros(2),
        "overtime_h": np.zeros(2),
    }
    rows = [
        *[Arrest(f"a{at}", 1.0, "AT", "database_hit", "drugs", "", "", "", False, "") for at in range(4)],
        Release("c1", 1.0, "BG", "no_answer"),
        Release("c2", 1.0, "BG", "cleared"),
    ]
    measured = measure(_outcome(*rows, hours=hours))
    assert measured.total["arrests_per_1000_officers"] == 2.0
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


def _message(sender: str, receiver: str, kind: Any, status: Any, response_h: float = math.nan) -> Message:
    return Message("m", "c", 0.0, sender, receiver, "siena", "urgent", kind, status, response_h, response_h, 0.5, 2)


def _shuffled(table: Table, random: Any) -> Table:
    order = list(range(len(table)))
    random.shuffle(order)
    return Table({
        name: [column[at] for at in order] if isinstance(column, list) else column[order]
        for name, column in table.columns.items()
    })  # fmt: skip
