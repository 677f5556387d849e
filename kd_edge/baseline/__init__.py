"""What classical methods reach on the same windows and splits: the figure that a network has to beat."""
