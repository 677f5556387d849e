"""Live recognition: samples in, signs out, on the host or on the board."""
