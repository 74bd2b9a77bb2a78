"""Mobile offices and guest officers of Europol: what they look at, how fast, and where."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.engine.queues import SUBMITTED
from sim.institutions.europol.agents import FieldOffice
from sim.outcome.outcome import Outcome
from sim.world.checks import rules
from tests.institutions.paired import is_higher
from tests.institutions.scenes import THREE, decided, found_at
from tests.theatre import changed_tables, event, of_country, operate, outcome, rows, small, total, without

rises = partial(is_higher, runs=12)

ASKING = {
    **THREE,
    "behaviour.prevalence.person.suspect": "0.1",
    "behaviour.prevalence.vehicle.suspect": "0.1",
    "behaviour.selection.referral_offender": "0.9",
    "cooperation.europol": "{member: minimal, operational_agreement: minimal, none: minimal}",
    "behaviour.cases.hold_unarrested": "48 h",
    "behaviour.cases.foreign_evidence": "0.9",
}
"""Much to ask at the mobile office, and little that countries report of themselves."""


def office_queue(run: Outcome) -> float:
    """Cross-checks that still wait for a desk at a mobile office when the action ends."""
    return float(sum(row["waiting"] for row in rows(run, "desks", lambda row: row["desk"] == "mobile_office")))


def test_few_desks_at_a_mobile_office_make_many_wait() -> None:
    slow = {**ASKING, "behaviour.exchange.mobile_office": "0.5"}
    many, one = small({**slow, "europol.office_desks": "50"}), small({**slow, "europol.office_desks": "1"})
    assert rises(office_queue, many, one)
    free = small(slow)
    assert set(changed_tables(outcome(free), outcome(many))) == {"desks"}, "desks enough are as if there were no queue"
    assert not rows(outcome(free), "desks", lambda row: row["desk"] == "mobile_office")


def test_a_mobile_office_that_moves_is_closed_on_the_way() -> None:
    text = "{kind: move_mobile_office, at: 20 h, from: kalotina-gradina, to: bajakovo-batrovci}"
    action, run = operate(small({**ASKING, **event(text)}))
    theatre = action.env.theatre
    here, there = (int(theatre.points_of((post,))[0]) for post in ("kalotina-gradina", "bajakovo-batrovci"))
    asked = rows(run, "messages", lambda row: row["channel"] == "mobile_office")
    assert all("kalotina-gradina" in row["case"] for row in asked if row["time_h"] < 20.0)
    assert all("bajakovo-batrovci" in row["case"] for row in asked if row["time_h"] >= 20.0)
    late = [row["time_h"] for row in asked if row["time_h"] >= 20.0]
    assert len(late) > 0 and min(late) >= 20.0 + theatre.way_h(here, there)
    assert [(row["agent"], row["subject"]) for row in decided(run, "move")] == [
        ("EUROPOL/office-kalotina-gradina-1", "bajakovo-batrovci")
    ]
    _, gone = operate(small(ASKING), before=without(FieldOffice))
    assert not rows(gone, "messages", lambda row: row["channel"] == "mobile_office")


def guests(officers: int) -> dict[str, str]:
    return {"europol.guest_officers": f"[{{post: merdare, country: XK, officers: {officers}}}]"}


def test_guest_officers_submit_what_the_country_does_not() -> None:
    base, some, many = (small({**ASKING, **guests(n)}) for n in (0, 1, 10))
    assert rises(lambda run: of_country(run, "XK", "submitted_entities"), base, many)
    assert rises(lambda run: of_country(run, "XK", "submitted_entities"), some, many)
    assert rises(lambda run: of_country(run, "XK", "hits_europol"), base, many)
    assert set(changed_tables(outcome(base), outcome(small(ASKING)))) == {"hours", "decisions"}, "nobody does nothing"
    [hours] = rows(outcome(many), "hours", lambda row: row["service"] == "guest_officers")
    assert (hours["country"], hours["officer_hours"]) == ("XK", 160.0)


def test_guest_officers_look_at_documents_again() -> None:
    documents = {**ASKING, "behaviour.prevalence.person.false_document": "0.05"}
    elsewhere = {"europol.guest_officers": "[{post: dheu-i-bardhe-konculj, country: XK, officers: 10}]"}
    assert rises(
        lambda run: found_at(run, "XK/dheu-i-bardhe-konculj", "document_expert"),
        small(documents),
        small({**documents, **elsewhere}),
    )


def test_guest_officers_submit_nothing_for_a_country_that_does_not_work_with_europol() -> None:
    run = outcome(small({**ASKING, **guests(10), "cooperation.scale": "0"}))
    assert total(run, "submitted_entities") == 0.0


def test_what_guest_officers_can_look_at_is_limited_by_their_time() -> None:
    shares = rules.checked_share(np.array([0.0, 0.5, 4.0]), 0.5, np.array([2.0, 2.0, 2.0]))
    np.testing.assert_allclose(shares, [0.0, 0.5, 1.0])
    alone, hosting = (operate(small({**ASKING, **guests(officers)}))[0] for officers in (0, 1))
    at = hosting.env.theatre.index["XK/merdare"]
    left_out = [1.0 - action.world.checkpoints._practice.submission[at] for action in (alone, hosting)]
    assert 0.0 < 1.0 - left_out[1] / left_out[0] < 1.0, "the share at which the guests look again"
    assert hosting.world.checkpoints.tally[..., SUBMITTED].sum() > 0.0
