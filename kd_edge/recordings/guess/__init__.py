"""What files look like: a description of recordings is written from them, with the reason of everything in it."""
