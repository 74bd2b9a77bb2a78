"""Those who decide: national units, contact points, liaison officers, the coordination centre, analysts, networks."""
