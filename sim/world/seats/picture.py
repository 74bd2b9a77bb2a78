"""What an owner sees of the action at a moment, as rows that nothing changes (ODD 7.28).

Hours count from the start of the action; nan stands where there is none. Nothing in a row is a name of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class PostView(NamedTuple):
    """One country's side of a post.

    Attributes
    ----------
    officers
        Officers posted there for checks, over all shifts.
    standing_by
        Officers kept in reserve there.
    lanes
        Lanes of the action that are open now.
    wait_min
        Mean wait at ordinary control in the last full hour; nan where nobody came.
    teams
        Special teams and offices that are there now.
    checks, referrals
        Checks, and those sent to the second line, in the last 24 full hours.
    """

    id: str
    name: str
    country: str
    lat: float
    lon: float
    officers: int
    standing_by: int
    lanes: int
    wait_min: float
    closed: bool
    teams: tuple[str, ...]
    checks: int
    referrals: int


class DeskView(NamedTuple):
    """A desk: how many are on duty, how many jobs wait."""

    owner: str
    desk: str
    on_duty: int
    waiting: int


class RequestView(NamedTuple):
    """Something that is asked of an owner and not decided yet: by another country, or whether to join a team.

    Attributes
    ----------
    about
        What is asked for: ``held`` where somebody is held for the answer, ``joint_team`` where a team is proposed.
    until_h, due_h
        Until when somebody is held, or a team waits; by when law wants an answer.
    """

    owner: str
    number: str
    sender: str
    about: str
    channel: str
    since_h: float
    until_h: float
    due_h: float


class SentView(NamedTuple):
    """A request of an owner's own, and how it stands: open, answered, refused, lost."""

    owner: str
    number: str
    receiver: str
    about: str
    channel: str
    since_h: float
    until_h: float
    due_h: float
    state: str


class HeldView(NamedTuple):
    """Somebody who is held, until when at most, while somebody (`asked`) is asked."""

    owner: str
    number: str
    about: str
    post: str
    asked: str
    since_h: float
    until_h: float


class PackageView(NamedTuple):
    """A package of Europol: about which crime, to which countries."""

    owner: str
    number: str
    time_h: float
    about: str


class OperationView(NamedTuple):
    """An operation that waits for the word of people, until when at most."""

    owner: str
    number: str
    countries: tuple[str, ...]
    since_h: float
    until_h: float


class PairView(NamedTuple):
    """Requests under way from one country or agency to another, and how many are past what law allows."""

    sender: str
    receiver: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What an owner sees now; the controller sees what all owners see.

    Attributes
    ----------
    totals
        Counts so far: found, arrests, released, released for want of an answer; held and waiting now.
    """

    owner: str
    time_h: float
    posts: tuple[PostView, ...]
    desks: tuple[DeskView, ...]
    requests: tuple[RequestView, ...]
    own_requests: tuple[SentView, ...]
    held: tuple[HeldView, ...]
    packages: tuple[PackageView, ...]
    operations: tuple[OperationView, ...]
    pairs: tuple[PairView, ...]
    totals: Mapping[str, int]
