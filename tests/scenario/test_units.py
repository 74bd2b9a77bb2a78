"""Quantities as people write them, and parameters that carry what is known about them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.errors import Fault, ModelError, UnitError
from sim.scenario.quantity import Frozen, Hours, Share, Trust, param


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9 min", 0.15),
        ("9min", 0.15),
        (" 2 h ", 2),
        ("1.5 h", 1.5),
        ("3 d", 72),
        ("30 s", 1 / 120),
        ("1e2 min", 100 / 60),
        ("0 min", 0),
        (0, 0),
        (0.0, 0),
    ],
)
def test_durations(text: object, hours: float) -> None:
    assert units.hours(text) == hours


@pytest.mark.parametrize(
    "text",
    ["", "9", "min", "9 mins?", "9 minutes", "9 MIN", "-9 min", "9 h 5 min", "nan h", "inf h", "9 min\n2", True, None],
)
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(UnitError):
        units.hours(text)


@pytest.mark.parametrize(("value", "share"), [(0, 0), (1, 1), (0.3, 0.3), ("30 %", 0.3), ("100%", 1), ("0.5 %", 0.005)])
def test_shares(value: object, share: float) -> None:
    assert units.share(value) == share


@pytest.mark.parametrize("value", ["0.3", "-1 %", "101 %", 1.01, -0.01, 10**400, float("nan"), True, None, [0.3]])
def test_what_is_no_share(value: object) -> None:
    with pytest.raises(UnitError):
        units.share(value)


@pytest.mark.parametrize(("value", "read"), [(3, (3, "1")), ("30 %", (0.3, "1")), ("90 min", (1.5, "h"))])
def test_quantities(value: object, read: tuple[float, str]) -> None:
    assert units.quantity(value) == read


@pytest.mark.parametrize(
    ("hours", "text"), [(0, "0 h"), (0.15, "9 min"), (1, "1 h"), (30.5, "30.5 h"), (72, "3 d"), (1 / 120, "30 s")]
)
def test_hours_are_spoken_in_their_natural_unit(hours: float, text: str) -> None:
    assert units.spoken(hours) == text


@given(st.integers(1, 59), st.sampled_from(["s", "min"]))
def test_what_is_spoken_reads_back(number: int, unit: str) -> None:
    hours = units.hours(f"{number} {unit}")
    assert units.hours(units.spoken(hours)) == pytest.approx(hours)


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans() | st.lists(st.integers()))
def test_any_value_is_read_or_refused(value: object) -> None:
    for read in (units.hours, units.share, units.quantity):
        try:
            read(value)
        except UnitError as error:
            assert len(error.found) < 200
            assert error.wanted


def test_quoted_values_are_short() -> None:
    assert len(units.shown("x" * 1000)) < 70
    values: list[object] = [None, True, {}, [], "a"]
    assert [units.shown(value) for value in values] == [
        "an empty value",
        "true",
        "a mapping",
        "a list",
        "'a'",
    ]


class Checks(Frozen):
    mean: Hours = param("12 min", low="5 min", high="20 min", unit="h", trust="assumed", source="none", meaning="Mean")
    found: dict[str, Share] = param(
        {"drugs": 0.2, "arms": "10 %"}, low=0, high=0.5, unit="1", trust="expert", source="experts", meaning="Found"
    )


def test_a_default_is_written_as_a_scenario_writes_it() -> None:
    assert Checks().mean == 0.2
    assert Checks().found == {"drugs": 0.2, "arms": 0.1}


def test_a_table_lies_over_its_default() -> None:
    assert Checks.model_validate({"found": {"drugs": 0.4}}).found == {"drugs": 0.4, "arms": 0.1}


def test_a_parameter_carries_what_is_known_about_it() -> None:
    field = Checks.model_fields["mean"]
    known = {"unit": "h", "low": 5 / 60, "high": 20 / 60, "trust": "assumed", "source": "none"}
    assert (field.description, field.json_schema_extra) == ("Mean", known)


@pytest.mark.parametrize(
    ("default", "trust", "source", "said"),
    [
        ("30 min", "assumed", "x", "outside its range"),
        ("9 min", "sure", "x", "none of"),
        ("9 min", "expert", "", "a source"),
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(default: str, trust: Trust, source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        param(default, low="5 min", high="20 min", unit="h", trust=trust, source=source, meaning="Mean")


def test_errors_say_where() -> None:
    fault = Fault(
        file="a.yaml", line=41, key="countries.AT.officrs", found="unknown key", wanted="Did you mean 'officers'?"
    )
    assert str(fault) == "a.yaml:41  countries.AT.officrs: unknown key. Did you mean 'officers'?"
    error = ModelError("a queue of -1", hour=3.5, subject="AT/spielfeld", seed=1, replication=7)
    assert str(error) == "a queue of -1 (hour 3.5, subject AT/spielfeld, seed 1, replication 7)"
    for one in (error, UnitError("found", "wanted")):
        assert str(pickle.loads(pickle.dumps(one))) == str(one)
