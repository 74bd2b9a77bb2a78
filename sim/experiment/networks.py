"""The criminal networks with which a run begins, as a plan of its own may have them."""

from sim.experiment.parameters import Choice
from sim.experiment.parameters import parameters as chosen
from sim.scenario.networks import NetworkMember, OwnNetwork
from sim.scenario.schema import Scenario
from sim.world.crime.carry_over import NetworkState


def networks_of(
    scenario: Scenario, seed: int = 1, replication: int = 0, *, parameters: Choice = "posterior"
) -> dict[str, OwnNetwork]:
    """The networks of a run by name, those that the plan gives included: synthetic members, with all their ties.

    Parameters
    ----------
    seed, replication
        Which run: that of `sim.run` with this seed and these parameters.
    """
    from sim.joint_action import JointAction

    behaviour = chosen(parameters, scenario).behaviour(scenario, replication)
    action = JointAction(scenario, seed, replication, behaviour=behaviour)
    return {name: _as_given(state) for name, state in action.at_first().networks.items()}


def _as_given(state: NetworkState) -> OwnNetwork:
    ties: dict[int, list[str]] = {number: [] for number in range(len(state.members))}
    for first, second in state.edges:
        ties[first].append(f"m{second}")
    members = {
        f"m{number}": NetworkMember.model_validate(
            {"country": member.country, "role": member.role, "ties": ties[number]}
        )
        for number, member in enumerate(state.members)
    }
    whole = {"crime_area": state.main_area, "countries": state.countries}
    return OwnNetwork.model_validate({**whole, "members": members})
