"""A country that the reference data do not have, and of which no shape is known, in a report."""

import sim
from sim.scenario.load import load_text, vary
from tests.scenario.minimal import TEXT


def test_a_report_names_it_and_draws_its_posts() -> None:
    base = vary(load_text(TEXT, "minimal"), {"events": "[]", "days": 1})
    own = {"profile": {"name": "Examplia", "neighbours": ["BG"]}, "officers": {"police": 9}, "plan": {"officers": 9}}
    joined = vary(base, {"name": "With Examplia", "countries.XA": own})
    compared = sim.compare(base, [joined], replications=1, seed=1)
    assert "Only in With Examplia: Examplia." in sim.report(compared)
    assert "Examplia - Bulgaria" in sim.report(compared.variants[0].run)
