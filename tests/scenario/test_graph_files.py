"""Networks whose graph a file gives: lists of ties and GraphML, what they say, and what is refused in them."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.doubts import doubts
from sim.scenario.exports import export
from sim.scenario.load import load, load_text, vary
from sim.scenario.networks import OwnNetwork
from sim.scenario.schema import Scenario
from tests.scenario.minimal import TEXT, with_change, written

TIES = "network,from,to,weight,from_country,to_country,from_role,crime_area\n"
FAMILY = TIES + "family,1,2,1,BG,RS,leader,drugs\nfamily,2,3,0.5,,EL,,\nfamily,3,1,0,,,,\n"
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="{attribute}" attr.type="string"/>
<graph edgedefault="undirected">
<node id="n1"><data key="d0">{value}</data></node><node id="n2"/><node id="n3"/>
<edge source="n1" target="n2"/><edge source="n2" target="n1"/><edge source="n3" target="n2"/>
</graph></graphml>
"""


def plan(folder: Path, name: str, table: str, changed: tuple[str, str] = ("", "")) -> Scenario:
    written(folder, table, name)
    text = with_change("networks: {count: 5}", f"networks: {{count: 5, own: {name}}}").replace(*changed)
    return load(written(folder, text))


def own(folder: Path, name: str, table: str) -> OwnNetwork:
    (network,) = plan(folder, name, table).networks.own.values()
    return network


def refusals(folder: Path, name: str, table: str) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        plan(folder, name, table)
    return [str(one).rpartition("/")[2] for one in refused.value.faults]


def test_a_list_of_ties_gives_members_ties_countries_and_roles(tmp_path: Path) -> None:
    network = own(tmp_path, "ties.csv", FAMILY)
    assert network.numbers == ["m1", "m2", "m3"]
    assert network.edges == [(0, 1), (1, 2)], "a tie of weight 0 is none"
    assert network.at_work_in == ["BG", "RS", "GR"]
    assert (network.crime_area, network.members["m1"].role) == ("drugs", "leader")


def test_a_file_that_names_no_network_gives_its_own_name(tmp_path: Path) -> None:
    table = "Source;Target;Weight\n7;m12;0,5\n7;8;2\n9;;\n"
    (name,) = plan(tmp_path, "3 Cartel of 2024.csv", table).networks.own
    network = own(tmp_path, "3 Cartel of 2024.csv", table)
    assert name == "cartel-of-2024"
    assert network.numbers == ["m7", "m8", "m9", "m12"], "by number, and who stands alone is a member"
    assert network.edges == [(0, 1), (0, 3)]


def test_a_graph_in_graphml(tmp_path: Path) -> None:
    network = own(tmp_path, "caviar.graphml", GRAPHML.format(attribute="role", value="leader"))
    assert network.edges == [(0, 1), (1, 2)], "each tie once"
    assert network.members["n1"].role == "leader"


@pytest.mark.parametrize("name", ["ties.csv", "ties.xlsx", "ties.graphml"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_own_networks_read_back(tmp_path: Path, name: str, separator: str) -> None:
    before = plan(tmp_path, "family.csv", FAMILY + "gang,1,2,,HU,RS,,\ngang,3,,,,,,\n")
    assert load_text(before.text).hash == before.hash, "the resolved text needs no table"
    export(before, "networks", tmp_path / name, separator=separator)
    after = load(written(tmp_path, with_change("count: 5}", f"count: 5, own: {name}}}"))).networks.own
    assert [*after] == [*before.networks.own]
    for key, network in before.networks.own.items():
        again = after[key]
        assert again.edges == network.edges
        assert (again.crime_area, again.at_work_in) == (network.crime_area, network.at_work_in)
        kept = [(one.country, one.role) for one in map(network.members.__getitem__, network.numbers)]
        assert [(one.country, one.role) for one in map(again.members.__getitem__, again.numbers)] == kept


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,Ivan Petrov,2", "ties.csv:2  from: 'Ivan Petrov' is no number of a member"),
        ("a,AB123456,2", "ties.csv:2  from: 'AB123456' is no number"),
        ("a,1,+359 88 12345", "ties.csv:2  to: '+359 88 12345' is no number"),
        ("a,1,1", "ties.csv:2  to: a tie of a member with himself"),
        ("a,1,2,-3", "ties.csv:2  weight: '-3' is no weight"),
        ("a,1,2,strong", "ties.csv:2  weight: 'strong' is no weight"),
        ("a,,2", "ties.csv:2  from: '' is no number"),
        ("a,1,2,1,BG,RS\na,1,3,1,RO,RS", "ties.csv:3  from_country: 'RO', and 'BG' before"),
        ("a,1,2\na,01,3", "ties.csv:3  from: '01' and '1' are the same member"),
        ("a,1,2,,,,,drugs\na,1,3,,,,,firearms", "ties.csv:3  crime_area: 'firearms', and 'drugs' before"),
        ("a,1,2,1,QQ,RS", "ties.csv:2  networks.own.a.members.m1.country: 'QQ' is not a country"),
        ("a,1,2,1,BG,RS,boss", "ties.csv:2  networks.own.a.members.m1.role: 'boss' is not known here"),
        ("a,1,2,1,BG,RS,,drug", "ties.csv:2  networks.own.a.crime_area: 'drug' is not known here"),
        ("A B,1,2", "ties.csv:2  networks.own.A B: 'A B' is not written as it should be"),
        ("a,1,2,1,BG,BG", "ties.csv:2  networks.own.a: it is at work in BG alone"),
        ("a,1,", "ties.csv:2  networks.own.a.members: it holds 1 entries"),
    ],
)
def test_what_is_wrong_in_a_list_of_ties_is_told_with_its_line(row: str, said: str, tmp_path: Path) -> None:
    told = refusals(tmp_path, "ties.csv", TIES + row + "\n")
    assert any(one.startswith(said) for one in told), told


@pytest.mark.parametrize("column", ["name", "born", "telephone", "to_passport"])
def test_what_a_file_says_of_persons_is_refused(tmp_path: Path, column: str) -> None:
    (told,) = refusals(tmp_path, "ties.csv", f"from,to,{column}\n1,2,x\n")
    assert told.startswith(f"ties.csv:1  {column}: unknown column")
    (told,) = refusals(tmp_path, "ties.graphml", GRAPHML.format(attribute=column, value="x"))
    assert told.startswith(f"ties.graphml  node n1 {column}: an attribute that no member has")
    assert "synthetic" in told


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("<graphml>\n<graph", "ties.graphml:2  this is no XML"),
        ("<html/>", "ties.graphml  this is no GraphML"),
        ("<!DOCTYPE g [<!ENTITY a 'aa'>]><graphml/>", "ties.graphml  the file declares entities"),
        ("<graphml xmlns='http://graphml.graphdrawing.org/xmlns'><graph edgedefault='directed'/></graphml>",
         "ties.graphml  the graph has no node"),
        (GRAPHML.format(attribute="network", value="other"), "ties.graphml  edge n1 n2: a tie between two networks"),
        (GRAPHML.replace('id="n3"', 'id="Ana"').replace('source="n3"', 'source="Ana"')
         .format(attribute="role", value="leader"), "ties.graphml  node Ana from: 'Ana' is no number of a member"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_graph_is_told(table: str, said: str, tmp_path: Path) -> None:
    told = refusals(tmp_path, "ties.graphml", table)
    assert any(one.startswith(said) for one in told), told


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ("{m1: {ties: [m2]}, m3: {}}", "networks.own.a.members.m1.ties: m1 knows m2, who is no member"),
        ("{m1: {ties: [m1]}, m2: {}}", "networks.own.a.members.m1.ties: m1 knows himself"),
        ("{Ana: {}, m2: {}}", "networks.own.a.members.Ana: 'Ana' is not written as it should be"),
        ("{m1: {name: Ana}, m2: {}}", "networks.own.a.members.m1.name: unknown key"),
    ],
)
def test_what_is_wrong_in_a_network_of_a_scenario_is_told(members: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        vary(load_text(TEXT), {"networks.own.a": f"{{members: {members}}}"})


def test_who_lives_in_no_country_of_the_network_is_told() -> None:
    text = "{countries: [BG, RS], members: {m1: {country: HU, ties: [m2]}, m2: {}}}"
    with pytest.raises(ScenarioError, match="HU is none of the countries of a"):
        vary(load_text(TEXT), {"networks.own.a": text})


def test_a_network_whose_countries_take_no_part_stays_away_and_check_says_so(tmp_path: Path) -> None:
    table = TIES + "a,1,2,1,BG,HU\nb,1,2,1,BG,RS\n"
    scenario = plan(tmp_path, "ties.csv", table)
    assert scenario.networks.names == ["N00", "N01", "N02", "N03", "N04", "a", "b"]
    assert [one for one in doubts(scenario) if "networks.own.a: it is at work in BG HU" in one]
    assert vary(scenario, {"networks.scale": 0}).networks.names == []
