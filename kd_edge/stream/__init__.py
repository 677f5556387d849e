"""The wire protocol, its sources, and live recognition."""
