"""Those who decide are agents: without the agent there is no decision, and nothing that follows from it."""

from __future__ import annotations

from typing import get_args

import pytest

from sim.institutions.actions.agents import ActionLeader
from sim.institutions.actions.plan import ACTIONS
from sim.institutions.channels.agents import CooperationCentre, OperationalCentre, SelecPoint
from sim.institutions.channels.plan import CHANNELS
from sim.institutions.cyber.agents import CyberTeam
from sim.institutions.cyber.plan import CYBER
from sim.institutions.deployments.agents import ExpertPool, SpecialTeam
from sim.institutions.deployments.plan import DEPLOYMENTS, FRONTEX_SECTION
from sim.institutions.europol.agents import FieldOffice
from sim.institutions.europol.plan import EUROPOL_FIELD
from sim.institutions.finance.agents import AssetOffice, FinancialUnit
from sim.institutions.finance.plan import FINANCE
from sim.institutions.justice.agents import EurojustDesks, Prosecutors
from sim.institutions.justice.plan import JUSTICE
from sim.institutions.national.agents import NationalBureau, TerritorialDivision
from sim.institutions.national.plan import NATIONAL
from sim.joint_action import JointAction
from sim.outcome import records
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.words import Seat
from sim.world.analysis.analyst import EuropolAnalyst
from sim.world.crime.network import CriminalNetwork
from sim.world.exchange.contact_points import ContactPoint, CoordinationCentre, LiaisonOfficer
from sim.world.officers.guests import Contingent
from sim.world.officers.units import NationalUnit
from tests.theatre import (
    APART,
    everything,
    full_scale,
    operate,
    outcome,
    rows,
    small,
    total,
    without,
    written,
)

REPLICATIONS = range(3)


@pytest.mark.parametrize("replication", REPLICATIONS)
def test_without_its_units_a_country_checks_searches_and_arrests_nobody(replication: int) -> None:
    scenario = small()
    whole = outcome(scenario, replication)
    _, bare = operate(scenario, replication, before=without(NationalUnit, lambda unit: unit.country == "BG"))
    for table in ("cases", "arrests", "searches", "releases", "seizures", "hours"):
        assert rows(whole, table, lambda row: row["country"] == "BG"), table
        assert not rows(bare, table, lambda row: row["country"] == "BG"), table
    for row in rows(bare, "posts", lambda row: row["country"] == "BG"):
        done = ("checks_person", "checks_vehicle", "checks_parcel", "referrals", "open_checks", "lanes_mean")
        assert [row[name] for name in done] == [0] * len(done)
    assert sum(row["checks_premises"] for row in rows(bare, "hourly", lambda row: row["country"] == "BG")) == 0
    assert not rows(bare, "decisions", lambda row: row["agent"].startswith("BG/") and row["decision"] == "deploy")
    assert not rows(bare, "messages", lambda row: row["sender"] == "BG")
    assert rows(bare, "arrests")


def test_movements_pass_a_country_without_units() -> None:
    """Nobody stands at its posts: no movement waits there for a lane that never opens."""
    scenario = small(APART)
    _, bare = operate(scenario, before=without(NationalUnit, lambda unit: True))
    moved = rows(bare, "movements")
    assert sum(row["encounters"] for row in moved) > 50
    assert not any(row["selected"] or row["detected"] for row in moved)
    by_land = [row for row in moved if row["route"] and row["time_h"] < 36.0]
    assert all(row["encounters"] >= len(row["route"].split()) for row in by_land)


def test_without_its_contact_point_a_country_gets_and_gives_nothing_by_siena() -> None:
    def by_siena(run: Outcome) -> int:
        return len(
            rows(
                run,
                "messages",
                lambda row: (
                    "BG" in (row["sender"], row["receiver"])
                    and row["channel"] == "siena"
                    and row["status"] in ("answered", "delivered")
                ),
            )
        )

    assert by_siena(outcome(small())) > 5
    _, cut = operate(small(), before=without(ContactPoint, lambda desk: desk.country == "BG"))
    assert by_siena(cut) == 0
    assert not rows(cut, "decisions", lambda row: row["agent"] == "BG/spoc")
    assert rows(cut, "messages", lambda row: row["sender"] == "GR" and row["status"] == "answered")


def test_without_its_liaison_officer_a_country_is_not_asked_at_the_centre() -> None:
    def at_the_centre(run: Outcome) -> int:
        chosen = rows(run, "messages", lambda row: row["channel"] == "liaison")
        return sum("GR" in (row["sender"], row["receiver"]) for row in chosen)

    assert at_the_centre(outcome(small())) > 5
    _, gone = operate(small(), before=without(LiaisonOfficer, lambda officer: officer.country == "GR"))
    assert at_the_centre(gone) == 0
    assert everything(gone) == everything(outcome(small(countries__GR__liaison__centre="0")))


def test_without_the_centre_nobody_sits_side_by_side_and_operations_come_later() -> None:
    _, gone = operate(small(), before=without(CoordinationCentre))
    whole = outcome(small())
    assert rows(whole, "messages", lambda row: row["channel"] == "liaison")
    assert not rows(gone, "messages", lambda row: row["channel"] == "liaison")
    assert not rows(gone, "decisions", lambda row: row["agent"] == "centre")
    assert everything(gone) == everything(outcome(small(centre__open="false")))


def test_without_the_centre_an_operation_takes_longer_to_agree_on() -> None:
    """The same networks, packages and luck: only the place where it is agreed differs."""
    scenario = small(preparation__prior_traces="6")
    delays: list[list[float]] = [[], []]
    for replication in range(6):
        runs = outcome(scenario, replication), operate(scenario, replication, before=without(CoordinationCentre))[1]
        found = [{row["operation"]: row["delay_h"] for row in rows(run, "operations")} for run in runs]
        for name in found[0].keys() & found[1].keys():
            delays[0].append(found[0][name])
            delays[1].append(found[1][name])
    assert len(delays[0]) > 10
    assert sum(delays[1]) > 1.3 * sum(delays[0]), "the order of a court takes its time with and without"


def test_without_analysts_nothing_is_linked_packed_or_struck() -> None:
    whole, (_, gone) = outcome(small()), operate(small(), before=without(EuropolAnalyst))
    for table in ("packages", "operations"):
        assert rows(whole, table)
        assert not rows(gone, table)
    for run, wanted in ((whole, True), (gone, False)):
        assert bool(rows(run, "decisions", lambda row: row["decision"] == "link")) is wanted
        assert bool(rows(run, "arrests", lambda row: row["path"] == "network_operation")) is wanted
        to_europol = rows(run, "messages", lambda row: row["receiver"] == "EUROPOL" and row["kind"] == "request")
        by_message = [row["status"] for row in to_europol if row["channel"] == "siena"]
        assert ("answered" in by_message) is wanted
    assert everything(gone) == everything(outcome(small(europol__analysts="0")))


def test_without_networks_nothing_moves() -> None:
    _, gone = operate(small(), before=without(CriminalNetwork))
    for table in ("movements", "networks", "packages", "operations"):
        assert not rows(gone, table)
    for table in ("cases", "arrests", "investigations"):
        assert not rows(gone, table, lambda row: row["network"] != "")


def test_a_network_takes_its_own_rows_with_it_and_nothing_else() -> None:
    """Whom an ordinary associate belongs to is drawn among the networks that are there, so those cases stand aside."""
    scenario = small(APART)
    whole, (_, gone) = outcome(scenario), operate(scenario, before=without(CriminalNetwork, lambda n: n.name == "N03"))
    for table in ("movements", "networks"):
        assert rows(whole, table, lambda row: row["network"] == "N03")
        assert written(rows(whole, table, lambda row: row["network"] != "N03")) == written(rows(gone, table))
    for table in ("cases", "arrests", "releases", "seizures", "investigations"):
        of_it = {row["case"] for row in rows(whole, "cases", lambda row: row["network"] == "N03")}
        associates = {row["case"] for row in rows(whole, "cases", lambda row: row["mark"] == "associate")}
        named = "case" if table not in ("investigations",) else "cause"

        def kept(row: dict[str, object], named: str = named, aside: set[str] = of_it | associates) -> bool:
            return not any(str(row[named]).startswith(case) for case in aside)

        assert written(rows(whole, table, kept)) == written(rows(gone, table, kept)), table


def test_every_decision_names_an_agent_that_takes_part() -> None:
    action, run = operate(small())
    agents = {getattr(agent, "name", "") for agent in action.env.agents}
    assert {row["agent"] for row in rows(run, "decisions")} <= agents
    assert {row["decision"] for row in rows(run, "decisions")} >= {
        *("deploy", "channel", "link", "operation", "reroute", "lie_low", "replace")
    }


def test_agents_are_those_of_the_scenario() -> None:
    plan = full_scale()
    action = JointAction(plan, 1, 0)
    kinds = {kind: len(action.env.agents_by_type[kind]) for kind in action.env.agents_by_type}
    countries, taking_part = plan.countries.values(), set(plan.countries)
    national, justice, finance = NATIONAL.of(plan), JUSTICE.of(plan), FINANCE.of(plan)
    one_each = (national.bureaus, justice.prosecutors, CYBER.of(plan).patrols, finance.fiu, finance.aro)
    assert set(one_each) == {"all"}
    channels, frontex, field = CHANNELS.of(plan), FRONTEX_SECTION.of(plan), EUROPOL_FIELD.of(plan)
    assert channels.pccc == "all"
    centres = [centre for centre in reference.centres().values() if len(taking_part & set(centre.countries)) > 1]
    expected = {
        NationalUnit: sum(len(country.officers) for country in countries),
        ContactPoint: len(countries),
        LiaisonOfficer: sum(getattr(country.liaison, seat) > 0 for country in countries for seat in get_args(Seat)),
        CoordinationCentre: int(plan.centre.open),
        OperationalCentre: int(plan.europol.centre.open),
        CooperationCentre: len(centres),
        SelecPoint: int(channels.selec),
        EuropolAnalyst: plan.europol.analysts,
        NationalBureau: len(countries),
        TerritorialDivision: sum(national.divisions_of(code) for code in plan.countries),
        ActionLeader: len(ACTIONS.of(plan)),
        Prosecutors: len(countries),
        EurojustDesks: int(justice.eurojust.open),
        SpecialTeam: len(DEPLOYMENTS.of(plan)) + len(frontex.document_experts),
        Contingent: len(frontex.officers) + len(field.guest_officers),
        ExpertPool: int(frontex.pool > 0),
        FieldOffice: len(field.mobile_offices),
        CyberTeam: len(countries),
        FinancialUnit: len(countries),
        AssetOffice: len(countries),
        CriminalNetwork: plan.networks.count,
    }
    assert kinds == {kind: number for kind, number in expected.items() if number}
    assert set(expected) - set(kinds) <= {ActionLeader}


def test_nobody_left_nothing_done() -> None:
    _, empty = operate(small(), before=without())
    assert total(empty, "checks_total") == 0.0
    filled = {name for name, table in empty.tables.items() if len(table)}
    assert filled <= set(records.DENSE)
