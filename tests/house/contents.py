"""What a package holds and what a small action leaves behind, printed as JSON; run in a process of its own.

``python contents.py SCENARIO`` imports every module of the package that it finds, checks the file as ``jadsim check``
does, runs it once, and prints a digest of each table.
"""

import hashlib
import json
import sys
from importlib import import_module
from pathlib import Path

import sim
from sim.cli import main

PACKAGE = Path(sim.__file__).parent


def import_everything() -> None:
    """Import every module, but for the one that starts the command line."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if parts[-1] != "__main__":
            import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def tables(file: str) -> dict[str, str]:
    """A digest of each table of one run, by name."""
    from sim.joint_action import JointAction
    from sim.scenario.load import load

    outcome = JointAction(load(file), 1, 0).run()
    rows = {name: table.rows() for name, table in outcome.tables.items()}
    return {name: f"{len(held)} rows, {hashlib.sha256(repr(held).encode()).hexdigest()}" for name, held in rows.items()}


if __name__ == "__main__":
    import_everything()
    main(["check", sys.argv[1]], standalone_mode=False)
    print(json.dumps(tables(sys.argv[1])))
