"""The parts of a scenario that say which institutions work: one module each, with its keys, parameters and checks."""
