"""The pages of an exercise: a small server on which people play, and what it lets each of them see.

The server knows a play only by what :class:`sim.present.web.protocols.Play` says. It adds codes, browsers and the clock
on the wall.
"""
