"""Contact points and the channels between countries: requests, reports, answers."""
