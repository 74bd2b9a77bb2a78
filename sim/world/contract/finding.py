"""A finding, as those who deal with it know it, and a person whom a lead named (ODD 7.6)."""

from __future__ import annotations

from typing import NamedTuple

_MINOR = ("clean", "wanted_abroad")


class Finding(NamedTuple):
    """A case as those who deal with it know it.

    Attributes
    ----------
    point
        Checkpoint where it was made, or -1.
    abroad
        Whether it rests on information from another country or Europol.
    caught_by
        Path of an arrest on the spot: in the act at the checkpoint, or in a pursuit or surveillance from there.
    """

    name: str
    country: str
    checkpoint: str
    point: int
    kind: str
    mark: str
    detector: str
    area: str
    network: str
    abroad: bool = False
    caught_by: str = "caught_in_the_act"

    @property
    def minor(self) -> bool:
        """Whether it is only asked who somebody is: no suspect and no network behind it."""
        return self.mark in _MINOR and not self.network

    @property
    def seen(self) -> str:
        """The mark as those who deal with it see it: somebody clean who was indicated falsely is a suspect to them."""
        return "suspect" if self.mark == "clean" else self.mark

    @property
    def post(self) -> str:
        """Where it was made, or empty."""
        return self.checkpoint.partition("/")[2]


class Person(NamedTuple):
    """Somebody whom a lead named: the case that a visit would open, and where it comes from.

    Attributes
    ----------
    abroad
        Whether information from another country was needed.
    member
        Number of the member of the network, where it is known.
    """

    case: str
    country: str
    area: str
    network: str
    cause: str
    abroad: bool
    member: int | None = None
