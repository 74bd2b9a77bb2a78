"""Criminal networks: their graphs, their cash, what they hand on from one action to the next."""
