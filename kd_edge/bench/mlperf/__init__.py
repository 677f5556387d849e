"""A board and files for MLPerf Tiny's runner."""
