"""Every behavioural parameter does something: at the far end of its range it changes some table of a full run."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any, get_args

import pytest

from sim.engine.journal import Journal
from sim.experiment.parameters import changed
from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario import reference
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.levels import GROUPS, SHARES, TIMES
from sim.words import ArrestPath, Channel, CrimeArea, Detector, Mark
from tests.theatre import SEED, changed_tables, operate, outcome, small


def posts_of(code: str) -> list[reference.Post]:
    """The posts of a country."""
    return [post for post in small().active_posts().values() if code in post.sides]


RICH = {
    "name": "Everything happens",
    "start": "2024-11-22 00:00",  # a Friday
    "days": "2",
    "countries.FR": "{officers: {police: 60, customs: 99}, plan: {officers: 159, person: 600, parcel: 999}}",
    "countries.HR": "{officers: {police: 80, customs: 60}, plan: {officers: 140, person: 800, vehicle: 300}}",
    "countries.AL.liaison": "{centre: 0, selec: 1}",
    "countries.BG.liaison": "{europol: 1, selec: 1}",
    "countries.GR.liaison": "{centre: 0, europol: 1, selec: 1}",
    "countries.HU.liaison": "{centre: 0, europol: 1}",
    "countries.MK.liaison": "{centre: 0, selec: 1}",
    "channels": "{pccc: all, selec: true, interpol: true, deadlines: true, translation: true, mistakes: true}",
    "countries.RS.officers.cyber": "120",
    "countries.MK.officers.cyber": "80",
    "countries.GR.officers.cyber": "80",
    "countries.RO.officers.cyber": "40",
    "cyber.patrols": "all",
    "cyber.venues": "{messaging: 3, marketplace: 2, clear_web: 2, dark_web: 2, social_media: 2}",
    "cyber.languages": "{RS: [hu], MK: [de]}",
    "behaviour.staffing.on_searches": "0.2",
    "behaviour.cyber.search": "3 h",
    "behaviour.cyber.warrant": "6 h",
    "behaviour.cyber.parcel": "0.14",
    "behaviour.cyber.post": "24 h",
    "finance.fiu": "all",
    "finance.aro": "all",
    "behaviour.finance.order": "2 h",
    "behaviour.finance.tracing": "1 h",
    "behaviour.finance.staff": "0.005",
    "behaviour.finance.traced": "0.7",
    "behaviour.finance.cash": "2.5",
    "behaviour.finance.loan": "24 h",
    "behaviour.finance.handler": "0.9",
    "behaviour.finance.investigated": "1",
    "behaviour.crime.specialists": "0.2",
    "cooperation.pairs": "{AL-XK: none}",
    "deployments": "["
    "{asset: canine, post: gyueshevo-deve-bair, country: BG}, "
    "{asset: concealment_expert, post: presevo-tabanovce, country: MK}, "
    "{asset: concealment_expert, post: roszke-horgos, country: RS}, "
    "{asset: concealment_expert, post: tompa-kelebija, country: RS}, "
    "{asset: concealment_expert, post: tovarnik-sid, country: RS}, "
    "{asset: scanner, post: presevo-tabanovce, country: RS}, "
    "{asset: document_expert, post: presevo-tabanovce, country: RS}, "
    "{asset: canine, post: makaza-nymfaia, country: BG, by: NL, shifts: [day, night], arrives: 3 h}]",
    "frontex": "{pool: 1, officers: [{post: medzitlija-niki, country: MK, officers: 30}]}",
    "europol.office_desks": "1",
    "europol.guest_officers": "["
    "{post: dheu-i-bardhe-konculj, country: XK, officers: 1}, "
    "{post: makaza-nymfaia, country: GR, officers: 2}, "
    "{post: muriqan-sukobin, country: AL, officers: 2}]",
    "events": "["
    "{kind: siena_down, at: 20 h, lasts: 2 h}, "
    "{kind: intelligence, at: 2 h, country: RS, traces: 20}, "
    "{kind: tip_off, at: 20 h, networks: 0.3}, "
    "{kind: jit_proposed, at: 1 h, countries: [GR, RO], eurojust: true}, "
    "{kind: call_experts, at: 0, country: MK, post: medzitlija-niki}, "
    "{kind: send_asset, at: 1 h, asset: scanner, country: MK, post: medzitlija-niki}, "
    "{kind: move_asset, at: 12 h, asset: canine, country: BG, from: gyueshevo-deve-bair, to: makaza-nymfaia}, "
    "{kind: move_mobile_office, at: 30 h, from: kalotina-gradina, to: presevo-tabanovce}, "
    "{kind: reassign, at: 20 h, country: GR, from: athens-airport, to: kakavije-ktismata, officers: 20}, "
    "{kind: crisis, at: 1 h, country: RS, units: 4, lasts: 2 h}, "
    "{kind: crisis, at: 20 h, country: GR, situation: terrorist_incident, units: 1, lasts: 1 h}, "
    "{kind: crisis, at: 30 h, country: AL, situation: hijacking, units: 4, lasts: 2 h}]",
    "special_units.joint_training": "true",
    "behaviour.cross_border.caught": "0.7",
    "cross_border": "{pursuit: true, surveillance: true, agreements: {"
    "BG-RS: {}, BG-RO: {}, BG-GR: {}, BG-MK: {pursuit_km: 10}, GR-MK: {pursuit_km: 20}, HU-RO: {}, HU-RS: {}, "
    "MK-RS: {pursuit_km: 20, surveillance_h: 5 h}, RO-RS: {pursuit_km: 30}, AL-GR: {}, AL-MK: {}}, "
    "joint_patrols: [{post: lojane-miratovac, countries: [MK, RS]}, {post: presevo-tabanovce, countries: [MK, RS]}, "
    "{post: roszke-horgos, countries: [HU, RS]}]}",
    "systems": "{separate: true, outages: true}",
    "behaviour.cases.escape": "0.25",
    "preparation.prior_traces": "5",
    "preparation.jits": "[{members: [BG, RS], europol: true, eurojust: true, olaf: true}]",
    "national.bureaus": "all",
    "national.centres": "[BG, RS, MK, RO]",
    "justice.prosecutors": "[BG, GR, HU, RO, RS]",  # elsewhere an order takes its own time
    "justice.eurojust.open": "true",
    "behaviour.justice.setting_up": "12 h",
    "actions": "["
    "{name: routes, area: migrant_smuggling, leader: GR, co_leaders: [BG], participants: [GR, BG, HU]}, "
    "{name: loads, area: drugs, leader: BG, participants: [BG, GR]}]",
    "behaviour.prevalence.parcel.drugs": "0.02",
    "behaviour.prevalence.parcel.goods": "0.02",
    "behaviour.prevalence.parcel.firearms": "0.02",
    "behaviour.prevalence.person.irregular_entry": "0.01",
    "behaviour.prevalence.vehicle.goods": "0.04",
    "behaviour.prevalence.vehicle.firearms": "0.02",
    "behaviour.prevalence.vehicle.drugs": "0.02",
    "behaviour.prevalence.vehicle.migrants": "0.02",
    "behaviour.prevalence.vehicle.suspect": "0.01",
    "behaviour.prevalence.vehicle.notice": "0.01",
    "behaviour.prevalence.person.suspect": "0.02",
    "behaviour.selection.referral_offender": "0.7",
    "crime_areas": "{migrant_smuggling: 3, drugs: 3, firearms: 2, human_trafficking: 2, document_fraud: 2, "
    "property_crime: 1, environmental_crime: 2, excise_fraud: 2, economic_crime: 2, criminal_finances: 2, "
    "cybercrime: 2, child_sexual_exploitation: 2, high_risk_networks: 2}",
    "behaviour.prevalence.person.cash": "0.01",
    "behaviour.prevalence.vehicle.waste": "0.01",
    "behaviour.prevalence.vehicle.excise": "0.01",
    "behaviour.prevalence.vehicle.sanctioned": "0.01",
    "behaviour.prevalence.vehicle.cash": "0.01",
    "behaviour.prevalence.parcel.waste": "0.02",
    "behaviour.prevalence.parcel.excise": "0.02",
    "behaviour.prevalence.parcel.sanctioned": "0.02",
    "customs": "{risk_management: [BG, RS], laboratory: [RS, MK], sanctions: true, plans: [{name: Southern Plan, "
    'members: [BG, RO], from: "2023-01-01", until: "2025-12-31", unified_procedures: true, dog_handlers: 0.6, '
    "anpr: true, laboratory: true}]}",
    "support": "{cepol: {trained: 0.2}, seesac: 0.5, unodc: [belgrade-airport, athens-postal-centre], emcdda: all, "
    "easo: [GR, HU], eu4fast: {funds_centre_desks: 2, funds_partners: [AL]}, eusdr: true}",
}
"""The small theatre with three more countries, all special units, postal centres with laboratories, and events."""

NEEDED = {
    "checks.second_backlog": {"behaviour.selection.referral_clean": "0.8"},
    "interventions.without_centre": {"centre.open": "false"},
    "interventions.corruption": {"behaviour.interventions.leak": "1"},
    "staffing.lanes_taken": {"behaviour.staffing.lane_share": "0.5"},
    "selection.most_taken": {f"posts.traffic.{post.id}": "0.001" for post in posts_of("RS")},
    "crime.replaced": {"behaviour.fusion.gain": "1", "behaviour.crime.replacement": "1 h"},
    "crime.largest": {"behaviour.crime.members_median": "60"},
    "assets.second_look": {"behaviour.prevalence.person.false_document": "0.03"},
    "cyber.parcel_taken": {"behaviour.cyber.target": "0.1", "behaviour.cyber.parcel": "0.6"},
    "cyber.warrant_present": {"cyber.prosecutors": "true"},
    "cases.weapons_load": {"crime_areas": "{firearms: 1}", "actions": "[]"},
    "cases.drugs_load": {"crime_areas": "{drugs: 1}", "actions": "[]"},
    "channels.pccc_europol": {"behaviour.channels.pccc_serious": "0.5"},
    **{
        key: {"behaviour.cases.escape": "0.9"}
        for key in ("cross_border.caught", "cross_border.speed", "cross_border.ahead")
    },
    "customs.dog_handling": {"behaviour.prevalence.vehicle.drugs": "0.2"},
    "detection.concealment_expert.goods": {"behaviour.prevalence.vehicle.goods": "0.2"},
    "detection.concealment_expert.excise": {"behaviour.prevalence.vehicle.excise": "0.2"},
    "justice.olaf": {"crime_areas": "{property_crime: 1}", "actions": "[]"},
    "justice.team_agrees": {
        "preparation.jits": "[{members: [BG, GR, HU, RO, AL, XK, MK, RS], europol: true, eurojust: true}]"
    },
    "crime.memory": {"behaviour.crime.risk": "6", "behaviour.crime.memory": "12 h"},
    "detection.non_compliant": {"countries.BG.schengen_rating": "non_compliant"},
    "cross_border.most_teams": {
        "behaviour.staffing.on_searches": "0.2",
        "behaviour.prevalence.person.associate": "0.01",
    },
    "systems.outage": {"behaviour.systems.availability.sis": "0.9"},
    **{
        f"crises.longest.{situation}": {
            "events": f"[{{kind: crisis, at: 1 h, country: RS, situation: {situation}, units: 40, lasts: 6 h}}]"
        }
        for situation in ("hostage_taking", "hijacking", "terrorist_incident")
    },
    **{
        f"{group}.{name}": {
            "cooperation.baseline": level,
            "cooperation.frameworks": "{}",
            "cooperation.europol": "{}",
        }
        for level, group in GROUPS.items()
        if level in {"minimal", "full"}
        for name in (*SHARES, *TIMES)
    },
    "crime.unpaid": {"behaviour.fusion.gain": "1", "behaviour.crime.replacement": "12 h"},
    "crime.postponed": {"preparation.announced": "0.5"},
}
"""What else some parameters need to show an effect: they matter only where something is scarce, absent or extreme."""

BASE = small(RICH)
PARAMETERS = {".".join(map(str, leaf.path)): leaf for leaf in leaves(BASE.behaviour)}


def moved(leaf: Leaf) -> float:
    """The end of the plausible range that is farther away."""
    low, high, value = leaf.known("low"), leaf.known("high"), leaf.value
    assert isinstance(low, float) and isinstance(high, float) and isinstance(value, int | float)
    end = low if value - low > high - value else high
    return round(end) if isinstance(value, int) else end


class AnotherRecordError(Exception):
    """A run wrote down what the run before it did not."""


class Listener(Journal):
    """A journal that knows what another run wrote down, and ends its own run at the first record that differs."""

    __slots__ = ("_heard", "_other")

    def __init__(self, other: Journal) -> None:
        super().__init__()
        self._other = other
        self._heard: Counter[type] = Counter()

    def add(self, record: tuple[Any, ...]) -> None:
        """Write one record down, if it is the one that stands in this place of the other journal."""
        kind = type(record)
        there = self._other.rows(kind)
        at = self._heard[kind]
        if at >= len(there) or (record != there[at] and repr(record) != repr(there[at])):
            raise AnotherRecordError(f"{kind.__name__} {at}")
        self._heard[kind] += 1
        super().add(record)


LUCKS = 4
"""Runs in which an effect is looked for: in a single one, what a parameter rules may not come up."""


@lru_cache(LUCKS)
def base_run(needed: str, replication: int = 0) -> tuple[JointAction, Outcome]:
    """The rich theatre with what a parameter needs, run once."""
    return operate(small({**RICH, **NEEDED.get(needed, {})}), replication)


def shared(name: str) -> str:
    """The first parameter that needs the same as this one: all of them are compared with one run."""
    return next((other for other in NEEDED if NEEDED[other] == NEEDED.get(name)), "")


IN_TURN = sorted(PARAMETERS, key=shared)
"""Those that need the same stand together: their run is made once."""


def has_effect(name: str, replication: int) -> bool:
    """Whether a run with one parameter moved leaves another record, or at its end another table."""
    base, before = base_run(shared(name), replication)
    behaviour = changed(base.env.plan.behaviour, {name: moved(PARAMETERS[name])})
    action = JointAction(base.env.plan, SEED, replication, behaviour=behaviour)
    action.env.journal = Listener(base.env.journal)
    try:
        return bool(changed_tables(before, action.run()))
    except AnotherRecordError:
        return True


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", IN_TURN)
def test_parameter_has_an_effect(name: str) -> None:
    assert any(has_effect(name, replication) for replication in range(LUCKS))


def test_without_a_change_the_same_is_written_down() -> None:
    """Else every parameter would seem to have an effect."""
    base, before = base_run("")
    again = JointAction(base.env.plan, SEED, 0, behaviour=changed(base.env.plan.behaviour, {}))
    again.env.journal = Listener(base.env.journal)
    assert changed_tables(before, again.run()) == []


@pytest.mark.parametrize("name", ["crime.movements", "traffic.vehicle_control", "checks.briefing"])
def test_a_moved_parameter_is_the_one_that_a_scenario_would_write(name: str) -> None:
    value = moved(PARAMETERS[name])
    written = f"{value!r} h" if PARAMETERS[name].known("unit") == "h" else repr(value)
    run = JointAction(BASE, SEED, 0, behaviour=changed(BASE.behaviour, {name: value})).run()
    assert changed_tables(outcome(small({**RICH, f"behaviour.{name}": written})), run) == []


def test_rich_theatre_has_something_of_everything() -> None:
    words = [
        ("cases", "mark", Mark),
        ("cases", "detector", Detector),
        ("messages", "channel", Channel),
        ("arrests", "path", ArrestPath),
        ("arrests", "crime_area", CrimeArea),
    ]
    run = base_run("")[1]
    missing = {
        f"{table}.{column}": set(get_args(words)) ^ set(run[table].text(column)) for table, column, words in words
    }
    assert missing == {f"{table}.{column}": set() for table, column, _ in words}
