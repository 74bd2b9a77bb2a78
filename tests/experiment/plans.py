"""A small plan, and what a model might make of it."""

from collections.abc import Mapping, Sequence

from sim.experiment.parameters import Parameters
from sim.outcome.outcome import Outcome
from sim.scenario.events import Event
from sim.scenario.load import load_text
from sim.scenario.schema import Scenario
from tests.outcome import synthetic

SMALL = """
name: Three countries
start: "2024-11-25 00:00"
days: 1
crime_areas: {migrant_smuggling: 1, firearms: 1}
countries:
  AT: {officers: {police: 20}, plan: {officers: 20, person: 300, vehicle: 60, premises: 2}}
  BG: {officers: {border_guard: 30}, plan: {officers: 30, person: 500, vehicle: 80, premises: 2}}
  HU: {officers: {police: 20}, plan: {officers: 20, person: 300, vehicle: 60, premises: 2}}
counting: {thorough_person: 0, thorough_vehicle: 0, thorough_parcel: 0.5}
centre: {place: Sarajevo, lat: 43.86, lon: 18.41, desks: 4}
europol: {analysts: 2}
cooperation:
  baseline: standard
  europol: {member: close}
preparation: {prepared_targets: 4, prior_traces: 2}
networks: {count: 4}
"""


def small(overrides: Mapping[str, str] | None = None) -> Scenario:
    return load_text(SMALL, "small.yaml", overrides)


def elsewhere() -> Scenario:
    """A plan that has no country in common with the small one, and another length."""
    text = SMALL.replace("days: 1", "days: 3").replace("Three countries", "Elsewhere")
    for here, there in (("AT", "ES"), ("BG", "PT"), ("HU", "FR")):
        text = text.replace(f"  {here}:", f"  {there}:")
    return load_text(text, "elsewhere.yaml")


def replay(
    scenario: Scenario,
    seed: int,
    replication: int,
    events: Sequence[Event] = (),
    detail: str = "cases",
    parameters: Parameters | None = None,
) -> Outcome:
    """Stands for the model: more officers find more."""
    officers = sum(scenario.officers(code) for code in scenario.countries)
    return synthetic.outcome(
        seed,
        replication=replication,
        countries=tuple(scenario.countries),
        hours=int(scenario.hours),
        cases=int(officers),
        scenario_hash=scenario.hash,
    )
