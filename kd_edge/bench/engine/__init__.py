"""The cost of generated C: instructions, estimated cycles, stack and memory, on emulated cores and this host."""
