"""A theatre in which only questions are asked, and ways to look at what became of them.

So many `QUESTIONS` are asked within a day, each by one country drawn of another, half of them minor; every tenth goes
to Europol, every tenth is not urgent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.schema import Scenario
from sim.words import EUROPOL
from sim.world.contract.request import OTHER, URGENT
from tests.theatre import COUNTRIES, Row, operate, rows

QUESTIONS = 160
BUSY = {
    "name": "Questions",
    "days": "2",
    "preparation": "{}",
    "networks.scale": "0",
    "cooperation.baseline": "close",
    "behaviour.exchange.in_systems": "0.9",
    **{f"countries.{code}.plan": "{officers: 340}" for code in COUNTRIES},
}
"""Nobody checks anything: desks have nothing to do but what the tests ask of them."""
NOBODY = {**BUSY, "cooperation.liaison": "false"}
"""No country sends liaison officers."""
BUREAUX = {**BUSY, "centre.open": "false", **{f"countries.{code}.liaison.europol": "3" for code in COUNTRIES}}
"""No international centre, and bureaux of all countries at Europol."""
MEMBERS = [code for code in COUNTRIES if code in reference.members("selec", date(2024, 11, 25))]
AT_SELEC = {**BUSY, "centre.open": "false", **{f"countries.{code}.liaison.selec": "3" for code in MEMBERS}}
"""No international centre, and officers of the members of SELEC in Bucharest."""


class QuestionLuck(NamedTuple):
    """Chance of one question."""

    sender: float
    receiver: float
    matter: float
    """Whether it is for Europol, or not urgent."""
    minor: float
    hour: float


def _ask(action: JointAction) -> None:
    """Let all questions be asked in their hours."""
    env = action.env
    codes = env.theatre.codes
    for number in range(QUESTIONS):
        luck = env.chance.luck(QuestionLuck, "case", f"question-{number}")
        sender = codes[int(luck.sender * len(codes))]
        others = [code for code in codes if code != sender]
        receiver = EUROPOL if luck.matter < 0.1 else others[int(luck.receiver * len(others))]
        priority = OTHER if 0.1 < luck.matter < 0.2 else URGENT
        question = action.world.exchange.ask(
            f"{sender}/question-{number}", sender, receiver, priority=priority, minor=luck.minor < 0.5
        )
        env.clock.begin(24.0 * luck.hour, question)


def run_of(scenario: Scenario, replication: int = 0) -> Outcome:
    """The outcome of questions asked under a plan."""
    return operate(scenario, replication, before=_ask)[1]


def asked(run: Outcome, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Requests between countries that were not refused."""
    return rows(
        run,
        "messages",
        lambda row: (
            row["kind"] == "request" and row["receiver"] != EUROPOL and row["status"] != "refused" and keep(row)
        ),
    )


def to_europol(run: Outcome) -> list[Row]:
    """Requests to Europol, but those at mobile offices."""
    return rows(
        run,
        "messages",
        lambda row: row["kind"] == "request" and row["receiver"] == EUROPOL and row["channel"] != "mobile_office",
    )


def by(run: Outcome, channel: str) -> list[Row]:
    """Requests, and those sent twice, by a channel."""
    return rows(run, "messages", lambda row: row["channel"] == channel and row["kind"] != "report")


def with_country(code: str) -> Callable[[Row], bool]:
    """Whether a request is of or to a country."""
    return lambda row: code in (row["sender"], row["receiver"])
