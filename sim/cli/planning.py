"""Commands for whoever writes a plan: a new one from totals, files that come with jadsim, what can be changed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from sim.cli.changes import Amount, amount
from sim.cli.ending import tell
from sim.cli.options import LARGEST_SEED
from sim.words import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.levers import Lever, ListedPost
    from sim.scenario.schema import Scenario

CHECKED: tuple[str, ...] = get_args(Kind)


@click.command()
@click.argument("name")
@click.option("--officers", type=Amount(1, 10_000_000), required=True, help="Officers of all countries together.")
@click.option("--start", required=True, help="First day, such as 2025-11-10; a year alone will do.")
@click.option("--days", type=click.IntRange(1, 31), required=True, help="How many days.")
@click.option("--centre", required=True, help="Town of the coordination centre, or 'Lezha, 41.78, 19.64'.")
@click.option("--countries", help="How many, or their codes: AL,BA,XK. Left out: those of --like.")
@click.option("--country", "figures", multiple=True, metavar="XX=OFFICERS", help="Officers of a single country.")
@click.option(
    "--own", multiple=True, metavar="XA=NAME[,YY...]", help="A country that is in no data: code, name, neighbours."
)
@click.option("--table", help="Country table, CSV or xlsx: country, service, officers, planned checks.")
@click.option(
    "--checks", multiple=True, metavar="[KIND=]NUMBER", help="In all, or person=, vehicle=, parcel=, premises=."
)
@click.option("--posts", help="Posts to add: CSV, xlsx, GeoJSON.")
@click.option("--events", help="Events: CSV, xlsx.")
@click.option("--networks", help="Criminal networks, beside those that are drawn: ties in CSV or xlsx, GraphML.")
@click.option("--like", help="Take institutions, cooperation and networks from this scenario.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; by default it is printed.")
@click.option("--force", is_flag=True, help="Replace the file.")
def new(
    name: str,
    officers: int,
    start: str,
    days: int,
    centre: str,
    countries: str | None,
    figures: tuple[str, ...],
    own: tuple[str, ...],
    table: str | None,
    checks: tuple[str, ...],
    posts: str | None,
    events: str | None,
    networks: str | None,
    like: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Write a complete scenario file from totals: countries, officers, days, place of the centre.

    What is not given is divided by the published shares of past actions, or taken from --like, and is marked assumed.
    """
    from sim.scenario.load import load_text
    from sim.scenario.totals import Totals, draft

    profiles = _own(own)
    given = {"posts": posts, "events": events, "networks": networks}
    text = draft(
        Totals(
            name=name,
            officers=officers,
            start=start,
            days=days,
            centre=centre,
            countries=_countries(countries),
            own=profiles,
            known=_known(table, figures, profiles),
            checks=_checks(checks),
            like=like,
            tables={what: file for what, file in given.items() if file is not None},
        )
    )
    load_text(text, "new")
    _write(text, out, force)


@click.command()
@click.argument("names", nargs=-1, metavar="[FILE...]")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder to copy them to.")
@click.option("--force", is_flag=True, help="Replace files in the folder.")
def scenarios(names: tuple[str, ...], to: Path, force: bool) -> None:
    """List the scenario files that come with jadsim, or copy some, with all that they extend."""
    from sim.scenario.shipped import copied, described

    if names:
        for path in copied(names, to, force=force):
            tell(f"Written: {path}")
        return
    for name, said in described():
        tell(f"{name:46} {said}")


@click.command()
@click.argument("file")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .csv or .xlsx file.")
@click.option(
    "--what",
    type=click.Choice(["countries", "posts", "events", "networks"]),
    default="countries",
    show_default=True,
    help="Posts may be a .geojson file too, networks a .graphml file.",
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="Networks of the runs with this seed; by default 1.")
@click.option("--replication", type=click.IntRange(0), help="Networks of this run; by default 0, the first.")
@click.option(
    "--separator", type=click.Choice([",", ";"]), default=",", show_default=True, help="Between columns of CSV."
)
@click.option("--force", is_flag=True, help="Replace the file.")
def export(
    file: str, out: Path, what: str, seed: int | None, replication: int | None, separator: str, force: bool
) -> None:
    """Write a table of a scenario: its countries with officers and planned checks, its posts, events or networks.

    `new --table` reads the first; `posts: {added: FILE}`, `events: FILE` and `networks: {own: FILE}` in a scenario the
    others. Networks are those with which a run begins: synthetic members with their ties.
    """
    from sim.scenario.exports import export as write
    from sim.scenario.exports import export_networks
    from sim.scenario.load import load

    if what == "networks":
        from sim.experiment.networks import networks_of

        export_networks(
            networks_of(load(file), 1 if seed is None else seed, replication or 0),
            out,
            separator=separator,
            force=force,
        )
    elif seed is not None or replication is not None:
        raise click.UsageError(f"--seed and --replication tell networks of runs apart; {what} have none")
    else:
        write(load(file), what, out, separator=separator, force=force)
    tell(f"Written: {out}")


def _known(table: str | None, figures: tuple[str, ...], own: dict[str, dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Figures of single countries: of a table, and officers in all in place of those of the table."""
    from sim.scenario.country_table import read
    from sim.scenario.known import code_of

    known = read(table, own) if table is not None else {}
    for text, number in _numbers(figures, "--country").items():
        code = code_of(text, own)
        checks = {name: one for name, one in known.get(code, {}).items() if name in CHECKED}
        known[code] = {"officers": number, **checks}
    return known


_find = click.option("--find", default="", metavar="WORDS", help="Only what names all these words.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


@click.command()
@click.argument("file", required=False)
@_find
@_json
def levers(file: str | None, find: str, as_json: bool) -> None:
    """List what can be changed in a scenario (by default the reference action): unit, range, value now, meaning."""
    from sim.scenario.levers import levers as can_be_changed

    _listed("levers", can_be_changed(_chosen(file), find), as_json)


@click.command()
@click.argument("file", required=False)
@_find
@_json
def posts(file: str | None, find: str, as_json: bool) -> None:
    """List the posts of a scenario (by default the reference action), with traffic a day and lanes.

    Set them by posts.lanes.ID.SIDE, by posts.per_day.ID.persons, vehicles or parcels, or by posts.traffic.ID, a factor.
    """
    from sim.scenario.levers import post_rows

    rows = post_rows(_chosen(file), find)
    _listed("posts", rows, as_json)
    if rows and not as_json:
        first = rows[0]
        side = first.sides.split()[0]
        tell(f"To change one: --set posts.lanes.{first.id}.{side}=4 --set posts.per_day.{first.id}.persons=9000")


def _chosen(file: str | None) -> "Scenario":
    from sim.scenario.load import load
    from sim.scenario.shipped import REFERENCE, shipped

    return load(file or shipped()[REFERENCE])


def _listed(what: str, found: "Sequence[Lever | ListedPost]", as_json: bool) -> None:
    """Print rows as JSON or as a table."""
    import dataclasses

    rows = [dataclasses.asdict(row) for row in found]
    if as_json:
        tell(json.dumps({what: rows}, indent=2, allow_nan=False))
    elif rows:
        from sim.cli.listing import listing

        listing(f"{len(rows)} {what}", rows)
    else:
        tell(f"no {what} name all these words")


def _countries(text: str | None) -> int | list[str] | None:
    if text is None:
        return None
    if text.strip().isdigit():
        return int(text)
    return [name.strip() for name in (text.split(",") if "," in text else text.split()) if name.strip()]


def _own(given: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Profiles of countries that are in no data, from CODE=NAME,NEIGHBOUR,..."""
    profiles = {}
    for text in given:
        code, equals, said = text.partition("=")
        name, *neighbours = [part.strip() for part in said.split(",")]
        if not (code and equals and name):
            raise click.BadParameter(f"{text!r} is not CODE=NAME", param_hint="--own")
        profiles[code.strip()] = {"name": name} | ({"neighbours": neighbours} if neighbours else {})
    return profiles


def _checks(given: tuple[str, ...]) -> int | dict[str, int] | None:
    if len(given) == 1 and "=" not in given[0]:
        return amount(given[0], "--checks")
    numbers = _numbers(given, "--checks")
    for kind in numbers:
        if kind not in CHECKED:
            raise click.BadParameter(f"{kind!r} is none of {', '.join(CHECKED)}", param_hint="--checks")
    return numbers or None


def _numbers(given: tuple[str, ...], option: str) -> dict[str, int]:
    """Whole numbers by key, from KEY=NUMBER."""
    numbers: dict[str, int] = {}
    for text in given:
        key, equals, number = text.partition("=")
        if not (key and equals):
            raise click.BadParameter(f"{text!r} is not KEY=NUMBER", param_hint=option)
        if key in numbers:
            raise click.BadParameter(f"{key} is given twice", param_hint=option)
        numbers[key] = amount(number, option)
    return numbers


def _write(text: str, out: Path | None, force: bool) -> None:
    """Print a text, or write it to a file that is not there yet."""
    if out is None:
        tell(text, nl=False)
        return
    from sim.files import write_whole

    if out.exists() and not force:
        raise click.BadParameter(f"{out} is there already; --force replaces it", param_hint="--out")
    write_whole(out, text)
    tell(f"Written: {out}")
