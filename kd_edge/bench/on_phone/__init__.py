"""Benchmarks of a bundle's program for 64-bit Arm: on a plugged-in phone, or in an emulator."""
