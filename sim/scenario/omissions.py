"""What is lost if something is not there: variants of a plan, each without one institution, or one other thing."""

from collections.abc import Iterator, Mapping, Sequence

from sim.errors import Fault, ScenarioError
from sim.scenario.load import vary
from sim.scenario.part import institutions
from sim.scenario.schema import Scenario
from sim.scenario.structure import NEEDED

FOUND = "the plan names nothing here that could be taken away"
WANTED = "Name a section or a value of its file, such as justice or channels.selec"


def without(plan: Scenario, keys: str | Sequence[str] = ()) -> tuple[Scenario, ...]:
    """Variants of a plan, each without one of its institutions, or each without what stands under one of some keys.

    What cannot stay without it goes as well, such as Eurojust's part in a joint team where there is no Eurojust.

    >>> import sim
    >>> plan = sim.load("jad-see-2024.yaml")
    >>> sim.compare(plan, sim.without(plan, ["channels.selec", "cyber"]), 40).differences()

    Parameters
    ----------
    plan
        The plan as it stands.
    keys
        Dotted paths, or one; without any, each institution that the plan names by more than what holds anyway. Where an
        institution adds to a section that every plan has, such as ``europol``, what it adds goes together.

    Returns
    -------
    tuple of Scenario
        In the order of the keys, or of institutions in a file; each is named after what it is without.

    Raises
    ------
    ScenarioError
        If a plan names nothing under a key, or cannot be without it.
    """
    variants, faults = [], list[Fault]()
    for group in [(key,) for key in ((keys,) if isinstance(keys, str) else keys)] or _named(plan):
        try:
            variants.append(_left(plan, group))
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return tuple(variants)


def _named(plan: Scenario) -> Iterator[tuple[str, ...]]:
    """What a plan says of each institution: the key of its section, or those of its fields in a section of all."""
    for section in (one for part in institutions() for one in part.sections):
        now, default = section.of(plan), section.default
        if type(now) is type(default):
            keys: tuple[str, ...] = (section.key,) if now != default else ()
        else:
            named = (name for name in type(default).model_fields if getattr(now, name) != getattr(default, name))
            keys = tuple(f"{section.key}.{name}" for name in named)
        if keys:
            yield keys


def _left(plan: Scenario, keys: Sequence[str]) -> Scenario:
    """The plan without some entries, and without those that do not fit any more."""
    name = {"name": f"'without {', '.join(keys)}'"}
    gone: Mapping[str, object] = dict.fromkeys(keys)
    while True:
        try:
            return vary(plan, {**gone, **name})
        except ScenarioError as error:
            if any(fault.found == NEEDED for fault in error.faults):
                raise
            if any(fault.line is None for fault in error.faults):
                raise ScenarioError(
                    tuple(Fault(file=plan.name, line=None, key=key, found=FOUND, wanted=WANTED) for key in keys)
                ) from error
            unfit = {fault.key for fault in error.faults} - gone.keys()
            if not unfit:
                raise
            gone = {**gone, **dict.fromkeys(unfit)}
