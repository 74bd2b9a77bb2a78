"""What was written down: records, tables, measures, and result folders."""
