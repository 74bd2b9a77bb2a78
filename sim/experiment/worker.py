"""What a worker has before it is forked: the model with all institutions, and its compiled code.

The process that forks workers imports this module. None of it is ever garbage, so workers leave it where it is and
share its memory.
"""

import gc

from sim.joint_action import JointAction
from sim.registry import parts
from sim.world.checks.warm_up import load_kernels

__all__ = ["JointAction"]

parts("processes")
load_kernels()
gc.collect()
gc.freeze()
