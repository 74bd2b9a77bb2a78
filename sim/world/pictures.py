"""Who sees what: a frozen view of the action for one owner, as it stands (ODD 7.28)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from sim.engine import queues
from sim.words import AGENCIES, AT_EUROPOL, CONTROLLER, EUROPOL
from sim.world.checks.ordinary_control import OrdinaryControl
from sim.world.contract.environment import Environment
from sim.world.desks import all_desks
from sim.world.seats.notices import AT_CENTRE, Notice, owner_of
from sim.world.seats.picture import (
    DeskView,
    HeldView,
    OperationView,
    PackageView,
    PairView,
    Picture,
    PostView,
    RequestView,
    SentView,
)
from sim.world.world import World

MOBILE_OFFICE = "mobile_office"
CAME = ("answered", "refused", "lost")
"""What may come of a request of one's own."""
PROPOSALS = {
    "jit_proposed": ("joint_team", ("replied", "jit_signed", "jit_refused")),
    "experts_called": ("document_expert", ("replied",)),
}
"""What an owner may agree to or not, by the notice that tells of it: what it is about, and what ends it."""


class Pictures:
    """Makes pictures of a running action; nothing in it changes by that."""

    def __init__(self, env: Environment, world: World) -> None:
        self._env = env
        self._world = world
        self._control = OrdinaryControl(env, world.checkpoints)
        self._waits: tuple[int, list[float]] = (-1, [])

    def picture(self, owner: str) -> Picture:
        """What an owner sees now: a country, one of `AGENCIES`, or the controller, who sees what all of them see.

        Raises
        ------
        KeyError
            If nobody of this name may sit anywhere.
        """
        everybody = (*self._env.theatre.codes, *AGENCIES)
        if owner not in (*everybody, CONTROLLER):
            raise KeyError(owner)
        owners = everybody if owner == CONTROLLER else (owner,)
        over_all = owner in (AT_CENTRE, CONTROLLER)
        held = tuple(row for one in owners for row in self._held(one))
        requests = tuple(row for one in owners for row in (*self._requests(one), *self._proposals(one)))
        return Picture(
            owner=owner,
            time_h=self._env.time,
            posts=tuple(self._posts(owner)),
            desks=tuple(self._desks(owners)),
            requests=requests,
            own_requests=tuple(row for one in owners for row in self._sent(one)),
            held=held,
            packages=tuple(row for one in owners for row in self._packages(one)),
            operations=tuple(row for one in owners for row in self._operations(one)),
            pairs=tuple(self._pairs()) if over_all else (),
            totals=self._totals(self._env.theatre.codes if owner in (*AGENCIES, CONTROLLER) else owners),
        )

    # Posts and desks --------------------------------------------------------------------------------------------------

    def _posts(self, owner: str) -> Iterator[PostView]:
        """Posts that an owner sees: a country its own, Europol those with mobile offices, others all."""
        checkpoints, theatre = self._world.checkpoints, self._env.theatre
        teams: defaultdict[int, list[str]] = defaultdict(list)
        for place, team in self._world.institutions.present():
            teams[place].append(team)
        officers = (self._world.officers.on_checks() + checkpoints.events.moved).tolist()
        standing_by = checkpoints.events.standing_by.tolist()
        lanes, closed = checkpoints.lanes.tolist(), checkpoints.events.closed.tolist()
        done, waits, names = self._of_a_day(), self._waits_min(), self._env.plan.active_posts()
        all_posts = owner in (*AGENCIES, CONTROLLER)
        for number, point in enumerate(theatre.checkpoints):
            if not all_posts and point.country != owner:
                continue
            if owner == AT_EUROPOL and MOBILE_OFFICE not in teams[number]:
                continue
            checks, referrals = done[number]
            yield PostView(
                id=point.post,
                name=names[point.post].name,
                country=point.country,
                lat=point.lat,
                lon=point.lon,
                officers=round(officers[number]),
                standing_by=round(standing_by[number]),
                lanes=lanes[number],
                wait_min=waits[number],
                closed=closed[number] > 0,
                teams=tuple(sorted(teams[number])),
                checks=round(checks),
                referrals=round(referrals),
            )

    def _of_a_day(self) -> list[list[float]]:
        """Checks and referrals of the last 24 full hours, by checkpoint; the hour under way is made ahead."""
        until = int(self._env.time)
        tally = self._world.checkpoints.tally[:, max(0, until - 24) : until].sum(axis=(1, 2))
        counts: list[list[float]] = tally[:, (queues.BEGUN, queues.REFERRED)].tolist()
        return counts

    def _waits_min(self) -> list[float]:
        """Mean wait at ordinary control in the last full hour, minutes, by checkpoint."""
        hour = int(self._env.time)
        if self._waits[0] != hour:
            travellers, waited, _ = self._control.waits(hour)
            with np.errstate(invalid="ignore", divide="ignore"):
                last = 60.0 * waited[:, -1:] / travellers[:, -1:]
            self._waits = hour, last[:, 0].tolist() if hour else [math.nan] * len(travellers)
        return self._waits[1]

    def _desks(self, owners: Sequence[str]) -> Iterator[DeskView]:
        """Desks of some owners."""
        world = self._world
        for name, where, desk in all_desks(world.officers, world.exchange, world.institutions):
            owner = AT_CENTRE if name == AT_CENTRE else AT_EUROPOL if where.startswith(EUROPOL) else where
            if owner in owners:
                yield DeskView(owner, name, desk.staff, desk.waiting)

    # Requests and people ----------------------------------------------------------------------------------------------

    def _requests(self, owner: str) -> Iterator[RequestView]:
        """What is asked of an owner and not decided."""
        for question in self._env.seats.waiting(owner):
            request = question.request
            yield RequestView(
                owner=owner,
                number=self._env.notices.number(owner, request.message),
                sender=request.sender,
                about=request.about,
                channel=request.channel,
                since_h=question.begun_h,
                until_h=request.held_until_h,
                due_h=request.time_h + request.deadline_h,
            )

    def _proposals(self, owner: str) -> Iterator[RequestView]:
        """What else an owner may agree to or not: joint teams, calls for experts."""
        for kind, (about, ends) in PROPOSALS.items():
            for told in self._open(owner, kind, ends):
                yield RequestView(owner, told.subject, told.other, about, "", told.time_h, told.until_h, told.due_h)

    def _sent(self, owner: str) -> Iterator[SentView]:
        """Requests of an owner's own, open ones and those of the last day."""
        notices = self._env.notices.of(owner)
        ends = {told.subject: told.kind for told in notices if told.kind in CAME}
        for told in notices:
            state = ends.get(told.subject, "open")
            if told.kind == "sent" and (state == "open" or told.time_h > self._env.time - 24.0):
                yield SentView(
                    owner=owner,
                    number=told.subject,
                    receiver=told.other,
                    about=told.detail,
                    channel=told.channel,
                    since_h=told.time_h,
                    until_h=told.until_h,
                    due_h=told.due_h,
                    state=state,
                )

    def _held(self, owner: str) -> Iterator[HeldView]:
        """Who is held in a country."""
        for held in self._world.cases.custody.held_in(owner):
            finding = held.finding
            number = self._env.notices.number(owner, finding.name)
            yield HeldView(
                owner=owner,
                number=number,
                about=f"{finding.kind} {finding.seen}",
                post=finding.post,
                asked=owner_of(held.receiver),
                since_h=held.since_h,
                until_h=held.until_h,
            )

    def _pairs(self) -> Iterator[PairView]:
        """Requests under way, by who asks whom."""
        under_way: Counter[tuple[str, str]] = Counter()
        overdue: Counter[tuple[str, str]] = Counter()
        for request in self._world.exchange.under_way():
            pair = request.sender, request.receiver
            under_way[pair] += 1
            overdue[pair] += request.time_h + request.deadline_h < self._env.time
        for pair, number in sorted(under_way.items()):
            yield PairView(*pair, number, overdue[pair])

    # Networks ---------------------------------------------------------------------------------------------------------

    def _packages(self, owner: str) -> Iterator[PackageView]:
        """Packages that an owner received, or made."""
        for told in self._env.notices.of(owner):
            if told.kind == "package":
                yield PackageView(owner, told.subject, told.time_h, told.detail)

    def _operations(self, owner: str) -> Iterator[OperationView]:
        """Operations that wait for an owner's word."""
        for told in self._open(owner, "operation", ("launched",)):
            yield OperationView(owner, told.subject, tuple(told.detail.split()), told.time_h, told.until_h)

    def _open(self, owner: str, kind: str, ends: Sequence[str]) -> Iterator[Notice]:
        """Notices of a kind about what has not ended yet."""
        notices = self._env.notices.of(owner)
        ended = {told.subject for told in notices if told.kind in ends}
        return (told for told in notices if told.kind == kind and told.subject not in ended)

    def _totals(self, countries: Sequence[str]) -> Mapping[str, int]:
        """Counts of some countries."""
        notices, seats = self._env.notices, self._env.seats
        counts: Mapping[str, Callable[[str], int]] = {
            "found": lambda code: notices.count(code, "found"),
            "arrests": lambda code: notices.count(code, "arrest"),
            "released": lambda code: notices.count(code, "release"),
            "released_unanswered": lambda code: sum(
                told.kind == "release" and told.detail == "no_answer" for told in notices.of(code)
            ),
            "held": lambda code: sum(1 for _ in self._world.cases.custody.held_in(code)),
            "waiting": lambda code: sum(1 for _ in seats.waiting(code)),
        }
        return {name: sum(count(code) for code in countries) for name, count in counts.items()}
