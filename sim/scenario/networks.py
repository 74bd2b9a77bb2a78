"""Criminal networks of a plan: how many are drawn, and those whose graph is given.

Members are synthetic persons. They have a number, a country and a role, and nothing else can be said of them.
"""

from collections import Counter
from collections.abc import Container
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.codes import CountryCode
from sim.scenario.quantity import Flag, NetworkCount, Scale, Sealed, refusal
from sim.words import CrimeArea, Role

Targeting = Literal["as_known", "brokers", "leaders", "random"]
MOST_MEMBERS = 1_000
NetworkName = Annotated[str, Field(pattern=r"^(N[0-9]{2,5}|[a-z][a-z0-9]*(-[a-z0-9]+)*)$", max_length=40)]
"""Lower-case words joined by hyphens; or a name such as N07: then it stands in place of the one that is drawn."""
MemberId = Annotated[str, Field(pattern=r"^[a-z][0-9]{1,6}$")]
"""A letter and a number."""


class NetworkMember(Sealed):
    """A member of a network: his country, his role, and whom he knows; a tie is named at one of its ends or at both."""

    country: CountryCode | None = None
    role: Role | None = None
    ties: tuple[MemberId, ...] = ()


class OwnNetwork(Sealed):
    """A network whose graph is given: members by number, with their ties; what is left out is drawn.

    It is at work in its `countries`, of which the first is its home; left out, in those of its members, where most live
    first.
    """

    crime_area: CrimeArea | None = None
    countries: tuple[CountryCode, ...] = ()
    members: dict[MemberId, NetworkMember] = Field(min_length=2, max_length=MOST_MEMBERS)

    @model_validator(mode="after")
    def _ties_lead_to_members(self) -> "OwnNetwork":
        for number, member in self.members.items():
            for other in member.ties:
                if other == number or other not in self.members:
                    said = "knows himself" if other == number else f"knows {other}, who is no member"
                    raise refusal(f"{number} {said}", "Name other members", below=f"members.{number}.ties")
        return self

    @property
    def numbers(self) -> list[str]:
        """Its members in the order of their numbers."""
        return sorted(self.members, key=lambda number: (number[0], int(number[1:])))

    @property
    def edges(self) -> list[tuple[int, int]]:
        """Its ties, each once: places of two members in `numbers`, the smaller first."""
        at = {number: place for place, number in enumerate(self.numbers)}
        ends = ((at[number], at[other]) for number, member in self.members.items() for other in member.ties)
        return sorted({(min(pair), max(pair)) for pair in ends})

    @property
    def at_work_in(self) -> list[str]:
        """Countries where it is at work, its home first; none where nothing says it."""
        lived_in = Counter(member.country for member in self.members.values() if member.country is not None)
        return [*self.countries] or [code for code, _ in lived_in.most_common()]

    def comes_to(self, codes: Container[str]) -> bool:
        """Whether it takes part in an action of some countries: it can cross a border between two of them."""
        return not self.at_work_in or sum(code in codes for code in self.at_work_in) >= 2


class Networks(Sealed):
    """How many criminal networks are drawn, and `own` ones; what they can, and who is looked for first.

    Scale 0 takes them all away. `targeting` says which members come to light first; without `adaptive` networks learn
    nothing and replace nobody.
    """

    count: NetworkCount
    scale: Scale = 1
    targeting: Targeting = "as_known"
    adaptive: Flag = True
    corruption: Flag = True
    own: dict[NetworkName, OwnNetwork] = Field(default_factory=dict, exclude_if=lambda own: not own)

    @property
    def names(self) -> list[str]:
        """Names of all networks: N00, N01 and so on, and those of its own that stand in the place of none of these."""
        drawn = [f"N{number:02d}" for number in range(round(self.count * self.scale))]
        return [*dict.fromkeys((*drawn, *self.own))] if self.scale else []
