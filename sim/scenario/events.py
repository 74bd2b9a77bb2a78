"""What changes during the action: each event has its kind, and comes at an hour or on a condition."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from sim.scenario.codes import CountryCode, Owner, PostId
from sim.scenario.part import EventId, Timed, institutions
from sim.scenario.quantity import Hours, Officers, Scale, Share, Traces, UnitCount
from sim.words import Channel, Given, Pace, Seat, Waiting


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


class TakeSeat(Timed):
    """People take the desk of an owner: operations, joint teams and calls for experts wait for their word."""

    kind: Literal["take_seat"]
    owner: Owner


class LeaveSeat(Timed):
    """People leave a desk: it goes on by itself, and its standing orders end."""

    kind: Literal["leave_seat"]
    owner: Owner


class StandingOrder(Timed):
    """How a desk deals with a class of requests from now on."""

    kind: Literal["standing_order"]
    owner: Owner
    requests: Waiting
    answer: Pace


class AnswerRequest(Timed):
    """People answer or refuse what was asked of their desk; who sends special units may say how many at most."""

    kind: Literal["answer"]
    owner: Owner
    message: Annotated[str, Field(min_length=1, max_length=500)]
    give: Given = "answered"
    units: UnitCount | None = None


class Launch(Timed):
    """An operation that waits for the word of people is launched, without some of its countries."""

    kind: Literal["launch"]
    operation: Annotated[str, Field(min_length=1, max_length=500)]
    without: tuple[CountryCode, ...] = ()


class Lift(Timed):
    """The effect of an earlier event ends now."""

    kind: Literal["lift"]
    event: EventId


class UseLanes(Timed):
    """On one country's side of a post a share of the action's lanes stays in use; ordinary control has the rest."""

    kind: Literal["lanes"]
    country: CountryCode
    post: PostId
    share: Share


class AskAgain(Timed):
    """A country that holds somebody asks for them once more: another country, by another channel, or again."""

    kind: Literal["ask"]
    country: CountryCode
    case: Annotated[str, Field(min_length=1, max_length=500)]
    receiver: CountryCode = Field(alias="of")
    channel: Channel | None = None


class Reserve(Timed):
    """Officers of a country leave the checks of a post and stand by there."""

    kind: Literal["reserve"]
    country: CountryCode
    post: PostId
    officers: Officers


class Commit(Timed):
    """Officers who stand by at a post go to the checks of another, or of the same."""

    kind: Literal["commit"]
    country: CountryCode
    origin: PostId = Field(alias="from")
    to: PostId
    officers: Officers


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
    TakeSeat,
    LeaveSeat,
    StandingOrder,
    AnswerRequest,
    Launch,
    Lift,
    UseLanes,
    AskAgain,
    Reserve,
    Commit,
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
