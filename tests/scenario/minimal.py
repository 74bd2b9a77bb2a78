"""A small scenario that is right, from which each test makes what it needs."""

from pathlib import Path

TEXT = """\
name: Danube
start: "2024-11-25 00:00"
days: 2
crime_areas:
  drugs: 2
  firearms: 1
countries:
  BG:
    officers: {police: 120, border_guard: 80}
    plan:
      officers: 200
      person: 4000
      vehicle: 900
  RS:
    officers: {police: 100}
    plan: {officers: 100, person: 2000}
  "NO":
    officers: {customs: 20}
    plan: {officers: 20, parcel: 300}
counting:
  thorough_person: 40 %
  thorough_vehicle: {value: 0.4, source: plausible share, trust: expert, range: [20 %, 0.7]}
  thorough_parcel: 1
posts:
  traffic: {sofia-airport: 1.5}
  added:
    oslo-mail: {name: Oslo, kind: postal, lat: 59.9, lon: 11, countries: [NO], persons_per_day: 0, vehicles_per_day: 0}
centre: {place: Sofia, lat: 42.7, lon: 23.3, desks: 6}
europol:
  analysts: 4
  mobile_offices: [kalotina-gradina]
deployments:
  - {asset: canine, post: kalotina-gradina, country: RS}
cooperation:
  baseline: standard
  frameworks: {eu: close}
  pairs: {BG-RS: full}
preparation:
  prior_traces: 1.5
  jits: [[BG, RS]]
networks: {count: 5}
events:
  - {kind: surge, at: 6 h, posts: [kalotina-gradina], traffic: 2, lasts: 4 h}
  - {kind: reassign, at: 1 d, country: BG, from: kalotina-gradina, to: sofia-airport, officers: 10}
  - {kind: siena_down, when: {measure: arrests, country: BG, at_least: 3}, lasts: 90 min}
behaviour:
  checks:
    person_thorough: 11 min
"""


def with_change(old: str, new: str) -> str:
    """The small scenario with one piece of its text replaced, which must be there exactly once."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in the small scenario"
    return TEXT.replace(old, new)


def written(folder: Path, text: str, name: str = "danube.yaml") -> Path:
    """A file of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
