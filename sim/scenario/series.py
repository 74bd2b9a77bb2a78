"""Series of actions: the one to which parameters are calibrated, and all others."""

from typing import Literal

Series = Literal["South East Europe", "another"]
CALIBRATED: Series = "South East Europe"
"""The series of the years to which parameters are calibrated."""
