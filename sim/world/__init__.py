"""The world of a joint action: who is always there, on floors; no institution is known here."""
