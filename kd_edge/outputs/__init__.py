"""What recognised signs do besides being shown: start programs, tell other programs."""
