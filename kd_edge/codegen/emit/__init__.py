"""Writing C: literals, constants, and the two files of a model."""
