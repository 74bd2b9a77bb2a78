"""Officers as planners change them: a thousand more, five hundred more in Bulgaria, three hundred moved from Spain."""

import re
from collections.abc import Sequence

from sim.errors import Fault, ScenarioError
from sim.scenario.allocation import apportioned
from sim.scenario.codes import OTHER_CODES
from sim.scenario.office_text import plainly, whole
from sim.scenario.schema import Scenario

CHANGE = re.compile(
    r"(?:(?P<code>[A-Z]{2})=)?(?P<sign>[+-]?) ?(?:(?P<percent>\d{1,4}([.,]\d{1,2})?) ?%|(?P<number>\d.*))"
)
Move = tuple[int, str, str]
"""How many officers, from which country, to which."""


def lineup(scenario: Scenario, changes: Sequence[str], moves: Sequence[Move]) -> dict[str, str]:
    """Overrides that change the officers of a scenario; services keep their shares, planned checks follow.

    Parameters
    ----------
    changes
        ``+1000``, ``-500``, ``+10%`` or ``32000`` for all countries in proportion; ``BG=+500`` for one.
    moves
        Officers moved from one country to another. They come after the changes.

    Raises
    ------
    ScenarioError
        If a change cannot be read, or takes away more officers than there are.
    """
    before = {code: round(scenario.officers(code)) for code in scenario.countries}
    after = dict(before)
    for text in changes:
        after = _changed(after, text)
    for number, origin, goal in moves:
        origin, goal = (_known(after, code, "--move") for code in (origin, goal))
        after = after | {origin: after[origin] - number}
        after = after | {goal: after[goal] + number}
    for code, number in after.items():
        if number < 0:
            raise _refused(code, f"{-number:,} officers fewer than none would be left", "Take away fewer")
    return {
        f"countries.{code}.officers": _services(scenario, code, number)
        for code, number in after.items()
        if number != before[code]
    }


def _changed(officers: dict[str, int], text: str) -> dict[str, int]:
    said = CHANGE.fullmatch(plainly(text))
    given = whole(said["number"]) if said and said["number"] else None
    if said is None or (given is None and not (said["percent"] and said["sign"])):
        raise _refused("--officers", f"{text!r} is no number of officers", "Write +1000, -500, +10% or BG=+500")
    code = said["code"] and _known(officers, said["code"], "--officers")
    now = officers[code] if code else sum(officers.values())
    number = given if given is not None else round(now * float(said["percent"].replace(",", ".")) / 100)
    goal = {"+": now + number, "-": now - number, "": number}[said["sign"]]
    if code:
        return {**officers, code: goal}
    if goal < 0 or now == 0:
        raise _refused("--officers", f"{now:,} officers cannot become {goal:,}", "Take away fewer")
    return apportioned(goal, officers)


def _known(officers: dict[str, int], text: str, option: str) -> str:
    """The code of a country that takes part, by this code or one that others use for it."""
    code = OTHER_CODES.get(text, text)
    if code not in officers:
        raise _refused(option, f"{text} takes no part", "Name one of " + ", ".join(officers))
    return code


def _services(scenario: Scenario, code: str, number: int) -> str:
    """Officers by service that come to `number` after the scales of the scenario, as YAML."""
    country = scenario.countries[code]
    scale = country.officers_scale * scenario.officers_scale
    if scale == 0 or not any(country.officers.values()):
        raise _refused(code, f"{code} brings no officers to change", "Give it officers, and scales above 0")
    parts = apportioned(round(number / scale), {str(name): brought for name, brought in country.officers.items()})
    return "{" + ", ".join(f"{service}: {officers}" for service, officers in parts.items()) + "}"


def _refused(key: str, said: str, wanted: str) -> ScenarioError:
    return ScenarioError((Fault(file="officers", line=None, key=key, found=said, wanted=wanted),))
