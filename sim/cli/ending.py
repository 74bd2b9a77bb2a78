"""How a command ends: its exit code, and what is said on the standard error stream."""

import codecs
import io
import os
import signal
import sys
import threading
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from sim.errors import JadsimError

UNEXPECTED = 70
INTERRUPTED = 130
ENDING = (signal.SIGTERM, signal.SIGHUP)
PLAIN = "jadsim-plain"
LIKE = {"−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x", "•": "*", "·": "."}
"""Signs and what stands for them in ASCII."""
SURROUNDINGS = 6


class Application(click.Group):
    """Commands that end with 0, 2 (wrong input), 3 (replications failed), 6 (the machine), 70 (impossible) or 130."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the program; nothing that the machine refuses is a fault of the program."""
        speak_plainly()
        try:
            return super().main(*args, **more)
        except (OSError, MemoryError) as error:
            _say(refused(error))
            _hush()
            sys.exit(SURROUNDINGS)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and turn whatever it raises into a short message and an exit code."""
        try:
            super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt as interrupt:
            _say(f"interrupted; {str(interrupt) or 'nothing was written'}")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # whoever read the output has seen enough
            _hush()
            ctx.exit(0)
        except JadsimError as error:
            _say(str(error))
            ctx.exit(error.exit_code)
        except (OSError, MemoryError):
            raise
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


def refused(error: OSError | MemoryError) -> str:
    """What the machine did not give, in a sentence."""
    if isinstance(error, MemoryError):
        return "this machine has not enough memory for it; ask for fewer runs, or for fewer workers"
    name = error.filename if isinstance(error.filename, str) else ""
    return f"the system refuses{f' {name}' if name else ''}: {error.strerror or error}"


def speak_plainly() -> None:
    """Write what a console has no character for in letters that it has, or as an escape."""
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAIN)


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    """The characters that cannot be encoded: a likeness in ASCII where there is one."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(map(_likeness, signs)), error.end


def _likeness(sign: str) -> str:
    likeness = LIKE.get(sign) or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return likeness or sign.encode("ascii", "backslashreplace").decode()


def _hush() -> None:
    """Let nothing more be written to an output that takes nothing."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write to the standard output or error stream, in the characters that it has."""
    click.echo(text, file=sys.stderr if err else sys.stdout, err=err, nl=nl)


def _say(text: str) -> None:
    with suppress(OSError):  # nobody is there to hear it
        tell(text, err=True)
