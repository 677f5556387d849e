"""What the generated C costs: instructions, estimated cycles, stack and memory, on emulated cores and this host."""
