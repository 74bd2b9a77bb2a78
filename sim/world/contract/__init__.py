"""What crosses walls: the environment of a run, findings, requests, channels, and what an institution may do."""
