"""Boards that are programs: QEMU's, and the Pico of rp2040js."""
