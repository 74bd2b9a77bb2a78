"""Invented results at full scale: 25 countries, every post of the reference data, 144 hours, 100 replications.

Nothing here comes from the model; the numbers have the shape and the size of real ones, which is what figures need.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.leading import Leading
from sim.experiment.ranking import Ranking, rank
from sim.experiment.sequential import Precision
from sim.experiment.widths import Widths
from sim.outcome import records
from sim.outcome.intervals import LEAST_RUNS, Integers, no_confidence, no_prediction
from sim.outcome.measures import MEASURES
from sim.outcome.origins import ARREST_COLUMNS, CASE_COLUMNS, ArrestOrigins, arrest_origins
from sim.scenario.diff import Change, difference
from sim.scenario.schema import Scenario

COUNTRIES = "AT BG HR FR DE GR HU IT NL PL PT RO SK SI ES SE AL BA XK MD ME MK RS TR UA"
CHANNELS = {"siena": 9.0, "liaison": 0.8, "mobile_office": 0.3, "jit": 1.5, "national": 16.0}
TOTALS = {
    "checks_person": 516_000,
    "checks_vehicle": 152_000,
    "checks_parcel": 4_985,
    "checks_premises": 1_181,
    "checks_total": 674_166,
    "wait_mean_min": 14.2,
    "wait_p95_min": 61.0,
    "detection_probability": 0.052,
    "interception_probability": 0.041,
    "answered_share": 0.71,
    "response_time_median_h": 3.4,
    "officer_hours": 1_480_000,
    "arrests_per_1000_officers": 25.6,
    "drugs_kg": 812.4,
    "arrests": 801,
    "investigations": 309,
    "weapons": 447,
    "arrests_caught_in_the_act": 402,
    "arrests_database_hit": 198,
    "arrests_follow_up_search": 122,
    "arrests_prepared_target": 61,
    "arrests_network_operation": 18,
    "arrests_needing_abroad": 233,
}


def scenario(**changes: Any) -> Scenario:
    """A plan of the size of the reference action."""
    plan = {"officers": 1244, "person": 20_646, "vehicle": 6_091, "parcel": 199, "premises": 47}
    officers = {"police": 700, "border_guard": 444, "customs": 100}
    values: dict[str, Any] = {
        "name": "South East Europe, invented",
        "description": "Invented figures of the size of a joint action day, for looking at the report.",
        "start": "2024-11-25 00:00",
        "days": 6,
        "published": {
            "countries": 26,
            "officers": 31_109,
            "checks_total": 655_914,
            "checks_person": 516_153,
            "checks_vehicle": 152_284,
            "checks_parcel": 4_985,
            "checks_premises": 1_181,
            "arrests": 796,
            "investigations": 316,
            "weapons": 442,
            "source": "press release on JAD SEE 2024",
        },
        "crime_areas": {"migrant_smuggling": 3, "drugs": 2, "firearms": 1},
        "countries": {code: {"officers": officers, "plan": plan} for code in COUNTRIES.split()},
        "counting": {"thorough_person": 0.1, "thorough_vehicle": 0.2, "thorough_parcel": 0.5},
        "centre": {"place": "Sarajevo", "lat": 43.86, "lon": 18.41, "desks": 40},
        "europol": {"analysts": 12},
        "cooperation": {
            "baseline": "minimal",
            "frameworks": {"eu": "close", "western_balkans": "standard"},
            "europol": {"member": "close", "operational_agreement": "standard", "none": "none"},
        },
        "networks": {"count": 60},
    }
    plan_made = Scenario.model_validate(values | changes)
    return plan_made.written("name: South East Europe, invented\n", {})


@dataclass(frozen=True)
class Run:
    """A run as the report sees it, from invented numbers."""

    scenario: Scenario
    replications: int
    failed: int
    manifest: Mapping[str, object]
    tables: Mapping[str, pd.DataFrame]
    summary: pd.DataFrame
    repeated: str = ""
    cautions: tuple[str, ...] = ()
    fates: tuple[str, ...] = ()

    @property
    def completed(self) -> tuple[int, ...]:
        return tuple(range(self.replications))

    @property
    def sets(self) -> Integers | None:
        return None

    @property
    def origins(self) -> ArrestOrigins:
        tables = self.table("arrests", ARREST_COLUMNS), self.table("cases", CASE_COLUMNS)
        return arrest_origins([tables], self.completed)

    def table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        return self.tables[name][list(columns) or slice(None)].copy()

    def frames(self, name: str, columns: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        whole = self.table(name, columns)
        for number in range(2):
            yield whole[self.tables[name]["replication"] % 2 == number]


def run(plan: Scenario | None = None, *, replications: int = 100, failed: int = 0) -> Run:
    """A run with `replications` replications."""
    plan = plan or scenario()
    chance = np.random.default_rng(1)
    tables = {name: nothing(name) for name in records.TABLES}
    tables["hourly"] = _hourly(plan, replications, chance)
    tables["posts"] = _posts(plan, replications, chance)
    tables["cases"] = _cases(plan, replications, chance)
    tables["arrests"] = _arrests(plan, replications, chance)
    tables["messages"] = _messages(plan, replications, chance)
    manifest = {"scenario": plan.name, "seed": 1, "replications": replications, "versions": {"jadsim": "0.1.0"}}
    return Run(plan, replications, failed, manifest, tables, _summary(plan, replications, chance))


def empty_run(*, replications: int = 1) -> Run:
    """A run in which nothing happened: no rows at all, and every measure 0 or undefined."""
    made = run(replications=2)
    tables = {name: nothing(name) for name in records.TABLES}
    bounds = ["mean", "ci_low", "ci_high", "spread_low", "spread_high"]
    summary = made.summary.copy()
    shares = summary["measure"].isin(["answered_share", "response_time_median_h", "wait_mean_min", "wait_p95_min"])
    summary[bounds] = 0.0
    summary.loc[shares, bounds] = np.nan
    summary[["ci_low", "ci_high"]] = np.nan
    return replace(made, tables=tables, summary=_behind(summary, replications), replications=replications)


def nothing(name: str) -> pd.DataFrame:
    """A table without rows, with the declared columns and the identity."""
    kinds = {str: "str", int: "int64", float: "float64", bool: "bool"}
    columns = {"scenario": "str", "seed": "int64", "replication": "int64"}
    columns |= {key: kinds[kind] for key, kind in records.columns(name).items()}
    return pd.DataFrame({key: pd.Series([], dtype=kind) for key, kind in columns.items()})


def _grid(plan: Scenario, replications: int) -> pd.DataFrame:
    axes = [range(replications), range(int(plan.hours)), list(plan.countries)]
    return pd.MultiIndex.from_product(axes, names=["replication", "hour", "country"]).to_frame(index=False)


def _hourly(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    grid = _grid(plan, replications)
    day = 1 + 0.6 * np.sin((grid["hour"].to_numpy() % 24 - 8) / 24 * 2 * np.pi)
    means = {"checks_person": 143, "checks_vehicle": 42, "checks_parcel": 1.4, "checks_premises": 0.33, "passed": 30}
    means |= {"referrals": 2.4, "false_indications": 1.9, "travellers": 2_400}
    for name, mean in means.items():
        grid[name] = chance.poisson(mean * day)
    return grid


def _posts(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    sides = [(key, code) for key, post in plan.active_posts().items() for code in post.sides if code in plan.countries]
    size = chance.lognormal(0, 1, len(sides))
    rows = pd.DataFrame(sides, columns=["post", "country"]).assign(size=size)
    rows = rows.merge(pd.DataFrame({"replication": range(replications)}), how="cross")
    rows["checkpoint"] = rows["country"] + "/" + rows["post"]
    rows["checks_person"] = chance.poisson(2_000 * rows["size"])
    rows["checks_vehicle"] = chance.poisson(500 * rows["size"])
    rows["checks_parcel"] = chance.poisson(10 * rows["size"])
    rows["travellers"] = 9_000.0 * rows["size"]
    rows["wait_mean_min"] = 6 * rows["size"] * chance.lognormal(0, 0.1, len(rows))
    rows["wait_p95_min"] = 3.2 * rows["wait_mean_min"]
    return rows


def _cases(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    places = [
        f"{post.country_a}/{key}" for key, post in plan.active_posts().items() if post.country_a in plan.countries
    ]
    number = 1_900 * replications
    return pd.DataFrame(
        {
            "replication": chance.integers(0, replications, number),
            "time_h": chance.uniform(0, plan.hours, number),
            "checkpoint": chance.choice([*places, ""], number),
            "case": [f"case-{at}" for at in range(number)],
            "selection": "thorough",
            "mark": "drugs",
            "cause": "",
        }
    )


def _arrests(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    number = 801 * replications
    return pd.DataFrame(
        {
            "replication": chance.integers(0, replications, number),
            "time_h": chance.uniform(0, plan.hours, number),
            "case": [f"case-{at}" for at in range(number)],
            "path": "caught_in_the_act",
            "needs_abroad": False,
        }
    )


def _messages(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    number = 900 * replications
    channel = chance.choice(list(CHANNELS), number, p=[0.5, 0.2, 0.15, 0.05, 0.1])
    status = chance.choice(["answered", "open", "lost", "refused"], number, p=[0.71, 0.2, 0.03, 0.06])
    response = np.array([CHANNELS[name] for name in channel]) * chance.lognormal(0, 1.1, number)
    sender, receiver = (chance.choice(list(plan.countries), number) for _ in range(2))
    return pd.DataFrame(
        {
            "replication": chance.integers(0, replications, number),
            "time_h": chance.uniform(0, plan.hours, number),
            "sender": sender,
            "receiver": receiver,
            "kind": "request",
            "channel": channel,
            "status": status,
            "response_h": np.where(status == "answered", response, np.nan),
        }
    )


def _summary(plan: Scenario, replications: int, chance: np.random.Generator) -> pd.DataFrame:
    shares = chance.dirichlet(np.full(len(plan.countries), 1.2))
    rows = []
    for place, share in zip(["", *plan.countries], [1.0, *shares], strict=True):
        for name, measure in MEASURES.items():
            typical = TOTALS.get(name, 150.0)
            mean = typical if measure.unit in ("share", "h", "min") and name != "officer_hours" else typical * share
            half = 1.96 * np.sqrt(mean)
            rows.append([place, name, measure.unit, mean, half])
    table = pd.DataFrame(rows, columns=["country", "measure", "unit", "mean", "half"])
    table.loc[table["unit"] == "share", "half"] *= 0.05
    confidence = table["half"] / np.sqrt(replications) if replications > 1 else np.nan
    table = table.assign(ci_low=table["mean"] - confidence, ci_high=table["mean"] + confidence)
    low = (table["mean"] - table["half"]).clip(lower=0)
    table = table.assign(spread_low=low, spread_high=table["mean"] + table["half"]).drop(columns="half")
    return _behind(table, replications)


def _behind(table: pd.DataFrame, replications: int) -> pd.DataFrame:
    """The runs behind each figure, and why so few have no range of 95 of 100."""
    runs = np.where(table["mean"].isna(), 0, replications)
    table = table.assign(runs=runs, unreached=0.0, no_confidence="", no_prediction="")
    if replications < LEAST_RUNS:
        table[["spread_low", "spread_high"]] = np.nan
        table["no_prediction"] = [no_prediction(some, some) for some in runs]
    if replications < 2:
        table["no_confidence"] = [no_confidence(some, some) for some in runs]
    return table


@dataclass(frozen=True)
class Difference:
    """A difference as the report sees it."""

    base: float
    variant: float
    difference: float
    ci_low: float
    ci_high: float
    variance_reduction: float
    effect: str
    verdict: str
    pairs: int = 100
    dropped: int = 0
    unreached_base: int = 0
    unreached_variant: int = 0
    matters: float = 1.0
    widths: Widths | None = None
    base_widths: Widths | None = None
    variant_widths: Widths | None = None
    leading: tuple[Leading, ...] | None = None

    @property
    def told(self) -> bool:
        return self.effect in ("better", "worse", "changed")


@dataclass(frozen=True)
class Variant:
    """A variant as the report sees it."""

    run: Run
    differences: Mapping[str, Difference]
    by_country: Mapping[str, Mapping[str, Difference]]
    changes: tuple[Change, ...] = ()
    unlike: tuple[object, ...] = ()
    same_as: str = ""
    only_in_base: tuple[str, ...] = ()
    only_in_variant: tuple[str, ...] = ()
    elasticity: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Comparison:
    """A comparison as the report sees it."""

    base: Run
    variants: tuple[Variant, ...]
    adjustment: str = "Each verdict is adjusted."
    rankings: tuple[Ranking, ...] = ()
    precision: Precision | None = None
    precise: bool = False

    @property
    def manifest(self) -> Mapping[str, object]:
        runs = (self.base, *(variant.run for variant in self.variants))
        names = [{"name": run.scenario.name, "scenario_hash": run.scenario.hash} for run in runs]
        return {"kind": "comparison", "seed": 1, "scenarios": names}


ELASTICITY: Mapping[str, Any] = {
    "officers": 1.5,
    "checks": {
        "value": 0.5,
        "ci95": [0.48, 0.52],
        "low": 0.2,
        "high": 0.8,
        "change": 0.225,
        "change_low": 0.084,
        "change_high": 0.383,
        "assumptions": {"counting.per_officer": [0.0, 1.0]},
    },
    "arrests": {"value": 0.61, "ci95": [0.55, 0.67]},
}


def comparison(name: str = "Half more officers") -> Comparison:
    """A comparison with one variant that has half more officers."""
    base, other = run(), run(scenario(name=name, officers_scale=1.5))
    factors = iter(np.random.default_rng(2).normal(1.08, 0.1, len(base.summary)))
    known: dict[str, dict[str, Difference]] = {}
    for row in base.summary.to_dict("records"):
        direction = MEASURES[row["measure"]].direction
        known.setdefault(row["country"], {})[row["measure"]] = _difference(row["mean"], next(factors), direction)
    total = known.pop("")
    changes = tuple(change for change in difference(base.scenario, other.scenario) if change.path != "name")
    variant = Variant(other, total, known, changes=changes, elasticity=ELASTICITY)
    return Comparison(base, (variant,), rankings=(ranking(100.0, 108.0),))


def under_assumptions(compared: Comparison) -> Comparison:
    """The same, where assumptions were drawn; one of them stands out."""
    wide = Widths(
        luck=(40.0, 60.0),
        calibrated=(30.0, 70.0),
        assumed=(-5.0, 105.0),
        of_luck=0.04,
        of_fit=0.16,
        of_assumptions=0.8,
        mean=50.0,
        draws=50,
        same_sign=49,
        tells=True,
    )
    moved = (Leading("behaviour.cases.escape", 0.2, 0.1, 0.3, "probability", 12.0, 0.4),)

    def beside(known: Mapping[str, Difference]) -> Mapping[str, Difference]:
        return {
            name: replace(row, widths=wide, base_widths=wide, variant_widths=wide, leading=moved)
            for name, row in known.items()
        }

    variants = (
        replace(
            one, differences=beside(one.differences), by_country={at: beside(x) for at, x in one.by_country.items()}
        )
        for one in compared.variants
    )
    return replace(compared, variants=tuple(variants))


def ranking(*means: float) -> Ranking:
    """Plans by arrests, of which the true means are given."""
    chance = np.random.default_rng(3)
    values = np.array(means) + chance.normal(0, 10, (40, 1)) + chance.normal(0, 2, (40, len(means)))
    found = rank(MEASURES["arrests"], values)
    assert found is not None
    return found


def _difference(base: float, factor: float, direction: int) -> Difference:
    difference, half = base * (factor - 1), abs(base) * 0.05
    low, high = difference - half, difference + half
    if low <= 0 <= high:
        effect, verdict = "unclear", "cannot tell with 100 runs; about 900 would be needed"
    else:
        effect = ("changed", "better", "worse")[int(np.sign(direction * difference))]
        verdict = f"more: {difference:+,.1f} [{low:,.1f}, {high:,.1f}]"
    return Difference(base, base * factor, difference, low, high, 4.2, effect, verdict)
