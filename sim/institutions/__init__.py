"""The institutions: one folder each, under the key that it has in a scenario file. None knows another.

The docstring of a folder's `__init__.py` is its section of the ODD protocol. It says what the institution is, whom it
consists of, what it does, which keys and parameters it has, what of it is assumed, through which hooks it acts, what it
writes down, and how it is switched off. `sim/world/ODD.md` is the protocol as a whole and says where each section is.
"""
