"""Reference data: complete, consistent with itself, and honest about what it does not know."""

from datetime import date, timedelta
from math import isfinite
from typing import get_args

import pytest

from sim.scenario import reference
from sim.scenario.codes import meant_country
from sim.words import CrimeArea, Framework, PostKind, Standing


def test_every_country_is_whole() -> None:
    for code, country in reference.countries().items():
        assert len(code) == 2 and code.isupper()
        assert country.name
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
        assert sum(traffic) > 0 or post.kind == "online", name
        assert -90 <= post.lat <= 90 and -180 <= post.lon <= 180, name


def test_desks_of_airports_ports_and_trains_keep_up_with_their_peak_hour() -> None:
    """7 % of a day's people in it, 45 seconds each, half of them each way where both sides control."""
    for post in reference.posts().values():
        if post.kind in {"airport", "sea_port", "rail"} and post.lanes_a:
            one_way = 0.5 if post.country_b else 1.0
            assert one_way * post.persons_per_day * 0.07 * 45 / 3600 <= 1.05 * post.lanes_a, post.id


def test_every_country_of_the_map_has_a_shape() -> None:
    assert reference.countries().keys() - reference.shapes().keys() == {"US"}
    for code in reference.countries().keys() & reference.shapes().keys():
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
        ("RU", date(2022, 3, 3), {"baltic_sea_task_force"}, set()),
        ("RU", date(2022, 3, 4), set(), {"baltic_sea_task_force"}),
        ("GB", date(2020, 1, 31), {"eu"}, {"schengen"}),
        ("GB", date(2020, 2, 1), set(), {"eu"}),
        ("LT", date(2023, 6, 1), {"baltic_plan", "asem", "eu"}, {"seesac"}),
        ("LT", date(2026, 1, 1), set(), {"baltic_plan"}),
        ("MD", date(2024, 11, 25), {"danube_strategy", "eu4fast", "seesac"}, set()),
    ],
)
def test_membership_depends_on_the_day(code: str, on: date, within: set[str], without: set[str]) -> None:
    frameworks = reference.countries()[code].frameworks(on)
    assert within <= frameworks <= set(get_args(Framework))
    assert not without & frameworks


@pytest.mark.parametrize(
    ("framework", "on", "number"),
    [
        ("baltic_sea_task_force", date(2021, 1, 1), 11),
        ("baltic_sea_task_force", date(2024, 1, 1), 10),
        ("selec", date(2016, 1, 1), 12),
        ("selec", date(2024, 1, 1), 11),
        ("baltic_plan", date(2024, 1, 1), 3),
        ("danube_strategy", date(2024, 1, 1), 14),
        ("eu", date(2024, 1, 1), 27),
        ("schengen", date(2024, 11, 25), 28),
        ("western_balkans", date(2024, 1, 1), 6),
    ],
)
def test_frameworks_have_as_many_members_as_is_known(framework: str, on: date, number: int) -> None:
    assert len(reference.members(framework, on)) == number


def test_memberships_are_of_known_frameworks_and_countries() -> None:
    rows = reference.memberships()
    assert {row.framework for row in rows} == set(get_args(Framework))
    assert {row.country for row in rows} <= reference.countries().keys()
    assert len({(row.framework, row.country, row.since) for row in rows}) == len(rows)
    assert all(row.source for row in rows)
    assert all((row.since or date.min) < (row.until or date.max) for row in rows)


def test_a_dialogue_is_no_framework_of_answers() -> None:
    talk = reference.dialogues(date(2024, 1, 1))
    assert talk.keys() == {"asem"} and {"LT", "DE", "NO"} <= talk["asem"] and "AL" not in talk["asem"]


def test_priorities_cover_the_crime_areas_cycle_by_cycle() -> None:
    rows = reference.priorities()
    assert {area for row in rows for area in row.crime_areas} == set(get_args(CrimeArea))
    years = {row.cycle: (row.first_year, row.last_year) for row in rows}
    assert years == {"2018-21": (2018, 2021), "2022-25": (2022, 2025), "2026-29": (2026, 2029)}
    assert all(row.printed and row.source for row in rows)
    of_2023 = {area for row in rows if row.cycle == "2022-25" for area in row.crime_areas}
    assert "document_fraud" in of_2023, "a horizontal priority of that cycle"


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


def test_a_fingerprint_is_of_the_facts_of_a_day() -> None:
    """What held at other times moves no identity: Croatia's controls of 2022 are nothing to an action of 2024."""
    assert reference.digest(date(2024, 3, 1)) == reference.digest(date(2024, 3, 2))
    assert len(reference.digest(date(2024, 3, 1))) == 64
    moved = (date(2020, 2, 1), date(2021, 3, 15), date(2023, 1, 1), date(2023, 12, 15), date(2025, 1, 1))
    for day in moved:
        assert reference.digest(day) != reference.digest(day - timedelta(days=1)), day


# --- facts have dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "on", "lanes"),
    [
        ("ruse-giurgiu", date(2024, 12, 31), (4, 4)),
        ("ruse-giurgiu", date(2025, 1, 1), (0, 0)),
        ("curtici-lokoshaza-rail", date(2025, 1, 1), (0, 0)),
        ("kulata-promachonas", date(2026, 10, 12), (0, 0)),
        ("kalotina-gradina", date(2026, 10, 12), (3, 3)),
        ("bregana-obrezje", date(2022, 12, 31), (15, 15)),
        ("bregana-obrezje", date(2023, 1, 1), (0, 0)),
        ("nickelsdorf-hegyeshalom", date(2007, 12, 20), (18, 18)),
        ("nickelsdorf-hegyeshalom", date(2019, 9, 5), (0, 0)),
        ("svinesund", date(2024, 1, 1), (0, 0)),
    ],
)
def test_ordinary_control_depends_on_the_day(post: str, on: date, lanes: tuple[int, int]) -> None:
    found = reference.posts(on)[post]
    assert (found.lanes_a, found.lanes_b) == lanes


def test_a_crossing_has_control_just_as_long_as_one_side_is_outside_schengen() -> None:
    """Two ways of knowing agree; land borders of Bulgaria and Romania came nine months after air and sea."""
    crossings = {
        post.id: post for post in reference.posts().values() if post.country_b and max(post.lanes_a, post.lanes_b)
    }
    for day in (
        date(2008, 1, 1),
        date(2019, 9, 5),
        date(2022, 10, 26),
        date(2023, 1, 1),
        date(2024, 3, 30),
        date(2025, 1, 1),
    ):
        inside, posts = reference.members("schengen", day), reference.posts(day)
        controlled = {key for key in crossings if key in posts and max(posts[key].lanes_a, posts[key].lanes_b)}
        outer = {key for key in crossings if key in posts and not set(crossings[key].sides) <= inside}
        assert controlled == outer, day
    assert {key for key in crossings if "BG" in crossings[key].sides} <= {
        post.id for post in reference.posts(date(2024, 12, 31)).values() if post.lanes_a
    }


@pytest.mark.parametrize(
    ("post", "first", "last"),
    [
        ("vaalimaa-torfyanovka", None, date(2023, 12, 14)),
        ("istanbul-airport", date(2018, 10, 29), None),
        ("oresund-lernacken", date(2000, 7, 1), None),
    ],
)
def test_posts_open_and_close(post: str, first: date | None, last: date | None) -> None:
    for day, step in ((first, -1), (last, 1)):
        if day is not None:
            assert post in reference.posts(day)
            assert post not in reference.posts(day + timedelta(days=step))
    assert post in reference.posts()


@pytest.mark.parametrize(
    ("code", "on", "standing"),
    [
        ("GB", date(2019, 9, 5), "member"),
        ("GB", date(2020, 12, 31), "member"),
        ("GB", date(2021, 1, 1), "operational_agreement"),
        ("DK", date(2017, 4, 30), "member"),
        ("DK", date(2019, 9, 5), "operational_agreement"),
        ("HR", date(2013, 6, 30), "none"),
        ("HR", date(2019, 9, 5), "member"),
        ("BA", date(2015, 1, 1), "none"),
        ("BA", date(2019, 9, 5), "operational_agreement"),
        ("XK", date(2024, 11, 25), "none"),
        ("TR", date(2024, 11, 25), "none"),
    ],
)
def test_standing_with_europol_depends_on_the_day(code: str, on: date, standing: Standing) -> None:
    assert reference.countries()[code].standing(on) == standing


@pytest.mark.parametrize(
    ("system", "code", "first", "last"),
    [
        ("siena", "XK", date(2020, 7, 22), None),
        ("sis", "IE", date(2021, 3, 15), None),
        ("sis", "CY", date(2023, 7, 25), None),
        ("sis", "GB", date(2015, 4, 13), date(2020, 12, 31)),
    ],
)
def test_connections_depend_on_the_day(system: str, code: str, first: date, last: date | None) -> None:
    assert code in reference.connected(system, first)
    assert code not in reference.connected(system, first - timedelta(days=1))
    if last is not None:
        assert code in reference.connected(system, last)
        assert code not in reference.connected(system, last + timedelta(days=1))


def test_connections_are_of_known_systems_and_countries() -> None:
    rows, day = reference.connections(), date(2024, 11, 25)
    assert {row.system for row in rows} == {"europol_member", "europol_agreement", "siena", "interpol", "sis"}
    assert {row.country for row in rows} <= reference.countries().keys()
    assert all(row.source for row in rows)
    assert all((row.since or date.min) < (row.until or date.max) for row in rows)
    assert not reference.connected("europol_member", day) & reference.connected("europol_agreement", day)
    assert len(reference.connected("europol_member", day)) == 26, "the Union without Denmark"
    assert reference.connected("sis", day) == reference.members("eu", day) | reference.members("schengen", day)


def test_every_fact_has_a_first_day_before_its_last() -> None:
    for row in (*reference.posts().values(), *reference.centres().values(), *reference.memberships()):
        assert (row.since or date.min) < (row.until or date.max), row
    for post in reference.posts().values():
        assert (post.control_since or date.min) < (post.control_until or date.max), post.id
        assert max(post.lanes_a, post.lanes_b) or not (post.control_since or post.control_until), post.id
