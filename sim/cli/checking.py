"""What a file that is right holds, in a sentence."""

from sim.scenario.doubts import doubts, of_programme
from sim.scenario.exercise import Exercise
from sim.scenario.exercise_files import is_exercise, load_exercise
from sim.scenario.load import load
from sim.scenario.programme import Programme, is_programme, load_programme
from sim.scenario.schema import Scenario
from sim.units import spoken


def told(file: str) -> str:
    """What a scenario, a programme, an exercise or a translation holds.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    """
    if is_programme(file):
        return _programme(load_programme(file))
    if is_exercise(file):
        return _exercise(load_exercise(file))
    return _scenario(load(file))


def _programme(programme: Programme) -> str:
    holds = f"{programme.name}: {len(programme.actions)} actions over {programme.theatre}"
    return "\n  ".join((holds, *(f"warning: {doubt}" for doubt in of_programme(programme))))


def _scenario(scenario: Scenario) -> str:
    officers = sum(scenario.officers(code) for code in scenario.countries)
    countries, days = len(scenario.countries), scenario.days
    sizes = f"{countries} {'country' if countries == 1 else 'countries'}, {officers:,.0f} officers"
    holds = f"{scenario.name}: {sizes}, {days} {'day' if days == 1 else 'days'}"
    gone = [f"taken away: {entry}" for entry in scenario.gone]
    return "\n  ".join((holds, *gone, *(f"warning: {doubt}" for doubt in doubts(scenario))))


def _exercise(exercise: Exercise) -> str:
    length = spoken(exercise.length / 3_600_000)
    held = f"{len(exercise.seats)} seats, {len(exercise.injects)} messages"
    said = f"{exercise.name}: {held}, {length} of play from {spoken(exercise.begin)} to {spoken(exercise.end)}"
    missing = exercise.untranslated
    return f"{said}. Not translated: {', '.join(missing)}" if missing else said
