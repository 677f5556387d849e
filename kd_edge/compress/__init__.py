"""Compression passes on a trained student: each gives a smaller network that is trained a little further."""
