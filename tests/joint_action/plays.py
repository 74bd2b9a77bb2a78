"""Random plays of a small theatre: orders of all kinds, at moments where order matters."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

from sim.joint_action import JointAction
from sim.outcome.outcome import Outcome
from sim.scenario.part import Timed
from sim.scenario.schema import Scenario
from tests.theatre import SEED, small

PLAN = small(
    {
        "days": "2",
        "frontex.pool": "2",
        "behaviour.assets.expert_deployment": "12 h",
        "behaviour.assets.lead": "6 h",
    }
)
SECONDS = round(PLAN.hours * 3600)
HOUR = 3600
POSTS = ("kalotina-gradina", "gyueshevo-deve-bair", "merdare")
LONG = ("10 min", "1 h", "5 h", "300 h")
OWNERS = ("RS", "BG", "europol", "centre", "GR")
Order = dict[str, Any]


def order(kind: str, luck: random.Random) -> Order:
    """An order of a kind, as a file writes it."""
    post, lasts = luck.choice(POSTS), luck.choice(LONG)
    keys: Mapping[str, Order] = {
        "surge": {"posts": [post], "traffic": luck.choice((0, 0.5, 3)), "lasts": luck.choice(LONG[1:])},
        "close_post": {"post": post, "lasts": lasts},
        "siena_down": {"lasts": lasts},
        "liaison_away": {"country": luck.choice(("RS", "BG")), "lasts": lasts},
        "centre_down": {"lasts": lasts, "which": luck.choice(("international", "europol"))},
        "intelligence": {"country": luck.choice(("RS", "BG")), "traces": luck.randint(1, 9)},
        "reassign": {
            "country": "BG",
            "from": "kalotina-gradina",
            "to": luck.choice(("sofia-airport", "malko-tarnovo-derekoy")),
            "officers": luck.randint(1, 60),
        },
        "reinforce": {"country": "BG", "post": "sofia-airport", "officers": luck.randint(1, 60)},
        "mobile_office": {"post": post},
        "jit_signed": {"countries": luck.sample(("GR", "RO", "HU", "BG"), 2)},
        "jit_proposed": {"countries": luck.sample(("GR", "RO", "HU", "BG"), 3), "europol": True},
        "crisis": {"country": luck.choice(("RS", "RO")), "units": luck.randint(1, 30), "lasts": lasts},
        "tip_off": {"networks": luck.choice((0.1, 0.6))},
        "move_asset": {
            "asset": "concealment_expert",
            "country": "MK",
            "from": "presevo-tabanovce",
            "to": "bogorodica-evzoni",
        },
        "send_asset": {"asset": "scanner", "country": "MK", "post": "medzitlija-niki", "by": luck.choice(("NL", ""))},
        "call_experts": {"country": "MK", "post": "medzitlija-niki"},
        "move_mobile_office": {"from": "kalotina-gradina", "to": "presevo-tabanovce"},
        "system_down": {"system": luck.choice(("sis", "europol", "national")), "lasts": lasts},
        "take_seat": {"owner": luck.choice(OWNERS)},
        "leave_seat": {"owner": luck.choice(OWNERS)},
        "standing_order": {
            "owner": luck.choice(OWNERS[:3]),
            "requests": luck.choice(("held", "urgent", "all")),
            "answer": luck.choice(("at_once", "by_itself", "never")),
        },
        "answer": {"owner": luck.choice(OWNERS[:2]), "give": luck.choice(("answered", "refused"))},
        "launch": {"without": luck.choice(([], ["RO"]))},
        "lift": {},
        "ask": {"country": luck.choice(OWNERS[:2]), "of": "HU", "channel": luck.choice((None, "siena"))},
        "reserve": {"country": "BG", "post": "kalotina-gradina", "officers": luck.randint(1, 60)},
        "commit": {
            "country": "BG",
            "from": "kalotina-gradina",
            "to": luck.choice(("kalotina-gradina", "sofia-airport")),
            "officers": luck.randint(1, 60),
        },
        "lanes": {"country": "BG", "post": "kalotina-gradina", "share": luck.choice((0, 0.4, 1))},
    }
    return {"kind": kind, **keys[kind]}


KINDS = (
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
    "take_seat",
    "leave_seat",
    "standing_order",
    "answer",
    "launch",
    "lift",
    "lanes",
    "ask",
    "reserve",
    "commit",
)


def moment(luck: random.Random) -> int:
    """A second of the play: the first, the last, a briefing, a change of shift, a full hour, or any."""
    hour = luck.randrange(round(PLAN.hours))
    return luck.choice(
        (
            0,
            SECONDS - 1,
            hour * HOUR,
            hour * HOUR + luck.choice((900, 1800, 2700)),
            luck.choice((6, 14, 22, 30, 38, 46)) * HOUR,
            luck.randrange(SECONDS),
        )
    )


def play(number: int, kinds: Iterable[str] = KINDS) -> list[tuple[int, Order]]:
    """A play: orders with their seconds, in the order in which they are given; some come at one moment."""
    luck = random.Random(number)
    kinds = tuple(kinds)
    chosen = [luck.choice(kinds) for _ in range(luck.randint(6, 20))]
    seconds = sorted(moment(luck) for _ in chosen)
    for place in range(1, len(seconds), 4):
        seconds[place] = seconds[place - 1]
    return [(second, order(kind, luck)) for second, kind in zip(seconds, chosen, strict=True)]


def live(plan: Scenario, orders: Iterable[tuple[int, Order]]) -> tuple[tuple[Timed, ...], Outcome]:
    """Play it: each order is given when the action stands at its second."""
    action = JointAction(plan, SEED, 0)
    action.begin()
    for number, (second, values) in enumerate(orders):
        action.advance(second / HOUR)
        action.order({"id": f"O{number}", **values, **_named(action, values)})
    action.advance(plan.hours)
    return action.recorded, action.finish()


def _named(action: JointAction, values: Order) -> Order:
    """What an order speaks of: something that is there, or else something that never was."""
    kind = values["kind"]
    if kind == "answer":
        asked = action.picture(values["owner"]).requests
        return {"message": action.identity(values["owner"], asked[-1].number) if asked else "nothing"}
    if kind == "ask":
        held = action.picture(values["country"]).held
        return {"case": action.identity(values["country"], held[-1].number) if held else "nobody"}
    if kind == "launch":
        waiting = action.picture("centre").operations
        return {"operation": action.identity("centre", waiting[0].number) if waiting else "nothing"}
    if kind == "lift":
        lasting = [event.id for event in action.recorded if hasattr(event, "lasts")]
        return {"event": lasting[-1]} if lasting else {"kind": "siena_down", "lasts": "1 h"}
    return {}
