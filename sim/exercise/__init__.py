"""An exercise that people play on a running action: acts and times in, what each may know out."""
