"""The world of a joint action: who is always there, on floors; no institution is known here."""

from sim.world.later import load_later

load_later("mesa.discrete_space", "mesa.experimental.continuous_space", "scipy.linalg")
"""Grids, on which nobody stands here, come with Mesa and bring half of SciPy; numba wants one file of the last."""
