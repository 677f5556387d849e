"""Files and synthetic signals become Recordings; Recordings are split honestly."""
