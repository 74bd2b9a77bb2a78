"""Plans side by side: in what they are unlike, which are the same, what is no change of a plan."""

import pytest

from sim.errors import UnlikeError
from sim.experiment.likeness import changes, check_common, repeats, unlike
from tests.experiment import plans

MOVED = (
    "{name: Sofia, kind: airport, lat: 42, lon: 23, countries: [BG], persons_per_day: 9, vehicles_per_day: 9, lanes: 1}"
)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"days": "3"}, ["days (1 against 3)"]),
        ({"start": "'2024-12-01 06:00'"}, ["start (2024-11-25 00:00 against 2024-12-01 06:00)"]),
        (
            {"crime_areas": "{drugs: 2}"},
            ["crime areas (migrant smuggling 1, firearms 1 against drugs 2)"],
        ),
        ({"counting.per_officer": "0"}, ["counting: per officer (0.5 against 0)"]),
        ({"posts.exclude": "[sofia-airport]"}, ["posts (with sofia-airport against without sofia-airport)"]),
        ({"posts.added.sofia-airport": MOVED}, ["posts (as in the base against with other values)"]),
        ({"posts.traffic": "{sofia-airport: 2}"}, []),
        ({"posts.per_day.sofia-airport.persons": "9000"}, []),
        ({"posts.lanes.kalotina-gradina.RS": "9"}, []),
        ({"shifts": "[06:00-18:00, 18:00-06:00]"}, []),
        ({"countries.BG.shifts": "[day]", "posts.shifts.kalotina-gradina.BG": "[night]"}, []),
        ({"officers_scale": "2", "europol.analysts": "9"}, []),
        ({"name": "Another", "published": "{arrests: 9}"}, []),
    ],
)
def test_it_is_named_in_what_plans_are_unlike(settings: dict[str, str], told: list[str]) -> None:
    assert [str(one) for one in unlike(plans.small(), plans.small(settings))] == told


def test_every_other_thing_is_named() -> None:
    told = [one.what for one in unlike(plans.small(), plans.elsewhere())]
    assert told == ["days", "countries", "posts"]
    with pytest.raises(UnlikeError, match="Three countries and Elsewhere have no country in common"):
        check_common(plans.small(), [plans.small(), plans.elsewhere()])
    check_common(plans.small(), [plans.small({"days": "9"})])


def test_a_name_and_what_was_published_are_no_plan() -> None:
    settings = {"name": "Another", "description": "The same", "published": "{arrests: 9, source: somebody}"}
    assert changes(plans.small(), plans.small(settings)) == ()
    assert [one.path for one in changes(plans.small(), plans.small({"networks.count": "5"}))] == ["networks.count"]


def test_plans_that_are_the_same_are_told() -> None:
    base, busier, named = (plans.small(settings) for settings in ({}, {"networks.count": "9"}, {"name": "Another"}))
    given = plans.small({"behaviour.crime.movements": repr(base.behaviour.crime.movements)})
    variants = [busier, named, busier, given, base]
    changed = [changes(base, variant) for variant in variants]
    assert repeats(base, variants, changed) == ["", "the base", "variant 1", "", "the base"]
