"""Toolchains and boards: build, flash, emulate."""
