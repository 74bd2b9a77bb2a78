"""Checkpoints: every routine check and what it finds."""
