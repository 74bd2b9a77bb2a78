"""Every deliberate error, as one tree, told apart by who can mend it."""

from dataclasses import dataclass


class JadsimError(Exception):
    """An error that this package raises on purpose; `exit_code` is what the command line ends with."""

    exit_code = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a scenario: where, what was found, and what was wanted.

    `line` counts from 1 and is None where the fault lies in no line of a file (an override, a file that is not there).
    """

    file: str
    line: int | None
    key: str
    found: str
    wanted: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        said = ". ".join(part for part in (self.found, self.wanted) if part)
        return f"{place}  {self.key}: {said}" if self.key else f"{place}  {said}"


class ScenarioError(JadsimError):
    """The scenario is wrong, and whoever wrote it can mend it; `faults` holds all that was found, by file and line."""

    exit_code = 2

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Fault, ...]]]:
        return ScenarioError, (self.faults,)


class UnitError(JadsimError, ValueError):
    """A text that is not the quantity it should be; `found` and `wanted` say it in words."""

    exit_code = 2

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"{found}. {wanted}")
        self.found = found
        self.wanted = wanted

    def __reduce__(self) -> tuple[type["UnitError"], tuple[str, str]]:
        return UnitError, (self.found, self.wanted)


class ModelError(JadsimError):
    """A run reached a state that cannot be; when, for whom and with which chance, to repeat it."""

    def __init__(
        self,
        message: str,
        *,
        hour: float | None = None,
        subject: str = "",
        seed: int | None = None,
        replication: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hour = hour
        self.subject = subject
        self.seed = seed
        self.replication = replication

    def __str__(self) -> str:
        told = {"hour": self.hour, "subject": self.subject or None, "seed": self.seed, "replication": self.replication}
        where = ", ".join(f"{name} {value}" for name, value in told.items() if value is not None)
        return f"{self.message} ({where})" if where else self.message


class ReplicationError(JadsimError):
    """Some of the replications failed; they are kept as data beside those that did not."""

    exit_code = 3


class StoreError(JadsimError):
    """A result folder that cannot be read, or that would be overwritten."""

    exit_code = 2


class RefusedError(StoreError):
    """What the machine does not let be written: no space, no right."""

    exit_code = 6


class ClusterError(JadsimError):
    """A cluster that cannot be used: it is not there, has no workers, or workers that would give other results."""

    exit_code = 6


class ActRefusedError(JadsimError):
    """A play does not do what somebody asked for; `sentences` say why, and nothing has changed."""

    exit_code = 2

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))

    def __reduce__(self) -> tuple[type["ActRefusedError"], tuple[tuple[str, ...]]]:
        return ActRefusedError, (self.sentences,)


class UnlikeError(JadsimError):
    """Plans that have nothing in common, so that a comparison of them says nothing."""

    exit_code = 2
