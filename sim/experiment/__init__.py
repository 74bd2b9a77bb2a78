"""Repetition: many replications of a scenario, and scenarios against each other."""
