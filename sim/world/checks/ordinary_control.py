"""Ordinary control at the posts, beside the checks of the action (ODD 7.1)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.engine.ordinary import EDGES_MIN, ordinary_waits
from sim.world.checks.checkpoints import Checkpoints
from sim.world.contract.environment import Environment

Floats = NDArray[np.float64]


class OrdinaryControl:
    """What travellers meet who are not checked by the action, worked out from what checkpoints wrote down."""

    def __init__(self, env: Environment, checkpoints: Checkpoints) -> None:
        self._env = env
        self._checkpoints = checkpoints
        points = env.theatre.checkpoints
        by_vehicle = np.array([point.kind in ("road", "sea_port") and point.per_day[1] > 0 for point in points])
        persons = np.array([point.per_day[0] for point in points])
        vehicles = np.array([point.per_day[1] for point in points])
        controlled = np.array([point.lanes > 0 for point in points])
        self._lanes = np.array([float(point.lanes) for point in points])[:, None]
        self._per_unit = np.where(by_vehicle, persons / np.maximum(vehicles, 1e-9), 1.0)
        self._per_day = np.where(by_vehicle, vehicles, persons) * controlled
        traffic = env.plan.behaviour.traffic
        self._service_h = np.where(by_vehicle, traffic.vehicle_control, traffic.person_control)

    def waits(self, until_h: float) -> tuple[Floats, Floats, Floats]:
        """Travellers, hours waited and classes of waits, in travellers, from hour 0 to an hour.

        Returns
        -------
        tuple
            Travellers (checkpoints, hours), hours waited by them (checkpoints, hours), travellers by class of wait
            (checkpoints, classes); the last hour may be a part of one.
        """
        checkpoints, theatre = self._checkpoints, self._env.theatre
        hours = math.ceil(until_h)
        level = theatre.profile[None, :hours] * checkpoints.luck_by_hour[:, :hours]
        level = level * checkpoints.traffic_by_hour[:, :hours] * _part_of_each_hour(until_h)
        units, waited, classes = ordinary_waits(
            (self._per_day / 24.0)[:, None] * level,
            self._open_lanes(hours),
            self._service_h,
            self._env.plan.behaviour.traffic.control_variation,
            checkpoints.ordinary_keys[:, :hours],
            EDGES_MIN / 60.0,
        )
        per_unit = self._per_unit[:, None]
        return units * per_unit, waited * per_unit, classes * per_unit

    def _open_lanes(self, hours: int) -> Floats:
        """Lanes that the action leaves to ordinary control (checkpoints, hours)."""
        staffing = self._env.plan.behaviour.staffing
        of_action = self._checkpoints.lanes_by_hour[:, :hours] / _part_of_each_hour(self._checkpoints.checked_h)[:hours]
        taken = np.minimum(staffing.lane_share * of_action, staffing.lanes_taken * self._lanes)
        return np.asarray(np.maximum(self._lanes - taken, 1.0))


def _part_of_each_hour(until_h: float) -> Floats:
    """Which part of each hour lies before an hour: 1, but perhaps less of the last one."""
    return np.asarray(np.minimum(until_h - np.arange(math.ceil(until_h)), 1.0))
