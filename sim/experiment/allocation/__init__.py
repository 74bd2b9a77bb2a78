"""Where more officers, lanes or teams would bring most: marginal values, a search, and a test on fresh luck."""
