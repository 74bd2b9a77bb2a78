"""Where travellers wait longest, and what a planner can change about it."""

from typing import Final

from sim.outcome import amounts
from sim.present import tables
from sim.present.protocols import Run

MORE_LANES: Final = 2


def longest_wait(run: Run) -> str:
    """The side of a post where travellers wait longest, its lanes, and how to add some; empty where nobody waits."""
    posts, waits = run.scenario.active_posts(), tables.waits(run)
    waits = waits[waits["post"].isin(posts)]
    if waits.empty or not waits["wait_mean_min"].max() > 0.0:
        return ""
    worst = waits.iloc[int(waits["wait_mean_min"].argmax())]
    post, country, wait = str(worst["post"]), str(worst["country"]), float(worst["wait_mean_min"])
    known = posts[post]
    lanes = dict(zip(known.sides, (known.lanes_a, known.lanes_b), strict=False))[country]
    have = "1 lane" if lanes == 1 else f"{lanes} lanes"
    return (
        f"Longest mean wait: {post} ({worst['label']}), {amounts.number(wait, 'min')} with {have} of ordinary control; "
        f"{MORE_LANES} more: --set posts.lanes.{post}.{country}={lanes + MORE_LANES}"
    )
