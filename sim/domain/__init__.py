"""Policing: who decides, how, and what takes time."""
