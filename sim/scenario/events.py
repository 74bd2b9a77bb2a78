"""What changes during the action: each event has its kind, and comes at an hour or on a condition."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.quantity import Count, Flag, Hours, Scale, Sealed, Share, refusal
from sim.scenario.words import Asset, CountryCode, PostId, Seat, Sender

System = Literal["sis", "interpol", "europol", "national"]
Situation = Literal["hostage_taking", "hijacking", "terrorist_incident"]
Measured = Literal["arrests", "hits", "weapons", "referrals", "open_requests"]


class Condition(Sealed):
    """The first moment at which a count, in one country or in all, has reached a number."""

    measure: Measured
    country: CountryCode | None = None
    at_least: Count


class Timed(Sealed):
    """What all events share: an hour of the action, or a condition."""

    at: Annotated[Hours | None, Field(json_schema_extra={"unit": "h"})] = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if (self.at is None) == (self.when is None):
            found = "neither 'at' nor 'when' is given" if self.at is None else "both 'at' and 'when' are given"
            raise refusal(found, "An event comes at an hour ('at: 30 h') or on a condition ('when:')")
        return self


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
    traces: Count


class Reassign(Timed):
    """Officers of a country move from one post to another."""

    kind: Literal["reassign"]
    country: CountryCode
    origin: PostId = Field(alias="from")
    to: PostId
    officers: Count


class Reinforce(Timed):
    """A country sends more officers to a post."""

    kind: Literal["reinforce"]
    country: CountryCode
    post: PostId
    officers: Count


class MobileOffice(Timed):
    """Europol opens a mobile office at a post."""

    kind: Literal["mobile_office"]
    post: PostId


class JitSigned(Timed):
    """Countries sign a joint investigation team."""

    kind: Literal["jit_signed"]
    countries: tuple[CountryCode, ...] = Field(min_length=2)


class JitProposed(Timed):
    """Countries are asked to set up a joint investigation team; it is signed later, if all agree."""

    kind: Literal["jit_proposed"]
    countries: tuple[CountryCode, ...] = Field(min_length=2)
    europol: Flag = False
    eurojust: Flag = False
    olaf: Flag = False


class Crisis(Timed):
    """A hostage-taking or the like: so many special intervention units, for so long once all are there, resolve it."""

    kind: Literal["crisis"]
    country: CountryCode
    situation: Situation = "hostage_taking"
    units: Count
    lasts: Hours


class SystemDown(Timed):
    """A database does not answer for a while, in one country or everywhere."""

    kind: Literal["system_down"]
    system: System
    lasts: Hours
    country: CountryCode | None = None


class TipOff(Timed):
    """A share of the networks learns what is planned."""

    kind: Literal["tip_off"]
    networks: Share


class MoveAsset(Timed):
    """A special team that stands on a country's side of a post goes to its side of another post."""

    kind: Literal["move_asset"]
    asset: Asset
    country: CountryCode
    origin: PostId = Field(alias="from")
    to: PostId


class SendAsset(Timed):
    """A special team that nobody had planned is sent to a country's side of a post."""

    kind: Literal["send_asset"]
    asset: Asset
    country: CountryCode
    post: PostId
    by: Sender = ""


class CallExperts(Timed):
    """A country calls document experts of Frontex to its side of a post."""

    kind: Literal["call_experts"]
    country: CountryCode
    post: PostId


class MoveMobileOffice(Timed):
    """Europol moves a mobile office from one post to another."""

    kind: Literal["move_mobile_office"]
    origin: PostId = Field(alias="from")
    to: PostId


Event = Annotated[
    Surge
    | ClosePost
    | SienaDown
    | LiaisonAway
    | CentreDown
    | Intelligence
    | Reassign
    | Reinforce
    | MobileOffice
    | JitSigned
    | JitProposed
    | Crisis
    | TipOff
    | MoveAsset
    | SendAsset
    | CallExperts
    | MoveMobileOffice
    | SystemDown,
    Field(discriminator="kind"),
]
