"""Ways of putting an image onto a board, and what is plugged in."""
