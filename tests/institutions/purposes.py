"""What an institution is for: a figure that it raises where there is something to do, and leaves alone elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tests.institutions.paired import Figure, assert_above, measured
from tests.institutions.scenes import merged
from tests.theatre import Floats, operate, small


class Purpose(NamedTuple):
    """Something that raises a figure by so much at the least, and by nothing where what it works on is absent."""

    scene: Mapping[str, str]
    without: Mapping[str, str]
    present: Mapping[str, str]
    least: float
    absent: Mapping[str, str]
    figure: Figure = measured("arrests")

    def brings(self, *absent: Mapping[str, str], runs: int) -> Floats:
        """What it raises the figure by in each run."""
        before, after = (
            [self.figure(operate(small(merged(self.scene, side, *absent)), number)[1]) for number in range(runs)]
            for side in (self.without, self.present)
        )
        return np.subtract(after, before, dtype=np.float64)

    def assert_there(self, runs: int) -> None:
        """It does so."""
        brought = self.brings(runs=runs)
        assert_above(brought)
        assert brought.mean() > self.least, f"{brought.mean():.3g} in the mean"
        assert not self.brings(self.absent, runs=2).any()
