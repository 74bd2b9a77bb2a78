"""What follows from a finding: cases, searches, arrests."""
