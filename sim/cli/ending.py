"""How a command ends: its exit code, and what is said on the standard error stream."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from sim.errors import JadsimError

UNEXPECTED = 70
INTERRUPTED = 130
ENDING = (signal.SIGTERM, signal.SIGHUP)


class Application(click.Group):
    """Commands that end with 0, 2 (wrong input), 3 (replications failed), 70 (impossible) or 130 (interrupted)."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and turn whatever it raises into a short message and an exit code."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt as interrupt:
            _say(f"interrupted; {str(interrupt) or 'nothing was written'}")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # whoever read the output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except JadsimError as error:
            _say(str(error))
            ctx.exit(error.exit_code)
        except Exception as error:  # noqa: BLE001  # nobody is shown a traceback that he did not ask for
            _say(f"unexpected error: {type(error).__name__}: {error}")
            _say("".join(traceback.format_exception(error)) if ctx.params["debug"] else "(--debug shows where)")
            ctx.exit(UNEXPECTED)


@contextmanager
def interruptible() -> Iterator[None]:
    """End as on Ctrl-C when asked to end, and when the terminal is gone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    with suppress(OSError):  # nobody is there to hear it
        click.echo(text, err=True)
