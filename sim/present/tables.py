"""From a run to the tidy tables that figures are drawn from: sums, means and quantiles over the replications."""

from collections.abc import Iterable, Iterator
from typing import Final, get_args

import numpy as np
import pandas as pd

from sim.outcome.durations import time_until, until_answer, waiting
from sim.outcome.intervals import predictive
from sim.outcome.measures import MEASURES
from sim.outcome.scopes import Floats, Numbers
from sim.present import wording
from sim.present.protocols import ESTIMATE, Run
from sim.scenario import reference
from sim.scenario.names import country_name, side_name
from sim.words import CHANNEL_TITLES, ArrestPath, CrimeArea

PUBLISHED: Final = (
    "arrests",
    "investigations",
    "weapons",
    "checks_total",
    "checks_person",
    "checks_vehicle",
    "checks_parcel",
    "checks_premises",
    "illegal_entries",
    "false_documents",
)
_BEHIND: Final = ["runs", "unreached", "no_confidence", "no_prediction"]
_CHECKS: Final = ["checks_person", "checks_vehicle", "checks_parcel"]
_REQUESTS: Final = [
    "replication",
    "sender",
    "receiver",
    "kind",
    "status",
    "channel",
    "time_h",
    "response_h",
]
"""What is read of messages: of many runs, whole tables are large."""
_GRID_H: Final = np.geomspace(1 / 60, 240, 150)
_PARTS: Final = {"half": 0.5, "three_quarters": 0.75}


def officers(run: Run) -> float:
    """Officers who take part, after all scales."""
    return sum(run.scenario.officers(code) for code in run.scenario.countries)


def estimates(run: Run, names: Iterable[str], country: str = "") -> pd.DataFrame:
    """Rows of the summary for some measures, with `label` and `unit`; measures that the summary lacks are left out."""
    summary = run.summary
    rows = summary[summary["country"] == country].set_index("measure")
    kept = [name for name in names if name in rows.index]
    table = rows.loc[kept, [*ESTIMATE, *_BEHIND]].reset_index()
    finished = [MEASURES[name].finished for name in kept]
    return table.assign(
        of=run.replications,
        finished=finished,
        finished_share=[float(rows["mean"].get(name, np.nan)) for name in finished],
        label=[wording.sentence_case(MEASURES[name].title) for name in kept],
        unit=[MEASURES[name].unit for name in kept],
        country=country,
    )


def published(run: Run) -> pd.DataFrame:
    """Estimates beside published figures: rows of `estimates` with a column `published`."""
    printed = {name: getattr(run.scenario.published, name) for name in PUBLISHED}
    known = {name: value for name, value in printed.items() if value is not None}
    table = estimates(run, known)
    return table.assign(published=[float(known[name]) for name in table["measure"]])


def arrests_by_path(run: Run) -> pd.DataFrame:
    """Estimates of arrests for each path, most first."""
    return _arrests(run, get_args(ArrestPath))


def arrests_by_crime_area(run: Run) -> pd.DataFrame:
    """Estimates of arrests for each crime area that the action is about or that gave arrests, most first."""
    table = _arrests(run, get_args(CrimeArea))
    named = {f"arrests_{area}" for area, weight in run.scenario.crime_areas.items() if weight > 0}
    return table[table["measure"].isin(named) | (table["mean"] > 0)].reset_index(drop=True)


def arrests_by_country(run: Run) -> pd.DataFrame:
    """Estimates of arrests for each country, most first."""
    summary = run.summary
    rows = summary[(summary["measure"] == "arrests") & (summary["country"] != "")]
    named = rows.assign(label=[country_name(run.scenario, code) for code in rows["country"]])
    return named.sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)


def funnel(run: Run) -> pd.DataFrame:
    """Travellers to arrests, step by step: `label`, `mean`, `spread_low`, `spread_high`, `note`."""
    hourly, messages = _hourly(run, "travellers", "referrals"), foreign_requests(run)
    answered = messages[messages["status"] == "answered"]
    steps = {
        "Travellers at controls": _totals(run, hourly, "travellers"),
        "Checks of the action": _totals(run, hourly, [*_CHECKS, "checks_premises"]),
        "Sent to the second line": _totals(run, hourly, "referrals"),
        "Findings": _rows(run, "cases"),
        "Requests to other countries": _totals(run, messages),
        "Answers within the action": _totals(run, answered),
        "Arrests": _rows(run, "arrests"),
    }
    table = pd.DataFrame([{"label": label, **_spread(run, values)} for label, values in steps.items()])
    mean = dict(zip(table["label"], table["mean"], strict=True))
    wholes = {
        "Checks of the action": ("Travellers at controls", "travellers"),
        "Sent to the second line": ("Checks of the action", "checks"),
        "Findings": ("Checks of the action", "checks"),
        "Requests to other countries": ("Findings", "findings"),
        "Answers within the action": ("Requests to other countries", "requests"),
        "Arrests": ("Findings", "findings"),
    }
    notes = [
        f"{wording.one_in(mean[label], mean[wholes[label][0]])} {wholes[label][1]}"
        if label in wholes and mean[label] > 0 and mean[wholes[label][0]] > 0
        else ""
        for label in steps
    ]
    return table.assign(note=notes)


def hour_by_hour(run: Run) -> pd.DataFrame:
    """Checks and arrests of each hour: `time` (UTC), `series`, `mean`, `spread_low`, `spread_high`."""
    hourly = _hourly(run)
    checks = hourly.assign(number=hourly[[*_CHECKS, "checks_premises"]].sum(axis=1))
    arrests = run.table("arrests", ["replication", "time_h"]).assign(number=1)
    arrests["hour"] = np.floor(arrests["time_h"]).astype(int)
    return pd.concat([_by_hour(run, checks, "checks"), _by_hour(run, arrests, "arrests")], ignore_index=True)


def _hourly(run: Run, *more: str) -> pd.DataFrame:
    """Checks of each hour of all countries together, and some columns more."""
    names = [*_CHECKS, "checks_premises", *more]
    blocks = run.frames("hourly", ["replication", "hour", *names])
    return pd.concat(block.groupby(["replication", "hour"], as_index=False)[names].sum() for block in blocks)


def foreign_requests(run: Run) -> pd.DataFrame:
    """Requests of one country to another."""
    return pd.concat(map(_between_countries, run.frames("messages", _REQUESTS)), ignore_index=True)


def _between_countries(messages: pd.DataFrame) -> pd.DataFrame:
    between = (messages["sender"] != messages["receiver"]) & (messages["receiver"] != "EUROPOL")
    return messages[between & (messages["sender"] != "EUROPOL") & (messages["kind"] == "request")]


def response_times(run: Run) -> pd.DataFrame:
    """Share of requests answered within a time: `channel`, `hours`, `share`, `requests` (mean of the runs).

    What is open or lost waits to the end of the action; what was refused is left out of the share.
    """
    parts = []
    for name, rows in _by_channel(run):
        times, still = waiting(*_answers(run, rows))
        share = np.r_[0.0, 1.0 - still][np.searchsorted(times, _GRID_H, side="right")]
        requests = len(rows) / max(run.replications, 1)
        parts.append(pd.DataFrame({"channel": name, "hours": _GRID_H, "share": share, "requests": requests}))
    columns = ["channel", "hours", "share", "requests"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in columns})


def channels(run: Run) -> pd.DataFrame:
    """Requests by channel: `channel`, `requests` (mean of the runs), `answered` (share), `half_h`, `three_quarters_h`.

    The times are those after which a half and three quarters of the requests that were not refused were answered.
    """
    rows = []
    for name, sent in _by_channel(run):
        hours, answered = _answers(run, sent)
        times = {f"{name}_h": time_until(part, hours, answered) for name, part in _PARTS.items()}
        row = {"channel": name, "requests": len(sent) / max(run.replications, 1), "answered": answered.mean()}
        rows.append(row | times)
    return pd.DataFrame(rows, columns=["channel", "requests", "answered", *(f"{name}_h" for name in _PARTS)])


def _answers(run: Run, requests: pd.DataFrame) -> tuple[Floats, Numbers]:
    """Hours to the answer of each request, or to the end of the action, and whether it was answered."""
    times = requests["time_h"].to_numpy(), requests["response_h"].to_numpy()
    return until_answer(requests["status"].to_list(), *times, run.scenario.hours)


def _by_channel(run: Run) -> Iterator[tuple[str, pd.DataFrame]]:
    """Requests between countries by channel, from the closest channel to the farthest; those without any left out."""
    requests = foreign_requests(run)
    for channel, name in CHANNEL_TITLES.items():
        sent = requests[requests["channel"] == channel]
        if len(sent):
            yield name, sent


def waits(run: Run) -> pd.DataFrame:
    """Waits by checkpoint, longest first: `post`, `country`, `label`, `wait_mean_min`, `wait_p95_min`.

    Waits are means of the runs. A label says so where travellers came in some of the runs only.
    """
    columns = ["wait_mean_min", "wait_p95_min"]
    posts = run.table("posts", ["replication", "country", "post", "travellers", *columns])
    sides = posts[posts["travellers"] > 0].groupby(["country", "post"])
    means = sides[columns].mean().assign(runs=sides["replication"].nunique()).reset_index()
    longest = means.dropna().sort_values("wait_p95_min", ascending=False, kind="stable")
    label = [
        side_name(run.scenario, post, country)
        + (f" ({runs} of {run.replications} runs)" if runs < run.replications else "")
        for post, country, runs in zip(longest["post"], longest["country"], longest["runs"], strict=True)
    ]
    return longest.assign(label=label)[["post", "country", "label", *columns]].reset_index(drop=True)


def posts(run: Run) -> pd.DataFrame:
    """Posts of the action: `name`, `kind`, `lat`, `lon`, `checks`, `findings` (means of the runs, both sides)."""
    rows = run.table("posts", ["post", *_CHECKS])
    runs = max(run.replications, 1)
    checks = rows.assign(number=rows[_CHECKS].sum(axis=1)).groupby("post")["number"].sum() / runs
    at = pd.concat(block["checkpoint"].value_counts() for block in run.frames("cases", ["checkpoint"]))
    found = at.groupby(at.index.str.replace(r"^[^/]*/", "", regex=True)).sum() / runs
    return pd.DataFrame(
        [
            {
                "name": post.name,
                "kind": post.kind,
                "lat": post.lat,
                "lon": post.lon,
                "checks": float(checks.get(key, 0.0)),
                "findings": float(found.get(key, 0.0)),
            }
            for key, post in run.scenario.active_posts().items()
        ],
        columns=["name", "kind", "lat", "lon", "checks", "findings"],
    )


def countries(run: Run) -> pd.DataFrame:
    """Participating countries that the map shows: `code`, `name`, `lat`, `lon`, `arrests` (mean of the runs)."""
    arrests = arrests_by_country(run).set_index("country")["mean"]
    known = run.scenario.facts
    return pd.DataFrame(
        [
            {
                "code": code,
                "name": country_name(run.scenario, code),
                "lat": known[code].lat,
                "lon": known[code].lon,
                "arrests": float(arrests.get(code, 0.0)),
            }
            for code in run.scenario.countries
            if code in reference.shapes()
        ],
        columns=["code", "name", "lat", "lon", "arrests"],
    )


def _arrests(run: Run, kinds: Iterable[str]) -> pd.DataFrame:
    table = estimates(run, [f"arrests_{kind}" for kind in kinds])
    labels = [wording.sentence_case(wording.words(name.removeprefix("arrests_"))) for name in table["measure"]]
    return table.assign(label=labels).sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)


def _totals(run: Run, table: pd.DataFrame, columns: str | list[str] | None = None) -> Floats:
    """Rows, or the sum of some columns, in each replication; a replication without rows has 0."""
    numbers = pd.Series(1.0, index=table.index) if columns is None else table[columns]
    if isinstance(numbers, pd.DataFrame):
        numbers = numbers.sum(axis=1)
    sums = numbers.groupby(table["replication"]).sum().reindex(run.completed, fill_value=0.0)
    return np.array(sums, dtype=np.float64)


def _rows(run: Run, name: str) -> Floats:
    """Rows of a table in each replication."""
    numbers = pd.concat(block["replication"].value_counts() for block in run.frames(name, ["replication"]))
    return np.array(numbers.reindex(run.completed, fill_value=0), dtype=np.float64)


def _spread(run: Run, values: Floats) -> dict[str, float]:
    """Mean over the replications, and where 95 of 100 single actions fall."""
    low, high = predictive(values, run.sets)
    return {"mean": float(values.mean()) if len(values) else 0.0, "spread_low": float(low), "spread_high": float(high)}


def _by_hour(run: Run, table: pd.DataFrame, series: str) -> pd.DataFrame:
    """Mean and spread over the runs of a number in each hour; hours without rows have 0."""
    hours = range(int(run.scenario.hours))
    grid = table.groupby(["hour", "replication"])["number"].sum().unstack(fill_value=0)
    matrix = grid.reindex(index=hours, columns=run.completed, fill_value=0).to_numpy(dtype=float)
    low, high = predictive(matrix.T, run.sets)
    time = pd.Timestamp(run.scenario.start).tz_localize(None) + pd.to_timedelta(np.array(hours), unit="h")
    mean = matrix.mean(axis=1) if matrix.shape[1] else np.zeros(len(hours))
    return pd.DataFrame({"time": time, "series": series, "mean": mean, "spread_low": low, "spread_high": high})
