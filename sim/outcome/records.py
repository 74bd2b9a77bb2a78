"""The tables of an outcome, each declared once: a NamedTuple class whose fields are the columns.

A field's annotation carries its unit and meaning; the type gives the kind of column: str a list, int, float and bool a
numpy array. Times are hours since the start of the action, countries are ISO 3166-1 alpha-2 codes (Kosovo: XK).
Identities are text that means the same thing in every scenario (``BG/kapitan-andreevo-kapikule/vehicle/h031/17``),
never a running number over countries, so a row can be found again in another run. `cause` names the row that led to
this one.
"""

from collections.abc import Mapping
from functools import cache
from math import nan
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

from sim.outcome.columns import Cause, Column, Country, Time
from sim.outcome.columns import choice as _choice
from sim.outcome.columns import count as _count
from sim.outcome.columns import text as _text
from sim.registry import parts
from sim.words import ArrestPath, Channel, CrimeArea, Detector, EventEnd, Kind, Mark, Priority, Selection

# --- dense tables: given by the domain as columns --------------------------------------------------------------------


class Hour(NamedTuple):
    """One hour of one country."""

    hour: Annotated[int, Column("h", "full hours since the start")]
    country: Country
    checks_person: Annotated[int, _count("persons checked by the action")]
    checks_vehicle: Annotated[int, _count("vehicles checked by the action")]
    checks_parcel: Annotated[int, _count("parcels checked by the action")]
    checks_premises: Annotated[int, _count("premises checked by the action")]
    passed: Annotated[int, _count("candidates for a check that no free lane took")]
    referrals: Annotated[int, _count("checks sent to the second line")]
    false_indications: Annotated[int, _count("referrals in which there was nothing to find")]
    check_wait_h: Annotated[float, Column("h", "waiting for the action's checks, sum")]
    travellers: Annotated[float, _count("travellers through ordinary control")]
    wait_h: Annotated[float, Column("h", "waiting at ordinary control, sum over travellers")]


class PostRow(NamedTuple):
    """One checkpoint (a country's side of a post) over the whole action."""

    checkpoint: Annotated[str, _text("country and post, as in BG/kapitan-andreevo-kapikule")]
    post: Annotated[str, _text("post")]
    country: Country
    checks_person: Annotated[int, _count("persons checked by the action")]
    checks_vehicle: Annotated[int, _count("vehicles checked by the action")]
    checks_parcel: Annotated[int, _count("parcels checked by the action")]
    passed: Annotated[int, _count("candidates for a check that no free lane took")]
    referrals: Annotated[int, _count("checks sent to the second line")]
    false_indications: Annotated[int, _count("referrals in which there was nothing to find")]
    open_checks: Annotated[int, _count("checks still under way at the end")]
    lanes_mean: Annotated[float, Column("1", "lanes open, mean over time")]
    lanes_busy_mean: Annotated[float, Column("1", "lanes at work, mean over time")]
    travellers: Annotated[float, _count("travellers through ordinary control")]
    wait_mean_min: Annotated[float, Column("min", "mean wait at ordinary control")]
    wait_p95_min: Annotated[float, Column("min", "wait at ordinary control that 95 % of travellers do not exceed")]


class Wait(NamedTuple):
    """Travellers of one country by the length of their wait at ordinary control."""

    country: Country
    wait_min: Annotated[float, Column("min", "centre of the class of waits")]
    travellers: Annotated[float, _count("travellers whose wait fell in the class")]


class ServiceHours(NamedTuple):
    """What one service of one country put in."""

    country: Country
    service: Annotated[
        str,
        _text("police, border_guard ...; guests: frontex, guest_officers (of Europol), guests (other teams)"),
    ]
    officers: Annotated[int, _count("officers who take part")]
    officer_hours: Annotated[float, Column("h", "hours on duty, travel and overtime included")]
    travel_h: Annotated[float, Column("h", "of which hours spent on the way between posts")]
    overtime_h: Annotated[float, Column("h", "of which hours that arrests cost beyond the shift")]


class DeskRow(NamedTuple):
    """A desk or the teams of a country over the whole action: how much work came, how much was left."""

    desk: Annotated[str, _text("contact_point, liaison, search_teams, analysts, centre, bureau, prosecutors, pccc ...")]
    country: Annotated[str, _text("country code, EUROPOL, name of a mobile office, or empty where it is of no country")]
    busy_h: Annotated[float, Column("h", "working hours that jobs took")]
    staffed_h: Annotated[float, Column("h", "hours that its staff were on duty: what it might have worked")]
    everyday_h: Annotated[float, Column("h", "working hours of everyday messages and submitted entities, beside jobs")]
    backlog_h: Annotated[float, Column("h", "everyday work that waited at the end")]
    jobs: Annotated[int, _count("jobs handed in")]
    waiting: Annotated[int, _count("jobs that waited at the end")]


class Queries(NamedTuple):
    """What one country asked of databases."""

    country: Country
    submitted: Annotated[int, _count("entities submitted to Europol")]
    europol_hits: Annotated[int, _count("entities that Europol knew")]
    database_queries: Annotated[int, _count("queries of national and international databases")]
    database_hits: Annotated[int, _count("queries that met an alert")]


class Check(NamedTuple):
    """One check of a person, vehicle or parcel; kept only when every check is asked for (premises: see `Search`).

    A case that it opened is ``checkpoint/kind/hHHH/number``, HHH being the full hours of `arrival_h`.
    """

    time_h: Annotated[float, Column("h", "begin of the check, since the start of the action")]
    country: Country
    checkpoint: Annotated[str, _text("country and post")]
    kind: Annotated[str, _text("person, vehicle or parcel")]
    thorough: Annotated[bool, Column("", "thorough rather than brief")]
    arrival_h: Annotated[float, Column("h", "arrival at the checkpoint, since the start of the action")]
    number: Annotated[int, Column("1", "number of the arrival in its hour; negative for a movement of a network")]
    wait_min: Annotated[float, Column("min", "wait for a free lane")]
    duration_min: Annotated[float, Column("min", "time in the first line")]


# --- records: written one by one -------------------------------------------------------------------------------------


class Case(NamedTuple):
    """A finding, from a check, a search, a target or information, that somebody has to deal with."""

    case: Annotated[str, _text("identity")]
    time_h: Time
    country: Country
    checkpoint: Annotated[str, _text("where, or empty")]
    kind: Annotated[str, _choice(Kind, "what was checked")]
    selection: Annotated[str, _choice(Selection, "how it came to be checked")]
    crime_area: Annotated[str, _text("crime area, or empty")]
    mark: Annotated[str, _choice(Mark, "what was found")]
    detector: Annotated[str, _choice(Detector, "who or what found it")]
    network: Annotated[str, _text("criminal network behind it, or empty")]
    cause: Cause


class Message(NamedTuple):
    """A request or a report between countries, or with Europol, and what came of it."""

    message: Annotated[str, _text("identity")]
    case: Annotated[str, _text("case that it is about")]
    time_h: Time
    sender: Annotated[str, _text("country code or EUROPOL")]
    receiver: Annotated[str, _text("country code or EUROPOL")]
    channel: Annotated[str, _choice(Channel, "way that it took")]
    priority: Annotated[str, _choice(Priority, "urgent, urgent but not in systems that may be queried, other")]
    kind: Annotated[
        str, _choice(Literal["request", "report", "duplicate"], "asks for an answer, tells unasked, or asks once more")
    ]
    status: Annotated[
        str,
        _choice(
            Literal["answered", "refused", "lost", "open", "delivered"], "what came of it by the end of the action"
        ),
    ]
    answered_h: Annotated[float, Column("h", "time of the answer, nan if none")]
    response_h: Annotated[float, Column("h", "time from request to answer, nan if none")]
    content: Annotated[float, Column("share", "share of what is known that was in the answer or report")]
    messages: Annotated[int, _count("physical messages that the exchange took")]
    deadline_h: Annotated[float, Column("h", "time that law allows for the answer, nan where no deadline binds")] = nan


class Arrest(NamedTuple):
    """A person arrested; each has exactly one path."""

    arrest: Annotated[str, _text("identity")]
    time_h: Time
    country: Country
    path: Annotated[str, _choice(ArrestPath, "what it came from")]
    crime_area: Annotated[str, _choice(CrimeArea, "crime area")]
    checkpoint: Annotated[str, _text("where, or empty")]
    case: Annotated[str, _text("case that it closes, or empty")]
    network: Annotated[str, _text("criminal network of the person, or empty")]
    needs_abroad: Annotated[bool, Column("", "impossible without information from another country or Europol")]
    cause: Cause


class Release(NamedTuple):
    """A suspect who was held and had to be let go, or was still held at the end."""

    case: Annotated[str, _text("case")]
    time_h: Time
    country: Country
    reason: Annotated[
        str,
        _choice(
            Literal["no_answer", "cleared", "refused", "held"],
            "no answer in lawful time, nothing against, answer refused; or still held at the end",
        ),
    ]


class Seizure(NamedTuple):
    """What was taken, and whom it freed."""

    case: Annotated[str, _text("case")]
    time_h: Time
    country: Country
    crime_area: Annotated[str, _choice(CrimeArea, "crime area")]
    weapons: Annotated[int, _count("weapons seized")]
    drugs_kg: Annotated[float, Column("kg", "drugs seized")]
    victims: Annotated[int, _count("victims identified")]


class Investigation(NamedTuple):
    """A new investigation."""

    investigation: Annotated[str, _text("identity")]
    time_h: Time
    country: Country
    crime_area: Annotated[str, _choice(CrimeArea, "crime area")]
    network: Annotated[str, _text("criminal network that it is about, or empty")]
    cause: Cause


class Package(NamedTuple):
    """An intelligence package that Europol wrote about a network."""

    package: Annotated[str, _text("identity")]
    time_h: Time
    network: Annotated[str, _text("criminal network")]
    countries: Annotated[str, _text("codes of the countries that it went to, with a space between")]
    known_share: Annotated[float, Column("share", "share of the network's members that are known")]


class OperationRow(NamedTuple):
    """Simultaneous arrests against one network."""

    operation: Annotated[str, _text("identity")]
    time_h: Time
    network: Annotated[str, _text("criminal network")]
    countries: Annotated[str, _text("codes of the countries that struck, with a space between")]
    targets: Annotated[int, _count("persons to be arrested")]
    arrests: Annotated[int, _count("persons arrested")]
    named: Annotated[int, _count("further persons to whom those arrested led, and who were then visited")]
    leaked: Annotated[bool, Column("", "the network knew of it")]
    delay_h: Annotated[float, Column("h", "time from the package to the operation")]
    cause: Cause


class Search(NamedTuple):
    """A search of premises, or an attempt on a prepared target."""

    search: Annotated[str, _text("identity")]
    time_h: Time
    country: Country
    kind: Annotated[str, _choice(Literal["planned", "follow_up", "target", "lead"], "what it was made for")]
    outcome: Annotated[str, _choice(Literal["found", "nothing", "gone"], "how it ended")]
    case: Annotated[str, _text("case that it opened or belongs to, or empty")]
    cause: Cause


class Movement(NamedTuple):
    """A criminal movement: the truth, known to the model and to no unit."""

    movement: Annotated[str, _text("identity")]
    network: Annotated[str, _text("criminal network")]
    time_h: Time
    crime_area: Annotated[str, _choice(CrimeArea, "crime area")]
    origin: Annotated[str, _text("country of departure")]
    destination: Annotated[str, _text("country of arrival")]
    route: Annotated[str, _text("posts on the way, with a space between")]
    encounters: Annotated[int, _count("checkpoints with control that it met")]
    selected: Annotated[int, _count("times that it was checked")]
    detected: Annotated[bool, Column("", "something was found")]
    intercepted: Annotated[bool, Column("", "it was stopped")]
    displaced: Annotated[bool, Column("", "it took another route than it would have without the action")]


class NetworkRow(NamedTuple):
    """A criminal network at the end of the action."""

    network: Annotated[str, _text("identity")]
    members: Annotated[int, _count("members at the start")]
    known_share: Annotated[float, Column("share", "share of the members that are known")]
    arrested: Annotated[int, _count("members arrested")]
    efficiency_before: Annotated[float, Column("share", "members in the largest connected part, before losses")]
    efficiency_after: Annotated[float, Column("share", "members in the largest connected part, after losses")]
    roles_lost: Annotated[str, _text("roles of the members arrested, with a space between")]
    replaced: Annotated[int, _count("lost members who were replaced")]
    compactness_before: Annotated[float, Column("share", "mean of 1 / steps between two members, before losses")]
    compactness_after: Annotated[float, Column("share", "the same between those who are left, with new ties")]


class Decision(NamedTuple):
    """What an agent decided."""

    time_h: Time
    agent: Annotated[str, _text("who decided")]
    decision: Annotated[
        str, _text("deploy, move, route, channel, link, package, operation, reroute, lie_low, replace ...")
    ]
    subject: Annotated[str, _text("identity of what it is about")]
    detail: Annotated[str, _text("in words")]


class TimelineRow(NamedTuple):
    """How a timeline event ended: those that came in the order in which they came, then those that never did."""

    time_h: Annotated[float, Column("h", "time since the start of the action at which it came; nan if never")]
    number: Annotated[int, _count("place among the events of the plan and then those recorded, from 1")]
    event: Annotated[str, _text("kind of event")]
    detail: Annotated[str, _text("in words")]
    outcome: Annotated[str, _choice(EventEnd, "happened; less of it than was asked for; never came")]
    limit: Annotated[str, _text("what kept it from happening as it was asked for, in words, or empty")]


TABLES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "hourly": Hour,
        "posts": PostRow,
        "waits": Wait,
        "hours": ServiceHours,
        "queries": Queries,
        "desks": DeskRow,
        "checks": Check,
        "cases": Case,
        "messages": Message,
        "arrests": Arrest,
        "releases": Release,
        "seizures": Seizure,
        "investigations": Investigation,
        "packages": Package,
        "operations": OperationRow,
        "searches": Search,
        "movements": Movement,
        "networks": NetworkRow,
        "decisions": Decision,
        "timeline": TimelineRow,
        **{name: row for module in parts("records") for name, row in module.TABLES.items()},
    }
)
"""Every table by name, those of institutions last.

The first six must be given by each run, `checks` only when every check is asked for."""

DENSE: tuple[str, ...] = ("hourly", "posts", "waits", "hours", "queries", "desks")


@cache
def columns(table: str) -> Mapping[str, type]:
    """Return the type (str, int, float or bool) of each column of a table, in order."""
    return MappingProxyType(get_type_hints(TABLES[table]))


@cache
def describe(table: str) -> Mapping[str, Column]:
    """Return unit and meaning of each column of a table."""
    hints = get_type_hints(TABLES[table], include_extras=True)
    return MappingProxyType({name: hint.__metadata__[0] for name, hint in hints.items()})
