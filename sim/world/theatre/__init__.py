"""Where it happens and what no luck and no decision can change: posts, ways, tables of checks, terms of cooperation."""
