"""The terminal that results are printed to."""

from rich.console import Console

WIDE = 160


class Terminal(Console):
    """A terminal; whoever stops reading ends the command as with any other output."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command to end.

        Raises
        ------
        BrokenPipeError
            Always.
        """
        raise BrokenPipeError


def console(wide: int = WIDE) -> Console:
    """The terminal; where there is none, lines are so many characters wide that they stay whole."""
    terminal = Terminal(highlight=False, markup=False)
    return terminal if terminal.is_terminal else Terminal(highlight=False, markup=False, width=wide)
