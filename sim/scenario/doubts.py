"""What is right in a scenario and probably not meant."""

from collections.abc import Iterator

from sim.scenario.schema import Scenario


def doubts(scenario: Scenario) -> Iterator[str]:
    """Sentences about values that leave nothing of what they scale."""
    for code, country in scenario.countries.items():
        if sum(country.officers.values()) > 0 and scenario.officers(code) == 0:
            yield f"countries.{code}: officers_scale is 0, so {code} takes part without an officer"
