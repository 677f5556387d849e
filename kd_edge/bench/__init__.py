"""Accuracy, latency and memory, on one schema for every target."""
