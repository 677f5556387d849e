"""The report of every benchmark: one schema, and comparison of reports."""
