"""Keyed chance inside kernels: a 64-bit key and a counter give a uniform in about a nanosecond."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled import inlined, kernel

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_UNIT = 2.0**-52


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


@kernel
def normal_quantile(u: float) -> float:
    """Quantile of the standard normal: Acklam's rational approximation, relative error below 1.2e-9."""
    if u < 0.02425 or u > 0.97575:
        tail = u if u < 0.5 else 1.0 - u
        q = math.sqrt(-2.0 * math.log(tail))
        x = (
            (
                (
                    (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q)
                    - 2.549732539343734e00
                )
                * q
                + 4.374664141464968e00
            )
            * q
            + 2.938163982698783e00
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
                + 3.754408661907416e00
            )
            * q
            + 1.0
        )
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239e00
        )
        * q
        / (
            (
                (
                    ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                    + 6.680131188771972e01
                )
                * r
                - 1.328068155288572e01
            )
            * r
            + 1.0
        )
    )
