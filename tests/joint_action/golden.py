"""The reference run in numbers, to notice when its results change.

After a change that is meant to move the numbers: run ``python -m tests.joint_action.golden`` in the folder of the
project, read what the difference in `golden.json` says, and write a line under **Results** in `CHANGELOG.md`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from sim.outcome.measures import measure
from tests.theatre import SEED, full_scale, outcome

PATH = Path(__file__).with_name("golden.json")
REPLICATIONS = (0, 1)
DIGITS = 6


def rounded(value: float) -> float | None:
    """A number to six significant digits, or None where it is not defined."""
    return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")


def numbers() -> dict[str, Any]:
    """All measures and the lengths of all tables, by replication, as they are now."""
    runs = {}
    for replication in REPLICATIONS:
        run = outcome(full_scale(), replication)
        runs[f"replication {replication}"] = {
            "measures": {name: rounded(value) for name, value in measure(run).total.items()},
            "rows": {name: len(table) for name, table in run.tables.items()},
        }
    return {"scenario": full_scale().name, "seed": SEED, **runs}


if __name__ == "__main__":
    PATH.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
    print(f"written: {PATH.name}. A change of results needs a line under 'Results' in CHANGELOG.md.")
