"""Keyed chance: the same question about the same subject has the same luck, everywhere and always."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine.streams import DECISIONS, Chance

ASK = "from sim.engine.streams import Chance; c = Chance(7, 3); print(c.draws('case', 'AT/spielfeld/vehicle/h031/17'))"


def test_draws_are_what_they_always_were() -> None:
    chance = Chance(7, 3)
    assert chance.draw("case", "AT/spielfeld/vehicle/h031/17") == pytest.approx(0.9479504792252555, abs=1e-15)
    assert chance.key("arrivals", "BG/kalotina") == 2945794222391902255


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_draws_do_not_depend_on_the_hash_seed(root: Path, hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(Chance(7, 3).draws("case", "AT/spielfeld/vehicle/h031/17"))


def test_asking_changes_nothing() -> None:
    chance = Chance(1, 0)
    before = chance.draws("case", "a")
    chance.draws("case", "b")
    chance.key("search", "a")
    assert chance.draws("case", "a") == before
    assert chance.draw("case", "a") == before[0]


def test_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(KeyError):
        Chance(1, 0).draw("weather forecast", "AT")
    with pytest.raises(KeyError):
        Chance(1, 0).key("", "AT")


def test_seed_replication_decision_and_subject_all_count() -> None:
    asked = [
        Chance(seed, replication).draw(decision, subject)
        for seed in (1, 11)
        for replication in (0, 1, 10)
        for decision in DECISIONS
        for subject in ("", "a", "b", "a/b")
    ]
    assert len(set(asked)) == len(asked)


def test_draws_are_uniform_and_independent_across_decisions_subjects_and_runs() -> None:
    """Fails for a good hash with one choice of seeds in 10^5 (uniformity), in 30,000 (correlations)."""
    size = 5000
    names = [f"N{number:02d}/m{number % 7}" for number in range(size)]
    chance, other_run = Chance(1, 0), Chance(1, 1)
    columns = [np.array([chance.draws("case", name) for name in names])]
    columns += [np.array([[chance.draw(decision, name)] for name in names]) for decision in ("search", "movement")]
    columns += [np.array([[other_run.draw("case", name)] for name in names])]
    sample = np.hstack(columns)
    assert (sample > 0.0).all()
    assert (sample < 1.0).all()
    for column in sample.T:
        assert stats.chisquare(np.histogram(column, bins=100, range=(0.0, 1.0))[0]).pvalue > 1e-5
    correlation = np.corrcoef(sample.T)
    pairs = correlation[np.triu_indices(len(correlation), 1)]
    assert np.abs(pairs).max() * np.sqrt(size) < 5.2


# Draws by name --------------------------------------------------------------------------------------------------------


class OneLuck(NamedTuple):
    """What one number decides."""

    present: float


class EightLuck(NamedTuple):
    """As many names as a decision has numbers."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    g: float
    h: float


@given(st.sampled_from(sorted(DECISIONS)), st.text(max_size=40), st.integers(0, 2**40))
def test_luck_is_the_same_numbers_by_name(decision: str, subject: str, seed: int) -> None:
    chance = Chance(seed, 3)
    draws = chance.draws(decision, subject)
    one, eight = chance.luck(OneLuck, decision, subject), chance.luck(EightLuck, decision, subject)
    assert (type(one), type(eight)) == (OneLuck, EightLuck)
    assert (one.present,) == draws[:1]
    assert (eight.a, eight.b, eight.c, eight.d, eight.e, eight.f, eight.g, eight.h) == draws


def test_luck_under_an_unknown_decision_is_an_error() -> None:
    with pytest.raises(KeyError):
        Chance(1, 0).luck(OneLuck, "weather forecast", "AT")


def test_further_decisions_have_luck_of_their_own_and_leave_the_rest_as_it_was() -> None:
    plain, more = Chance(7, 3), Chance(7, 3, ["pursuit"])
    assert more.draws("case", "a") == plain.draws("case", "a") != more.draws("pursuit", "a")
    with pytest.raises(KeyError):
        plain.draws("pursuit", "a")


def test_asking_for_fewer_uniforms_changes_none_of_them() -> None:
    chance = Chance(1, 0)
    eight = chance.draws("case", "AT/x")
    assert [chance.draws("case", "AT/x", count) for count in range(9)] == [eight[:count] for count in range(9)]
    assert len(set(eight)) == 8
