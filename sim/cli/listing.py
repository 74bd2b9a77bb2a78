"""Long lists of rows for a terminal."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from sim.cli.terminal import console

WIDE = 200


def listing(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows of the same keys, each on one line where there is no terminal that would fold it."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(f"{value:,.0f}" if isinstance(value, float) else str(value) for value in row.values()))
    console(WIDE).print(table)
