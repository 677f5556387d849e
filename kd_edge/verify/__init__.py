"""Checks that a bundle reproduces its own proof."""
