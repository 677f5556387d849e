"""Files and synthetic signals become Recordings; Recordings are split so that no test data leak into training."""
