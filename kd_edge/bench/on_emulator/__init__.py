"""A bundle on an emulated board: everything is counted, nothing is timed."""
