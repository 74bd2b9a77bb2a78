"""Figures that were published belong to the plan that they are about, and stand beside no other."""

from typing import Final

from sim.scenario.schema import Published, Scenario

NEAR: Final = 0.01
"""Published numbers of officers are rounded, and added up from others."""


def published(plan: Scenario) -> Published:
    """What was published of this plan: nothing, where it has other officers than those that were published."""
    printed = plan.published
    officers = sum(plan.officers(code) for code in plan.countries)
    if printed.officers is None or abs(officers - printed.officers) <= NEAR * printed.officers:
        return printed
    return Published()


def of_another(plan: Scenario) -> str:
    """In words: that the figures in a file are of another plan; empty where they are not."""
    if published(plan) == plan.published:
        return ""
    officers = sum(plan.officers(code) for code in plan.countries)
    return (
        f"The published figures in the file are of another plan, with {plan.published.officers:,} officers where this "
        f"one has {officers:,.0f}, and are left out."
    )
