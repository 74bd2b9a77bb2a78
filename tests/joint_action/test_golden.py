"""The reference run gives the numbers that it gave when they were last accepted."""

from __future__ import annotations

import json

from tests.joint_action import golden


def _flat(tree: object, path: str = "") -> dict[str, object]:
    if isinstance(tree, dict):
        return {key: value for name, part in tree.items() for key, value in _flat(part, f"{path}/{name}").items()}
    return {path: tree}


def test_reference_run_gives_the_numbers_that_were_accepted() -> None:
    then, now = _flat(json.loads(golden.PATH.read_text(encoding="utf-8"))), _flat(golden.numbers())
    moved = {key: (then.get(key), now.get(key)) for key in {**then, **now} if then.get(key) != now.get(key)}
    assert not moved, (
        "Results changed (key: then, now). If this is meant, run 'python -m tests.joint_action.golden' "
        "and write a 'Results change' line in CHANGELOG.md, under Results."
    )
