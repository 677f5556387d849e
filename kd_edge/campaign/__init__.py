"""Campaigns: every published accuracy, trained and measured again by one command."""
