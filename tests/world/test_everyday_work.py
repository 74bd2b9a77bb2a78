"""What desks have to do on all days: how it is divided, and what an outage and few analysts leave of it."""

from __future__ import annotations

import pytest

from sim.engine.clock import Desk
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario.behaviour import Exchange
from sim.words import EUROPOL
from sim.world.everyday_work import shares_of_messages
from tests.institutions.channels.questions import NOBODY
from tests.theatre import SEED, event, operate, rows, small


def desk(run: Outcome, name: str, column: str) -> float:
    """A column of the desks of a name, added up."""
    return float(sum(row[column] for row in rows(run, "desks", lambda row: row["desk"] == name)))


def test_all_ends_of_messages_are_somewhere_and_only_where_siena_reaches() -> None:
    facts = small().facts
    shares = shares_of_messages(facts, Exchange())
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares.keys() - {EUROPOL} <= facts.connected("siena")
    assert shares["DE"] / shares["BG"] == facts["DE"].police_officers / facts["BG"].police_officers


def test_a_desk_does_as_much_as_it_can_and_one_stays_for_jobs() -> None:
    clock = JointAction(small(), SEED, 0).env.clock
    desk = Desk(clock, 3)
    desk.take_in(5.5)
    assert (desk.staff, desk.everyday_h, desk.backlog_h) == (1, 2.0, 3.5)
    desk.keep(2)
    desk.set_staff(3)
    assert (desk.on_duty, desk.staff) == (5, 3), "who is at everyday work goes on with it"
    desk.take_in(0.0)
    assert (desk.staff, desk.everyday_h, desk.backlog_h) == (2, 5.0, 0.5)
    desk.set_staff(0)
    assert (desk.on_duty, desk.staff) == (0, 0), "who is there on all days leaves as well"


def test_an_outage_leaves_a_backlog_of_what_could_not_arrive() -> None:
    idle = {**NOBODY, "behaviour.exchange.everyday": "6500"}
    usual, down = (
        operate(small({**idle, **change}))[1] for change in ({}, event("{kind: siena_down, at: 0 h, lasts: 40 h}"))
    )
    assert desk(usual, "contact_point", "backlog_h") < len(small().countries), "less than an hour each"
    assert desk(down, "contact_point", "backlog_h") > 2 * desk(usual, "contact_point", "backlog_h") + 10.0
    assert desk(down, "contact_point", "staffed_h") == desk(usual, "contact_point", "staffed_h") > 0.0
    without = operate(small({**NOBODY, "behaviour.exchange.everyday": "0.001"}))[1]
    assert desk(without, "contact_point", "everyday_h") == 0.0 < desk(usual, "contact_point", "everyday_h")


def test_submitted_entities_cost_time_and_twice_the_analysts_matter_where_they_are_scarce() -> None:
    busy = {"days": "2", "behaviour.fusion.entity": "10 min", "europol.analysts": "3"}
    few, twice, quick = (
        operate(small({**busy, **change}))[1]
        for change in ({}, {"europol.analysts": "6"}, {"behaviour.fusion.entity": "1 min"})
    )
    done, done_by_twice, done_beside_less = (
        desk(run, "analysts", "jobs") - desk(run, "analysts", "waiting") for run in (few, twice, quick)
    )
    assert desk(few, "analysts", "everyday_h") > desk(quick, "analysts", "everyday_h") > 0.0
    assert done_by_twice > 1.1 * done
    assert done_beside_less > done
    alone = operate(small({**busy, "cooperation.scale": "0"}))[1]
    assert desk(alone, "analysts", "everyday_h") == desk(alone, "analysts", "waiting") == 0.0


def test_without_its_centre_europols_analysts_take_in_its_messages() -> None:
    centre, none = (operate(small({**NOBODY, "europol.centre.open": there}))[1] for there in ("true", "false"))
    assert desk(centre, "europol_centre", "everyday_h") > 0.0 == desk(centre, "analysts", "everyday_h")
    assert desk(none, "europol_centre", "everyday_h") == 0.0 < desk(none, "analysts", "everyday_h")
