"""Keyed chance inside kernels: a 64-bit key and a counter give a uniform in about a nanosecond."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import inlined

Floats = NDArray[np.float64]
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_UNIT = 2.0**-52
LOW, HIGH = 0.02425, 0.97575
"""Where the tails of the normal distribution begin."""


@inlined
def mix(word: np.uint64) -> np.uint64:
    """The finalizer of splitmix64: 64 bits in, 64 well-mixed bits out."""
    word = (word ^ (word >> _S30)) * _M1
    word = (word ^ (word >> _S27)) * _M2
    return word ^ (word >> _S31)


@inlined
def uniform(key: np.uint64, number: int) -> float:
    """The `number`-th uniform of a key, in the open interval (0, 1)."""
    return (float(mix(key + _GAMMA * np.uint64(number + 1)) >> _S12) + 0.5) * _UNIT


@inlined
def _in_the_middle(u: float) -> float:
    """Acklam's approximation between LOW and HIGH."""
    q = u - 0.5
    r = q * q
    above = -3.969683028665376e01 * r + 2.209460984245205e02
    above = (above * r - 2.759285104469687e02) * r + 1.383577518672690e02
    above = (above * r - 3.066479806614716e01) * r + 2.506628277459239e00
    below = -5.447609879822406e01 * r + 1.615858368580409e02
    below = (below * r - 1.556989798598866e02) * r + 6.680131188771972e01
    below = (below * r - 1.328068155288572e01) * r + 1.0
    return above * q / below


@inlined
def _in_a_tail(u: float) -> float:
    """Acklam's approximation outside of it."""
    q = math.sqrt(-2.0 * math.log(u if u < 0.5 else 1.0 - u))
    above = -7.784894002430293e-03 * q - 3.223964580411365e-01
    above = (above * q - 2.400758277161838e00) * q - 2.549732539343734e00
    above = (above * q + 4.374664141464968e00) * q + 2.938163982698783e00
    below = 7.784695709041462e-03 * q + 3.224671290700398e-01
    below = (below * q + 2.445134137142996e00) * q + 3.754408661907416e00
    below = below * q + 1.0
    return above / below if u < 0.5 else -(above / below)


@inlined
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal: Acklam's rational approximation, relative error below 1.2e-9."""
    return _in_a_tail(u) if u < LOW or u > HIGH else _in_the_middle(u)


@inlined
def normal_quantiles(u: Floats, quantiles: Floats, size: int) -> None:
    """Put the quantiles of so many numbers into an array: all as if in the middle, in one loop, then the tails."""
    for i in range(size):
        quantiles[i] = _in_the_middle(u[i])
    for i in range(size):
        if u[i] < LOW or u[i] > HIGH:
            quantiles[i] = _in_a_tail(u[i])
