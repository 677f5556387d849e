"""Emulated boards: those of QEMU, and the Pico of rp2040js."""
