"""When scores become a sign: the gates (thresholds), the rule that applies them, and how the gates are calibrated."""
