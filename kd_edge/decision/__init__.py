"""When scores become a sign: the gates as Python and C compare with them, the rule, and how the gates are set."""
