"""Reference data: complete, consistent with itself, and honest about what it does not know."""

from datetime import date
from math import isfinite
from typing import get_args

import pytest

from sim.scenario import reference
from sim.scenario.words import Framework, Level, PostKind, Standing, meant_country


def test_every_country_is_whole() -> None:
    for code, country in reference.countries().items():
        assert len(code) == 2 and code.isupper()
        assert country.name
        assert country.europol in get_args(Standing)
        assert country.trust in ("measured", "assumed")
        assert country.trust == "assumed" or country.police_source
        assert isfinite(country.detention_limit_h) and country.detention_limit_h > 0
        assert country.police_officers > 0 and isfinite(country.population_millions)


def test_every_post_is_whole() -> None:
    for name, post in reference.posts().items():
        assert post.kind in get_args(PostKind), name
        assert set(post.sides) <= reference.countries().keys(), name
        assert len(set(post.sides)) == len(post.sides), name
        assert post.trust in ("measured", "expert", "assumed", "calibrated"), name
        traffic = (post.persons_per_day, post.vehicles_per_day, post.parcels_per_day)
        assert all(isfinite(number) and number >= 0 for number in traffic), name
        assert sum(traffic) > 0 or post.kind == "online" or post.note.startswith("closed"), name
        assert -90 <= post.lat <= 90 and -180 <= post.lon <= 180, name


def test_levels_rise_from_none_to_full() -> None:
    rows = reference.levels()
    assert tuple(row.level for row in rows) == get_args(Level)
    for column in ("c", "answered", "content", "reported"):
        values = [getattr(row, column) for row in rows]
        assert values == sorted(values) and values[0] == 0 and values[-1] <= 1
    for column in ("siena_urgent_h", "siena_other_h", "liaison_h", "europol_h"):
        hours = [getattr(row, column) for row in rows]
        assert hours == sorted(hours, reverse=True)
        assert not isfinite(hours[0]) and all(isfinite(value) for value in hours[1:])
    assert all(row.source for row in rows)


def test_every_country_has_a_shape() -> None:
    for code in reference.countries():
        rings = reference.shapes()[code]
        assert rings and all(len(point) == 2 for ring in rings for point in ring), code


@pytest.mark.parametrize(
    ("code", "on", "within", "without"),
    [
        ("HR", date(2012, 1, 1), set(), {"eu", "schengen"}),
        ("HR", date(2022, 6, 1), {"eu"}, {"schengen"}),
        ("HR", date(2023, 1, 1), {"eu", "schengen"}, set()),
        ("NO", date(2024, 1, 1), {"schengen"}, {"eu"}),
        ("AL", date(2024, 1, 1), {"western_balkans", "selec"}, {"eu", "schengen"}),
        ("MD", date(2024, 1, 1), {"eastern_partnership"}, {"western_balkans"}),
        ("SE", date(2021, 1, 1), {"baltic_sea_task_force"}, set()),
        ("RU", date(2021, 1, 1), {"baltic_sea_task_force"}, {"eu"}),
        ("RU", date(2023, 1, 1), set(), {"baltic_sea_task_force"}),
    ],
)
def test_membership_depends_on_the_day(code: str, on: date, within: set[str], without: set[str]) -> None:
    frameworks = reference.countries()[code].frameworks(on)
    assert within <= frameworks <= set(get_args(Framework))
    assert not without & frameworks


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EL", "GR"),
        ("UK", "GB"),
        ("gr", "GR"),
        ("Greece", "GR"),
        ("Norwey", "NO"),
        ("XKX", "XK"),
        ("QQ", None),
        ("", None),
    ],
)
def test_other_names_of_a_country(text: str, code: str | None) -> None:
    assert meant_country(text) == code


def test_digest_is_stable() -> None:
    assert reference.digest() == reference.digest()
    assert len(reference.digest()) == 64
