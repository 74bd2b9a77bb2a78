"""Posts and events from tables: the same plan as from the file itself, and faults at the line of the table."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change, written

OSLO = next(line for line in TEXT.splitlines(keepends=True) if "oslo-mail:" in line)
POSTS = "id;name;kind;lat;lon;countries;persons_per_day;vehicles_per_day\noslo-mail;Oslo;postal;59,900;11;NO;0;0\n"
CONDITION = ["when.measure", "when.country", "when.at_least"]
EVENTS: list[list[str | int | None]] = [
    ["kind", "at", "posts", "traffic", "lasts", "country", "from", "to", "officers", *CONDITION],
    ["surge", "6 h", "kalotina-gradina", 2, "4 h"],
    ["reassign", "1 d", None, None, None, "BG", "kalotina-gradina", "sofia-airport", 10],
    ["siena_down", None, None, None, "90 min", None, None, None, None, "arrests", "BG", 3],
]


def with_posts(folder: Path, name: str, table: str) -> Scenario:
    written(folder, table, name)
    return load(written(folder, with_change(f"  added:\n{OSLO}", f"  added: {name}\n")))


def with_events(folder: Path, name: str) -> Scenario:
    before, _, after = TEXT.partition("events:\n")
    return load(written(folder, f"{before}events: {name}\nbehaviour:{after.partition('behaviour:')[2]}"))


def refusals(folder: Path, name: str, table: str) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        with_posts(folder, name, table)
    return [str(one).rpartition("/")[2] for one in refused.value.faults]


def test_posts_of_a_table_are_those_of_the_file(tmp_path: Path) -> None:
    plan = with_posts(tmp_path, "posts.csv", POSTS)
    assert plan.hash == load_text(TEXT).hash
    assert load_text(plan.text).hash == plan.hash, "the resolved text needs no table"


def test_posts_of_geojson(tmp_path: Path) -> None:
    own = {"id": "oslo-mail", "name": "Oslo", "kind": "postal", "countries": ["NO"]}
    traffic = {"persons_per_day": 0, "vehicles_per_day": 0}
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [11, 59.9]},
        "properties": {**own, **traffic},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [point]})
    assert with_posts(tmp_path, "posts.geojson", text).hash == load_text(TEXT).hash


def test_a_post_between_two_countries_has_both_in_one_cell(tmp_path: Path) -> None:
    table = POSTS + "two;Two;road;43,0;22.8;BG RS;1.200;300\n"
    post = with_posts(tmp_path, "posts.csv", table).posts.added["two"]
    assert (post.countries, post.persons_per_day, post.lon) == (("BG", "RS"), 1200, 22.8)


def test_events_of_a_workbook_are_those_of_the_file(tmp_path: Path) -> None:
    book = Workbook()
    for row in EVENTS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "events.xlsx")
    assert with_events(tmp_path, "events.xlsx").events == load_text(TEXT).events


def test_events_of_a_csv_file(tmp_path: Path) -> None:
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in EVENTS)
    written(tmp_path, "\n".join(lines), "events.csv")
    assert with_events(tmp_path, "events.csv").hash == load_text(TEXT).hash


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        ("posts.csv", POSTS.replace("postal", "postel"), "posts.csv:2  posts.added.oslo-mail.kind: 'postel'"),
        ("posts.csv", POSTS + POSTS.partition("\n")[2], "posts.csv:3  id: oslo-mail stands in an earlier row"),
        ("posts.csv", POSTS.replace("id;", "ident;"), "posts.csv:1  there is no column 'id'"),
        ("posts.csv", POSTS.replace("lon", "long"), "posts.csv:2  posts.added.oslo-mail.lon"),
        ("posts.csv", "", "posts.csv:1  the table is empty"),
        ("posts.xlsx", POSTS, "posts.xlsx  this is no xlsx file"),
        ("posts.geojson", "{}", "posts.geojson  this is no GeoJSON of points"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(name: str, table: str, said: str, tmp_path: Path) -> None:
    assert any(one.startswith(said) for one in refusals(tmp_path, name, table)), refusals(tmp_path, name, table)


def test_a_table_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"danube.yaml:\d+  events: there is no file 'none.csv'"):
        with_events(tmp_path, "none.csv")
