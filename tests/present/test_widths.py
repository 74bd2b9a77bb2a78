"""How far a difference rests on luck, calibration and assumptions, in words."""

from dataclasses import replace

import pytest

from sim.present import widths
from tests.present import synthetic


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((0.04, 0.16, 0.8), "luck 4 %, fit 16 %, assumptions 80 %"),
        ((0.00007, 0.0003, 0.9996), "luck under 1 %, fit under 1 %, assumptions over 99 %"),
        ((0.0, 0.0, 1.0), "luck 0 %, fit 0 %, assumptions 100 %"),
    ],
)
def test_parts_of_the_variance_are_told_to_the_percent(parts: tuple[float, float, float], told: str) -> None:
    row = synthetic.under_assumptions(synthetic.comparison()).variants[0].differences["arrests"]
    assert row.widths is not None
    of_luck, of_fit, of_assumptions = parts
    known = replace(row.widths, of_luck=of_luck, of_fit=of_fit, of_assumptions=of_assumptions)
    assert f"Of its variance: {told}." in list(
        widths.sentences("arrests", replace(row, widths=known), synthetic.scenario())
    )
