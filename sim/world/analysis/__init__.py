"""Europol's analysis: what traces from several countries make known of a network."""
