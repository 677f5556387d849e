"""A bundle on this host: hop by hop in memory, and live over a pseudo-terminal."""
