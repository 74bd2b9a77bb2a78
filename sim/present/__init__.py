"""What people see: figures, the map, and the report in one HTML file."""
