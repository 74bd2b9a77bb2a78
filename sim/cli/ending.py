"""How a command ends: its exit code, and what is said on the standard error stream."""

import codecs
import gc
import io
import os
import signal
import sys
import threading
import traceback
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import JadsimError

if TYPE_CHECKING:
    from sim.experiment.points import Measured
    from sim.experiment.summary import Failure, Run
    from sim.experiment.years import ProgrammeRun
    from sim.scenario.schema import Scenario

UNEXPECTED = 70
REPLICATION_FAILED = 3
NONE_SUCCEEDED = 70
INTERRUPTED = 130
ENDING = (signal.SIGTERM, signal.SIGHUP)
PLAIN = "jadsim-plain"
LIKE = {"−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x", "•": "*", "·": "."}
"""Signs and what stands for them in ASCII."""
SURROUNDINGS = 6
SELDOM = 50_000
"""New objects until garbage is looked for: what a command loads and reads stays until its end."""


class Application(click.Group):
    """Commands that end with 0, 2 (wrong input), 3 (replications failed), 6 (the machine), 70 (impossible) or 130."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the program; nothing that the machine refuses is a fault of the program."""
        speak_plainly()
        gc.set_threshold(SELDOM)
        try:
            return super().main(*args, **more)
        except (OSError, MemoryError) as error:
            _say(refused(error))
            _hush()
            sys.exit(SURROUNDINGS)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and turn whatever it raises into a short message and an exit code."""
        try:
            with interruptible():
                super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt as interrupt:
            exec("")  # else Python ends by the signal, not with our code, if it came inside text that is executed
            _say(f"interrupted; {str(interrupt) or 'nothing was written'}")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # whoever read the output has seen enough
            _hush()
            ctx.exit(0)
        except JadsimError as error:
            _say(str(error))
            if error.exit_code == SURROUNDINGS:
                _hush()
            ctx.exit(error.exit_code)
        except (OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  # nobody is shown a traceback that he did not ask for
            _say(f"unexpected error: {type(error).__name__}: {error}")
            _say("".join(traceback.format_exception(error)) if ctx.params["debug"] else "(--debug shows where)")
            ctx.exit(UNEXPECTED)


@contextmanager
def interruptible() -> Iterator[None]:
    """End as on Ctrl-C when asked to end, and when the terminal is gone unless that is to be ignored (``nohup``)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, signal.default_int_handler) for number in heard}
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
    """Let nothing more be written: to an output that takes nothing, nor of what breaks off with what was refused."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write to the standard output or error stream, in the characters that it has."""
    click.echo(text, file=sys.stderr if err else sys.stdout, err=err, nl=nl)


def say_kept(out: Path | None) -> None:
    """Say where results are."""
    tell(f"Results: {out} (open {out / 'report.html'})" if out else "Nothing was kept; --out DIR keeps all results.")


def say_failures(failures: "Sequence[tuple[str, Failure]]", asked: int) -> None:
    """Say which of so many replications failed, each with the name of its plan, and end accordingly."""
    if not failures:
        return
    name, first = failures[0]
    tell(
        f"{len(failures)} of {asked} replications failed, the first: {name}, {first.replication}: {first.error}",
        err=True,
    )
    if click.get_current_context().find_root().params["debug"]:
        tell(first.traceback, err=True)
    raise click.exceptions.Exit(REPLICATION_FAILED if len(failures) < asked else NONE_SUCCEEDED)


def end_runs(runs: "Sequence[Run]") -> None:
    """Say which replications of some runs failed, and end accordingly."""
    failures = [(run.scenario.name, failure) for run in runs for failure in run.failures]
    say_failures(failures, sum(run.requested for run in runs))


def end_points(base: "Scenario", result: "Measured") -> None:
    """Say which runs at many points failed, and end accordingly."""
    plans, replications, _ = result.values.shape
    say_failures([(base.name, failure) for failure in result.failures], plans * replications)


def end_years(result: "ProgrammeRun") -> None:
    """Say which years of a programme failed, and end accordingly."""
    say_failures([(result.programme.name, failure) for failure in result.failures], result.requested)


def _say(text: str) -> None:
    with suppress(OSError):  # nobody is there to hear it
        tell(text, err=True)
