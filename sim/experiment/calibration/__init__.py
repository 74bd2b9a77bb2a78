"""Calibration: which parameters published totals leave possible, and how far that can be trusted.

`space` holds the priors, `targets` the published totals, `design` simulates points of the prior for all years,
`emulator` learns the simulator from them, `posterior` samples what is left, `check` sets its runs beside the totals,
`holdout` predicts one year from the others, `recovery` tests the method on data of its own, and `pipeline` does all of
it and can be stopped and resumed.
"""
