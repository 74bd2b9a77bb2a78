"""What changes during the action: each event has its kind, and comes at an hour or on a condition."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from sim.scenario.codes import CountryCode, PostId
from sim.scenario.part import Timed, institutions
from sim.scenario.quantity import Hours, Officers, Scale, Share, Traces
from sim.words import Seat


class Surge(Timed):
    """Traffic at some posts is multiplied for a while."""

    kind: Literal["surge"]
    posts: tuple[PostId, ...] = Field(min_length=1)
    traffic: Scale
    lasts: Hours


class ClosePost(Timed):
    """A post is closed for a while; its traffic stays away."""

    kind: Literal["close_post"]
    post: PostId
    lasts: Hours


class SienaDown(Timed):
    """The secure line between the countries and Europol is down for a while."""

    kind: Literal["siena_down"]
    lasts: Hours


class LiaisonAway(Timed):
    """The liaison officers of a country are away for a while, from one seat or from all."""

    kind: Literal["liaison_away"]
    country: CountryCode
    lasts: Hours
    seat: Seat | None = None


class CentreDown(Timed):
    """The international coordination centre, or Europol's, does not work for a while."""

    kind: Literal["centre_down"]
    lasts: Hours
    which: Literal["international", "europol"] = "international"


class Intelligence(Timed):
    """A country brings in traces of networks that nobody had."""

    kind: Literal["intelligence"]
    country: CountryCode
    traces: Traces


class Reassign(Timed):
    """Officers of a country move from one post to another."""

    kind: Literal["reassign"]
    country: CountryCode
    origin: PostId = Field(alias="from")
    to: PostId
    officers: Officers


class Reinforce(Timed):
    """A country sends more officers to a post."""

    kind: Literal["reinforce"]
    country: CountryCode
    post: PostId
    officers: Officers


class TipOff(Timed):
    """A share of the networks learns what is planned."""

    kind: Literal["tip_off"]
    networks: Share


CORE: tuple[type[Timed], ...] = (
    Surge,
    ClosePost,
    SienaDown,
    LiaisonAway,
    CentreDown,
    Intelligence,
    Reassign,
    Reinforce,
    TipOff,
)
LISTED = [
    "surge",
    "close_post",
    "siena_down",
    "liaison_away",
    "centre_down",
    "intelligence",
    "reassign",
    "reinforce",
    "mobile_office",
    "jit_signed",
    "jit_proposed",
    "crisis",
    "tip_off",
    "move_asset",
    "send_asset",
    "call_experts",
    "move_mobile_office",
    "system_down",
]
"""The order in which kinds of event are told; new kinds follow."""


def word_of(kind: type[Timed]) -> str:
    """The word by which a file names a kind of event."""
    (word,) = get_args(kind.model_fields["kind"].annotation)
    return str(word)


def _place(kind: type[Timed]) -> int:
    return LISTED.index(word_of(kind)) if word_of(kind) in LISTED else len(LISTED)


KINDS = tuple(sorted((*CORE, *(kind for part in institutions() for kind in part.events)), key=_place))

if TYPE_CHECKING:
    type Event = Timed
else:
    Event = Annotated[reduce(or_, KINDS), Field(discriminator="kind")]
