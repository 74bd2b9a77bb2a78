"""How long things take on this machine: `make bench`.

Rows are printed as they come; nothing is asserted.

Times are processor seconds of one core, which a busy machine disturbs less, but for those of whole commands.
"""

from __future__ import annotations

import gc
import math
import os
import platform
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import numba
import numpy as np
import simpy

from sim.engine import arrivals, kernels, queues
from sim.engine.clock import Clock, Desk
from sim.joint_action import JointAction
from sim.outcome.measures import measure
from sim.outcome.records import Movement
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.world import final_tables
from sim.world.checks import ordinary_control
from sim.world.theatre.theatre import Theatre, theatre_of
from tests.benchmarks import mechanisms, memory, pages, plain, plays, spread
from tests.benchmarks.clocks import Inside, command, median_s

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "scenarios" / "jad-see-2024.yaml"
JOBS = 20_000
DAY_H = 24.0
ROUNDS = 7
SLICES = 8
FACTORS = (1, 3, 10, 30)


def row(what: str, value: float, unit: str, remark: str = "") -> None:
    """One row of the table."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    print(f"{what:<52} {value:>12,.{digits}f}  {unit:<9} {remark}", flush=True)


def begun(action: JointAction) -> float:
    return float(action.world.checkpoints.tally[..., queues.BEGUN].sum())


def once(scenario: Scenario) -> JointAction:
    """One replication, run to its end."""
    action = JointAction(scenario, 1, 0)
    action.run(told=False)
    return action


def against_plain_simpy(scenario: Scenario) -> None:
    """The same checks in plain SimPy, those of the kernels alone, and the whole model, by turns on one core."""
    theatre = theatre_of(scenario)
    found = [turn(theatre, scenario) for _ in range(ROUNDS)]
    plain_us, kernel_us, whole_us = (median(values) for values in zip(*found, strict=True))
    row("plain SimPy: a first line, no log", plain_us, "µs/check", f"median of {ROUNDS} turns, one core")
    row("kernels: both lines, every draw", kernel_us, "µs/check", f"{SLICES} replications in a turn")
    row("a replication, everything switched on", whole_us, "µs/check", f"{begun(once(scenario)):,.0f} checks")
    row("  plain SimPy / kernels", median(one[0] / one[1] for one in found), "times", "median of turns")
    row("  plain SimPy / replication", median(one[0] / one[2] for one in found), "times", "a first line against all")


def turn(theatre: Theatre, scenario: Scenario) -> tuple[float, float, float]:
    """Processor microseconds by check of plain SimPy, of the kernels and of a whole replication.

    A replication after each slice of a day of plain SimPy, so that what else this machine does slows both.
    """
    once(scenario).take_apart()
    played = plain.Play(theatre)
    plain_s = whole_s = checks = 0.0
    gc.collect()
    gc.freeze()  # each pays for looking through what it leaves itself, and neither for the other
    with Inside(arrivals, "draw_arrivals") as draw, Inside(kernels, "serve") as serve:
        for part in range(SLICES):
            begin = process_time()
            played.advance(DAY_H * (part + 1) / SLICES)
            between = process_time()
            action = once(scenario)
            checks += begun(action)
            action.take_apart()
            gc.collect()
            whole_s += process_time() - between
            plain_s += between - begin
            gc.freeze()
    gc.unfreeze()
    return 1e6 * plain_s / played.checks, 1e6 * (draw.seconds + serve.seconds) / checks, 1e6 * whole_s / checks


def parts(scenario: Scenario) -> None:
    """Where the time of a replication goes: the quickest of 5 for each part."""
    with (
        Inside(arrivals, "draw_arrivals") as draw,
        Inside(kernels, "serve") as serve,
        Inside(ordinary_control, "ordinary_waits") as ordinary,
        Inside(final_tables.FinalTables, "close") as close,
    ):
        rest, action = math.inf, once(scenario)
        for _ in range(5):
            inside = (draw, serve, ordinary, close)
            for part in inside:
                part.restart()
            begin = process_time()
            action = once(scenario)
            rest = min(rest, process_time() - begin - draw.seconds - serve.seconds - close.seconds)
            for part in inside:
                part.keep()
    checks = begun(action)
    candidates = checks + float(action.world.checkpoints.tally[..., queues.PASSED].sum())
    row("draw and serve", (draw.best_s + serve.best_s) * 1e3, "ms", f"{serve.calls} windows")
    row("  per check", (draw.best_s + serve.best_s) / checks * 1e9, "ns")
    row("  draw, per candidate", draw.best_s / candidates * 1e9, "ns")
    row("  serve, per check", serve.best_s / checks * 1e9, "ns")
    row("ordinary control", ordinary.best_s * 1e3, "ms", "waits of all travellers")
    row("dense tables", (close.best_s - ordinary.best_s) * 1e3, "ms")
    row("agents, cases, messages, freezing", rest * 1e3, "ms")
    outcome = JointAction(scenario, 1, 0).run()
    row("measures of an outcome", median_s(lambda: measure(outcome)) * 1e3, "ms")
    row("theatre of a scenario", median_s(lambda: Theatre(scenario), 3) * 1e3, "ms", "once for all replications")


class Fuller(JointAction):
    """An action with so many requests and cases more than it makes itself, spread over its hours."""

    requests = 0
    more_cases = 0

    def begin(self) -> None:
        """Do what is done before hour 0, and plan the requests and cases."""
        super().begin()
        env, world = self.env, self.world
        codes = [code for code in env.theatre.codes if code in world.exchange.offices.points]
        for number in range(self.requests):
            sender, receiver = codes[number % len(codes)], codes[(number * 7 + 1) % len(codes)]
            if sender != receiver:
                hour = env.plan.hours * (number + 0.5) / self.requests
                env.clock.begin(hour, world.exchange.ask(f"bench/{number}", sender, receiver))
        points = [point for point in env.theatre.checkpoints if point.kind == "road"]
        marks = ("wanted_home", "wanted_abroad", "false_document", "drugs")
        for number in range(self.more_cases):
            hour = env.plan.hours * (number + 0.5) / self.more_cases
            point = points[number % len(points)]
            world.cases.open_at(hour, f"bench/{number}", point, "person", "brief", marks[number % 4], "officer")


def fuller_s(scenario: Scenario, requests: int, cases: int) -> tuple[float, int]:
    """Median seconds of a fuller replication, and its messages."""

    def run() -> int:
        action = Fuller(scenario, 1, 0)
        action.requests, action.more_cases = requests, cases
        return len(action.run().tables["messages"])

    return median_s(run, 3), run()


def cases_and_requests(scenario: Scenario) -> None:
    """What a case and a request cost: replications that have more of them, by difference."""
    action = JointAction(scenario, 1, 0)
    outcome = action.run()
    for name in ("cases", "messages", "movements", "searches", "arrests", "decisions"):
        row(f"{name} in a replication", len(outcome.tables[name]), "")
    row("SimPy events in a replication", next(action.env.clock._eid), "")
    bare_s, bare = fuller_s(scenario, 0, 0)
    asked_s, asked = fuller_s(scenario, 4 * JOBS // 10, 0)
    row("a request", (asked_s - bare_s) / (asked - bare) * 1e6, "µs", f"{asked - bare:,} more, by difference")
    case_s, messages = fuller_s(scenario, 0, 4 * JOBS // 10)
    row("a case with what follows", (case_s - bare_s) / (4 * JOBS // 10) * 1e6, "µs", f"{messages - bare:,} messages")


def desks(scenario: Scenario) -> None:
    """A job at a desk against a request to SimPy's resource: keyed times, a crowded desk."""

    def by_desk() -> None:
        clock = Clock(scenario.start)
        desk = Desk(clock, 4)

        def job(number: int) -> simpy.events.ProcessGenerator:
            yield desk.serve(0.01 + number % 7 * 1e-3, number % 2)

        for number in range(JOBS):
            clock.begin(number * 0.0035, job(number))
        clock.run()

    def by_resource() -> None:
        env = simpy.Environment()
        desk = simpy.PriorityResource(env, 4)

        def job(number: int) -> simpy.events.ProcessGenerator:
            yield env.timeout(number * 0.0035)
            with desk.request(priority=number % 2) as turn:
                yield turn
                yield env.timeout(0.01 + number % 7 * 1e-3)

        for number in range(JOBS):
            env.process(job(number))
        env.run()

    row("a job at a desk", median_s(by_desk, 3) / JOBS * 1e6, "µs")
    row("the same at simpy.PriorityResource", median_s(by_resource, 3) / JOBS * 1e6, "µs")


def in_steps(scenario: Scenario) -> None:
    """An action that is played: what an hour costs when it goes on minute by minute, and what looking at it costs."""
    action = JointAction(scenario, 1, 0)
    action.begin()
    hours, looks = [], []
    for hour in range(int(scenario.hours)):
        begin = process_time()
        for minute in range(1, 61):
            action.advance(hour + minute / 60.0)
        hours.append(process_time() - begin)
        begin = process_time()
        action.picture("RS")
        looks.append(process_time() - begin)
    row("an hour in steps of a minute", float(np.median(hours)) * 1e3, "ms", "median")
    row("  95 of 100 hours take at most", float(np.quantile(hours, 0.95)) * 1e3, "ms")
    row("what a seat sees", float(np.median(looks)) * 1e3, "ms", "median; once in an hour, with its waits")


def growth() -> None:
    """What grows with traffic and plans, with officers and with networks: 1, 3, 10 and 30 times as many."""
    reference = load(FILE)
    for what, varied in (("traffic and plans", more_traffic), ("officers", more_officers), ("networks", more_networks)):
        for factor in FACTORS:
            scenario = load(FILE, varied(reference, factor))
            once(scenario)
            begin = process_time()
            action = once(scenario)
            spent = process_time() - begin
            made = f"{begun(action):,.0f} checks, {len(action.env.journal.rows(Movement)):,} movements"
            row(f"{what} x {factor}", spent, "s", made)


def more_traffic(reference: Scenario, factor: int) -> dict[str, str]:
    """So many times the travellers and the planned checks, and officers who can make them."""
    overrides = {"officers_scale": str(factor)}
    for code, country in reference.countries.items():
        plan = country.plan.model_dump(include={"officers", "person", "vehicle", "parcel", "premises"})
        overrides |= {f"countries.{code}.plan.{name}": str(number * factor) for name, number in plan.items()}
    posts = (post for post in reference.active_posts().values() if post.kind != "online")
    overrides["posts.traffic"] = "{" + ", ".join(f"{post.id}: {factor}" for post in posts) + "}"
    return overrides


def more_officers(_: Scenario, factor: int) -> dict[str, str]:
    """So many times the officers, for the same plan."""
    return {"officers_scale": str(factor)}


def more_networks(_: Scenario, factor: int) -> dict[str, str]:
    """So many times the criminal networks."""
    return {"networks.scale": str(factor)}


def processes() -> None:
    """A replication from the shell, with the compiled kernels kept and without."""
    arguments = ["run", str(FILE), "-n", "1", "--workers", "1", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        kept = {"NUMBA_CACHE_DIR": folder}
        first_s, _ = command(arguments, ROOT, kept)
        row("jadsim run -n 1, first time", first_s, "s", "kernels compiled")
        again = [command(arguments, ROOT, kept) for _ in range(3)]
    row("jadsim run -n 1, from then on", min(seconds for seconds, _ in again), "s", "best of 3")
    row("  peak memory", max(megabytes for _, megabytes in again), "MB")
    row("jadsim check", min(command(["check", str(FILE)], ROOT)[0] for _ in range(3)), "s", "best of 3")


def stay_on_one_core() -> None:
    """Measure everything on the same core, where the system allows to choose one."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main() -> None:
    """Print the table."""
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; {versions}, simpy {simpy.__version__}\n")
    processes()  # first, since a new process is charged with the memory of the one that starts it
    memory.of_many_runs(ROOT, row)
    pages.figures(row)
    plays.figures(row)
    scenario = load(FILE)
    spread.figures(scenario, row)
    stay_on_one_core()
    against_plain_simpy(scenario)
    parts(scenario)
    mechanisms.costs(scenario, once, row)
    cases_and_requests(scenario)
    desks(scenario)
    in_steps(scenario)
    growth()


if __name__ == "__main__":
    main()
