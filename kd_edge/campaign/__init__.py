"""Campaigns: every figure that the project claims about accuracy, trained and measured by one command."""
