"""Sessions made of recordings, and a board in software that plays them over a port."""
