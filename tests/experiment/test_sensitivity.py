"""What results depend on: indices that are known beforehand, luck as noise, designs that are too small."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment import points, replicate
from sim.experiment import sensitivity as analysis
from sim.experiment.design import Design
from sim.experiment.sensitivity import Sensitivity, sensitivity
from sim.outcome.measures import MEASURES
from sim.scenario.axis import Axis
from tests.experiment import plans

pytest.importorskip("SALib")
AXES = [Axis.read(text) for text in ("officers_scale=0..1", "cooperation.scale=0..1", "networks.scale=0..1")]
ARRESTS = [*MEASURES].index("arrests")


def known(noise: float, method: Any, points_: int, replications: int, monkeypatch: pytest.MonkeyPatch) -> Sensitivity:
    """Of 4 a + 2 b + 0 c with luck that is different at each point, which no index can tell from nothing."""

    def invented(kind: str, base: Any, tried: Any, count: int, *, design: Design, **_: Any) -> points.Measured:
        rows = np.array(design.points)
        luck = np.random.default_rng(1).normal(0, noise, (len(rows), count))
        values = np.zeros((len(rows), count, len(MEASURES)))
        values[:, :, ARRESTS] = 10 + (4 * rows[:, 0] + 2 * rows[:, 1])[:, None] + luck
        return points.Measured(
            manifest={"seed": 1, "replications": count, "hours": 24}, values=values, failures=(), wall_s=0
        )

    monkeypatch.setattr(analysis, "measured", invented)
    monkeypatch.setattr(Design, "plans", lambda self, base: [])
    return sensitivity(plans.small(), AXES, replications, method=method, points=points_, measures=["arrests"])


def test_effects_that_are_known_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = known(0.0, "morris", 16, 3, monkeypatch)
    assert [one.key for one in found.leading("arrests")] == [axis.key for axis in AXES]
    assert [one.value for one in found.leading("arrests")] == pytest.approx([4, 2, 0], abs=1e-9)
    assert found.warnings == []
    shares = known(0.0, "sobol", 256, 3, monkeypatch)
    assert [one.value for one in shares.leading("arrests")] == pytest.approx([0.8, 0.2, 0], abs=0.03)


def test_luck_widens_the_confidence_and_more_replications_narrow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    widths = [
        [one.of_luck for one in known(noise, "morris", 16, runs, monkeypatch).leading("arrests")]
        for noise, runs in ((0.0, 8), (1.0, 8), (1.0, 64))
    ]
    assert max(widths[0]) < 1e-9
    assert min(widths[1]) > 2 * max(widths[2]) > 0


def test_a_confidence_holds_the_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    found = known(1.0, "morris", 16, 32, monkeypatch).leading("arrests")
    for one, true in zip(found[:2], (4, 2), strict=True):
        assert abs(one.value - true) <= one.confidence


def test_a_design_that_is_too_small_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    small = known(6.0, "morris", 2, 2, monkeypatch)
    assert len(small.warnings) == 1 and "too small to say" in small.warnings[0]
    assert "too small" in known(0.0, "sobol", 4, 2, monkeypatch).warnings[0]
    document = json.loads(json.dumps(small.document(), allow_nan=False))
    assert document["warnings"] == small.warnings and len(document["indices"]) == 3


@pytest.mark.parametrize(
    ("axes", "more", "said"),
    [
        (AXES[:1], {}, "two keys"),
        (AXES[:1] * 2, {}, "each once"),
        ([*AXES[:1], Axis.read("networks.scale=0..1:3")], {}, "levels"),
        (AXES, {"replications": 1}, "2 replications"),
        (AXES, {"method": "sobol", "points": 12}, "power of 2"),
        (AXES, {"measures": ["arests"]}, "no measure"),
    ],
)
def test_what_is_no_design_is_refused(axes: list[Axis], more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sensitivity(plans.small(), axes, **more)


def test_results_are_kept_told_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    (tmp_path / "small.yaml").write_text(plans.SMALL)
    words = ["sensitivity", str(tmp_path / "small.yaml"), "--workers", "1", "--parameters", "best", "--points", "2"]
    words += ["--vary", "officers_scale=0.5..1.5", "--vary", "networks.scale=0..1", "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(main, [*words, "--measure", "arrests", "-n", "2"])
    assert told.exit_code == 0, told.output
    assert told.stdout.index("officers_scale") < told.stdout.index("networks.scale")
    assert "Sensitivity" in (tmp_path / "out" / "report.html").read_text()
    again = CliRunner().invoke(main, [*words, "--measure", "arrests", "--more", "1", "--json"])
    assert json.loads(again.stdout)["replications"] == 3
    assert CliRunner().invoke(main, [*words, "--force", "--vary", "officers_scale=0..1"]).exit_code == 2
