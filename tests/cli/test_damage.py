"""Whatever happens to a folder of results, a command says in a line which file cannot be read; or does without it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.experiment import replicate
from sim.outcome.workplace import UNFINISHED
from tests.cli.test_going_on import interrupted_at
from tests.experiment import plans

type Change = Callable[[bytes, random.Random], bytes]

WORDS = ["null", "[]", "{}", '"text"', "-1", "1e999", "0", "{", "\ud83d", "jadsim results 2"]
FEW, MANY = 24, 600


def flipped(content: bytes, luck: random.Random) -> bytes:
    """One bit is another."""
    at = luck.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << luck.randrange(8)]) + content[at + 1 :]


def cut(content: bytes, luck: random.Random) -> bytes:
    """The end is missing."""
    return content[: luck.randrange(len(content))]


def overwritten(content: bytes, luck: random.Random) -> bytes:
    """A piece is noise."""
    at = luck.randrange(len(content))
    return content[:at] + luck.randbytes(luck.randrange(1, 64)) + content[at + 64 :]


def reworded(content: bytes, luck: random.Random) -> bytes:
    """A value of a JSON file is another; any other file holds one word."""
    lines = content.splitlines(keepends=True)
    at = luck.randrange(len(lines))
    key, colon, _ = lines[at].partition(b": ")
    word = luck.choice(WORDS).encode(errors="surrogatepass")
    return b"".join([*lines[:at], key + colon + word + b",\n", *lines[at + 1 :]]) if colon else word


CHANGES = (flipped, cut, overwritten, reworded)


def damage(folder: Path, luck: random.Random) -> str:
    """Damage a file of a folder, and say which and how."""
    path = luck.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    ways: list[Change | str] = [*CHANGES, "gone", "a folder", "another's"]
    how = luck.choice(ways)
    name = path.relative_to(folder).as_posix()
    if not isinstance(how, str):
        path.write_bytes(how(path.read_bytes(), luck))
        return f"{name} {how.__name__}"
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how == "another's":
        shutil.copy(luck.choice(sorted(one for one in folder.rglob("*") if one.is_file())), path)
    return f"{name} {how}"


def jadsim(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


COMPARED = ["--set", "networks.count=3", "--workers", "1"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A plan, a run and a comparison of it, and what is left of a run that was broken off."""
    home = tmp_path_factory.mktemp("damage")
    (home / "plan.yaml").write_text(plans.SMALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate, "replay", plans.replay)
        assert jadsim("run", home / "plan.yaml", "-n", 2, "--workers", 1, "--out", home / "run").exit_code == 0
        assert jadsim("compare", home / "plan.yaml", *COMPARED, "-n", 2, "--out", home / "both").exit_code == 0
        patch.setattr(replicate, "replay", interrupted_at(2))
        assert jadsim("run", home / "plan.yaml", "-n", 4, "--workers", 1, "--out", home / "broken").exit_code == 130
        yield home


def commands(plan: Path, out: Path) -> dict[str, list[list[object]]]:
    """What may be asked of each folder of results."""
    going_on = ["--more", 1, "--out", out]
    return {
        "run": [["report", out], ["trace", out, "--list"], ["run", plan, "--workers", 1, *going_on]],
        "both": [
            ["report", out],
            ["trace", out / "variant-1", "--list"],
            ["compare", plan, *COMPARED, *going_on],
        ],
        f"broken{UNFINISHED}": [["run", plan, "-n", 4, "--workers", 1, "--resume", "--out", out.with_suffix("")]],
    }


def wrong_after(number: int, home: Path, folder: Path) -> str:
    """Damage a copy of some results in one of many ways and ask for something; what is wrong with how that ends."""
    luck = random.Random(number)
    kind = luck.choice(["run", "run", "both", f"broken{UNFINISHED}"])
    out = folder / kind
    shutil.copytree(home / kind, out)
    what = damage(out, luck)
    words = luck.choice(commands(home / "plan.yaml", out)[kind])
    ended = jadsim(*words)
    shutil.rmtree(folder)
    right = ended.exit_code == 0 or (ended.exit_code == 2 and str(out) in ended.stderr)
    return "" if right else f"{what}: {words[0]} ended with {ended.exit_code}: {ended.stderr}"


@pytest.mark.parametrize(
    "damages", [range(FEW), pytest.param(range(FEW, MANY), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_damage_is_told_with_its_file(
    damages: range, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "replay", plans.replay)
    found = [wrong_after(number, home, tmp_path / "results") for number in damages]
    assert [wrong for wrong in found if wrong] == []
