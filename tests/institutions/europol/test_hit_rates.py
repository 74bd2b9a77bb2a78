"""Hit rates by way of selection, against those that were published."""

from __future__ import annotations

import numpy as np

from tests.theatre import full_scale, outcome, small, total


def test_hit_rates_differ_by_orders_of_magnitude_with_the_way_of_selection() -> None:
    """Of all who are checked few are known to a database; of those whom teams submit to Europol many are.

    Published: 2.6e-5 of mass searches and 2.5e-4 of checks at hot spots; 1.3e-2 to 3.6e-2 of entities submitted.
    """
    database, europol = (
        np.mean([total(outcome(full_scale(), n), f"hit_rate_{name}") for n in (0, 1)])
        for name in ("database", "europol")
    )
    assert europol > 10 * database > 0.0
    assert 1.3e-2 / 2 < europol < 3.6e-2 * 2
    assert 2.6e-5 < database < 10 * 2.5e-4


def test_a_hit_rate_without_questions_is_not_defined() -> None:
    run = outcome(small({"cooperation.scale": "0"}))
    assert np.isnan(total(run, "hit_rate_europol")) and total(run, "hit_rate_database") > 0.0
