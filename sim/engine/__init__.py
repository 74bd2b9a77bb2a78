"""Time and chance: the clock, keyed draws, the journal and the kernels that serve the queues of checks."""
