"""How well new persons are understood, and what distillation adds: strong teachers, small students, every method."""
